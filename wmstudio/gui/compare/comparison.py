"""Comparing several models on one text with one cursor, or several texts in one model."""

from __future__ import annotations

from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from PySide6.QtCore import Signal, Slot

from wmstudio.app import catalogue
from wmstudio.gui.base.buttons import CommandButton
from wmstudio.gui.base.translation import tr
from wmstudio.gui.client.model_picker import ModelPicker, choose_folder
from wmstudio.gui.compare.beside import Beside
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.lane import Lane
from wmstudio.gui.workspace.presets import COMPARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.app.panels import PanelInfo
    from wmstudio.engine.messages import OpenedModel, Values
    from wmstudio.gui.client.lane_context import LaneContext
    from wmstudio.gui.panels.difference import DifferencePanel
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.appearance import Appearance
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.presets import Presets

UNTOUCHED = "memory.untouched"
MARK = "B"
"""The mark of the lane that the menus offer beside the first."""


class Marked(Protocol):
    """A control of the first model, which is marked if there are several lanes."""

    def set_mark(self, mark: str) -> None: ...


class Scaled(Protocol):
    """A picture whose scale fits its own values, or those of several."""

    def share_scale(self, *others: Self) -> None: ...


ScaledT = TypeVar("ScaledT", bound=Scaled)


class Comparison(Controller):
    """Manages all lanes after the first. One of them has a model picker."""

    changed = Signal()
    """The compared models have changed."""
    ended = Signal()
    """The comparison was ended, and not because its model could not be opened."""

    def __init__(
        self,
        services: Services,
        context: LaneContext,
        infos: Sequence[PanelInfo],
        marked: Sequence[Marked],
        appearance: Appearance,
        presets: Presets,
    ) -> None:
        super().__init__(services)
        self._context, self._infos, self._marked, self._presets = context, infos, marked, presets
        self._beside = partial(Beside, services, infos=infos, appearance=appearance)
        workspace, actions = self._workspace, self._actions
        self._besides: dict[Lane, Beside] = {}
        self.second: Lane | None = None
        """The lane of the second model."""
        self._last = ""
        self._action = actions["model.compare"]
        self._action.setIconText(tr("With another model"))
        self.picker = ModelPicker(actions, "model.compare_folder", self._settings)
        self.picker.setToolTip(tr("Model to compare with the first"))
        self.picker.set_mark(MARK)
        self.picker.chosen.connect(self.open)
        self.button = CommandButton(self._action, tr("Compare with another model"))
        presets.chosen.connect(self._show_button)
        self._clock.settled.connect(self._place)
        actions.on_toggle("model.compare", self.switch)
        actions.on_toggle(UNTOUCHED, self.show_untouched)
        actions.on("model.compare_folder", self.choose)
        workspace.each_lane(self._add)
        workspace.each_panel(self._add_panel)
        workspace.lane_removed.connect(self._remove)

    @property
    def complete(self) -> bool:
        """Whether all lanes have been read and drawn; also without a comparison."""
        return all(beside.complete for beside in self._besides.values())

    @property
    def differences(self) -> list[DifferencePanel]:
        """The panels that show the difference between the first lane and another one."""
        return [one for beside in self._besides.values() for one in beside.differences.values()]

    @property
    def names(self) -> str:
        """The names of the models that the first is compared with."""
        others = (lane.opened for lane in self._besides if lane.text_link is None)
        return ", ".join(model.name for model in others if model)

    # --- commands ---

    def switch(self, on: bool) -> None:
        """Start comparing with the last second model, or else with a default one; or end."""
        lane = self._workspace.first
        first = lane.opened
        if not on:
            self.end()
        elif source := self._last or catalogue.another(first.name if first else ""):
            self.open(source)
        else:
            self.choose()

    def choose(self) -> None:
        """Compare with a checkpoint in a folder that the user chooses."""
        if folder := choose_folder(self._window, self._settings.folder):
            self.open(folder)
        self._show_state()

    @property
    def is_untouched(self) -> bool:
        """Whether the second lane is the first one's model without interventions."""
        if self.second is None:
            return False
        models = self.second.models
        return models.shares

    def show_untouched(self, on: bool) -> None:
        """Read the text with the first model without interventions in a lane of its own, or end."""
        self._end()
        if not on:
            self.ended.emit()
        first = self._lane
        opened = first.opened
        if on and opened is not None and opened.recorded is None:
            self._begin(shares=True)
        self._show_state()

    @Slot(str)
    def open(self, source: str, values: Values = ()) -> None:
        """Compare with a bundled checkpoint by name, or with a model by path."""
        if self.is_untouched:
            self._end()
        models = (self.second or self._begin()).models
        models.open(source, self._settings.device, values)

    def end(self) -> None:
        """End the comparison."""
        self._end()
        self.ended.emit()

    def _end(self) -> None:
        if (second := self.second) is not None:
            models = second.models
            self._messages.clear(*models.topics)
            if not models.shares:
                own = models.source if catalogue.elsewhere(models.source) is None else ""
                self._last = own or self._settings.second
            self._settings.second = ""
            self.remove(second)

    # --- between starts ---

    def begin(self, asked: str = "") -> None:
        """Compare with the given model, or as when the program last ended."""
        if source := asked or self._settings.second:
            self.open(source)

    # --- adding and removing ---

    def _begin(self, *, shares: bool = False) -> Lane:
        lane = Lane(MARK, self._context, self, first=self._workspace.first, shares=shares)
        models = lane.models
        models.opening.connect(self.picker.show_opening)
        models.kept.connect(partial(self._keep, lane))
        models.opened.connect(partial(self._show_opened, lane))
        self.second = lane
        self._workspace.add(lane)
        return lane

    def remove(self, lane: Lane) -> None:
        """Close a lane after the first."""
        placed = self._besides[lane].placed
        if placed:
            self._presets.keep()
        self._workspace.remove(lane)
        lane.close()
        lane.deleteLater()
        if placed:
            self._presets.compare(False)

    def _add(self, lane: Lane) -> None:
        first, models = self._workspace.first, lane.models
        if lane is not first:
            self._besides[lane] = self._beside(lane)
        models.opened.connect(self.update_models)
        self._show_state()

    def _remove(self, lane: Lane) -> None:
        if lane is self.second:
            self.second = None
        if (beside := self._besides.pop(lane, None)) is not None:
            self._share_scales()
            beside.remove()
        self._show_state()

    @Slot()
    def _place(self) -> None:
        # The first lane has been drawn, so the least height of its panels is known.
        ready = [beside for beside in self._besides.values() if beside.is_ready]
        if not ready:
            return
        self._presets.keep()
        for beside in ready:
            beside.place()
        self._share_scales()
        self._presets.compare(True)

    def _share_scales(self) -> None:
        """Put pictures of the same thing in several lanes on one scale."""
        from wmstudio.gui.plots.curves import CurvePlot
        from wmstudio.gui.widgets.candidates import Candidates

        placed = [lane for lane, beside in self._besides.items() if beside.placed]
        lanes = (self._workspace.first, *placed)
        for info in self._infos:
            panels = [lane.panels[info.id] for lane in lanes]
            _share(*(panel.findChildren(CurvePlot) for panel in panels))
            _share(*(panel.findChildren(Candidates) for panel in panels))

    # --- display ---

    @Slot()
    def update_models(self) -> None:
        """One of the models was replaced."""
        first = self._lane
        opened = first.opened
        if self.is_untouched and opened is not None and opened.recorded is not None:
            # A recording has been read with whatever was in force then.
            self.end()
        for beside in self._besides.values():
            beside.update_models()
        self._show_state()
        self._place()

    def _show_opened(self, lane: Lane, opened: OpenedModel) -> None:
        models = lane.models
        self.picker.show_open(opened.name, models.source)
        own = opened.recorded is None and not models.shares
        if own and catalogue.is_kept(models.source):
            self._settings.second = models.source

    def _keep(self, lane: Lane) -> None:
        if lane in self._besides and lane.opened is None:
            # The failure is shown, and what was there stays.
            self._settings.second = ""
            self.remove(lane)
        self.picker.show_opened_again()

    def _show_state(self) -> None:
        first, lanes = self._workspace.first, self._workspace.lanes
        for lane in lanes:
            for panel in lane.panels.existing.values():
                self._add_panel(lane, panel)
        for one in self._marked:
            one.set_mark(self._workspace.mark_of(first))
        self._messages.review()
        self.changed.emit()
        self._action.setChecked(self.second is not None)
        self._actions.check(UNTOUCHED, self.is_untouched)
        self.picker.setVisible(self.second is not None)
        self._show_button()

    @Slot()
    def _show_button(self) -> None:
        """Show the button while comparing."""
        self.button.setVisible(self.second is not None or self._presets.current == COMPARE)

    def _add_panel(self, lane: Lane, panel: Panel) -> None:
        """Say whose numbers a panel shows."""
        mark, opened = self._workspace.mark_of(lane), lane.opened
        name = opened.name if opened else ""
        if lane is self.second and self.is_untouched:
            name = tr("{model}, untouched", model=name)
        panel.set_heading(f"{mark}  {name}" if mark else "")


def _share(*columns: Sequence[ScaledT]) -> None:
    """Let pictures of several lanes share their scales pairwise."""
    for row in zip_longest(*columns):
        one, *others = (picture for picture in row if picture is not None)
        one.share_scale(*others)
