"""Has the weights of each lane's model measured when its panel of them is looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wmstudio.engine.messages import Weigh, Weighed
from wmstudio.gui.base.plain import literal
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import layered_label
from wmstudio.gui.panels.weights import WeightsPanel
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from wmstudio.app.quantities import Quantity
    from wmstudio.engine.messages import Signal as ModelSignal
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane


class Weighing(Controller):
    """The first lane's weights are what those of every other lane are compared with."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._workspace.each_panel(self._add)

    def _add(self, lane: Lane, panel: Panel) -> None:
        panel.unit_menu.connect(partial(self._fill, lane))
        if isinstance(panel, WeightsPanel):
            client = lane.client
            panel.weights_wanted.connect(partial(self._weigh, lane))
            client.weighed.connect(panel.show_weights)
            if lane is self._lane:
                client.weighed.connect(self._compare)

    def _fill(self, lane: Lane, menu: QMenu, quantity: Quantity, _: int) -> None:
        """Offer the weights that make a unit's signal, where the model declares them."""
        weights = lane.panels.get("weights")
        signal = quantity.signal
        if weights is not None and weights.pin is None and weights.takes(signal):
            name = layered_label(signal)
            action = menu.addAction(literal(tr("Show the weights that make {signal}", signal=name)))
            action.triggered.connect(partial(self._show, weights, signal))

    def _show(self, weights: Panel, signal: ModelSignal) -> None:
        weights.show_signal(signal)
        self._docks.show("weights", True)

    def _weigh(self, lane: Lane) -> None:
        against = {}
        first = self._lane.panels.get("weights")
        if lane is not self._lane and isinstance(first, WeightsPanel):
            # With all dimensions, as two of one size may differ in them.
            against = {one.facts.name: one.values.reshape(one.facts.shape) for one in first.tensors}
        client = lane.client
        client.post(Weigh(against))

    def _compare(self, _: Weighed) -> None:
        """The first model's weights are known: compare again those that were known before."""
        for lane in self._workspace.lanes:
            panel = lane.panels.get("weights")
            if lane is not self._lane and isinstance(panel, WeightsPanel):
                panel.ask_again()
