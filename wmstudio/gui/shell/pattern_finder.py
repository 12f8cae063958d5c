"""Asking for the units of a lane that follow a pattern, and for what holding one does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from wmstudio.app.phrases import phrase
from wmstudio.app.spans import place_of
from wmstudio.engine.messages import FindUnits, HoldUnit, StopSearch
from wmstudio.gui.base.translation import sentence, tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wmstudio.engine.messages import SearchEnded, SearchProgress, UnitHeld, UnitsFound
    from wmstudio.gui.base.progress import Progress
    from wmstudio.gui.editor.editor import Editor
    from wmstudio.gui.interventions.interventions import Interventions
    from wmstudio.gui.panels.units import UnitsPanel
    from wmstudio.gui.workspace.lane import Lane

TOPIC = "pattern"
STALE = phrase("The text has changed since the units were found. Find them again.")
STOPPED = phrase("It was stopped.")


class PatternFinder(QObject):
    """Connects the part of the unit panel that is about patterns with the engine."""

    def __init__(
        self,
        panel: UnitsPanel,
        lane: Lane,
        runs: Iterator[int],
        *,
        editor: Editor,
        interventions: Interventions,
        progress: Progress,
        parent: QObject,
    ) -> None:
        """Find units of a lane. Every search of the window has a number from ``runs``."""
        super().__init__(parent)
        self._panel, self._lane, self._runs = panel, lane, runs
        self._patterns, self._held = panel.patterns, panel.held
        self._editor, self._interventions, self._progress = editor, interventions, progress
        self._client = lane.client
        self.file: Path | None = None
        """The other text."""
        self._asked: dict[int, FindUnits | HoldUnit] = {}
        """What is not answered yet."""
        self._latest: tuple[FindUnits, int] | None = None
        """What the units are of, and the revision of the text; None if that is out of date."""
        panel.pattern_wanted.connect(self.find)
        panel.hold_wanted.connect(self.hold)
        client = self._client
        client.searching.connect(self._advance)
        client.units_found.connect(self._show_found)
        client.unit_held.connect(self._show_held)
        client.unsearched.connect(self._end)
        reading, models = lane.reading, lane.models
        reading.changed.connect(self.look)
        editor.text_changed.connect(self.look)
        models.opened.connect(self._forget)

    def offer(self, file: Path) -> None:
        """There is another text to look in."""
        self.file = file
        self._patterns.offer_file()

    @Slot()
    def find(self) -> None:
        """Find the units that follow the pattern, in the document or in the other text."""
        panel, frame = self._panel, self._lane.current_frame
        if panel.signal is None:
            return
        spans = []
        if frame is not None:
            inside = (span.within(len(frame.trace)) for span in panel.spans)
            spans = [place_of(frame.trace, span) for span in inside if span]
        run, signal, pattern = next(self._runs), panel.signal.name, self._patterns.pattern(spans)
        if self._patterns.in_file and self.file is not None:
            asked = FindUnits(run, signal, pattern, file=self.file)
        else:
            text, interventions = self._editor.text, self._interventions.placed
            asked = FindUnits(run, signal, pattern, text, interventions=interventions)
        panel.forget_pattern()
        self._patterns.begin()
        panel.tell("")
        self._latest = asked, self._editor.revision
        self._ask(asked, tr("Finding units"))

    @Slot(int)
    def hold(self, unit: int) -> None:
        """Measure what holding a unit does to what follows the pattern."""
        if self._latest is not None:
            self._held.show_held(None)
            self._panel.tell("")
            asked = HoldUnit(next(self._runs), unit, self._latest[0])
            self._ask(asked, tr("Holding unit {unit}", unit=unit))

    def _ask(self, asked: FindUnits | HoldUnit, name: str) -> None:
        stop = partial(self._client.post, StopSearch())
        stop()
        for run in tuple(self._asked):
            self._finish(run)
        self._asked[asked.run] = asked
        self._progress.begin(f"{TOPIC} {asked.run}", name, stop)
        self._client.post(asked)

    @Slot(object)
    def _advance(self, searching: SearchProgress) -> None:
        if searching.run in self._asked:
            self._progress.advance(f"{TOPIC} {searching.run}", searching.done, searching.of)

    @Slot(object)
    def _show_found(self, found: UnitsFound) -> None:
        if self._is_latest(self._finish(found.run)):
            self._patterns.show_found(found)

    @Slot(object)
    def _show_held(self, held: UnitHeld) -> None:
        if self._is_latest(self._finish(held.run)):
            self._panel.show_held(held)

    @Slot(object)
    def _end(self, ended: SearchEnded) -> None:
        asked, why = self._finish(ended.run), sentence(ended.why) or tr(STOPPED)
        if self._is_latest(asked):
            if isinstance(asked, HoldUnit):
                self._panel.tell(why)
            else:
                self._panel.forget_pattern(why)

    def _finish(self, run: int) -> FindUnits | HoldUnit | None:
        self._progress.end(f"{TOPIC} {run}")
        return self._asked.pop(run, None)

    def _is_latest(self, asked: FindUnits | HoldUnit | None) -> bool:
        """Whether this is about the pattern that was asked for last."""
        about = asked.asked if isinstance(asked, HoldUnit) else asked
        return about is not None and self._latest is not None and self._latest[0] is about

    @Slot()
    def look(self) -> None:
        """Remove units that are of an older text."""
        if self._latest is None or self._latest[0].file is not None:
            return
        asked, revision = self._latest
        if (revision, asked.interventions) != (self._editor.revision, self._interventions.placed):
            self._latest = None
            self._panel.forget_pattern(tr(STALE))
            self._panel.tell("")

    @Slot()
    def _forget(self) -> None:
        """Another model is open."""
        self._latest = None

    def end(self) -> None:
        """The lane was closed."""
        for run in tuple(self._asked):
            self._finish(run)
        self._editor.text_changed.disconnect(self.look)
