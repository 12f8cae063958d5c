"""Brings signals to panels: from the list of all of them into a new one, or one that is there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from wmstudio.gui.panels.signals import SignalsPanel
from wmstudio.gui.parts import first_stop
from wmstudio.gui.signal_drops import SignalDrops
from wmstudio.gui.translation import tr
from wmstudio.gui.wording import layered_label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from wmstudio.gui.main_window import MainWindow
    from wmstudio.gui.panel import Panel

TOPIC = "signals"
NEW = ("gates", "attention", "memory")
"""Panels of which a new one may show a signal: the first that takes it does."""


class Browsing(QObject):
    """Knows the panels, which do not know one another."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        for panel in window.panels.values():
            self.take_in(panel)
        window.copies.added.connect(lambda id: self.take_in(window.panels[id]))

    def take_in(self, panel: Panel) -> None:
        """Let signals be dropped on a panel; a list of signals sends some."""
        SignalDrops(panel)
        if isinstance(panel, SignalsPanel):
            panel.panel_wanted.connect(self.open)
            panel.places_wanted.connect(self._fill)

    @Slot(str)
    def open(self, name: str) -> None:
        """Have a new panel that shows a signal."""
        window, opened = self._window, self._window.models.open_model
        signal = opened.signals.get(name) if opened is not None else None
        if signal is None:
            return
        of = next((id for id in NEW if id in window.panels and window.panels[id].takes(signal)), "")
        id = window.copies.add(of)
        if not id:
            said = tr(
                "There are enough panels of {signal}: close one.", signal=layered_label(signal)
            )
            window.messages.say(said, TOPIC)
            return
        window.panels[id].show_signal(signal, only=True)
        stop = first_stop(window.docks[id])
        if stop is not None:
            stop.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(str, object)
    def _fill(self, name: str, menu: QMenu) -> None:
        """Offer every panel that is there and takes the signal."""
        window, opened = self._window, self._window.models.open_model
        signal = opened.signals.get(name) if opened is not None else None
        for id, panel in window.panels.items():
            if signal is None or not window.docks.there(id) or panel.pin is not None:
                continue
            if panel.takes(signal):
                action = menu.addAction(panel.called)
                action.triggered.connect(partial(panel.show_signal, signal))
        if menu.isEmpty():
            menu.addAction(tr("No panel that is there can show it")).setEnabled(False)
