"""An engine client that reads here or elsewhere: the model that was opened last decides."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import replace
from typing import TYPE_CHECKING

from wmstudio.app.catalogue import elsewhere
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import (
    RECORDING,
    Cancel,
    Configure,
    Connection,
    Failure,
    Generate,
    GenerationFinished,
    ModelSaved,
    Open,
    OpenedModel,
    Record,
    RecordingSaved,
    SearchEnded,
    Served,
    Stop,
    StopSearch,
    Study,
)
from wmstudio.gui.base.translation import tr
from wmstudio.lazy_dataclass import dataclass
from wmstudio.runtime.remote.replay import study_ended_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.engine.messages import Command, Event, Frame, View
    from wmstudio.runtime.client import EngineClient
    from wmstudio.runtime.remote.client import RemoteEngine

    Reach = Callable[[str, Callable[[], None]], RemoteEngine | None]
    """Makes an engine at an address, or None where nobody has connected to it."""

NOT_CONNECTED = phrase("{name} is on {server}: connect to it first (Model, Connect).")
SUPERSEDED = phrase("{name} was not opened, because another model was chosen.")
PARTED = phrase("The connection was ended.")
ENDS = GenerationFinished, SearchEnded, RecordingSaved, ModelSaved
"""What a model that is no longer shown may still tell: that what it was doing has ended."""


@dataclass(eq=False)
class _Asked:
    """A request whose answer is an `OpenedModel` or a `Failure`. An answer may be ``unwanted``."""

    opens: bool
    name: str = ""
    unwanted: bool = False


class SwitchingEngine:
    """An `EngineClient` of two: the engine of this machine, and one that is elsewhere.

    A model whose source names a server (see `catalogue.elsewhere`) is opened there. Whoever has
    opened a model answers the views, so what is open stays until the other engine has opened
    another one. All methods are called on the window's thread.
    """

    def __init__(
        self,
        make_here: Callable[[Callable[[], None]], EngineClient],
        reach: Reach,
        on_ready: Callable[[], None],
    ) -> None:
        self._reach, self._on_ready = reach, on_ready
        self.here = make_here(on_ready)
        """The engine of this machine."""
        self._current = self.here
        self._there: RemoteEngine | None = None
        self._address = ""
        self._asked: defaultdict[EngineClient, deque[_Asked]] = defaultdict(deque)
        """What waits for an answer, oldest first."""
        self._last: EngineClient = self.here
        """Where a model was last asked for."""
        self._events: list[Event] = []
        self._generation: int | None = None
        self._studies: set[int] = set()
        self._records = False

    # --- the way there ---

    @property
    def is_elsewhere(self) -> bool:
        """Whether the model that is shown is elsewhere."""
        return self._current is not self.here

    def connect(self, address: str) -> RemoteEngine | None:
        """The engine at an address, which is made unless there is one. None: nobody connected."""
        if self._there is None or self._address != address:
            made = self._reach(address, self._on_ready)
            if made is None:
                return None
            self.part()
            self._there, self._address = made, address
        return self._there

    def part(self) -> None:
        """Leave the engine that is elsewhere. What it was doing has ended."""
        there, self._there = self._there, None
        if there is None:
            return
        for asked in self._asked.pop(there, ()):
            if not asked.unwanted:
                self._say(Failure(tr(PARTED)))
        if self._current is there:
            self._current = self.here
            if self._generation is not None:
                self._say(GenerationFinished(self._generation, 0, 0.0, stopped=True))
            for run in self._studies:
                self._say(SearchEnded(run))
            if self._records:
                self._say(Failure(tr(PARTED), RECORDING))
            self._generation, self._studies, self._records = None, set(), False
        if self._last is there:
            self._last = self._current
        # It ends by itself: the window does not wait for a server.
        there.close(0.0)

    def retry(self) -> None:
        """Try again at once to reach the engine that is elsewhere."""
        if self._there is not None:
            self._there.retry()

    def stop_trying(self) -> None:
        """Try no more until `retry`."""
        if self._there is not None:
            self._there.stop_trying()

    # --- the client ---

    def submit(self, view: View) -> None:
        """See `EngineClient`."""
        self._current.submit(view)

    def post(self, command: Command) -> None:
        """See `EngineClient`."""
        if isinstance(command, Open):
            self._open(command)
        elif isinstance(command, Cancel):
            for engine in {self._current, self._last}:
                engine.post(command)
        elif isinstance(command, Configure):
            self._asked[self._last].append(_Asked(opens=False))
            self._last.post(command)
        else:
            if isinstance(command, Generate):
                self._generation = command.run
            elif isinstance(command, Record):
                self._records = True
            elif isinstance(command, Study):
                self._studies.add(command.run)
            self._current.post(command)

    def take(self) -> tuple[list[Event], Frame | None]:
        """See `EngineClient`."""
        taken = [(engine, *engine.take()) for engine in (self.here, self._there) if engine]
        events, self._events = self._events, []
        for engine, new, _ in taken:
            events += [event for event in new if self._passes(engine, event)]
        return events, next((frame for one, _, frame in taken if one is self._current), None)

    def close(self, seconds: float = 3.0) -> bool:
        """See `EngineClient`."""
        if self._there is not None:
            self._there.close(0.0)
        return self.here.close(seconds)

    # --- requests ---

    def _open(self, command: Open) -> None:
        source = str(command.source)
        place = elsewhere(source)
        engine = self.here if place is None else self.connect(place.address)
        name = source if place is None else place.name
        if place is not None and engine is not None:
            command = replace(command, source=name, device="auto")
        # Answers are expected in the order of the requests, so an older one is answered first.
        for other, waiting in self._asked.items():
            if other is not engine:
                self._give_up(other, waiting)
        if engine is None:
            server = place.address if place is not None else ""
            self._say(Failure(tr(NOT_CONNECTED, name=name, server=server)))
            return
        self._last = engine
        self._asked[engine].append(_Asked(opens=True, name=name))
        engine.post(command)

    def _give_up(self, engine: EngineClient, waiting: deque[_Asked]) -> None:
        given_up = [asked for asked in waiting if not asked.unwanted]
        for asked in given_up:
            asked.unwanted = True
            self._say(Failure(tr(SUPERSEDED, name=asked.name)))
        if given_up:
            engine.post(Cancel())

    # --- answers ---

    def _say(self, event: Event) -> None:
        self._events.append(event)
        self._on_ready()

    def _passes(self, engine: EngineClient, event: Event) -> bool:
        """Whether the window is told. An engine that has opened a model is the one that is read."""
        if isinstance(event, Connection) and event.final:
            self._fail(engine, event.sentence)
        if isinstance(event, Connection | Served):
            return True
        if isinstance(event, OpenedModel) or (isinstance(event, Failure) and not event.about):
            waiting = self._asked[engine]
            asked = waiting.popleft() if waiting else None
            if asked is None or asked.unwanted:
                return asked is None and engine is self._current
            if isinstance(event, OpenedModel):
                self._read_with(engine)
            return True
        if isinstance(event, GenerationFinished) and event.run == self._generation:
            self._generation = None
        if isinstance(event, RecordingSaved) or _is_of_recording(event):
            self._records = False
        is_current = engine is self._current
        if (run := study_ended_by(event)) in self._studies and run is not None:
            self._studies.discard(run)
            if not is_current and not isinstance(event, SearchEnded):
                # Its answer is of another model, but whoever waits for it has to know.
                self._say(SearchEnded(run))
        return is_current or isinstance(event, ENDS) or _is_of_recording(event)

    def _fail(self, engine: EngineClient, why: str) -> None:
        """What was asked of an engine that cannot be reached is not waited for."""
        for asked in self._asked[engine]:
            if not asked.unwanted:
                asked.unwanted = True
                self._say(Failure(why))

    def _read_with(self, engine: EngineClient) -> None:
        if engine is not self._current:
            old, self._current = self._current, engine
            old.post(Stop())
            old.post(StopSearch())


def _is_of_recording(event: Event) -> bool:
    return isinstance(event, Failure) and event.about == RECORDING
