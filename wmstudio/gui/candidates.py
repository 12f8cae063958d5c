"""A list of bars: what may come next, and how probable it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter, QPen

from wmstudio.gui.scales import full_scale
from wmstudio.gui.static_texts import StaticTexts
from wmstudio.gui.theme import DARK, Theme
from wmstudio.gui.token_canvas import STALE, paint_all
from wmstudio.gui.translation import tr
from wmstudio.gui.wording import mono_font, number

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

MARGIN, TOP = 8, 4


class Bar(NamedTuple):
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
        return self._texts.height + 2

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
        painter.setFont(texts.font)
        painter.setPen(QColor(self.theme.text))
        colour, y = QColor(self.theme.bar), self._top
        for bar in bars:
            share = min(bar.probability / full, 1.0)
            painter.fillRect(QRectF(left, y + 3, max(room * share, 1.0), row - 6), colour)
            painter.drawStaticText(QPointF(MARGIN, y + 1), texts.fitting(bar.piece, pieces).text)
            shown = texts[number(bar.probability)]
            painter.drawStaticText(QPointF(width - MARGIN - shown.width, y + 1), shown.text)
            y += row

    def _paint_axis(self, painter: QPainter, left: float, room: float, height: float) -> None:
        """Zero, half and the whole, with thin lines down through the bars."""
        top, small = self._top, self._small
        laid = {share: small[f"{share * self.full:g}"] for share in (0.0, 0.5, 1.0)}
        at = {share: left + share * room for share in laid}
        painter.setFont(small.font)
        painter.setPen(QPen(QColor(self.theme.line), 0))
        painter.drawLines([QLineF(x, top, x, top + height) for x in at.values()])
        painter.setPen(QColor(self.theme.quiet))
        fits = sum(text.width + small.em for text in laid.values()) < room
        for share, text in laid.items():
            if fits or share == 1.0:
                painter.drawStaticText(QPointF(at[share] - text.width * share, 0), text.text)


class Candidates(pg.GraphicsLayoutWidget):
    """The list in a view of its own."""

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
