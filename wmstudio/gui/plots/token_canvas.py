"""The canvas of every picture along the text: token columns, the cursor line, the span.

Token t fills the column from t to t + 1; all pictures of an axis show the same stretch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPen, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem, QGraphicsLineItem, QGraphicsView, QWidget

from wmstudio.gui.base import fonts
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.plots.intervention_marks import InterventionLines, PatchMarks
from wmstudio.gui.plots.panel import LEAST, MOST
from wmstudio.gui.plots.span_mark import SpanMark
from wmstudio.gui.plots.spoken.cell_mark import CellMark
from wmstudio.gui.plots.spoken.faces import Reading, announce
from wmstudio.gui.plots.token_labels import TokenLabels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wmstudio.app.quantities import Quantity
    from wmstudio.engine.messages import Frame, OpenedModel, Patch
    from wmstudio.gui.plots.panel import TokenAxis

LEFT, RIGHT = 56, 84
"""Margins in pixels, the same for every picture, so that their columns are aligned."""
ROOM_FOR_TEXTS = 150
"""From this height in pixels, a picture has token texts under it, otherwise only numbers."""
STALE = 0.45
"""Opacity of content that belongs to an older text."""


def keep_painted(item: QGraphicsItem) -> None:
    """Cache the pixels of items that rarely change, so that they are not painted with others."""
    item.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)


def paint_all(view: QGraphicsView) -> None:
    """Declare that a view paints its whole area, so that Qt does not fill it first."""
    view.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)


class TokenCanvas(pg.GraphicsLayoutWidget):
    """Columns of tokens over a value axis. Subclasses add their items to `contents`."""

    pointed = Signal()
    """What is under the pointer has changed: see `token` and `value`."""

    def __init__(self, axis: TokenAxis, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis = axis
        self.theme = DARK
        self.length, self.cursor = 0, -1
        self.token: int | None = None
        """The token under the pointer; None if there is none."""
        self.value = 0.0
        """The value under the pointer, on the value axis."""
        self.contents: list[QGraphicsItem] = []
        self._stretch = (-1, -1)
        self._rows = (0.0, 1.0)
        self._labelled = True
        self._pointer: QPoint | None = None
        self.keyed_row: int | None = None
        """The row at the cursor's token that the keyboard points at; None while it does not."""
        self._seen: tuple[OpenedModel, Frame] | None = None
        self.setAccessibleName(name)
        # Drops go to the panel.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        paint_all(self)
        # A single colour is filled faster than it is copied.
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.setMinimumSize(LEFT + RIGHT + 40, 56)

        self.ci.setContentsMargins(0, 6, 0, 0)
        self.ci.setSpacing(0)
        self.view = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self.scale = pg.AxisItem("left", linkView=self.view, maxTickLength=-4)
        self.scale.setWidth(LEFT)
        # There is no label that would say by how much values are scaled.
        self.scale.enableAutoSIPrefix(False)
        self.labels = TokenLabels()
        keep_painted(self.scale)
        keep_painted(self.labels)
        self.side = pg.GraphicsWidget()
        """The item at the right of the picture: a colour scale or a legend."""
        self.addItem(self.scale, 0, 0)
        self.addItem(self.view, 0, 1)
        self.addItem(self.labels, 1, 1)
        self.ci.layout.setColumnFixedWidth(2, RIGHT)
        self.line, self._halo = QGraphicsLineItem(), QGraphicsLineItem()
        for item, height in ((self._halo, 9), (self.line, 10)):
            item.setZValue(height)
            self.view.addItem(item, ignoreBounds=True)
        self.mark, self.edits = SpanMark(self.view), InterventionLines(self.view)
        self.patches = PatchMarks(self.view)
        self.cell = CellMark(self.view)
        for bare in (self.ci, self.view):
            # They draw nothing of their own, and Qt need not ask them where.
            bare.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        # The view repaints only exposed areas, so moving items must be repainted explicitly.
        for part in (self.scale, self.view, self.labels):
            part.geometryChanged.connect(self._paint_anew)
        # Only after layout is the size of the picture known.
        self.view.geometryChanged.connect(self._room_changed)
        self.apply_theme(DARK)

    def set_side(self, side: pg.GraphicsWidget) -> None:
        """Put an item at the right of the picture."""
        self.side = side
        keep_painted(side)
        self.addItem(side, 0, 2)

    def hide_labels(self) -> None:
        """Leave the tokens' texts to the picture below."""
        self._labelled = False
        self.labels.setFixedHeight(0)
        self.labels.hide()
        self.ci.setContentsMargins(0, 6, 0, 6)
        self.setMinimumHeight(24)

    def show_labels(self) -> None:
        """Show the tokens' texts under this picture."""
        self._labelled = True
        self.labels.set_tall(tall=self.height() >= ROOM_FOR_TEXTS)
        self.labels.show()
        self.ci.setContentsMargins(0, 6, 0, 0)
        self.setMinimumHeight(56)

    def place(self, opened: OpenedModel, frame: Frame) -> None:
        """Show the axis' range, with the frame's cursor and tokens."""
        stretch = (self.axis.start, self.axis.stop)
        self.length = len(frame.trace)
        if stretch != self._stretch:
            self._stretch = stretch
            self.view.setXRange(*stretch, padding=0)
        self.set_cursor(frame.cursor)
        self.mark.show(self.axis.span, *self._rows)
        self.edits.show(frame.interventions, *self._rows)
        self.patches.show(list(self._patched(frame)))
        if self._labelled:
            ids = frame.trace.column("ids", *stretch)
            self.labels.show_tokens(*stretch, ids, opened.pieces, frame.cursor)
        self._seen = opened, frame
        if self._pointer is not None:
            self._point(self._pointer)
        elif self.keyed_row is not None:
            self.point_at_row(self.keyed_row)
        announce(self)
        # Otherwise the view would change its range while painting, and paint twice.
        self.scene().prepareForPaint()

    def forget(self) -> None:
        """What was drawn is of another text or model: there is nothing to say of it."""
        self._seen = None

    def patched_rows(self, patch: Patch) -> Iterable[tuple[float, float]]:
        """What a patch acts on here, as stretches of the value axis; by default all of it."""
        return [self._rows]

    def _patched(self, frame: Frame) -> Iterator[QRectF]:
        for told in frame.interventions:
            if told.patch is None or told.patch.tokens is None:
                continue
            first, stop = told.patch.tokens
            # One that has no end goes on to the right: its outline need not move with every key.
            first, stop = max(first, self.axis.start), min(stop, self.axis.stop + 1)
            if first < stop:
                for low, high in self.patched_rows(told.patch):
                    yield QRectF(first, low, stop - first, high - low)

    def set_cursor(self, cursor: int) -> None:
        """Move the cursor line to a token; -1 is the edge before the first."""
        self.cursor = cursor
        x = cursor + 0.5 if cursor >= 0 else 0.0
        line = QLineF(x, self._rows[0], x, self._rows[1])
        if line != self.line.line():
            self.line.setLine(line)
            self._halo.setLine(line)

    def set_rows(self, low: float, high: float) -> None:
        """Set the range of the value axis."""
        if (low, high) != self._rows:
            self._rows = (low, high)
            self.reset_rows()
            self.set_cursor(self.cursor)

    @property
    def rows(self) -> tuple[float, float]:
        """The visible range of the value axis."""
        return self._rows

    def reset_rows(self) -> None:
        """Show the whole value axis."""
        self.view.setYRange(*self._rows, padding=0)
        self.rows_changed()

    def rows_changed(self) -> None:
        """Called when the visible range or size of the value axis changes."""

    def set_stale(self, stale: bool) -> None:
        """Dim the contents, but not the axes."""
        opacity = STALE if stale else 1.0
        for item in self.contents:
            if item.opacity() != opacity:
                item.setOpacity(opacity)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours: pyqtgraph ignores Qt's palette."""
        self.theme = theme
        self.setBackground(theme.panel)
        # The halo separates the line from any colour of the picture.
        for item, colour, width in ((self.line, theme.cursor, 1), (self._halo, theme.panel, 3)):
            pen = QPen(pg.mkColor(colour), width)
            pen.setCosmetic(True)
            item.setPen(pen)
        self.scale.setStyle(tickFont=fonts.interface(0.85), autoExpandTextSpace=False)
        self.scale.setPen(theme.hairline)
        self.scale.setTextPen(theme.second_text)
        self.labels.apply_theme(theme)
        self.mark.apply_theme(theme)
        self.edits.apply_theme(theme)
        self.patches.apply_theme(theme)
        self.cell.apply_theme(theme)
        self._paint_anew()

    def _room_changed(self) -> None:
        """Label the value axis for its present size."""
        self.rows_changed()
        for kept in (self.scale, self.side):
            # What was kept painted of another size would stay beside it.
            kept.setCacheMode(QGraphicsItem.CacheMode.NoCache)
            keep_painted(kept)

    def _paint_anew(self) -> None:
        self.viewport().update()

    # --- what it says ---

    @property
    def row_count(self) -> int:
        """How many rows the keyboard can point at; 0 for a picture without rows."""
        return 0

    def told_at(self, opened: OpenedModel, frame: Frame, token: int, row: int) -> str:
        """The exact value of a row at a token, in words; empty where unknown."""
        return ""

    def told_trend(self, opened: OpenedModel, frame: Frame, row: int) -> str:
        """How the values of a row go over the tokens in sight; empty if none is known."""
        return ""

    def spoken(self) -> Reading:
        """The value at the cursor in the row of the keyboard, else the first; and its trend."""
        if self._seen is None:
            return Reading()
        opened, frame = self._seen
        row = min(self.keyed_row or 0, max(self.row_count - 1, 0))
        trend = self.told_trend(opened, frame, row)
        there = 0 <= frame.cursor < self.length
        return Reading(self.told_at(opened, frame, frame.cursor, row) if there else "", trend)

    @property
    def pointed_quantity(self) -> Quantity | None:
        """The unit of a signal under the pointer; None if there is none."""
        return None

    # --- places ---

    def place_of(self, token: int, value: float) -> QPoint:
        """The pixel in the viewport at the middle of a token's column."""
        point = self.view.mapViewToScene(QPointF(token + 0.5, value))
        pixel: QPoint = self.mapFromScene(point)
        return pixel

    def _at(self, place: QPointF) -> QPointF:
        """Token and value at a pixel of the viewport."""
        point: QPointF = self.view.mapSceneToView(self.mapToScene(place.toPoint()))
        return point

    def _over_numbers(self, place: QPointF) -> bool:
        return place.x() < LEFT

    def _pitch(self) -> float:
        width = self.axis.stop - self.axis.start
        return max(float(self.view.width()) / width, 1e-6)

    # --- the pointer ---

    def point_at_row(self, row: int | None) -> None:
        """Point at the cursor's token with the keyboard; None ends that."""
        before = (self.keyed_row, self.token, self.value)
        self.keyed_row, self._pointer = row, None
        there = row is not None and 0 <= self.cursor < self.length
        self.token = self.cursor if there else None
        self.value = row + 0.5 if row is not None and there else 0.0
        self.cell.show_cell(self.token, row if self.row_count else None)
        if (self.keyed_row, self.token, self.value) != before:
            self.pointed.emit()

    def _point(self, place: QPoint | None) -> None:
        if place is not None and self.keyed_row is not None:
            self.keyed_row = None
            self.cell.show_cell(None, None)
        self._pointer = place
        before = (self.token, self.value)
        self.token, self.value = None, 0.0
        if place is not None:
            at = self._at(QPointF(place))
            low, high = self.view.viewRange()[1]
            token = int(at.x() // 1)
            inside = low <= at.y() <= high and self.axis.start <= token < self.axis.stop
            if inside and token < self.length:
                self.token, self.value = token, at.y()
        if (self.token, self.value) != before:
            self.pointed.emit()

    def point_at(self, screen: QPoint) -> None:
        """Take a point of the screen as where the pointer is."""
        place = self.viewport().mapFromGlobal(screen)
        self._point(place if self.viewport().rect().contains(place) else None)

    def leaveEvent(self, event: QEvent) -> None:
        if self.keyed_row is None:
            self._point(None)

    # --- the shared axis ---

    def _show(self, start: int, width: int | None = None) -> None:
        width = width or self.axis.stop - self.axis.start
        start = max(min(start, max(self.length - LEAST, 0)), 0)
        self.axis.show(start, start + width)

    def _zoom(self, factor: float, around: float) -> None:
        """Show fewer or more tokens; the one at ``around`` stays in place."""
        width = self.axis.stop - self.axis.start
        new = round(width * factor)
        if new == width:
            new += 1 if factor > 1 else -1
        new = min(max(new, LEAST), MOST)
        share = (around - self.axis.start) / width
        self._show(round(around - share * new), new)

    # --- the value axis ---

    def _down(self) -> float:
        return -1.0 if self.view.yInverted() else 1.0

    def _zoom_rows(self, factor: float, around: float) -> None:
        low, high = self.view.viewRange()[1]
        low, high = around - (around - low) * factor, around + (high - around) * factor
        self._show_rows(low, high, 0.0)

    def _show_rows(self, low: float, high: float, moved: float) -> None:
        first, last = self._rows
        size = min(high - low, last - first)
        low = min(max(low + moved, first), last - size)
        self.view.setYRange(low, low + size, padding=0)
        self.rows_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Qt calls this from within its constructor too.
        if hasattr(self, "labels"):
            tall = self.height() >= ROOM_FOR_TEXTS
            if self._labelled and tall != self.labels.tall:
                self.labels.set_tall(tall=tall)
