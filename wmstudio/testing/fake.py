"""A scripted model without torch whose numbers can be worked out by hand.

Tokens are the UTF-8 bytes of the text. The state is how many tokens were read and the last of them;
signals say so. What is expected next is always the same, but for the token that follows the last
one in the alphabet of bytes.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.contract import (
    Argument,
    ArgumentKind,
    Bounds,
    EditSpec,
    Forgets,
    Kind,
    MemoryUsage,
    PartSpec,
    Patch,
    Setting,
    SettingError,
    Signal,
    SignalRows,
    UsageTexts,
    check_edit,
    specs,
)
from wmstudio.engine.backend import Floats, Ids, ReadResult, State
from wmstudio.engine.memory_file import arrays_of, copied_part
from wmstudio.engine.messages import Open, OpenedModel
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from wmstudio.contract import CopiedPart, Edit
    from wmstudio.engine.messages import Values

UNITS = 4
SLOTS = 3
LIKELY = 0.5


@dataclass(frozen=True)
class FakeEncoding:
    """The bytes of a text, and where each ends in code points."""

    ids: Ids
    ends: np.ndarray


class FakeBackend:
    """After byte b, byte b + 1 has probability one half; the other 255 share the rest.

    ``fake.gate`` unit u at token t is ``(t % 10 + u) / 16``; ``fake.value`` is the byte / 256; the
    slots hold the last tokens, first in first out. ``tokens_read`` counts all work done. The number
    of slots and the likely byte are settings. Edits replace the last byte, or forget everything.
    """

    def __init__(self) -> None:
        self.pieces: Sequence[bytes] = tuple(bytes([i]) for i in range(256))
        declared = [
            Setting(
                "capacity", "how many slots there are", SLOTS, low=1, high=8, bounds=Bounds("order")
            ),
            Setting("likely", "probability of the likely byte", LIKELY, low=0.1, high=0.9),
            Setting("order", "which byte is likely", "rising", choices=("rising", "falling")),
            Setting("shouting", "whether it is expected in capitals", False),
        ]
        self.settings = {setting.name: setting for setting in declared}
        self.tokens_read = 0

    @property
    def signals(self) -> Mapping[str, Signal]:
        """All signals."""
        n, contents = self._slots, ("slot", "feature")
        declared = [
            Signal("fake.gate", Kind.GATE, ("unit",), (UNITS,), "a gate"),
            Signal("fake.value", Kind.SCALAR, (), (), "the byte"),
            Signal("slots.values", Kind.SLOTS, contents, (n, 2), "slots", -1.0, 1.0),
            Signal("slots.strength", Kind.ADDRESS, ("slot",), (n,), "strength"),
            Signal("slots.read_weights", Kind.ADDRESS, ("slot",), (n,), "read"),
            Signal("slots.writer", Kind.INDEX, ("slot",), (n,), "writer", -1.0, 1e9),
        ]
        return {signal.name: signal for signal in declared}

    @property
    def _slots(self) -> int:
        return int(self.settings["capacity"].value)

    def encode(self, text: str) -> FakeEncoding:
        """The UTF-8 bytes."""
        data = text.encode("utf-8", "surrogatepass")
        begins = [byte & 0xC0 != 0x80 for byte in data]
        return FakeEncoding(
            np.frombuffer(data, np.uint8).astype(np.int32), np.cumsum(begins, dtype=np.int64)
        )

    def document(self) -> FakeBackend:
        """Itself."""
        return self

    def prepare(self, text: str) -> Iterator[int]:
        """Nothing to prepare: bytes are tokens."""
        return iter(())

    def initial_state(self) -> State:
        """As if byte 0 had been read."""
        return (0, 0)

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
        """Count the tokens, and remember the last."""
        n, last = state
        self.tokens_read += len(ids)
        before = np.concatenate([[last], ids[:-1]])
        after = [self.log_probs((0, int(i))) for i in ids]
        p = np.exp(np.array(after))
        best = np.argsort(-p, axis=1, kind="stable")[:, :top].astype(np.int32)
        expected = [self.log_probs((0, int(b))) for b in before]
        own = [x[i] for x, i in zip(expected, ids, strict=True)]
        states = [(n + i + 1, int(token)) for i, token in enumerate(ids)]
        return ReadResult(
            surprisal_bits=(-np.array(own) / np.log(2)).astype(np.float32),
            entropy_bits=(-(p * np.log2(p)).sum(1)).astype(np.float32),
            topk_ids=best,
            topk_probs=np.take_along_axis(p, best, 1).astype(np.float32),
            ranks=np.array(
                [(x > y).sum() + 1 for x, y in zip(expected, own, strict=True)], np.int32
            ),
            signals={
                name: np.stack([self._signal(name, s) for s in states]).astype(np.float32)
                for name in self.signals
                if name in watch
            },
            state=states[-1],
            snapshots={i + 1: s for i, s in enumerate(states) if every and (i + 1) % every == 0},
        )

    def log_probs(self, state: State) -> Floats:
        """One likely byte, the others equally unlikely."""
        likely = float(self.settings["likely"].value)
        p = np.full(256, (1 - likely) / 255)
        after = state[1] + (1 if self.settings["order"].value == "rising" else -1)
        if self.settings["shouting"].value:
            after = ord(chr(after % 256).upper()[0])
        p[after % 256] = likely
        log_probs: Floats = np.log(p).astype(np.float32)
        return log_probs

    def from_memory(self, state: State) -> Floats | None:
        """None: no memory names tokens."""
        return None

    def memory_usage(self, state: State) -> MemoryUsage:
        """The share of slots in use."""
        used = min(state[0], self._slots) / self._slots
        return MemoryUsage(used, None, None, 16, UsageTexts("share of slots in use"))

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """The edits."""
        byte = Argument("byte", ArgumentKind.NUMBER, "byte", high=255)
        return specs(
            EditSpec("clear_all", "Forget everything", forgets=Forgets.ALL),
            EditSpec("pretend", "Go on as after another byte", (byte,)),
        )

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """The last byte."""
        return {"byte": PartSpec("byte", "the last byte", ("byte",))}

    def copied(self, state: State, part: str, item: int, *, name: str, origin: str) -> CopiedPart:
        """Copy the last byte."""
        byte = {"byte": np.array(state[1], np.int64)}
        return copied_part(byte, part=part, model="fake", name=name, origin=origin)

    def edit(self, state: State, edit: Edit) -> State:
        """Replace the last byte, or return to the initial state."""
        if edit.copied is not None:
            return state[0], int(arrays_of(edit.copied)["byte"])
        given = dict(edit.arguments)
        check_edit(self.edits, edit.name, given)
        return self.initial_state() if edit.name == "clear_all" else (state[0], given["byte"])

    def held(self, state: State, names: Collection[str]) -> Mapping[str, Floats]:
        """Signals. All of them follow from the state."""
        return {name: np.asarray(self._signal(name, state), np.float32) for name in names}

    def weights(self) -> Mapping[str, Floats]:
        """A matrix of the numbers 0 to 5, and a vector of ones."""
        matrix = np.arange(6, dtype=np.float32).reshape(2, 3)
        return {"fake.matrix": matrix, "fake.ones": np.ones(4, np.float32)}

    def signal_rows(self) -> Mapping[str, tuple[SignalRows, ...]]:
        """The second row of the matrix makes the gate."""
        return {"fake.matrix": (SignalRows("fake.gate", 1, 2),)}

    def configured(self, values: Values) -> FakeBackend:
        """The same model with other settings."""
        other = copy.copy(self)
        other.settings = dict(self.settings)
        for name, value in values:
            if name not in self.settings:
                raise SettingError(f"there is no setting {name!r}")
            setting = self.settings[name]
            other.settings[name] = replace(setting, value=setting.check(value))
        return other

    def _signal(self, name: str, state: tuple[int, int]) -> Any:
        n, last = state
        if name == "fake.gate":
            return ((n - 1) % 10 + np.arange(UNITS)) / 16
        if name == "fake.value":
            return np.array(last / 256)
        slots, at = self._slots, np.arange(self._slots)
        newest = at + ((n - 1 - at) // slots) * slots
        writer = np.where(newest < 0, -1, newest)
        if name == "slots.writer":
            return writer
        if name == "slots.strength":
            return (writer >= 0) * 0.75
        if name == "slots.read_weights":
            return (writer >= 0) / max((writer >= 0).sum(), 1)
        return np.stack([writer / 100, -writer / 100], axis=1).clip(-1, 1)


def open_fake(command: Open) -> tuple[FakeBackend, OpenedModel]:
    """An `Opener` that opens any source but ``missing``."""
    if str(command.source) == "missing":
        raise ValueError("there is no checkpoint called 'missing'")
    backend = FakeBackend()
    return backend, OpenedModel(
        name=str(command.source),
        family="fake",
        folder=None,
        device="cpu",
        parameters=0,
        signals=backend.signals,
        pieces=tuple(backend.pieces),
    )
