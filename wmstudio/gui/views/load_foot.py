"""How much of the memory is in use at the cursor: bars, size, pace, and what the numbers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.header import Elided
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.translation import tr
from wmstudio.gui.views.gauges import Gauge, Gauges

if TYPE_CHECKING:
    from wmstudio.engine.messages import Cost, MemoryUsage
    from wmstudio.gui.base.theme import Theme

NAMES = {
    "occupancy": phrase("occupancy"),
    "pressure": phrase("pressure"),
    "interference": phrase("interference"),
}
HINT = phrase("Point at a number to read what it means.")
ENOUGH = 64
"""Tokens that have to be read for the time of one to mean something."""


class LoadFoot(QWidget):
    """One line of gauges and one of words: of what is pointed at, or of all where there is room."""

    pointed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.gauges = Gauges(tr("Memory use at the cursor"))
        self.gauges.pointed.connect(self._say)
        self.line = Elided(tr("What memory use means, in one line"))
        self.whole = PlainLabel()
        self.whole.setWordWrap(True)
        self.whole.setAccessibleName(tr("What memory use means"))
        self.whole.setMinimumWidth(1)
        self._pace, self._meaning = "", ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 3)
        column.setSpacing(0)
        column.addWidget(self.gauges)
        for label in (self.line, self.whole):
            label.setContentsMargins(8, 0, 8, 0)
            column.addWidget(label)
        self.whole.hide()
        self.setAutoFillBackground(True)

    def forget(self) -> None:
        """Another model: what was told of the old one is gone."""
        self._pace, self._meaning = "", ""
        self.gauges.show_gauges(())
        self._say()

    def show_usage(self, usage: MemoryUsage, cost: Cost) -> None:
        """Show memory use, and the time per token once enough tokens were read to tell."""
        if cost.tokens >= ENOUGH:
            self._pace = tr("{ms} ms per token", ms=f"{1000 * cost.seconds / cost.tokens:.2f}")
        gauges = tuple(
            Gauge(tr(NAMES[name]), value, tr(text)) for name, value, text in usage.shares()
        )
        notes = (size(usage.bytes), self._pace) if self._pace else (size(usage.bytes),)
        self.gauges.show_gauges(gauges, notes)
        meaning = "; ".join(f"{gauge.name}: {gauge.text}" for gauge in gauges if gauge.text)
        if meaning != self._meaning:
            self._meaning = meaning
            self._say()

    def set_roomy(self, *, roomy: bool) -> None:
        """Show all words, or one line of them."""
        self.whole.setVisible(roomy)
        self.line.setVisible(not roomy)

    def set_stale(self, stale: bool) -> None:
        """Dim the gauges."""
        self.gauges.set_stale(stale)

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.gauges.apply_theme(theme)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.panel)
        palette.setColor(QPalette.ColorRole.WindowText, theme.second_text)
        for widget in (self, self.line, self.whole):
            widget.setPalette(palette)

    def _say(self) -> None:
        hint = tr(HINT) if self._meaning else ""
        self.line.say(self.gauges.words() or hint)
        self.whole.setText(self._meaning)


def size(count: int) -> str:
    """Bytes in units for people: ``51.2 kB``."""
    return QLocale.c().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
