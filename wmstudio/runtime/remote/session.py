"""One window's engine on a server: what it may ask for, and what it has not yet been told."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from wmstudio.backends.registry import open_model
from wmstudio.backends.runs.listing import steps_in
from wmstudio.backends.runs.records import record_file
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    RECORDING as ABOUT_RECORDING,
)
from wmstudio.engine.messages import (
    SAVING,
    Failure,
    FindUnits,
    Frame,
    HoldUnit,
    Open,
    OpenedModel,
    Record,
    RecordingSaved,
    SaveModel,
    Search,
    SearchEnded,
    StepsFound,
)
from wmstudio.engine.wire.changes import ViewReader
from wmstudio.engine.wire.frames import FrameWriter
from wmstudio.engine.wire.plans import WireError
from wmstudio.engine.wire.schema import COMMANDS, pack_message, unpack_message
from wmstudio.engine.wire.stream import LARGEST, MessageReader, MessageWriter
from wmstudio.runtime.aside import aside, later
from wmstudio.runtime.remote.exchange import EVENT, FRAME, MOST_EVENTS, RECORDING
from wmstudio.runtime.remote.flow import FrameFlow
from wmstudio.runtime.threaded import ThreadedEngine
from wmstudio.untrusted import excerpt, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import Command, Event, Stretch, View

LOOK_EVERY = 2.0
"""Seconds between two looks for new steps of a training run."""
REST = 0.5
"""Seconds after the last view from which on frames are no longer brief."""
LARGEST_RECORD = 2**22
"""Bytes of the largest record of a training that is sent."""
NOT_HERE = "The model is on another machine: save it there."
TOO_LARGE = "The answer is too large to be sent from another machine: ask for less."


class Catalogue:
    """The models of a server, by name; nothing else can be opened."""

    def __init__(self, sources: Mapping[str, str | Path]) -> None:
        self._sources = dict(sources)
        self._devices: dict[str, str] = {}

    def open(self, command: Open) -> tuple[Backend, OpenedModel]:
        """Open one of them, with the weights of an open one where there is one.

        Raises:
            ValueError, OSError: it is none of them, or cannot be opened.
        """
        name = str(command.source)
        if name not in self._sources:
            raise ValueError(f"This server has no model {excerpt(name)}: choose one of its list.")
        source = self._sources[name]
        usual = self._devices.get(name, "auto") if command.device == "auto" else command.device
        asked = replace(command, source=source, device=usual, shared=True)
        backend, opened = open_model(asked, aside)
        if command.device == "auto":
            self._devices[name] = opened.device
        return backend, opened

    def name_of(self, folder: Path) -> str:
        """The name by which a folder is served: two of them may be called the same."""
        served = (name for name, source in self._sources.items() if source == folder)
        return next(served, folder.name)


class ServedLine:
    """What belongs to one connection, and begins anew with the next."""

    def __init__(self) -> None:
        self.reader, self.writer = MessageReader(), MessageWriter()
        self.views, self.frames, self.flow = ViewReader(), FrameWriter(), FrameFlow()
        self.number = 0
        """Of the last frame that was sent."""
        self.heard = time.monotonic()


class Session:
    """An engine, and the events that its window has not acknowledged.

    It outlives connections: what was lost with one is sent again over the next.
    """

    def __init__(self, catalogue: Catalogue, user: str, on_ready: Callable[[], None]) -> None:
        self.user = user
        """The public key of its window, empty without keys."""
        self._folder = TemporaryDirectory(prefix="wmstudio-served-")
        self._catalogue = catalogue
        self.engine = ThreadedEngine(lambda: Engine(catalogue.open, aside=later), on_ready)
        self.commands = 0
        """How many commands have arrived."""
        self._events: deque[tuple[int, list[Any]]] = deque()
        self._numbered = self._sent = 0
        self._own: deque[Event] = deque()
        self._frame: Frame | None = None
        self._last: Frame | None = None
        self._opened: OpenedModel | None = None
        self._asked: tuple[tuple[Stretch, ...], tuple[Stretch, ...]] = ((), ())
        """What the newest view asks for beside its window, and what it wants exactly."""
        self._viewed = 0.0
        """When it came."""
        self._paths: dict[str, Path] = {}
        self._record: bytes | None = None
        """The record of a training that the window was told last."""
        self._listed: tuple[int, ...] | None = None
        """The steps that the folder of the open run had last; None before it was looked at."""
        self._looked = 0.0
        """When the folder of the open run was looked at."""
        self.left = time.monotonic()
        """When its connection was lost."""

    def attach(self, line: ServedLine, received: int) -> None:
        """Go on over another connection, of whose window this many events have arrived."""
        self.acknowledge(received)
        self._sent = self._events[0][0] - 1 if self._events else self._numbered
        if self._opened is not None:
            line.frames.declare(self._opened.signals)
        self._frame = self._frame or self._last

    def acknowledge(self, number: int) -> None:
        """All events up to this one have arrived."""
        while self._events and self._events[0][0] <= number:
            self._events.popleft()

    def view(self, view: View) -> None:
        """Request a view."""
        self._asked, self._viewed = (view.also, view.exact), time.monotonic()
        self.engine.submit(view)

    def do(self, number: Any, name: Any, plain: Any) -> None:
        """Carry out a command, unless it came before.

        Raises:
            WireError: it is not as it must be.
        """
        if type(number) is not int or number > self.commands + 1:
            raise WireError("a command is missing")
        if number <= self.commands:
            return
        command: Command = unpack_message(COMMANDS, name, plain)
        self.commands = number
        refusal = _refusal(command)
        if refusal is not None:
            self._own.append(refusal)
            return
        if isinstance(command, Record):
            place = Path(self._folder.name) / f"{number}.wmtrace"
            self._paths[str(place)] = command.path
            command = replace(command, path=place)
        self.engine.post(command)

    def outgoing(self, line: ServedLine) -> list[tuple[bytes, int]]:
        """The messages that may go now, and the number of the frame in each; 0 for none."""
        self._look_for_steps()
        if len(self._events) < MOST_EVENTS:
            events, frame = self.engine.take()
            for event in (*self._own, *events):
                self._add(event, line)
            self._own.clear()
            self._frame = frame or self._frame
        busy = time.monotonic() < self._viewed + REST
        if line.frames.was_brief and not busy:
            self._frame = self._frame or self._last
        out = []
        for number, message in self._events:
            if number > self._sent:
                out.append((line.writer.write([message[0], number, *message[1:]]), 0))
                self._sent = number
        if self._frame is not None and line.flow.open:
            line.number += 1
            packed = line.frames.pack(self._frame, *self._asked, brief=busy)
            self._last, self._frame = self._frame, None
            try:
                data = line.writer.write([FRAME, line.number, packed])
            except WireError:
                # The window would miss what is in it: the next one is sent as the first one is.
                line.frames = FrameWriter()
                if self._opened is not None:
                    line.frames.declare(self._opened.signals)
                self._add(Failure(TOO_LARGE), line)
            else:
                out.append((data, line.number))
        return out

    def _look_for_steps(self) -> None:
        """Announce the steps of the open run if they are others now."""
        run, now = self._opened.run if self._opened is not None else None, time.monotonic()
        if run is None or now < self._looked + LOOK_EVERY:
            return
        self._looked = now
        try:
            steps = tuple(steps_in(run.folder))
        except OSError:
            return
        before, self._listed = self._listed, steps
        # A step that is open is among those of the run, even if its file is gone.
        known = steps == before if before is not None else set(steps) <= set(run.steps)
        if not known:
            self._own.append(StepsFound(steps))

    def _add(self, event: Event, line: ServedLine) -> None:
        if isinstance(event, OpenedModel):
            before, self._opened = self._opened, event
            if (
                before is None
                or before.run is None
                or event.run is None
                or (before.run.folder != event.run.folder)
            ):
                self._listed = None
            line.frames.declare(event.signals)
            self._frame = self._last = None
            record = _record_of(event)
            told = None if record == self._record else record
            event = replace(_without_places(event, self._catalogue), record=told)
            self._record = record
        if isinstance(event, RecordingSaved):
            message = self._recording(event)
        else:
            message = [EVENT, *pack_message(event)]
        self._numbered += 1
        self._events.append((self._numbered, message))

    def _recording(self, event: RecordingSaved) -> list[Any]:
        target = self._paths.pop(str(event.path), Path())
        try:
            data = read_bytes(event.path, LARGEST - 10_000)
        except (OSError, ValueError):
            return [EVENT, *pack_message(Failure(TOO_LARGE, ABOUT_RECORDING))]
        event.path.unlink()
        return [RECORDING, str(target), event.tokens, data]

    def close(self, seconds: float = 0.0) -> bool:
        """End the engine; whether it has ended in time."""
        ended = self.engine.close(seconds)
        if ended:
            self._folder.cleanup()
        return ended


def _refusal(command: Command) -> Event | None:
    """The answer to what would read or write files of the server."""
    if isinstance(command, SaveModel):
        return Failure(NOT_HERE, SAVING)
    asked = command.asked if isinstance(command, HoldUnit) else command
    if isinstance(asked, Search | FindUnits) and asked.file is not None:
        return SearchEnded(command.run, "A file of this machine cannot be searched there.")  # type: ignore[union-attr]
    return None


def _record_of(opened: OpenedModel) -> bytes:
    """The file with the record of a training; empty if there is none, or none that is sent."""
    try:
        path = record_file(opened)
        return b"" if path is None else read_bytes(path, LARGEST_RECORD)
    except (OSError, ValueError):
        return b""


def _without_places(opened: OpenedModel, catalogue: Catalogue) -> OpenedModel:
    """A model without the server's folders, which mean nothing elsewhere."""
    run = opened.run
    if run is not None:
        folder = Path(catalogue.name_of(run.folder))
        run = replace(run, folder=folder, place=Path(run.place.name), here=False)
    return replace(opened, folder=None, run=run)
