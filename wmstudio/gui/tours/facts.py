"""What is true in the window now: each condition of a tour as a question to the program's state."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wmstudio.engine.messages import PlacedPatch
from wmstudio.gui.interventions.held import writers_of
from wmstudio.text.stretches import place_of, stretch_of
from wmstudio.text.words import places_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.app.tours import Condition, Value
    from wmstudio.engine.messages import Frame
    from wmstudio.gui.interventions.held import Held
    from wmstudio.gui.interventions.interventions import Interventions
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane
    from wmstudio.gui.workspace.presets import Presets


class Facts(QObject):
    """Answers whether conditions hold, and says when that may have changed.

    Only what the model has read counts: while it is behind the text, nothing is said.
    """

    changed = Signal()
    """Something happened in the window, at most once for each pass of the event loop."""

    def __init__(self, services: Services, interventions: Interventions, presets: Presets) -> None:
        super().__init__(services.window)
        workspace, docks, clock = services.workspace, services.docks, services.clock
        self._lane, self._editor, self._interventions = (
            workspace.first,
            workspace.editor,
            interventions,
        )
        self._length = 0
        self._cursor: int | None = None
        """Both since `begin`."""
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.changed)
        editor = self._editor
        for signal in (
            editor.text_changed,
            editor.selectionChanged,
            interventions.changed,
            interventions.told,
            docks.seen_changed,
            presets.chosen,
            # Whatever a panel shows has been drawn by then.
            clock.settled,
            workspace.lane_removed,
        ):
            signal.connect(self.look_soon)
        workspace.each_lane(self._follow)
        self._answers: Mapping[str, Callable[[Value], bool]] = {
            "cursor": self._is_at,
            "moved": lambda _: self._has_moved(),
            "text": lambda words: words in editor.text,
            "typed": lambda n: len(editor.text) - self._length >= n,
            "selected": self._is_selected,
            "next": self._comes_next,
            "shown": docks.shown,
            "layout": lambda id: presets.current == id,
            "model": lambda name: _is_model(self._lane, name),
            "compared": lambda name: any(_is_model(one, name) for one in workspace.lanes[1:]),
            "setting": self._are_set,
            "choice": self._is_chosen,
            "signal": self._has_value,
            "edit": self._is_edited,
            "edits_on": lambda _: bool(interventions.placed),
            "empty_slot": self._is_empty,
        }

    def begin(self) -> None:
        """Start a step: `typed` and `moved` count from here."""
        self._length = len(self._editor.text)
        frame = self._frame
        self._cursor = None if frame is None else frame.cursor

    def hold(self, conditions: tuple[Condition, ...]) -> bool | None:
        """Whether all of these hold; None while the model has not read the present text."""
        frame = self._frame
        if frame is None:
            return None
        if self._cursor is None:
            self._cursor = frame.cursor
        return all(self._answers[one.name](one.value) == one.wanted for one in conditions)

    @Slot()
    def look_soon(self) -> None:
        """Look again when all that follows from an event has happened."""
        if not self._soon.isActive():
            self._soon.start(0)

    def _follow(self, lane: Lane) -> None:
        reading, models = lane.reading, lane.models
        for signal in (reading.changed, reading.looked, models.opened, models.configured):
            signal.connect(self.look_soon)

    @property
    def _frame(self) -> Frame | None:
        """The first lane's frame, if it answers what is asked now."""
        lane = self._lane
        reading, models = lane.reading, lane.models
        return lane.frame if reading.answered and not models.is_opening else None

    # --- the answers ---

    def _is_at(self, words: str) -> bool:
        frame = self._frame
        if frame is None or not 0 <= frame.cursor < len(frame.trace):
            return False
        start, stop = stretch_of(frame.trace, frame.cursor, frame.cursor + 1)
        return any(a < stop and b > start for a, b in places_of(words, self._editor.text))

    def _has_moved(self) -> bool:
        frame = self._frame
        return frame is not None and self._cursor is not None and frame.cursor != self._cursor

    def _is_selected(self, words: str) -> bool:
        start, stop = self._editor.selection
        return self._editor.text[start:stop].strip() == words.strip()

    def _comes_next(self, words: str) -> bool:
        frame, opened = self._frame, self._lane.opened
        if frame is None or frame.snapshot is None or opened is None:
            return False
        first = next(iter(frame.snapshot.candidates), None)
        said = opened.pieces[first.token].decode(errors="replace") if first is not None else ""
        return said.strip() == words.strip()

    def _are_set(self, wanted: Value) -> bool:
        opened = self._lane.opened
        settings = {} if opened is None else opened.settings
        return all(n in settings and settings[n].value == value for n, value in wanted)

    def _is_chosen(self, wanted: Value) -> bool:
        panel = self._lane.panels.existing.get(wanted["panel"])
        return panel is not None and panel.save_state().get(wanted["control"]) == wanted["is"]

    def _has_value(self, wanted: Value) -> bool:
        frame, unit = self._frame, wanted.get("unit", 0)
        if frame is None or frame.snapshot is None:
            return False
        values = frame.snapshot.signals.get(wanted["name"])
        if values is None or not unit < values.size:
            return False
        value = float(values.reshape(-1)[unit])
        return bool(wanted.get("above", -inf) < value < wanted.get("below", inf))

    def _is_edited(self, wanted: Value) -> bool:
        return any(not one.refused and self._fits(one, wanted) for one in self._interventions.held)

    def _fits(self, held: Held, wanted: Value) -> bool:
        edit, text = held.edit, self._editor.text
        if isinstance(edit, PlacedPatch):
            return bool(wanted.get("kind") == edit.patch.signal)
        if wanted.get("kind", edit.name) != edit.name:
            return False
        if "slot" in wanted and wanted["slot"] not in dict(edit.arguments).values():
            return False
        about = edit.word.places(text) if edit.word is not None else []
        if "word" in wanted and not _overlap(about, places_of(wanted["word"], text)):
            return False
        if "at" not in wanted:
            return True
        after = [stop for _, stop in about] if edit.place is None else [place_of(edit.place)]
        return _overlap([(p - 1, p) for p in after], places_of(wanted["at"], text))

    def _is_empty(self, slot: int) -> bool:
        frame, opened = self._frame, self._lane.opened
        if frame is None or opened is None:
            return False
        writers = writers_of(frame, opened)
        return slot < len(writers) and writers[slot] < 0


def _is_model(lane: Lane, name: str) -> bool:
    opened = lane.opened
    return opened is not None and name in (opened.name, lane.source)


def _overlap(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> bool:
    return any(a < d and b > c for a, b in some for c, d in others)
