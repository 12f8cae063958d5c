"""Signals: the quantities that a model shows."""

from __future__ import annotations

import re
from enum import StrEnum
from math import prod
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypedDict, runtime_checkable

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PART = re.compile(r"[^.]*(?:\.py:\d+)?")


class Kind(StrEnum):
    """The kind of a signal, which decides how it is drawn."""

    GATE = "gate"
    """0…1 per unit."""
    ACTIVATION = "activation"
    """Signed, per unit."""
    SLOTS = "slots"
    """Memory contents, slots × features, signed."""
    ADDRESS = "address"
    """0…1 per slot: read or write weights, or the strength of a slot."""
    ATTENTION = "attention"
    """Weights over past tokens. The last dim counts back from the token itself (0)."""
    SCALAR = "scalar"
    """One number per token."""
    INDEX = "index"
    """For each slot, the number of the token that it points at, or -1; for an item put in by hand,
    what `wmstudio.contract.parts.put_in_after` says."""


class When(StrEnum):
    """Whether a quantity of the memory is from before or after the token's own write."""

    BEFORE = "before"
    AFTER = "after"


class Alignment(TypedDict):
    """What the numbers of a signal are about: see `Signal`."""

    of: str
    when: When


class SignalRows(NamedTuple):
    """Rows of a tensor, from ``first`` on and before ``after``, that a signal is computed with."""

    signal: str
    first: int
    after: int


@runtime_checkable
class DeclaresRows(Protocol):
    """A part of a model that says which of its weights make which signals."""

    def signal_rows(self) -> Mapping[str, tuple[SignalRows, ...]]:
        """The rows of every signal, by the names of its parameters."""
        ...


def rows_in_blocks(signals: Sequence[str], size: int) -> tuple[SignalRows, ...]:
    """One block of rows after another, of equal size, for these signals."""
    return tuple(SignalRows(name, i * size, (i + 1) * size) for i, name in enumerate(signals))


@dataclass(frozen=True)
class Signal:
    """A quantity that a model shows at every token, declared before anything runs.

    ``dims`` names and ``shape`` sizes what one token adds, without batch and time; a scalar has
    neither. ``low`` and ``high`` are the range to draw; values of a gate or an address never leave
    it.

    For a signal with one number per slot, ``of`` is the name of the index signal that says which
    token each number is about, and ``when`` says whether it is from before or after the token's own
    write. Both are empty where that is not declared. ``names`` is true of weights on past tokens
    that a memory predicts as the next token: they make up its share of the prediction.
    """

    name: str
    kind: Kind
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    text: str
    low: float = 0.0
    high: float = 1.0
    layer: int = 0
    patchable: bool = True
    of: str = ""
    when: When | None = None
    names: bool = False

    @property
    def part(self) -> str:
        """The part of the model that it belongs to: ``lstm`` of ``lstm.0.cell``.

        A line of somebody's source is one part: ``ntm.py:42`` of ``ntm.py:42.write_gate``.
        """
        found = _PART.match(self.name)
        return found[0] if found else ""

    @property
    def size(self) -> int:
        """How many numbers one token adds."""
        return prod(self.shape)
