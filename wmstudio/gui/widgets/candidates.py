"""A list of bars: what may come next, and how probable it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QToolTip

from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import mono_font, number
from wmstudio.gui.plots.scales import full_scale
from wmstudio.gui.plots.static_texts import StaticTexts
from wmstudio.gui.plots.token_canvas import STALE, paint_all

if TYPE_CHECKING:
    from PySide6.QtGui import QHelpEvent, QMouseEvent, QResizeEvent
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

MARGIN, TOP = 8, 4


class Bar(NamedTuple):
    """A piece as it is shown, its probability, and how much of that comes from the memory.

    ``memory`` is None where the model has no memory that names tokens.
    """

    piece: str
    probability: float
    memory: float | None = None

    @property
    def told(self) -> str:
        """In words: the piece, its probability and the two parts of it."""
        whole = f"{self.piece} {number(self.probability)}"
        return whole if self.memory is None else f"{whole} ({parts(self.probability, self.memory)})"


def parts(probability: float, memory: float) -> str:
    """Both parts of a probability, in words."""
    network = number(max(probability - memory, 0.0))
    return tr("network {network}, memory {memory}", network=network, memory=number(memory))


class BarList(pg.GraphicsWidget):
    """Rows of piece, bar and number, under the numbers of their axis."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = DARK
        self.bars: tuple[Bar, ...] = ()
        self.pointed: int | None = None
        """The row under the pointer."""
        self._needed = 1.0
        self._peers: tuple[BarList, ...] = (self,)
        self._texts, self._small = StaticTexts(mono_font()), StaticTexts(mono_font(0.85))

    @property
    def full(self) -> float:
        """What a whole bar stands for."""
        return max(peer._needed for peer in self._peers)

    def share_scale(self, *others: BarList) -> None:
        """Have bars of one scale with these, so that they can be compared; alone without any."""
        for peer in (self, *others):
            peer._peers = (self, *others)
            peer.update()

    def set_bars(self, bars: tuple[Bar, ...]) -> None:
        """Show these, most probable first."""
        if bars == self.bars:
            return
        self.bars = bars
        self._needed = full_scale(bars[0].probability if bars else 1.0)
        for peer in self._peers:
            peer.update()

    def point_at(self, row: int | None) -> None:
        """Mark a row, or none."""
        if row != self.pointed:
            self.pointed = row
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours, and fonts of the size that is wanted now."""
        self.theme = theme
        self._texts, self._small = StaticTexts(mono_font()), StaticTexts(mono_font(0.85))
        self.update()

    @property
    def _row(self) -> float:
        return self._texts.height + 3

    @property
    def _top(self) -> float:
        return self._texts.height + 2 + (self._small.height + 2 if self.in_parts else 0.0)

    @property
    def in_parts(self) -> bool:
        """Whether bars are of two tones, with a legend above them."""
        return any(bar.memory is not None for bar in self.bars)

    def row_at(self, y: float) -> int | None:
        """The row at a height."""
        row = int((y - self._top) // self._row)
        return row if 0 <= row < self.rows() else None

    def rect_of(self, row: int) -> QRectF:
        """Where a row is."""
        return QRectF(0, self._top + row * self._row, float(self.size().width()), self._row)

    def rows(self) -> int:
        """How many there is room for."""
        room = float(self.size().height()) - self._top
        return min(len(self.bars), max(int(room / self._row), 0))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        texts, row, full, width = self._texts, self._row, self.full, float(self.size().width())
        pieces = min(max(width * 0.3, 60.0), 14 * texts.em)
        left, right = MARGIN + pieces + 6, width - texts["0.0000"].width - 2 * MARGIN
        room, bars = max(right - left, 1.0), self.bars[: self.rows()]
        self._paint_axis(painter, left, room, row * len(bars))
        if self.pointed is not None and self.pointed < len(bars):
            painter.fillRect(self.rect_of(self.pointed), QColor(self.theme.selected))
        painter.setFont(texts.font)
        painter.setPen(QColor(self.theme.text))
        network, memory = QColor(self.theme.network), QColor(self.theme.memory)
        y = self._top
        for bar in bars:
            wide = max(room * min(bar.probability / full, 1.0), 1.0)
            painter.fillRect(QRectF(left, y + 3, wide, row - 6), network)
            if bar.memory:
                part = wide * min(bar.memory / bar.probability, 1.0)
                painter.fillRect(QRectF(left + wide - part, y + 3, part, row - 6), memory)
            painter.drawStaticText(QPointF(MARGIN, y + 1), texts.fitting(bar.piece, pieces).text)
            shown = texts[number(bar.probability)]
            painter.drawStaticText(QPointF(width - MARGIN - shown.width, y + 1), shown.text)
            y += row

    def _paint_legend(self, painter: QPainter, left: float) -> None:
        """A square and a word for each tone."""
        small, x = self._small, left
        painter.setFont(small.font)
        side = small.height * 0.6
        for colour, word in (
            (self.theme.network, tr("network")),
            (self.theme.memory, tr("memory")),
        ):
            painter.fillRect(QRectF(x, small.height * 0.2, side, side), QColor(colour))
            painter.setPen(QColor(self.theme.second_text))
            painter.drawStaticText(QPointF(x + side + small.em / 2, 0), small[word].text)
            x += side + small.em * 2 + small[word].width

    def _paint_axis(self, painter: QPainter, left: float, room: float, height: float) -> None:
        """Zero, half and the whole, with thin lines down through the bars."""
        top, small = self._top, self._small
        if self.in_parts:
            self._paint_legend(painter, left)
        laid = {share: small[f"{share * self.full:g}"] for share in (0.0, 0.5, 1.0)}
        at = {share: left + share * room for share in laid}
        painter.setFont(small.font)
        painter.setPen(QPen(QColor(self.theme.hairline), 0))
        painter.drawLines([QLineF(x, top, x, top + height) for x in at.values()])
        painter.setPen(QColor(self.theme.second_text))
        fits = sum(text.width + small.em for text in laid.values()) < room
        for share, text in laid.items():
            if fits or share == 1.0:
                above = QPointF(at[share] - text.width * share, top - self._texts.height - 2)
                painter.drawStaticText(above, text.text)


class Candidates(pg.GraphicsLayoutWidget):
    """The list in a view of its own."""

    pointed = Signal(object)
    """Another row is under the pointer, or none; only where bars are of two tones."""
    clicked = Signal(int)
    """A row was clicked; only where bars are of two tones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = BarList()
        self.ci.setContentsMargins(0, TOP, 0, 0)
        self.addItem(self.list)
        paint_all(self)
        self.setAccessibleName(tr("Most probable next tokens"))
        self.setMinimumSize(160, 80)

    def show_bars(self, bars: tuple[Bar, ...]) -> None:
        """Show these, and say the first few to those who cannot see them."""
        self.list.set_bars(bars)
        self.setAccessibleDescription(", ".join(bar.told for bar in bars[:5]))

    def place_of(self, row: int) -> QPoint | None:
        """The left end of a row on the screen; None where there is no room for it."""
        if row >= self.list.rows():
            return None
        middle = round(self.list.rect_of(row).center().y()) + TOP
        place: QPoint = self.viewport().mapToGlobal(QPoint(MARGIN // 2, middle))
        return place

    def share_scale(self, *others: Candidates) -> None:
        """Have bars of one scale with these; alone without any."""
        self.list.share_scale(*(other.list for other in others))

    def set_stale(self, stale: bool) -> None:
        """Dim the bars."""
        self.list.setOpacity(STALE if stale else 1.0)

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.setBackground(theme.panel)
        self.list.apply_theme(theme)

    def viewportEvent(self, event: QEvent) -> bool:
        kind = event.type()
        # Qt calls this from within the constructor, too.
        if not hasattr(self, "list"):
            return bool(super().viewportEvent(event))
        if kind == QEvent.Type.ToolTip:
            help_event: QHelpEvent = event  # type: ignore[assignment]  # what a tip comes with
            row = self.list.row_at(help_event.pos().y() - TOP)
            if row is None:
                QToolTip.hideText()
            else:
                told = self.list.bars[row].told
                QToolTip.showText(help_event.globalPos(), plain_tip(told), self.viewport())
            return True
        if kind in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress):
            mouse: QMouseEvent = event  # type: ignore[assignment]  # what these two are
            row = self.list.row_at(mouse.position().y() - TOP) if self.list.in_parts else None
            self._point(row)
            pressed = kind == QEvent.Type.MouseButtonPress
            if pressed and row is not None and mouse.button() == Qt.MouseButton.LeftButton:
                self.clicked.emit(row)
        elif kind == QEvent.Type.Leave:
            self._point(None)
        return bool(super().viewportEvent(event))

    def _point(self, row: int | None) -> None:
        if row != self.list.pointed:
            self.list.point_at(row)
            self.pointed.emit(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "list"):
            size = self.viewport().size()
            self.list.resize(QSizeF(size.width(), size.height() - TOP))
