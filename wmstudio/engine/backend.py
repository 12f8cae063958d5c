"""What the engine needs of a model and its tokenizer: ids in, numpy out, states passed through.

Shapes: n tokens of one call, k candidates, V vocabulary; a signal adds its own dims.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from wmstudio.contract import Edit, EditSpec, MemoryUsage, Patch, Setting, Signal
    from wmstudio.engine.messages import Values

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int32]
State = Any
"""Opaque here: whatever the backend's model carries. Never written in place."""


class Refused(ValueError):
    """Something that this backend can never do; the message is a sentence that says why."""


class Encoded(Protocol):
    """The tokens of a text: ids ``[T]`` and the code point at which each ends ``[T]``."""

    @property
    def ids(self) -> Ids:
        """What the model reads."""
        ...

    @property
    def ends(self) -> npt.NDArray[np.int64]:
        """Where each token ends."""
        ...


@dataclass(frozen=True)
class ReadResult:
    """What n tokens gave.

    ``surprisal_bits`` ``[n]`` of each token given all before it, and its ``ranks`` ``[n]``: one
    more than there are tokens that were more probable; after each token
    ``entropy_bits`` ``[n]``, ``topk_ids`` and ``topk_probs`` ``[n, k]``, and ``topk_memory``
    ``[n, k]``, how much of each probability comes from a memory that names tokens (None where the
    model has none); of what was watched,
    ``signals`` ``[n, *shape]``; the state at the end, and states on the way by tokens read.
    """

    surprisal_bits: Floats
    entropy_bits: Floats
    topk_ids: Ids
    topk_probs: Floats
    ranks: Ids
    signals: Mapping[str, Floats]
    state: State
    snapshots: Mapping[int, State] = field(default_factory=dict)
    recording: float = 0.0
    """Seconds of the call that brought all this out of the model."""
    topk_memory: Floats | None = None


class EncodedDocument(Protocol):
    """A text that changes."""

    def prepare(self, text: str) -> Iterator[int]:
        """Do the work of `encode` in parts, which may be left between any two.

        Yields how much of the text, from its start on, is done.
        """
        ...

    def encode(self, text: str) -> Encoded:
        """The tokens of the text as it is now."""
        ...


class Backend(Protocol):
    """A model with its tokenizer, on a device."""

    @property
    def signals(self) -> Mapping[str, Signal]:
        """All that can be watched."""
        ...

    @property
    def pieces(self) -> Sequence[bytes]:
        """The bytes that each token stands for."""
        ...

    def encode(self, text: str) -> Encoded:
        """Tokenise."""
        ...

    def document(self) -> EncodedDocument:
        """For the tokens of a text that changes, with little done twice."""
        ...

    def initial_state(self) -> State:
        """The state before any token."""
        ...

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
        """Read at least one token; ``position`` is the first one's number in its text."""
        ...

    def log_probs(self, state: State) -> Floats:
        """Natural logarithms of what is expected next: ``[V]``."""
        ...

    def from_memory(self, state: State) -> Floats | None:
        """How much of each probability comes from a memory that names tokens: ``[V]``.

        None where the model has no such memory.
        """
        ...

    def memory_usage(self, state: State) -> MemoryUsage:
        """How much of its memory the model uses."""
        ...

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """What can be done to a state by hand, by id."""
        ...

    def edit(self, state: State, edit: Edit) -> State:
        """A changed copy of a state. Raises `EditError`."""
        ...

    def held(self, state: State, names: Collection[str]) -> Mapping[str, Floats]:
        """Those of these signals that can be told from a state alone: ``[*shape]``."""
        ...

    @property
    def settings(self) -> Mapping[str, Setting]:
        """What may be changed about the model, with the present values."""
        ...

    def configured(self, values: Values) -> Backend:
        """The same model with other settings. Raises `SettingError`."""
        ...
