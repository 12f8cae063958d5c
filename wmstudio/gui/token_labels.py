"""The tokens' texts under a picture, where there is room; else a number here and there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from wmstudio.gui.scales import nice_step
from wmstudio.gui.static_texts import StaticTexts
from wmstudio.gui.theme import DARK, Theme
from wmstudio.gui.wording import mono_font, piece_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

TALL, LOW = 50, 15
"""Height with room for texts, and for numbers only; pixels."""
UPRIGHT_GAP = 6
"""Between two texts side by side."""
NUMBER_GAP = 74
"""At least so far from one number to the next."""


class TokenLabels(pg.GraphicsWidget):
    """One column a token: upright where every text fits, else turned, else only every so many."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = DARK
        self.start, self.stop, self.cursor = 0, 1, -1
        self._ids: npt.NDArray[np.generic] = np.zeros(0, np.int32)
        self._pieces: tuple[bytes, ...] = ()
        self._texts = StaticTexts()
        self.font_small = mono_font(0.85)
        self.set_tall(tall=True)

    def set_tall(self, *, tall: bool) -> None:
        """With room for texts, or for numbers only."""
        self.tall = tall
        self.setFixedHeight(TALL if tall else LOW)

    def set_tokens(
        self, start: int, stop: int, ids: npt.NDArray[np.generic], pieces: tuple[bytes, ...]
    ) -> None:
        """Label this stretch. Nothing is painted again where nothing is different."""
        same = (start, stop) == (self.start, self.stop) and pieces is self._pieces
        if same and np.array_equal(ids, self._ids):
            return
        self.start, self.stop, self._ids, self._pieces = start, stop, ids, pieces
        self.__dict__.pop("texts", None)
        self.update()

    @cached_property
    def texts(self) -> list[str]:
        """Of the tokens from ``start`` on; may end before ``stop``."""
        return [piece_text(self._pieces[i]) for i in self._ids.tolist()]

    def set_cursor(self, cursor: int) -> None:
        """Paint this token's text in the cursor's colour."""
        if cursor != self.cursor:
            every = self._every(QFontMetricsF(self.font_small))
            named = cursor % every == 0 or self.cursor % every == 0
            self.cursor = cursor
            if named:
                self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours, and a font of the size that is wanted now."""
        self.theme = theme
        self.font_small = mono_font(0.85)
        self._texts.clear()
        self.update()

    @property
    def pitch(self) -> float:
        """Width of a token's column in pixels."""
        return float(self.size().width()) / max(self.stop - self.start, 1)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        font = self.font_small
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        if (every := self._every(metrics)) > 1 or not self.tall:
            self._paint_numbers(painter, metrics, every)
            return
        widest = max(map(len, self.texts), default=0) * metrics.horizontalAdvance("m")
        turned = widest + UPRIGHT_GAP > self.pitch
        longest = int((TALL - 6) / metrics.horizontalAdvance("m"))
        for i, text in enumerate(self.texts):
            x = (i + 0.5) * self.pitch
            self._pen(painter, self.start + i)
            if not turned:
                width = metrics.horizontalAdvance(text)
                painter.drawStaticText(QPointF(x - width / 2, 4), self._texts.of(text, font))
                continue
            short = text if len(text) <= longest else text[: longest - 1] + "…"
            painter.save()
            painter.translate(x + metrics.height() / 2, 4)
            painter.rotate(90)
            painter.drawStaticText(QPointF(0, 0), self._texts.of(short, font))
            painter.restore()

    def _every(self, metrics: QFontMetricsF) -> int:
        """Which tokens are named: all, or so many apart where only numbers fit."""
        if self.tall and self.pitch >= 0.7 * metrics.height():
            return 1
        return nice_step(NUMBER_GAP / max(self.pitch, 1e-9))

    def _paint_numbers(self, painter: QPainter, metrics: QFontMetricsF, step: int) -> None:
        font, width = self.font_small, float(self.size().width())
        room = int((step * self.pitch - UPRIGHT_GAP) / metrics.horizontalAdvance("m"))
        for token in range(-(-self.start // step) * step, self.stop, step):
            x = (token + 0.5 - self.start) * self.pitch
            painter.setPen(QColor(self.theme.line))
            painter.drawLine(QPointF(x, 0), QPointF(x, 4))
            number = str(token)
            if x + metrics.horizontalAdvance(number) > width:
                continue
            self._pen(painter, token)
            painter.drawStaticText(QPointF(x + 2, 1), self._texts.of(number, font))
            at = token - self.start
            if self.tall and at < len(self._ids):
                left = int((width - x) / metrics.horizontalAdvance("m"))
                text, fits = piece_text(self._pieces[int(self._ids[at])]), min(room, left)
                short = text if len(text) <= fits else text[: max(fits - 1, 0)] + "…"
                below = QPointF(x + 2, 1 + metrics.height())
                painter.drawStaticText(below, self._texts.of(short, font))

    def _pen(self, painter: QPainter, token: int) -> None:
        here = token == self.cursor
        painter.setPen(QColor(self.theme.accent if here else self.theme.quiet))
