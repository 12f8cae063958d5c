"""Opens signals in panels: from the list of all signals, or by drag and drop."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.parts import first_stop
from wmstudio.gui.base.plain import literal
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import layered_label
from wmstudio.gui.views.signal_drops import SignalDrops
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from wmstudio.gui.features.copies import Copies
    from wmstudio.gui.panels.signals import SignalsPanel
    from wmstudio.gui.panels.weights import WeightsPanel
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

TOPIC = "signals"
NEW = ("gates", "attention", "memory")
"""Panels that can be duplicated for a signal, in order of preference."""


OF_THE_FIRST = phrase("New panels show the first model, which has no signal {signal}.")


class Browsing(Controller):
    """Connects panels, which do not know one another."""

    def __init__(self, services: Services, copies: Copies) -> None:
        super().__init__(services)
        self._copies = copies
        workspace = self._workspace
        workspace.each_panel(self._accept)
        workspace.each_panel(self._connect_signals, of="signals")
        workspace.each_panel(self._connect_weights, of="weights")

    def _accept(self, lane: Lane, panel: Panel) -> None:
        """Accept drops on a panel."""
        SignalDrops(panel)

    def _connect_signals(self, lane: Lane, panel: SignalsPanel) -> None:
        panel.panel_wanted.connect(self.open)
        panel.places_wanted.connect(partial(self._fill, lane))

    def _connect_weights(self, lane: Lane, panel: WeightsPanel) -> None:
        panel.signal_wanted.connect(partial(self.show, lane))

    def show(self, lane: Lane, name: str) -> None:
        """Show a signal in the first open panel that can, or else in a new one."""
        for id in NEW:
            if id not in lane.panels or not self._docks.there(id):
                continue
            panel = lane.panels[id]
            signal = panel.signal_named(name)
            if panel.pin is None and signal is not None and panel.takes(signal):
                panel.show_signal(signal)
                self._docks.show(id, True)
                return
        self.open(name)

    @Slot(str)
    def open(self, name: str) -> None:
        """Open a new panel that shows a signal."""
        first = self._workspace.first
        opened, panels = first.opened, first.panels
        signal = opened.signals.get(name) if opened is not None else None
        if signal is None:
            # New panels belong to the first lane.
            self._messages.say(tr(OF_THE_FIRST, signal=name), TOPIC, passes=True)
            return
        of = next((id for id in NEW if id in panels and panels[id].takes(signal)), "")
        id = self._copies.add(of)
        if not id:
            said = tr(
                "There is no room for another panel of {signal}. Close one first.",
                signal=layered_label(signal),
            )
            self._messages.say(said, TOPIC, passes=True)
            return
        panels[id].show_signal(signal, only=True)
        stop = first_stop(self._docks[id])
        if stop is not None:
            stop.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fill(self, lane: Lane, name: str, menu: QMenu) -> None:
        """Offer every open panel that can show the signal."""
        for id in filter(self._docks.there, lane.panels):
            panel = lane.panels[id]
            signal = panel.signal_named(name)
            if panel.pin is None and signal is not None and panel.takes(signal):
                action = menu.addAction(literal(panel.called))
                action.triggered.connect(partial(panel.show_signal, signal))
        if menu.isEmpty():
            menu.addAction(tr("No open panel can show it")).setEnabled(False)
