"""Has the weights of each lane's model measured when its panel of them is looked at."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, cast

from wmstudio.engine.messages import Weigh, Weighed
from wmstudio.gui.base.plain import literal
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import layered_label
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.workspace import is_a

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from wmstudio.app.quantities import Quantity
    from wmstudio.engine.messages import Signal as ModelSignal
    from wmstudio.engine.messages import WeighedTensor
    from wmstudio.gui.panels.weights import WeightsPanel
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane


PANEL = "weights"


class Weighing(Controller):
    """The first lane's weights are what those of every other lane are compared with."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._runs = count(1)
        self._asked: dict[Lane, tuple[int, tuple[WeighedTensor, ...]]] = {}
        """The run of what each lane was asked last, and what it is compared with."""
        self._workspace.each_panel(self._add)
        self._workspace.each_panel(self._connect, of=PANEL)
        self._workspace.lane_removed.connect(lambda lane: self._asked.pop(lane, None))

    def _add(self, lane: Lane, panel: Panel) -> None:
        panel.unit_menu.connect(partial(self._fill, lane))

    def _connect(self, lane: Lane, panel: WeightsPanel) -> None:
        client, models = lane.client, lane.models
        panel.weights_wanted.connect(partial(self._weigh, lane))
        client.weighed.connect(partial(self._show_weights, lane, panel))
        models.opened.connect(partial(self._forget, lane))

    def _fill(self, lane: Lane, menu: QMenu, quantity: Quantity, _: int) -> None:
        """Offer the weights that make a unit's signal, where the model declares them."""
        weights = lane.panels.get(PANEL)
        signal = quantity.signal
        if weights is not None and weights.pin is None and weights.takes(signal):
            name = layered_label(signal)
            action = menu.addAction(literal(tr("Show the weights that make {signal}", signal=name)))
            action.triggered.connect(partial(self._show, weights, signal))

    def _show(self, weights: Panel, signal: ModelSignal) -> None:
        weights.show_signal(signal)
        self._docks.show(PANEL, True)

    def _weigh(self, lane: Lane) -> None:
        with_what = self._compared_with(lane)
        # With all dimensions, as two of one size may differ in them.
        against = {one.facts.name: one.values.reshape(one.facts.shape) for one in with_what}
        run, client = next(self._runs), lane.client
        self._asked[lane] = run, with_what
        client.post(Weigh(against, run))

    def _compared_with(self, lane: Lane) -> tuple[WeighedTensor, ...]:
        first = _of(self._lane)
        return () if lane is self._lane or first is None else first.tensors

    def _show_weights(self, lane: Lane, panel: WeightsPanel, weighed: Weighed) -> None:
        run, with_what = self._asked.get(lane, (None, ()))
        if weighed.run != run:
            return
        if with_what is not self._compared_with(lane):
            weighed = _alone(weighed.tensors, weighed.why)
        panel.show_weights(weighed)
        if lane is self._lane:
            self._compare()

    def _forget(self, lane: Lane, _: object) -> None:
        """Another model is open: what was asked of the one before, or compared with it, is over."""
        self._asked.pop(lane, None)
        if lane is not self._lane:
            return
        for other in self._workspace.lanes:
            panel = _of(other)
            if other is not lane and panel is not None and panel.tensors:
                panel.show_weights(_alone(panel.tensors))

    def _compare(self) -> None:
        """The first model's weights are known: compare again those that were known before."""
        for lane in self._workspace.lanes:
            panel = _of(lane)
            if lane is not self._lane and panel is not None:
                panel.ask_again()


def _of(lane: Lane) -> WeightsPanel | None:
    """A lane's panel of weights, if it was made."""
    panel = lane.panels.existing.get(PANEL)
    return cast("WeightsPanel", panel) if is_a(panel, PANEL) else None


def _alone(tensors: tuple[WeighedTensor, ...], why: str = "") -> Weighed:
    """Weights without what differs from those of a model that is gone."""
    return Weighed(tuple(replace(one, change=None) for one in tensors), why)
