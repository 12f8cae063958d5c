"""The backend of a recording: it answers what was recorded, and refuses anything else.

A state is how many tokens have been read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.contract import EditError, SettingError, SignalRows
from wmstudio.engine.backend import Floats, Ids, ReadResult, Refused, State
from wmstudio.engine.messages import Open, OpenedModel, RecordingInfo
from wmstudio.engine.recording import Recording, read_recording, usage_of
from wmstudio.engine.recording_checks import MEMORY
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.changing import common_start

if TYPE_CHECKING:
    import numpy.typing as npt

    from wmstudio.contract import (
        CopiedPart,
        Edit,
        EditSpec,
        MemoryUsage,
        PartSpec,
        Patch,
        Setting,
        Signal,
    )
    from wmstudio.engine.messages import Values

NOT_RECORDED = "This is a recording: it knows only what was recorded. Open the model for more."
DEVICE = "recorded"


@dataclass(frozen=True)
class Part:
    """Tokens of the recorded text, from its beginning."""

    ids: Ids
    ends: npt.NDArray[np.int64]


class RecordedDocument:
    """The tokens of any text, as far as it begins like the recorded one."""

    def __init__(self, recording: Recording) -> None:
        self._text = recording.text
        self._ids, self._ends = recording.arrays["ids"], recording.arrays["ends"]

    def prepare(self, text: str) -> Iterator[int]:
        """Nothing to prepare."""
        return iter(())

    def encode(self, text: str) -> Part:
        """All tokens of the recorded text, or those that end before the first difference."""
        n = len(self._ids)
        if text != self._text:
            same = common_start(text, self._text)
            n = int(np.searchsorted(self._ends, same, side="right"))
        return Part(self._ids[:n], self._ends[:n])


class RecordedBackend:
    """A `Backend` whose state is the number of tokens read."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.pieces: Sequence[bytes] = recording.pieces
        self.settings: Mapping[str, Setting] = {}
        self.edits: Mapping[str, EditSpec] = {}
        self.parts: Mapping[str, PartSpec] = {}

    @property
    def signals(self) -> Mapping[str, Signal]:
        """The signals that were recorded."""
        recorded = self.recording.signals
        return {name: s for name, s in self.recording.declared.items() if name in recorded}

    def encode(self, text: str) -> Part:
        """Raise `Refused`: there is no tokenizer."""
        raise Refused(NOT_RECORDED)

    def document(self) -> RecordedDocument:
        """The recorded text."""
        return RecordedDocument(self.recording)

    def initial_state(self) -> State:
        """No tokens read."""
        return 0

    def read(
        self,
        ids: Ids,
        state: State,
        *,
        position: int = 0,
        watch: Collection[str] = (),
        patches: Sequence[Patch] = (),
        every: int = 0,
        top: int = 20,
    ) -> ReadResult:
        """What was recorded of these tokens."""
        arrays, start, stop = self.recording.arrays, state, state + len(ids)
        if patches or not np.array_equal(ids, arrays["ids"][start:stop]):
            raise Refused(NOT_RECORDED)
        return ReadResult(
            surprisal_bits=arrays["surprisal_bits"][start:stop],
            entropy_bits=arrays["entropy_bits"][start:stop],
            topk_ids=arrays["topk_ids"][start:stop, :top],
            topk_probs=arrays["topk_probs"][start:stop, :top],
            topk_memory=arrays[MEMORY][start:stop, :top] if MEMORY in arrays else None,
            ranks=arrays["ranks"][start:stop],
            signals={
                name: x[start:stop] for name, x in self.recording.signals.items() if name in watch
            },
            state=stop,
            snapshots={n: start + n for n in range(every, len(ids) + 1, every)} if every else {},
        )

    def log_probs(self, state: State) -> Floats:
        """Log probabilities of the first token; raises `Refused` after any other."""
        if state:
            raise Refused(NOT_RECORDED)
        first: Floats = self.recording.arrays["first_log_probs"]
        return first

    def from_memory(self, state: State) -> Floats | None:
        """None before the first token, when memory is empty; raises `Refused` after any."""
        if state:
            raise Refused(NOT_RECORDED)
        there = MEMORY in self.recording.arrays
        return np.zeros(len(self.pieces), np.float32) if there else None

    def memory_usage(self, state: State) -> MemoryUsage:
        """Memory use as it was recorded."""
        return usage_of(self.recording.arrays["loads"][state], self.recording.usage_texts)

    def copied(self, state: State, part: str, item: int, *, name: str, origin: str) -> CopiedPart:
        """Raise `EditError`."""
        raise EditError("a recording keeps no states: open the model")

    def edit(self, state: State, edit: Edit) -> State:
        """Raise `EditError`."""
        raise EditError("a recording cannot be edited: open the model")

    def held(self, state: State, names: Collection[str]) -> Mapping[str, Floats]:
        """Nothing, since no state is edited."""
        return {}

    def weights(self) -> Mapping[str, Floats]:
        """Raise `Refused`."""
        raise Refused("A recording has no weights: open the model to see them.")

    def signal_rows(self) -> Mapping[str, tuple[SignalRows, ...]]:
        """Nothing, since there are no weights."""
        return {}

    def configured(self, values: Values) -> RecordedBackend:
        """Raise `SettingError`."""
        raise SettingError("a recording has no settings: open the model to change them")


def open_recording(command: Open) -> tuple[RecordedBackend, OpenedModel]:
    """Open a recording.

    Raises:
        RecordingError: it cannot be opened; the message is one sentence.
    """
    recording = read_recording(Path(command.source))
    backend = RecordedBackend(recording)
    return backend, OpenedModel(
        name=recording.name,
        family=recording.family,
        folder=None,
        device=DEVICE,
        parameters=recording.parameters,
        signals=backend.signals,
        pieces=recording.pieces,
        recorded=RecordingInfo(
            recording.text, recording.lacks, recording.values, recording.changes
        ),
    )
