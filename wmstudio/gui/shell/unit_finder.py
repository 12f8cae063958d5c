"""The units of one lane: marking them in pictures, searching, and labelling."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wmstudio.app import catalogue
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Search, StopSearch
from wmstudio.gui.base.plain import literal
from wmstudio.gui.base.translation import sentence, tr
from wmstudio.gui.shell.pattern_finder import PatternFinder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wmstudio.app.saved.unit_labels import Unit, UnitLabels
    from wmstudio.engine.messages import (
        OpenedModel,
        SearchEnded,
        SearchMatch,
        SearchProgress,
        SearchResult,
    )
    from wmstudio.gui.base.progress import Progress
    from wmstudio.gui.editor.editor import Editor
    from wmstudio.gui.features.span_keeper import SpanKeeper
    from wmstudio.gui.interventions.interventions import Interventions
    from wmstudio.gui.panels.gates import GatesPanel
    from wmstudio.gui.panels.units import UnitsPanel
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.docks import Docks
    from wmstudio.gui.workspace.lane import Lane

TOPIC = "units"
PANEL = "units"
STALE = phrase("The text has changed since the search. Find the places again.")
NO_UNITS = phrase(
    "There is nothing to search for. Select a span over which a unit is active first."
)
STOPPED = phrase("The search was stopped.")


class UnitFinder(QObject):
    """Connects the unit panel of a lane with its pictures and searches."""

    labelled = Signal(object, object, str)
    """The user labelled a unit: the model's identity, the unit, the label."""
    file_wanted = Signal()
    """Another text should be searched too."""

    def __init__(
        self,
        lane: Lane,
        labels: UnitLabels,
        runs: Iterator[int],
        *,
        editor: Editor,
        docks: Docks,
        interventions: Interventions,
        spans: SpanKeeper | None,
        progress: Progress,
        parent: QObject,
    ) -> None:
        """Find units of a lane. All lanes share ``labels`` and the numbers of ``runs``.

        Without ``spans``, matches are shown and not selected.
        """
        super().__init__(parent)
        self._lane = lane
        self._labels, self._runs, self._editor, self._docks = labels, runs, editor, docks
        self._interventions, self._spans, self._progress = interventions, spans, progress
        self._models, self._reading, self._client = lane.models, lane.reading, lane.client
        self.file: Path | None = None
        """The other text that is searched."""
        self.gates: list[GatesPanel] = []
        self.panel: UnitsPanel | None = None
        """The unit panel, once it is there."""
        self._asked: dict[int, tuple[Search, int]] = {}
        """Unanswered searches, with their numbers of units."""
        self._searched: tuple[int, object] | None = None
        """The text and edits that the matches in the text are of."""
        self._revision = -1
        self.identity = "", ""
        """Name and hash of the open model."""
        self._patterns: PatternFinder | None = None
        docks.seen_changed.connect(self._mark)
        self._models.opened.connect(self._open)

    def add_gates(self, panel: GatesPanel) -> None:
        """Mark units in a panel's pictures."""
        self.gates.append(panel)
        picker, more = panel.picker, panel.more
        picker.picked.connect(partial(self._follow, panel))
        panel.label_wanted.connect(self._ask_label)
        more.changed.connect(self._mark)
        self._mark()

    def connect_panel(self, panel: UnitsPanel) -> None:
        """Find units as the unit panel says."""
        self.panel = panel
        self._patterns = PatternFinder(
            panel,
            self._lane,
            self._runs,
            editor=self._editor,
            interventions=self._interventions,
            progress=self._progress,
            parent=self,
        )
        reading, client = self._reading, self._client
        reading.also.append(lambda: panel.wanted() if panel.isVisible() else ())
        panel.found_changed.connect(self._mark)
        panel.picked.connect(self._lead)
        panel.asked_otherwise.connect(self._stop)
        panel.search_wanted.connect(self.search)
        panel.file_wanted.connect(self.file_wanted)
        panel.labelled.connect(self._label)
        panel.unit_chosen.connect(self.show_unit)
        self._matches = panel.matches
        self._matches.chosen.connect(self._go)
        panel.dirtied.connect(reading.ask_soon)
        client.searching.connect(self._advance)
        client.matched.connect(self._show)
        client.unsearched.connect(self._end)
        reading.changed.connect(self.look)
        if self.file is not None:
            self.search_beside(self.file)
        for gates in self.gates[:1]:
            self._follow(gates)
        self.show_labels()

    def remove(self, panel: Panel) -> None:
        """Stop marking units in a panel's pictures."""
        self.gates = [gates for gates in self.gates if gates is not panel]

    # --- labels ---

    @Slot(object)
    def _open(self, opened: OpenedModel) -> None:
        self.identity = opened.name, catalogue.weights_hash(opened.hashes)
        self._searched = None
        self._give_up()
        self.show_labels()
        self._lead()

    @property
    def labels(self) -> dict[Unit, str]:
        """The labels of the model's existing units."""
        opened = self._models.open_model
        signals = opened.signals if opened else {}
        return {
            (name, unit): word
            for (name, unit), word in self._labels.of(*self.identity).items()
            if name in signals and unit < signals[name].size
        }

    def show_labels(self) -> None:
        """Show the changed labels."""
        if self.panel is not None:
            self.panel.show_labels(self.labels)
        self._mark()

    @Slot(str, int, str)
    def _label(self, name: str, unit: int, label: str) -> None:
        self.labelled.emit(self.identity, (name, unit), label)

    @Slot(str, int)
    def _ask_label(self, name: str, unit: int) -> None:
        if (panel := self.shown_panel()) is not None:
            panel.choose(name)
            panel.ask_label(unit)

    def _made(self) -> UnitsPanel | None:
        """The unit panel, made if it is not there yet; None if the window has none."""
        self._lane.panels.get(PANEL)
        return self.panel

    def shown_panel(self) -> UnitsPanel | None:
        """Show the unit panel; None if the window has none."""
        if (panel := self._made()) is not None:
            self._docks.show(PANEL, True)
        return panel

    # --- pictures ---

    @Slot()
    def _mark(self) -> None:
        """Mark found units, and show labels beside theirs."""
        panel = self.panel
        units = panel.units if panel is not None and panel.isVisible() else ()
        for gates in self.gates:
            for map in gates.maps:
                for signal in map.signals:
                    same = panel is not None and signal == panel.signal
                    labels = {u: word for (n, u), word in self.labels.items() if n == signal.name}
                    map.mark_units(units if same else (), labels)
            gates.dirtied.emit()

    @Slot()
    def _lead(self) -> None:
        """Another signal was picked: show it in the picture."""
        if self.panel is not None and self.panel.signal is not None and self.gates:
            name = self.panel.signal.name
            if not any(gates.signal and gates.signal.name == name for gates in self.gates):
                self.gates[0].picker.choose(name)
            self._mark()

    def _follow(self, gates: GatesPanel) -> None:
        """Choose the picture's signal in the unit panel."""
        if self.panel is not None and gates.signal is not None:
            self.panel.choose(gates.signal.name)
            self._mark()

    @Slot(str, int)
    def show_unit(self, name: str, unit: int) -> None:
        """Show a unit."""
        if (panel := self._made()) is not None and self.gates:
            panel.choose(name, unit)
            self._docks.show(self._docks.at(self.gates[0]), True)
            self.gates[0].picker.choose(name)
            self.gates[0].map.bring(unit)

    # --- searching ---

    def search_beside(self, file: Path) -> None:
        """Search this other text too."""
        self.file = file
        if self.panel is not None:
            self.panel.file_button.setText(literal(file.name))
        if self._patterns is not None:
            self._patterns.offer(file)

    @Slot()
    def go(self) -> None:
        """Find units or places, as the panel is set."""
        if self._patterns is not None and self.panel is not None and self.panel.of_pattern:
            self._patterns.find()
        elif self.panel is not None and self.panel.units:
            self.search()

    @Slot()
    def search(self) -> None:
        """Search the document and the other text for places where the units are active."""
        panel = self.panel
        if panel is None or panel.signal is None:
            return
        if not panel.units:
            panel.tell(tr(NO_UNITS))
            return
        self._client.post(StopSearch())
        self._give_up()
        interventions = self._interventions.placed
        what = (panel.signal.name, panel.at, panel.units)
        apart, below = tuple((s.start, s.stop) for s in panel.spans), panel.below
        here = Search(
            next(self._runs),
            *what,
            text=self._editor.text,
            interventions=interventions,
            apart=apart,
            below=below,
        )
        self._searched = None
        panel.tell("")
        self._revision = self._editor.revision
        asked = [here]
        if self.file is not None:
            asked.append(Search(next(self._runs), *what, file=self.file, below=below))
        for one in asked:
            self._asked[one.run] = one, len(panel.units)
            name = one.file.name if one.file else tr("this text")
            self._progress.begin(
                f"{TOPIC} {one.run}",
                tr("Searching {name}", name=name),
                lambda: self._client.post(StopSearch()),
            )
            self._client.post(one)

    @Slot(object)
    def _advance(self, searching: SearchProgress) -> None:
        self._progress.advance(f"{TOPIC} {searching.run}", searching.done, searching.of)

    @Slot(object)
    def _show(self, found: SearchResult) -> None:
        asked = self._finish(found.run)
        if asked is None or self.panel is None:
            return
        search, units = asked
        if search.file is not None:
            self._matches.show_beside(search.file.name, found, units)
        else:
            self._searched = self._revision, search.interventions
            self._matches.show_here(found, units)
            self.look()

    @Slot(object)
    def _end(self, ended: SearchEnded) -> None:
        asked = self._finish(ended.run)
        if asked is not None and self.panel is not None:
            self.panel.tell(sentence(ended.why) or tr(STOPPED))

    @Slot()
    def _stop(self) -> None:
        """Other units are looked for: wait for no places of those before."""
        if self._asked:
            self._client.post(StopSearch())
            self._give_up()
        self._searched = None

    def _give_up(self) -> None:
        """Wait no more for results: they are of other units, or of another model."""
        for run in tuple(self._asked):
            self._finish(run)

    def _finish(self, run: int) -> tuple[Search, int] | None:
        self._progress.end(f"{TOPIC} {run}")
        return self._asked.pop(run, None)

    @Slot()
    def look(self) -> None:
        """Remove matches that are of an older text."""
        if self._searched is None or self.panel is None:
            return
        now = self._editor.revision, self._interventions.placed
        if now != self._searched:
            self._searched = None
            self._matches.forget_here(tr(STALE))

    @Slot(object)
    def _go(self, match: SearchMatch) -> None:
        """Move the cursor to a match in the document, and select it."""
        self.look()
        if self._searched is None or self.panel is None:
            return
        # The query stays, so that one can go from match to match.
        self.panel.holding = True
        if self._spans is not None:
            self._spans.select(*match.span)
        self.panel.holding = False
        self._reading.look_at(match.place.start)

    def end(self) -> None:
        """The lane was closed."""
        if self._patterns is not None:
            self._patterns.end()
        self._give_up()
        self._docks.seen_changed.disconnect(self._mark)
        self.panel, self.gates = None, []
        self.deleteLater()
