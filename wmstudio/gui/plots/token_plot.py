"""Interaction of every picture along the text: scroll, zoom, move the cursor, select a span.

Wheel, drag and keys move the shared axis or the cursor, never this picture alone; only its rows can
be zoomed apart (wheel over the numbers at the left). Dragging with Shift selects a span of tokens,
for all pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal

from wmstudio.app.spans import span_between
from wmstudio.gui.plots.spoken.faces import announce
from wmstudio.gui.plots.token_canvas import TokenCanvas

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QContextMenuEvent,
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QWheelEvent,
    )
    from PySide6.QtWidgets import QWidget

    from wmstudio.gui.plots.panel import TokenAxis


BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class TokenPlot(TokenCanvas):
    """A canvas that responds to mouse and keyboard."""

    token_clicked = Signal(int)

    def __init__(self, axis: TokenAxis, name: str, parent: QWidget | None = None) -> None:
        super().__init__(axis, name, parent)
        self._grabbed: tuple[QPointF, int, tuple[float, float]] | None = None
        self._dragged = False
        self._scrubbed = -2
        self._brushed_from: int | None = None
        self.scrubs = False
        """Whether dragging moves the cursor and the wheel zooms, instead of scrolling."""
        self.brushes = False
        """Whether dragging selects a span without Shift too."""
        self._rest = 0.0

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._grabbed is not None:
            self._drag(place)
        self._point(place.toPoint())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            low, high = self.view.viewRange()[1]
            self._grabbed = (event.position(), self.axis.start, (low, high))
            self._dragged, self._scrubbed = False, -2
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            brushes = (shift or self.brushes) and not self._over_numbers(event.position())
            # As in a text, Shift+click selects from the cursor on.
            self._brushed_from = self._token_at(event.position()) if brushes else None
            if shift and brushes:
                self._brush(event.position(), max(self.cursor, 0))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._grabbed is None:
            return
        self._grabbed = None
        if self._brushed_from is not None and (self._dragged or not self.brushes):
            self._brushed_from = None
            return
        self._brushed_from = None
        token = int(self._at(event.position()).x() // 1)
        beside = self._over_numbers(event.position())
        if not self._dragged and not beside and 0 <= token < min(self.length, self.axis.stop):
            self.token_clicked.emit(token)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._over_numbers(event.position()):
            self.reset_rows()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()

    def _drag(self, place: QPointF) -> None:
        assert self._grabbed is not None
        start, first, rows = self._grabbed
        moved = place - start
        if not self._dragged and moved.manhattanLength() < 4:
            return
        self._dragged = True
        if self._brushed_from is not None:
            self._brush(place, self._brushed_from)
        elif self._over_numbers(start):
            share = moved.y() / max(float(self.view.height()), 1.0)
            self._show_rows(*rows, -share * (rows[1] - rows[0]) * self._down())
        elif self.scrubs:
            token = min(max(int(self._at(place).x() // 1), self.axis.start - 1), self.axis.stop)
            to = min(max(token, -1), self.length - 1)
            if to != self._scrubbed:
                self._scrubbed = to
                self.token_clicked.emit(to)
        else:
            self._show(first - round(moved.x() / self._pitch()))

    def _token_at(self, place: QPointF) -> int:
        """The token at a point, or the nearest visible one."""
        inside = max(int(self._at(place).x() // 1), self.axis.start)
        return max(min(inside, self.axis.stop - 1, self.length - 1), 0)

    def _brush(self, place: QPointF, other: int) -> None:
        if self.length:
            self.axis.select(span_between(self._token_at(place), other))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        notches = (turned.y() or turned.x()) / 120
        modifiers, keys = event.modifiers(), Qt.KeyboardModifier
        sideways = not turned.y() or modifiers & keys.ShiftModifier
        zooming = modifiers & keys.ControlModifier or (self.scrubs and not sideways)
        if self._over_numbers(event.position()):
            self._zoom_rows(0.8**notches, self._at(event.position()).y())
        elif zooming:
            self._zoom(0.8**notches, self._at(event.position()).x())
        else:
            # A touchpad scrolls by fractions of a token: keep the remainder.
            self._rest -= notches * max((self.axis.stop - self.axis.start) / 8, 1)
            whole = int(self._rest)
            self._rest -= whole
            self._show(self.axis.start + whole)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = self.length - 1
        steps = {
            Qt.Key.Key_Left: self.cursor - 1,
            Qt.Key.Key_Right: self.cursor + 1,
            Qt.Key.Key_Home: -1,
            Qt.Key.Key_End: last,
        }
        rows = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        middle = (self.axis.start + self.axis.stop) / 2
        if event.key() in steps:
            to = min(max(steps[Qt.Key(event.key())], -1), last)
            if self.keyed_row is None:
                self.point_at_row(0)
            if to != self.cursor:
                self.token_clicked.emit(to)
        elif event.key() in rows and self.row_count:
            self._step_row(rows[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(0.8, middle)
        elif event.key() == Qt.Key.Key_Minus:
            self._zoom(1.25, middle)
        else:
            event.ignore()

    def _step_row(self, by: int) -> None:
        """Point at the row below or above, and scroll to it."""
        row = 0 if self.keyed_row is None else min(max(self.keyed_row + by, 0), self.row_count - 1)
        low, high = self.view.viewRange()[1]
        if not low <= row < high:
            self._show_rows(low, high, row - low if row < low else row + 1 - high)
        self.point_at_row(row)
        announce(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._focus(on=True)
        if event.reason() in BY_KEYS:
            self.point_at_row(0)
            announce(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._focus(on=False)
        # A menu has the keyboard for a while, and is about what is pointed at.
        if event.reason() is not Qt.FocusReason.PopupFocusReason and self.keyed_row is not None:
            self.point_at_row(None)

    def _focus(self, *, on: bool) -> None:
        """Highlight the axis line while the picture has the keyboard focus."""
        self.scale.setPen(self.theme.second_text if on else self.theme.hairline)
