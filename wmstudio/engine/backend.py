"""The interface between the engine and a model with its tokenizer: ids in, numpy arrays out.

Shapes: n tokens of one call, k candidates, V vocabulary; a signal adds its own dims.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from wmstudio.engine.messages import TRAINING_STEP
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import numpy as np
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
        SignalRows,
    )
    from wmstudio.engine.messages import OpenedModel, Values

Floats: TypeAlias = "npt.NDArray[np.float32]"
Ids: TypeAlias = "npt.NDArray[np.int32]"
State = Any
"""Opaque to the engine: whatever the model carries. It is never written in place."""


class Refused(ValueError):
    """Something that this backend can never do. The message is a sentence that says why."""


class Encoded(Protocol):
    """The tokens of a text."""

    @property
    def ids(self) -> Ids:
        """The ids that the model reads, ``[T]``."""
        ...

    @property
    def ends(self) -> npt.NDArray[np.int64]:
        """Where each token ends, in code points, ``[T]``."""
        ...


@dataclass(frozen=True)
class ReadResult:
    """The result of reading n tokens.

    ``surprisal_bits`` and ``ranks`` ``[n]`` are of each token given all before it; a rank is one
    more than the number of more probable tokens, and 0 where the surprisal is no number.
    ``entropy_bits`` ``[n]``, ``topk_ids`` and ``topk_probs`` ``[n, k]`` are of the prediction after
    each token, and ``topk_memory`` ``[n, k]`` is the part of each probability that comes from a
    memory that names tokens (None where the model has no such memory). ``signals`` ``[n, *shape]``
    are those that were watched. ``state`` is the final state, and ``snapshots`` are states by the
    number of tokens read.
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
    """Seconds spent on copying all this out of the model."""
    topk_memory: Floats | None = None


class EncodedDocument(Protocol):
    """A text that changes, and its tokens."""

    def prepare(self, text: str) -> Iterator[int]:
        """Do the work of `encode` in parts, so that it can be interrupted between them.

        Yields how much of the text, from its start, is done, in code points.
        """
        ...

    def encode(self, text: str) -> Encoded:
        """The tokens of the present text."""
        ...


class Backend(Protocol):
    """A model with its tokenizer, on a device."""

    @property
    def signals(self) -> Mapping[str, Signal]:
        """All signals that can be watched, by name."""
        ...

    @property
    def pieces(self) -> Sequence[bytes]:
        """The bytes that each token stands for, by id."""
        ...

    def encode(self, text: str) -> Encoded:
        """Tokenise a text."""
        ...

    def document(self) -> EncodedDocument:
        """A tokenizer for a changing text, which does little work twice."""
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
        """Read at least one token. ``position`` is the number of the first one in its text.

        ``top`` is how many candidates are kept after each, 0 for none.
        """
        ...

    def log_probs(self, state: State) -> Floats:
        """Log probabilities of the next token (natural logarithm): ``[V]``."""
        ...

    def from_memory(self, state: State) -> Floats | None:
        """The part of each next-token probability that comes from the memory: ``[V]``.

        None where the model has no memory that names tokens.
        """
        ...

    def memory_usage(self, state: State) -> MemoryUsage:
        """How much of its memory the model uses."""
        ...

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """The edits of a state that the model offers, by id."""
        ...

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """Parts of the state that can be copied and put in elsewhere, by id."""
        ...

    def copied(self, state: State, part: str, item: int, *, name: str, origin: str) -> CopiedPart:
        """Copy a part of a state of this model, whose ``name`` it keeps. Raises `EditError`."""
        ...

    def edit(self, state: State, edit: Edit) -> State:
        """Return a changed copy of a state. Raises `EditError`."""
        ...

    def held(self, state: State, names: Collection[str]) -> Mapping[str, Floats]:
        """Those of these signals that follow from a state alone: ``[*shape]``."""
        ...

    def weights(self) -> Mapping[str, npt.NDArray[Any]]:
        """All tensors of the model by name, not to be written to. Raises `Refused`."""
        ...

    def signal_rows(self) -> Mapping[str, tuple[SignalRows, ...]]:
        """Which rows of these tensors make which signals, as far as the model declares it."""
        ...

    @property
    def settings(self) -> Mapping[str, Setting]:
        """Settings that can be changed without training, by name, with their present values."""
        ...

    def configured(self, values: Values) -> Backend:
        """Return the same model with other settings. Raises `SettingError`."""
        ...


def as_step(opened: OpenedModel, backend: Backend, **changes: Any) -> OpenedModel:
    """What there is to say of an open model with other settings, and as which step of a run."""
    run = getattr(backend, "run", None)
    if run is not None:
        changes |= {"run": run, "hashes": getattr(backend, "hashes", opened.hashes)}
    return replace(opened, **changes)


def step_of(own: Backend, opened: OpenedModel) -> Backend:
    """The step of a training run that is open, with the settings that it was trained with.

    Any other model is given back as it is.
    """
    run = opened.run
    return own if run is None else own.configured(((TRAINING_STEP, run.step),))


def newest_of(own: Backend) -> Backend:
    """Of a training run that may be going on, its newest step. Other models stay as they are."""
    refreshed = getattr(own, "refreshed", None)
    return own if refreshed is None else cast("Backend", refreshed())
