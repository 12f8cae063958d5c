"""A list of bars: what may come next, and how probable it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from wmstudio.gui.scales import full_scale
from wmstudio.gui.static_texts import StaticTexts
from wmstudio.gui.theme import DARK, Theme
from wmstudio.gui.token_canvas import STALE
from wmstudio.gui.translation import tr
from wmstudio.gui.wording import mono_font, number

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

MARGIN, TOP = 8, 4


@dataclass(frozen=True)
class Bar:
    """A piece as it is shown, and its probability."""

    piece: str
    probability: float


class BarList(pg.GraphicsWidget):
    """Rows of piece, bar and number, under the numbers of their axis."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = DARK
        self.bars: tuple[Bar, ...] = ()
        self._needed = 1.0
        self._peers: tuple[BarList, ...] = (self,)
        self._font, self._small = mono_font(), mono_font(0.85)
        self._texts = StaticTexts()

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

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours, and fonts of the size that is wanted now."""
        self.theme = theme
        self._font, self._small = mono_font(), mono_font(0.85)
        self._texts.clear()
        self.update()

    def rows(self) -> int:
        """How many there is room for."""
        metrics = QFontMetricsF(self._font)
        room = float(self.size().height()) - metrics.height() - 2
        return min(len(self.bars), max(int(room / (metrics.height() + 3)), 0))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        metrics = QFontMetricsF(self._font)
        height, width = metrics.height() + 3, float(self.size().width())
        numbers = metrics.horizontalAdvance("0.0000") + MARGIN
        pieces = min(max(width * 0.3, 60.0), metrics.horizontalAdvance("m" * 14))
        left, right = MARGIN + pieces + 6, width - numbers - MARGIN
        room = max(right - left, 1.0)
        top = metrics.height() + 2
        self._paint_axis(painter, left, room, top, height * self.rows())
        painter.setFont(self._font)
        painter.setPen(QColor(self.theme.text))
        colour, full = QColor(self.theme.bar), self.full
        for row, bar in enumerate(self.bars[: self.rows()]):
            y = top + row * height
            share = min(bar.probability / full, 1.0)
            painter.fillRect(QRectF(left, y + 3, max(room * share, 1.0), height - 6), colour)
            piece = self._texts.laid(bar.piece, self._font)
            if piece.width > pieces:
                short = metrics.elidedText(bar.piece, Qt.TextElideMode.ElideRight, pieces)
                piece = self._texts.laid(short, self._font)
            painter.drawStaticText(QPointF(MARGIN, y + 1), piece.text)
            shown = self._texts.laid(number(bar.probability), self._font)
            painter.drawStaticText(QPointF(width - MARGIN - shown.width, y + 1), shown.text)

    def _paint_axis(
        self, painter: QPainter, left: float, room: float, top: float, height: float
    ) -> None:
        """Zero, half and the whole, with thin lines down through the bars."""
        small = QFontMetricsF(self._small)
        painter.setFont(self._small)
        texts = {share: f"{share * self.full:g}" for share in (0.0, 0.5, 1.0)}
        fits = sum(small.horizontalAdvance(f"{text} ") for text in texts.values()) < room
        for share, text in texts.items():
            x = left + share * room
            painter.setPen(QPen(QColor(self.theme.line), 0))
            painter.drawLine(QPointF(x, top), QPointF(x, top + height))
            painter.setPen(QColor(self.theme.quiet))
            shift = small.horizontalAdvance(text) * share
            if fits or share == 1.0:
                painter.drawText(QPointF(x - shift, small.ascent()), text)


class Candidates(pg.GraphicsLayoutWidget):
    """The list in a view of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = BarList()
        self.ci.setContentsMargins(0, TOP, 0, 0)
        self.addItem(self.list)
        self.setAccessibleName(tr("Most probable next tokens"))
        self.setMinimumSize(160, 80)

    def show_bars(self, bars: tuple[Bar, ...]) -> None:
        """Show these, and say the first few to those who cannot see them."""
        self.list.set_bars(bars)
        told = ", ".join(f"{bar.piece} {number(bar.probability)}" for bar in bars[:5])
        self.setAccessibleDescription(told)

    def share_scale(self, *others: Candidates) -> None:
        """Have bars of one scale with these; alone without any."""
        self.list.share_scale(*(other.list for other in others))

    def set_stale(self, stale: bool) -> None:
        """Dim the bars."""
        self.list.setOpacity(STALE if stale else 1.0)

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.setBackground(theme.base)
        self.list.apply_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "list"):
            size = self.viewport().size()
            self.list.resize(QSizeF(size.width(), size.height() - TOP))
