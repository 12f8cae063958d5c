"""Has the weights of each lane's model measured when its panel of them is looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wmstudio.engine.messages import Weigh, Weighed
from wmstudio.gui.panels.weights import WeightsPanel
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane


class Weighing(Controller):
    """The first lane's weights are what those of every other lane are compared with."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._workspace.each_panel(self._add)

    def _add(self, lane: Lane, panel: Panel) -> None:
        if isinstance(panel, WeightsPanel):
            client = lane.client
            panel.weights_wanted.connect(partial(self._weigh, lane))
            client.weighed.connect(panel.show_weights)
            if lane is self._lane:
                client.weighed.connect(self._compare)

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
