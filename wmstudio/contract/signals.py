"""What a model lets you see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import prod
from typing import TypedDict


class Kind(StrEnum):
    """What a signal is, which decides how it is drawn."""

    GATE = "gate"
    """0…1 per unit."""
    ACTIVATION = "activation"
    """Signed, per unit."""
    SLOTS = "slots"
    """Memory contents, slots × features, signed."""
    ADDRESS = "address"
    """0…1 per slot: read or write weights, or how much a slot holds."""
    ATTENTION = "attention"
    """Weights over past tokens; the last dim counts back from the token itself (0)."""
    SCALAR = "scalar"
    """One number a token."""
    INDEX = "index"
    """The token each slot points at, counted from the start of the text; -1 for none."""


class When(StrEnum):
    """Whether something about a memory is from before or from after what the token wrote."""

    BEFORE = "before"
    AFTER = "after"


class Alignment(TypedDict):
    """What a signal's numbers are about: see `Signal`."""

    of: str
    when: When


@dataclass(frozen=True, slots=True)
class Signal:
    """A quantity that a model lets you see at every token, declared before anything runs.

    ``dims`` names and ``shape`` sizes what a token adds (no B, no T); a scalar has neither.
    ``low`` and ``high`` are the range to draw; values of a gate or an address never leave it.
    Of what has a number for each slot, ``of`` names the index that says which token each number is
    about, and ``when`` says whether it is from before or after the token's own write. Both are left
    empty where that is not declared. ``names`` is true of weights on past tokens that a memory
    expects as the next one: they make up its share of the prediction.
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
    def size(self) -> int:
        """How many numbers a token adds."""
        return prod(self.shape)
