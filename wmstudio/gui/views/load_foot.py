"""Memory use at the cursor: gauges, size, time per token, and what the numbers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.header import Elided
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.translation import joined, tr
from wmstudio.gui.base.wording import USAGE_LABELS, percent
from wmstudio.gui.views.gauges import Gauge, Gauges

if TYPE_CHECKING:
    from wmstudio.engine.messages import Cost, MemoryUsage
    from wmstudio.gui.base.theme import Theme

SENTENCES = {
    "occupancy": (phrase("nothing kept"), phrase("{share} % kept, of all that fits")),
    "pressure": (phrase("the next write loses nothing"), phrase("the next write loses {share} %")),
    "interference": (phrase("the read is not spread"), phrase("the read is spread: {share} %")),
}
"""What each number of memory use says: where it is 0, and above."""
HINT = phrase("Point at a number to read what it means.")
ENOUGH = 64
"""Tokens that must have been read before the time per token is shown: fewer are noise."""


class LoadFoot(QWidget):
    """Gauges over a line about the one under the pointer, or, where there is room, about all."""

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
        """Show nothing, because another model was opened."""
        self._pace, self._meaning = "", ""
        self.gauges.show_gauges(())
        self._say()

    def show_usage(self, usage: MemoryUsage, cost: Cost) -> None:
        """Show memory use, and the time per token once `ENOUGH` tokens have been read."""
        if cost.tokens >= ENOUGH:
            self._pace = tr("{ms} ms per token", ms=f"{1000 * cost.seconds / cost.tokens:.2f}")
        gauges = tuple(
            Gauge(tr(USAGE_LABELS[f"load.{name}"]), value, tr(text), sentence(name, value), name)
            for name, value, text in usage.shares()
        )
        notes = (size(usage.bytes), self._pace) if self._pace else (size(usage.bytes),)
        self.gauges.show_gauges(gauges, notes)
        told = (tr("{name}: {about}", name=one.name, about=one.text) for one in gauges if one.text)
        meaning = joined("; ", tuple(told))
        if meaning != self._meaning:
            self._meaning = meaning
            self._say()

    def set_roomy(self, *, roomy: bool) -> None:
        """Show what all gauges mean, or a single line."""
        self.whole.setVisible(roomy)
        self.line.setVisible(not roomy)

    def set_stale(self, stale: bool) -> None:
        """Dim the gauges."""
        self.gauges.set_stale(stale)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self.gauges.apply_theme(theme)
        set_colours(self, self.line, self.whole, text=theme.second_text, ground=theme.panel)

    def _say(self) -> None:
        hint = tr(HINT) if self._meaning else ""
        self.line.say(self.gauges.words() or hint)
        self.whole.setText(self._meaning)


def sentence(name: str, value: float) -> str:
    """One number of memory use in words: ``occupancy``, ``pressure`` or ``interference``."""
    at_zero, above = SENTENCES[name]
    # What is no number is not 0.
    return tr(at_zero) if value <= 0 else tr(above, share=percent(value))


def size(count: int) -> str:
    """Bytes in units for people: ``51.2 kB``."""
    return QLocale.c().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
