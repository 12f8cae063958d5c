"""The list of candidates: a name, a bar of two parts and a share for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QVBoxLayout,
    QWidget,
)

from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.plots.scales import full_scale
from wmstudio.gui.widgets.candidate_painter import INSET, BarLegend, RowPainter
from wmstudio.gui.widgets.candidate_rows import Bar, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from wmstudio.gui.widgets.candidate_rows import Index


class RowList(QListView):
    """Rows that the pointer or the arrow keys choose."""

    hovered = Signal(int)
    """Another row is under the pointer; -1 for none."""
    moved = Signal()
    """The row chosen by the keyboard has changed."""
    entered_key = Signal()
    """Enter was pressed."""

    def __init__(self, painter: RowPainter, parent: QWidget) -> None:
        super().__init__(parent)
        self._painter = painter
        self.setItemDelegate(painter)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)

    def row_at(self, point: QPoint) -> int:
        """The candidate's row at a pixel; -1 if there is none."""
        index = self.indexAt(point)
        enabled = index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled
        return index.row() if enabled else -1

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        index = super().moveCursor(action, modifiers)
        # The last row is for all others, and cannot be chosen.
        there = not index.isValid() or index.flags() & Qt.ItemFlag.ItemIsEnabled
        return index if there else index.siblingAtRow(index.row() - 1)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.moved.emit()

    def reset(self) -> None:
        super().reset()
        self.moved.emit()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        # A `QListView` would lay all of its rows out anew, and paint them once more.
        QAbstractItemView.dataChanged(self, first, last, list(roles))

    def paintEvent(self, event: QPaintEvent) -> None:
        # A `QListView` would ask the model and the delegate about one row after the other.
        painter, area = QPainter(self.viewport()), self.viewport().rect()
        area.moveTop(self.visualRect(self.model().index(0, 0)).top())
        self._painter.paint_rows(painter, event.region(), area)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hovered.emit(self.row_at(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_key.emit()
        elif event.key() == Qt.Key.Key_Escape and self.currentIndex().isValid():
            self.setCurrentIndex(QModelIndex())
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(-1)
        return super().viewportEvent(event)


class Candidates(QWidget):
    """The rows under their legend, as many as fit."""

    pointed = Signal(object)
    """The row under the pointer or chosen by the keyboard has changed; None if there is none."""
    clicked = Signal(int)
    """A row was clicked, or Enter pressed on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: tuple[Bar, ...] = ()
        """All candidates, the largest share first; `rows.bars` are those shown."""
        self.count = 0
        """The number of all candidates, of which these are the first; 0 hides the row of others."""
        self._hover = -1
        self._said: int | None = None
        self._peers: tuple[Candidates, ...] = (self,)
        self.rows = Rows(self)
        self.painter = RowPainter(self.rows)
        self.legend, self.list = BarLegend(self.painter), RowList(self.painter, self)
        self.list.setModel(self.rows)
        self.rows.modelReset.connect(self.legend.update)
        self.setFocusProxy(self.list)
        self.list.hovered.connect(self._hover_over)
        self.list.moved.connect(self._tell)
        self.list.clicked.connect(lambda index: self.clicked.emit(index.row()))
        self.list.entered_key.connect(self._enter)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.legend)
        lines.addWidget(self.list, 1)
        self.setMinimumWidth(160)
        self.set_name(tr("Most probable next tokens"))
        self.apply_theme(DARK)

    def set_name(self, name: str) -> None:
        """Set the name for screen readers."""
        self.setAccessibleName(name)
        self.list.setAccessibleName(name)

    @property
    def full(self) -> float:
        """The value of a full bar."""
        return self.painter.full

    @property
    def in_parts(self) -> bool:
        """Whether bars have two parts."""
        return self.rows.in_parts

    @property
    def stale(self) -> bool:
        """Whether an older text is shown."""
        return self.painter.stale

    @property
    def chosen(self) -> int | None:
        """The row under the pointer, or else the one chosen by the keyboard."""
        if 0 <= self._hover < len(self.rows.bars):
            return self._hover
        current = self.list.currentIndex()
        return current.row() if current.isValid() else None

    def show_bars(self, bars: tuple[Bar, ...], count: int = 0, *, plain: bool = False) -> None:
        """Show candidates, the largest share first; ``count`` is the number of all candidates.

        ``plain`` numbers are not shown in per cent.
        """
        if (bars, count, plain) == (self.bars, self.count, self.rows.plain):
            return
        self.bars, self.count = bars, count
        self._fit(plain=plain)
        self._rescale()
        # Screen readers hear the first few without going through the rows.
        told = [self.rows.told(bar) for bar in self.rows.bars[:5]]
        self.list.setAccessibleDescription("\n".join(told))

    def share_scale(self, *others: Candidates) -> None:
        """Use one scale with these lists, so that bars can be compared; without any, its own."""
        for peer in (self, *others):
            peer._peers = (self, *others)
        self._rescale()

    def place_of(self, row: int) -> QPoint | None:
        """The left end of a row on the screen; None if it is not shown."""
        if row >= len(self.rows.bars):
            return None
        middle = self.list.visualRect(self.rows.index(row)).center().y()
        place: QPoint = self.list.viewport().mapToGlobal(QPoint(INSET // 2, middle))
        return place

    def set_stale(self, stale: bool) -> None:
        """Dim the bars."""
        if stale != self.stale:
            self.painter.stale = stale
            self.list.viewport().update()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and fonts."""
        self.painter.apply_theme(theme)
        palette = self.list.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(theme.panel))
        self.list.setPalette(palette)
        self.legend.setFixedHeight(self.painter.row)
        self.setMinimumHeight(4 * self.painter.row)
        self.legend.update()
        self.list.doItemsLayout()
        self._fit(plain=self.rows.plain)

    def sizeHint(self) -> QSize:
        return QSize(400, 9 * self.painter.row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(plain=self.rows.plain)

    def _fit(self, *, plain: bool) -> None:
        """Show as many rows as fit."""
        room = max((self.height() - self.painter.row) // self.painter.row, 1)
        shown, others = self.bars[:room], None
        if self.count:
            shown = self.bars[: max(room - 1, 1)]
            left = self.count - len(shown)
            rest = max(1.0 - sum(bar.share for bar in shown), 0.0)
            was = None
            if shown and all(bar.was is not None for bar in shown):
                was = max(1.0 - sum(bar.was or 0.0 for bar in shown), 0.0)
            others = Bar(tr("{n:,} others", n=left), rest, was=was) if left else None
        if self.rows.show(shown, others, plain=plain) and self.list.currentIndex().isValid():
            # What was chosen is another now.
            self.list.setCurrentIndex(QModelIndex())

    def _rescale(self) -> None:
        needed = max(full_scale(_largest(p.bars)) for p in self._peers)
        for peer in self._peers:
            peer.rescale(needed)

    def rescale(self, full: float) -> None:
        """Set the value of a full bar."""
        if full != self.painter.full:
            self.painter.full = full
            self.list.viewport().update()

    def _hover_over(self, row: int) -> None:
        if row != self._hover:
            self._hover = row
            self._tell()

    def _enter(self) -> None:
        if (row := self.chosen) is not None:
            self.clicked.emit(row)

    def _tell(self) -> None:
        chosen = self.chosen
        if chosen != self._said:
            self._said = self.painter.chosen = chosen
            self.list.viewport().update()
            self.pointed.emit(chosen)


def _largest(bars: tuple[Bar, ...]) -> float:
    """The longest bar or outline of those shown."""
    return max(bars[0].share, bars[0].was or 0.0) if bars else 1.0
