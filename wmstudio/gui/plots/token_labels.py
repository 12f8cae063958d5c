"""Token texts under a picture if they fit, otherwise numbers at intervals."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from wmstudio.gui.base import fonts
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.plots.scales import nice_step
from wmstudio.gui.plots.static_texts import StaticTexts
from wmstudio.text.visible import LONGEST_CHARACTER, visible_together

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    from PySide6.QtWidgets import QGraphicsSceneResizeEvent, QStyleOptionGraphicsItem, QWidget

TALL, LOW = 50, 15
"""Least height in pixels with texts, and with numbers only."""
UPRIGHT_GAP = 6
"""Pixels between two horizontal texts."""
NUMBER_GAP = 74
"""Smallest distance in pixels between two numbers."""


class Mark(NamedTuple):
    """The label of a token: its text, and its number if only some are labelled."""

    x: float
    """The middle of the token's column."""
    left: float
    right: float
    """The right end of the room for it."""
    text: str
    number: str
    here: bool
    """Whether the cursor is on this token."""


class TokenLabels(pg.GraphicsWidget):
    """One column per token: texts are horizontal if all fit, else rotated, else sparse."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = DARK
        self.start, self.stop, self.cursor = 0, 1, -1
        self._ids: npt.NDArray[np.generic] = np.zeros(0, np.int32)
        self._pieces: tuple[bytes, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._turned = False
        self.laid = StaticTexts(fonts.interface(0.85))
        # Without this, the exposed area is always the whole item.
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.set_tall(tall=True)

    def set_tall(self, *, tall: bool) -> None:
        """Make room for texts, or for numbers only."""
        self.tall, line = tall, self.laid.height
        self.setFixedHeight(max(TALL, 1 + 2 * line) if tall else max(LOW, 1 + line))

    def show_tokens(
        self,
        start: int,
        stop: int,
        ids: npt.NDArray[np.generic],
        pieces: tuple[bytes, ...],
        cursor: int,
    ) -> None:
        """Label a range of tokens. Only changed labels are repainted."""
        same = (start, stop) == (self.start, self.stop) and pieces is self._pieces
        same = same and np.array_equal(ids, self._ids)
        if same and cursor == self.cursor:
            return
        if not same:
            self.start, self.stop, self._ids, self._pieces = start, stop, ids, pieces
            self.__dict__.pop("texts", None)
        self.cursor = cursor
        self._lay_out()

    @cached_property
    def texts(self) -> list[str]:
        """Texts of the tokens from ``start``; may end before ``stop``."""
        return visible_together([self._pieces[i] for i in self._ids.tolist()])

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.theme = theme
        self.laid = StaticTexts(fonts.interface(0.85))
        if self.maximumHeight() > 0:
            # Unless they are left to the picture below.
            self.set_tall(tall=self.tall)
        self._lay_out()
        self.update()

    @property
    def pitch(self) -> float:
        """The width of a token's column in pixels."""
        return float(self.size().width()) / max(self.stop - self.start, 1)

    def resizeEvent(self, event: QGraphicsSceneResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self.update()

    # --- layout ---

    def _lay_out(self) -> None:
        """Compute the labels, and repaint only what has changed."""
        before, turned = self._marks, self._turned
        pitch = self.pitch
        named = self.tall and pitch >= 0.7 * self.laid.height
        self._marks = tuple(self._texts_at(pitch) if named else self._numbers_at(pitch))
        different = set(before).symmetric_difference(self._marks)
        if self._turned != turned:
            self.update()
        elif different:
            left, right = min(m.left for m in different), max(m.right for m in different)
            self.update(QRectF(left, 0.0, right - left, float(self.size().height())))

    def _texts_at(self, pitch: float) -> Iterator[Mark]:
        em, line = self.laid.em, self.laid.height
        widest = max(map(len, self.texts), default=0) * em
        self._turned = widest + UPRIGHT_GAP > pitch
        longest = int((TALL - 6) / em)
        for i, text in enumerate(self.texts):
            x, here = (i + 0.5) * pitch, self.start + i == self.cursor
            shown = _shortened(text, longest) if self._turned else text
            reach = line if self._turned else pitch
            yield Mark(x, x - reach, x + reach, shown, "", here)

    def _numbers_at(self, pitch: float) -> Iterator[Mark]:
        width, step = float(self.size().width()), nice_step(NUMBER_GAP / max(pitch, 1e-9))
        em = self.laid.em
        room = int((step * pitch - UPRIGHT_GAP) / em)
        self._turned = False
        for token in range(-(-self.start // step) * step, self.stop, step):
            at, number = token - self.start, str(token)
            x = (at + 0.5) * pitch
            number = number if x + len(number) * em <= width else ""
            text = ""
            if number and self.tall and at < len(self._ids):
                fits = min(room, int((width - x) / em))
                text = _shortened(self._text_at(at), fits)
            yield Mark(x, x - 1, x + step * pitch, text, number, token == self.cursor)

    def _text_at(self, at: int) -> str:
        """The text of one token, without those of all the others."""
        first = max(at - LONGEST_CHARACTER, 0)
        ids = self._ids[first : at + LONGEST_CHARACTER].tolist()
        return visible_together([self._pieces[i] for i in ids])[at - first]

    # --- painting ---

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        exposed: QRectF = option.exposedRect
        left, right = exposed.left(), exposed.right()
        painter.setFont(self.laid.font)
        self._paint(painter, [m for m in self._marks if m.right > left and m.left < right])

    def _paint(self, painter: QPainter, marks: list[Mark]) -> None:
        ticks = [QLineF(mark.x, 0, mark.x, 4) for mark in marks if mark.number]
        painter.setPen(QColor(self.theme.hairline))
        painter.drawLines(ticks)
        if self._turned:
            painter.rotate(90)
        for here, colour in ((False, self.theme.second_text), (True, self.theme.cursor)):
            painter.setPen(QColor(colour))
            for mark in marks:
                if mark.here is here:
                    self._paint_mark(painter, mark)

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        text, line = self.laid[mark.text], self.laid.height
        if self._turned:
            painter.drawStaticText(QPointF(4, -mark.x - line / 2), text.text)
        elif mark.number:
            painter.drawStaticText(QPointF(mark.x + 2, 1), self.laid[mark.number].text)
            painter.drawStaticText(QPointF(mark.x + 2, 1 + line), text.text)
        else:
            painter.drawStaticText(QPointF(mark.x - text.width / 2, 4), text.text)


def _shortened(text: str, room: int) -> str:
    """A text cut to this many characters."""
    return text if len(text) <= room else text[: max(room - 1, 0)] + "…"
