"""The line from a word of the text to its row in *Memory* and to the candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen, QRegion
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

REST = 80
"""Milliseconds from the last key until the line appears."""
WIDTH, RADIUS, DOT, ARROW = 1.25, 6.0, 3.0, 4.0
"""Pixels: width of the line, radius of corners, dot at the row, arrow at the candidate."""
GONE = 150
"""Milliseconds after the line has gone until nothing lies over the window any more."""
BESIDE = 12
"""Pixels between the vertical part of the line and the panel."""
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class Stations(NamedTuple):
    """The points of the line, in pixels of the window.

    ``word`` is below the word, or at the margin if it is not visible; then ``label`` names its
    line. ``row`` and ``candidate`` are the left ends of these two.
    """

    word: QPointF
    row: QPointF
    candidate: QPointF
    label: str = ""


class SourceLine(QWidget):
    """Lies over the window and ignores clicks. Empty while typing, and if the line does not fit."""

    def __init__(self, services: Services) -> None:
        super().__init__(services.window)
        workspace, clock = services.workspace, services.clock
        self._workspace, self._editor, self._theme = workspace, workspace.editor, DARK
        self.stations: Stations | None = None
        """The points of the line; None if there is none."""
        self._path = QPainterPath()
        self._region = QRegion()
        """The pixels that the line covers."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.trace)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.trace)
        self._gone = QTimer(self, singleShot=True, interval=GONE)
        self._gone.timeout.connect(self.hide)
        self._editor.text_changed.connect(self._wait)
        self._editor.scrolled.connect(self.trace_soon)
        clock.settled.connect(self.trace_soon)
        workspace.each_panel(self._follow)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        self.update()

    def _follow(self, lane: Lane, panel: Panel) -> None:
        panel.moved.connect(self.trace_soon)
        panel.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (
            QEvent.Type.Resize,
            QEvent.Type.Move,
            QEvent.Type.Show,
            QEvent.Type.Hide,
        ):
            self.trace_soon()
        return False

    @Slot()
    def _wait(self) -> None:
        self._show(None)
        self._rest.start()

    @Slot()
    def trace_soon(self) -> None:
        """Redraw the line later, because something may have moved."""
        if not self._rest.isActive():
            self._soon.start(0)

    @property
    def settled(self) -> bool:
        """Whether the line is where it belongs."""
        return not (self._rest.isActive() or self._soon.isActive())

    @Slot()
    def trace(self) -> None:
        """Draw the line where it belongs now."""
        if not self._rest.isActive():
            self._show(self._found())

    def _found(self) -> Stations | None:
        lanes = self._workspace.lanes
        lane = lanes[0]
        frame, opened, reading = lane.current_frame, lane.opened, lane.reading
        if len(lanes) > 1 or frame is None or opened is None or reading.stale:
            return None
        lit = lane.lit
        places, spans = lit.sources(opened, frame), self._editor.lit
        if not places or not spans:
            return None
        panels = [
            panel
            for panel in lane.panels.existing.values()
            if panel.pin is None and panel.isVisible() and panel.window() is self.window()
        ]
        rows = (panel.source_place(places[0].token) for panel in panels)
        candidates = (panel.candidate_place(lit.row or 0) for panel in panels)
        row = next((self._here(place) for place in rows if place is not None), None)
        candidate = next((self._here(place) for place in candidates if place is not None), None)
        word = self._word(max(spans, key=lambda span: spans[span]))
        if row is None or candidate is None or word is None:
            return None
        # Both panels must be beside the text; otherwise the line would cross their content.
        room = min(row.x(), candidate.x()) - BESIDE
        if word[0].x() > room or abs(row.x() - candidate.x()) > 2 * BESIDE:
            return None
        return Stations(word[0], row, candidate, word[1])

    def _word(self, span: tuple[int, int]) -> tuple[QPointF, str] | None:
        """The point below the middle of a word, or at the margin with a label."""
        view = self._editor.viewport()
        area = QRectF(view.rect())
        boxes = [box for box in self._editor.rects_of(*span) if area.contains(box.center())]
        if boxes:
            return self._here(
                view.mapToGlobal(QPointF(boxes[0].center().x(), boxes[0].bottom()).toPoint())
            ), ""
        above = span[0] < self._editor.sight()[0]
        y = area.top() + 10 if above else area.bottom() - 10
        line = self._editor.line_of(span[0]) + 1
        label = tr("↑ line {n}", n=line) if above else tr("↓ line {n}", n=line)
        return self._here(view.mapToGlobal(QPointF(area.right(), y).toPoint())), label

    def _here(self, place: QPoint) -> QPointF:
        """A point of the screen in window coordinates."""
        return QPointF(self.window().mapFromGlobal(place))

    def _show(self, stations: Stations | None) -> None:
        if stations is not None:
            self._lie_over_panels()
        if stations == self.stations:
            return
        # Without a mask: with one, Qt copies pixels of the line when it scrolls what is below.
        before, self.stations = self._region, stations
        self._path = QPainterPath() if stations is None else path_of(stations)
        self._region = QRegion() if stations is None else self._covered(stations)
        if stations is None:
            self._gone.start()
        else:
            self._gone.stop()
            self.setGeometry(self.window().rect())
            self.show()
        self.update(before.united(self._region))

    def _lie_over_panels(self) -> None:
        """Lie over the text and the panels, but under cards, menus and rings over the window."""
        window = self.window()
        assert isinstance(window, QMainWindow)
        above: QWidget | None = None
        for widget in reversed(window.findChildren(QWidget, options=DIRECT)):
            if isinstance(widget, QDockWidget) or widget is window.centralWidget():
                break
            if widget is not self and not widget.isWindow():
                above = widget
        if above is None:
            self.raise_()
        else:
            self.stackUnder(above)

    def _covered(self, stations: Stations) -> QRegion:
        stroker = QPainterPathStroker(QPen(Qt.GlobalColor.black, 4 * WIDTH))
        covered = stroker.createStroke(self._path)
        region = QRegion(covered.toFillPolygon().toPolygon(), Qt.FillRule.WindingFill)
        for end in (stations.row, stations.candidate):
            box = QRectF(end, end).adjusted(-8, -8, 8, 8)
            region = region.united(QRegion(box.toAlignedRect()))
        if stations.label:
            region = region.united(QRegion(self._label_box(stations).toAlignedRect()))
        return region

    def _label_box(self, stations: Stations) -> QRectF:
        metrics = self.fontMetrics()
        wide, high = metrics.horizontalAdvance(stations.label) + 8, metrics.height()
        return QRectF(stations.word.x() - wide, stations.word.y() - high / 2, wide, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        stations = self.stations
        if stations is None:
            return
        colour = QColor(self._theme.memory)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, WIDTH))
        painter.drawPath(self._path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(stations.row, DOT, DOT)
        tip = stations.candidate + QPointF(ARROW, 0)
        painter.drawPolygon([tip, tip - QPointF(ARROW, ARROW), tip - QPointF(ARROW, -ARROW)])
        if stations.label:
            box = self._label_box(stations)
            painter.fillRect(box, QColor(self._theme.panel))
            painter.setPen(colour)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, stations.label)
        painter.end()


def path_of(stations: Stations) -> QPainterPath:
    """From the word along the gap under its line, down beside the panels, to row and candidate."""
    word, row, candidate, _ = stations
    gutter = row.x() - BESIDE
    path = QPainterPath(word)
    # Straight lines with rounded corners, where there is room for these.
    turn = min(RADIUS, abs(row.y() - word.y()) / 2)
    down = turn if row.y() > word.y() else -turn
    path.lineTo(gutter - turn, word.y())
    path.quadTo(gutter, word.y(), gutter, word.y() + down)
    path.lineTo(gutter, row.y() - down)
    path.quadTo(gutter, row.y(), gutter + turn, row.y())
    path.lineTo(row)
    path.lineTo(row.x(), candidate.y())
    path.lineTo(candidate)
    return path
