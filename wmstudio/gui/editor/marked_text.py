"""A text widget with marks: a token, spans, edits, shading, and lit words.

Places are in code points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.editor import text_places
from wmstudio.gui.editor.text_shades import Lights, Shades, changed_span, lights
from wmstudio.gui.editor.textmap import TextMap

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

STRUCK = 0.58
"""Where a strikethrough lies, as a share of the line's height."""
WEDGE = 5
"""Pixels: height, and half the width, of the mark of an edit."""


class MarkedText(QPlainTextEdit):
    """Finds places of its text on the screen, and paints marks behind and over it.

    Subclasses that change the text keep ``_map`` and ``revision`` up to date, and move the marks
    with `_move_marks`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map = TextMap("")
        self.revision = 0
        """How often the text has changed."""
        self.token_span: tuple[int, int] | None = None
        """The underlined range: the cursor's token."""
        self._washed: tuple[int, int] | None = None
        self.edit_places: tuple[int, ...] = ()
        """Places of edits: each before the character of the token after which it acts, sorted."""
        self.struck: tuple[tuple[int, int], ...] = ()
        """Ranges that the memory was made to forget, sorted."""
        self.differing: tuple[tuple[int, int], ...] = ()
        """Ranges that another text does not have, sorted; empty where only that one has words."""
        self.shades: Shades | None = None
        """The shading of tokens."""
        self.lit: dict[tuple[int, int], float] = {}
        """Lit ranges with their shares, in the text as it was when they were lit."""
        self._lit_at = 0
        self._lights: Lights | None = None
        self.verdict: tuple[int, int, bool] | None = None
        """An answer, and whether it is right; gone once the text changes."""
        self.apply_theme(DARK)

    @property
    def text(self) -> str:
        """The text, with LF between paragraphs."""
        return self._map.text

    @property
    def caret(self) -> int:
        """The place of the caret."""
        return self._map.code_points(self.textCursor().position())

    @property
    def selection(self) -> tuple[int, int]:
        """Start and end of the selection."""
        cursor = self.textCursor()
        places = cursor.selectionStart(), cursor.selectionEnd()
        return self._map.code_points(places[0]), self._map.code_points(places[1])

    def rects_of(self, start: int, stop: int) -> list[QRectF]:
        """Rectangles of a range in the viewport, one per line."""
        return text_places.rects(self, self._map.utf16(start), self._map.utf16(stop))

    def line_of(self, place: int) -> int:
        """The number (from 0) of the wrapped line that contains a place."""
        return text_places.line_of(self, self._map.utf16(place))

    def sight(self) -> tuple[int, int]:
        """The visible range of the text."""
        first, last = text_places.sight(self)
        return self._map.code_points(first), self._map.code_points(last)

    def place_at(self, point: QPoint) -> int | None:
        """The place before the character under a point of the viewport; None if there is none."""
        place = text_places.place_at(self, point)
        return None if place is None else self._map.code_points(place)

    # --- marks ---

    def show_token(self, span: tuple[int, int] | None, scroll: bool = False) -> None:
        """Underline this range. The caret stays."""
        if span != self.token_span:
            for shown in (self.token_span, span):
                if shown is not None:
                    places = (self._map.utf16(place) for place in shown)
                    self.viewport().update(text_places.rows_of(self, *places))
            self.token_span = span
        if span is not None and scroll:
            text_places.bring_into_sight(self, self._map.utf16(span[0]))

    def show_place(self, place: int) -> None:
        """Scroll a place to the middle, unless it is visible."""
        text_places.bring_into_sight(self, self._map.utf16(place))

    def show_span(self, span: tuple[int, int] | None) -> None:
        """Highlight this range."""
        if span != self._washed:
            self._washed = span
            self.viewport().update()

    def show_verdict(self, verdict: tuple[int, int, bool] | None) -> None:
        """Mark a range as an answer that is right, by a line, or wrong, by a broken line."""
        if verdict != self.verdict:
            self.verdict = verdict
            self.viewport().update()

    def mark_interventions(
        self, places: tuple[int, ...], struck: tuple[tuple[int, int], ...] = ()
    ) -> None:
        """Mark edits of the state with a wedge at each of these places.

        Ranges that are ``struck`` are struck out: the memory was made to forget them. Both are
        sorted.
        """
        if (places, struck) != (self.edit_places, self.struck):
            self.edit_places, self.struck = places, struck
            self.viewport().update()

    def mark_differences(self, stretches: tuple[tuple[int, int], ...]) -> None:
        """Mark ranges that another text does not have; see `differing`."""
        if stretches != self.differing:
            self.differing = stretches
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        marks = self.rects_of(*self._without_space(*self.token_span)) if self.token_span else []
        washed = self.rects_of(*self._washed) if self._washed else []
        if marks or washed or self.differing or self.shades or self._lights:
            painter = QPainter(self.viewport())
            if self.differing:
                self._paint_differences(painter)
            for shades in (self.shades, self._lights):
                self._paint_shades(painter, event.rect(), shades)
            for rect in washed:
                painter.fillRect(rect, self._plain_wash)
            for rect in marks:
                painter.fillRect(rect, self._wash)
                line = QRectF(rect.left(), rect.bottom() - 2, rect.width(), 2)
                painter.fillRect(line, self._accent)
            painter.end()
        super().paintEvent(event)
        if self.verdict is not None:
            self._paint_verdict(*self.verdict)
        if self.edit_places or self.struck:
            self._paint_edits()

    def _without_space(self, start: int, stop: int) -> tuple[int, int]:
        """A token's range without the space before its word, which may be in the line above."""
        word = start + 1
        return (
            (word, stop) if word < stop and self.text[start : start + 1] == " " else (start, stop)
        )

    def _paint_verdict(self, start: int, stop: int, right: bool) -> None:
        painter = QPainter(self.viewport())
        colour = QColor(self._theme.saves if right else self._theme.costs)
        pen = QPen(colour, 3, Qt.PenStyle.SolidLine if right else Qt.PenStyle.DotLine)
        tint = QColor(colour)
        tint.setAlpha(36)
        for rect in self.rects_of(start, stop):
            painter.fillRect(rect, tint)
            painter.setPen(pen)
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.end()

    def _paint_differences(self, painter: QPainter) -> None:
        """Tint what differs, and draw a bar before the character where something is missing."""
        bar = QColor(self._theme.below_zero)
        first, last = self.sight()
        for start, stop in in_sight(self.differing, first, last):
            if start < stop:
                for rect in self.rects_of(start, stop):
                    painter.fillRect(rect, self._differs)
                    line = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
                    painter.fillRect(line, bar)
            else:
                after = self.rects_of(start, min(start + 1, len(self.text)))
                before = self.rects_of(max(start - 1, 0), start)
                if found := after or before[-1:]:
                    at = found[0].left() if after else found[0].right()
                    painter.fillRect(QRectF(at - 1, found[0].top(), 2, found[0].height()), bar)

    def _paint_edits(self) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        first, last = self.sight()
        painter.setBrush(QColor(self._theme.costs))
        for start, stop in in_sight(self.struck, first, last):
            for rect in self.rects_of(start, stop):
                # Through the middle of lower-case letters.
                middle = rect.top() + rect.height() * STRUCK
                painter.drawRect(QRectF(rect.left() - 1, middle, rect.width() + 2, 2))
        painter.setBrush(QColor(self._theme.text))
        for start, stop in in_sight([(p - 1, p) for p in self.edit_places], first, last):
            for rect in self.rects_of(start, stop)[-1:]:
                foot = rect.bottomRight()
                painter.drawPolygon(
                    [foot + QPointF(0, -WEDGE), foot + QPointF(-WEDGE, 1), foot + QPointF(WEDGE, 1)]
                )
        painter.end()

    def shade(
        self,
        edges: npt.NDArray[np.int64] | None,
        weights: npt.NDArray[np.float32] | None,
        *,
        marked: bool = False,
        role: str = "memory",
    ) -> None:
        """Shade tokens by weights of -1…1 ``[n]`` between places ``[n + 1]`` in code points.

        The colour is that of a role of `Theme`. If ``marked``, a thin mark shows where each token
        begins.
        """
        before, self.shades = self.shades, None
        if edges is not None and weights is not None:
            self.shades = Shades(self._map.utf16_all(edges), weights, marked=marked, role=role)
        self._repaint(before, self.shades)

    def light(self, shares: dict[tuple[int, int], float]) -> None:
        """Tint ranges in code points by the shares (0 to 1) that they give a candidate."""
        if (shares, self.revision) != (self.lit, self._lit_at):
            before, self.lit, self._lit_at = self._lights, shares, self.revision
            self._lights = lights(shares, self._map)
            self._repaint(before, self._lights)

    def _repaint(self, before: Shades | None, after: Shades | None) -> None:
        if (changed := changed_span(before, after)) is not None:
            self.viewport().update(text_places.rows_of(self, *changed))

    def _paint_shades(self, painter: QPainter, area: QRect, shades: Shades | None) -> None:
        if shades is None:
            return
        start, stop = shades.span
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        while block.isValid() and block.position() < stop:
            top = self.blockBoundingGeometry(block).translated(offset)
            if top.top() > area.bottom():
                return
            if top.bottom() >= area.top() and block.position() + block.length() > start:
                shades.paint(painter, block, top, area, self._theme)
            block = block.next()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        self._accent = QColor(theme.cursor)
        self._wash = QColor(theme.cursor)
        self._wash.setAlpha(36)
        self._differs = QColor(theme.below_zero)
        self._differs.setAlpha(40)
        self._plain_wash = QColor(theme.text)
        self._plain_wash.setAlpha(35)
        self.viewport().update()

    def _move_marks(self, place: int, removed: int, added: int) -> None:
        """Move shading and lit ranges along with a change of the text, in UTF-16 units."""
        self.show_verdict(None)
        if self.shades is not None:
            self.shades = self.shades.moved(place, removed, added)
        if self._lights is not None:
            self._lights = self._lights.moved(place, removed, added)


def in_sight(
    stretches: Sequence[tuple[int, int]], first: int, last: int
) -> Sequence[tuple[int, int]]:
    """Those of some sorted ranges that overlap a range."""
    begin = bisect_left(stretches, first, key=itemgetter(1))
    return stretches[begin : bisect_right(stretches, last, key=itemgetter(0))]
