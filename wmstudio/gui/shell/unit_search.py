"""What all lanes share of the search for units: labels, and the other text."""

from __future__ import annotations

from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot

from wmstudio.app.menus import LABELS
from wmstudio.app.saved.unit_labels import FILE, UnitLabels
from wmstudio.gui.base.actions import MenuEntry
from wmstudio.gui.base.translation import tr
from wmstudio.gui.documents.documents import FILTER
from wmstudio.gui.shell.unit_finder import PANEL, TOPIC, UnitFinder
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.workspace import readers

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.app.saved.unit_labels import Unit
    from wmstudio.gui.features.span_keeper import SpanKeeper
    from wmstudio.gui.interventions.interventions import Interventions
    from wmstudio.gui.panels.gates import GatesPanel
    from wmstudio.gui.panels.units import UnitsPanel
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

RETRY = 2_000
"""Milliseconds until saving labels is tried again."""


class Units(Controller):
    """The labels of all models, the other text, and a finder for each lane."""

    def __init__(
        self,
        services: Services,
        interventions_of: Callable[[Lane], Interventions],
        spans: SpanKeeper,
    ) -> None:
        super().__init__(services)
        workspace, actions, editor = self._workspace, self._actions, self._editor
        self.file: Path | None = None
        """The other text that is searched."""
        folder = self._settings.path
        self.labels = UnitLabels.load(folder / FILE if folder else None)
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self.save_labels)
        self._make = partial(
            UnitFinder,
            labels=self.labels,
            runs=count(1),
            docks=self._docks,
            progress=self._progress,
            parent=self,
        )
        self._finders: dict[Lane, UnitFinder] = {}
        self._interventions_of, self._spans = interventions_of, spans
        workspace.each_lane(self._add_lane)
        workspace.each_panel(self._add_gates, of="gates")
        workspace.each_panel(self._connect_panel, of=PANEL)
        workspace.panel_removed.connect(self._remove_panel)
        workspace.lane_removed.connect(self._remove_lane)
        actions.sources[LABELS] = self._entries
        on = actions.on
        on("units.find", self._with_panel(lambda panel: panel.focus_list()))
        on("units.search", self._with_panel(lambda _: self.first.search()))
        on("units.beside", self.choose_file)
        on("units.label", self._with_panel(lambda panel: panel.ask_label()))
        editor.text_changed.connect(self._look)

    @property
    def first(self) -> UnitFinder:
        """The finder of the first lane."""
        return self._finders[self._workspace.first]

    def _add_lane(self, lane: Lane) -> None:
        editor, of_text = lane.editor, lane in readers(self._workspace)
        finder = self._finders[lane] = self._make(
            lane,
            editor=editor,
            interventions=self._interventions_of(lane),
            spans=self._spans if of_text else None,
        )
        if not of_text:
            editor.text_changed.connect(finder.look)
        finder.labelled.connect(self.label)
        finder.file_wanted.connect(self.choose_file)
        if self.file is not None:
            finder.search_beside(self.file)

    def _remove_lane(self, lane: Lane) -> None:
        self._finders.pop(lane).end()

    def _add_gates(self, lane: Lane, panel: GatesPanel) -> None:
        self._finders[lane].add_gates(panel)

    def _connect_panel(self, lane: Lane, panel: UnitsPanel) -> None:
        self._finders[lane].connect_panel(panel)

    def _remove_panel(self, lane: Lane, panel: Panel) -> None:
        self._finders[lane].remove(panel)

    def label(self, model: tuple[str, str], unit: Unit, label: str) -> None:
        """Label a unit of a model."""
        try:
            self.labels.set(*model, unit, label)
        except OSError as error:
            why = error.strerror or str(error)
            said = tr("Labels of units could not be saved: {why}.", why=why)
            self._messages.say(said, TOPIC)
            self._retry.start(RETRY)
        for finder in self._finders.values():
            finder.show_labels()

    @Slot()
    def save_labels(self) -> None:
        """Try again to save labels. A second failure is not reported."""
        if self.labels.is_saved:
            return
        try:
            self.labels.save(patience=0)
        except OSError:
            self._retry.start(RETRY)
        else:
            self._messages.clear(TOPIC)

    @Slot()
    def choose_file(self) -> None:
        """Choose the other text, and search it."""
        chosen = self._file_to_open(tr("Other text to search"), tr(FILTER))
        if chosen is None:
            return
        self.file = chosen
        for finder in self._finders.values():
            finder.search_beside(self.file)
            finder.go()

    def _with_panel(self, do: Callable[[UnitsPanel], object]) -> Callable[[], None]:
        """Show the panel, and do something with it."""

        def act() -> None:
            if (panel := self.first.shown_panel()) is not None:
                do(panel)

        return act

    def _entries(self) -> list[MenuEntry]:
        """All labelled units of the open model, for menus and the palette."""
        first = self.first
        return [
            MenuEntry(
                f"{word} – {name} {unit}",
                tr("Show unit {unit} of {name}", unit=unit, name=name),
                partial(first.show_unit, name, unit),
            )
            for (name, unit), word in first.labels.items()
        ]

    @Slot()
    def _look(self) -> None:
        for finder in self._finders.values():
            finder.look()
