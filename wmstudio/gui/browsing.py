"""Brings signals to panels: from the list of all of them into a new one, or one that is there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from wmstudio.app.phrases import phrase
from wmstudio.gui.panels.signals import SignalsPanel
from wmstudio.gui.parts import first_stop
from wmstudio.gui.plain import literal
from wmstudio.gui.signal_drops import SignalDrops
from wmstudio.gui.translation import tr
from wmstudio.gui.wording import layered_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QMenu

    from wmstudio.gui.main_window import MainWindow
    from wmstudio.gui.panel import Panel

TOPIC = "signals"
NEW = ("gates", "attention", "memory")
"""Panels of which a new one may show a signal: the first that takes it does."""


OF_THE_FIRST = phrase("A new panel is of the first model, which has no signal {signal}.")


class Browsing(QObject):
    """Knows the panels, which do not know one another."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.add(window.panels)
        window.copies.added.connect(lambda id: SignalDrops(window.panels[id]))

    def add(self, panels: Mapping[str, Panel]) -> None:
        """Let signals be dropped on these panels of one model; a list of signals sends some."""
        for panel in panels.values():
            SignalDrops(panel)
            if isinstance(panel, SignalsPanel):
                panel.panel_wanted.connect(self.open)
                panel.places_wanted.connect(partial(self._fill, panels))

    @Slot(str)
    def open(self, name: str) -> None:
        """Have a new panel that shows a signal."""
        window, opened = self._window, self._window.models.open_model
        signal = opened.signals.get(name) if opened is not None else None
        if signal is None:
            # Of two models new panels are the first one's.
            window.messages.say(tr(OF_THE_FIRST, signal=name), TOPIC, passes=True)
            return
        of = next((id for id in NEW if id in window.panels and window.panels[id].takes(signal)), "")
        id = window.copies.add(of)
        if not id:
            said = tr(
                "There is no room for another panel of {signal}. Close one first.",
                signal=layered_label(signal),
            )
            window.messages.say(said, TOPIC, passes=True)
            return
        window.panels[id].show_signal(signal, only=True)
        stop = first_stop(window.docks[id])
        if stop is not None:
            stop.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fill(self, panels: Mapping[str, Panel], name: str, menu: QMenu) -> None:
        """Offer every panel that is there and takes the signal."""
        for id, panel in panels.items():
            signal = panel.opened.signals.get(name) if panel.opened is not None else None
            there = self._window.docks.there(id) and panel.pin is None
            if there and signal is not None and panel.takes(signal):
                action = menu.addAction(literal(panel.called))
                action.triggered.connect(partial(panel.show_signal, signal))
        if menu.isEmpty():
            menu.addAction(tr("No panel that is there can show it")).setEnabled(False)
