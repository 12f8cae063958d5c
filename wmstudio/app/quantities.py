"""What can be said of every token by one number: what the model made of it, and units of signals.

Shapes: n tokens of a stretch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, log10
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from wmstudio.app.phrases import Phrase, phrase
from wmstudio.engine.messages import Kind, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wmstudio.engine.trace import Floats, Trace

BITS = 12.0
"""Where scales of bits end: a word of a few thousand that nobody expected."""

CHANGE_BITS = 8.0
"""Where scales of a change in bits end, to both sides."""

MODULE = phrase("token")
"""Stands before the names of what is known of every token, as parts of a model do."""


def _of_token(name: Phrase, high: float, text: Phrase) -> Signal:
    return Signal(f"{MODULE}.{name}", Kind.SCALAR, (), (), text, 0.0, high)


SURPRISAL = _of_token(
    phrase("surprisal"), BITS, phrase("bits of each token, given all tokens before it")
)
ENTROPY = _of_token(
    phrase("entropy"), BITS, phrase("expected bits of the next token, after each token")
)
PROBABILITY = _of_token(
    phrase("probability"), 1.0, phrase("how probable each token was, given all before it")
)
RANK = _of_token(
    phrase("rank"),
    np.inf,
    phrase("rank of each token among all candidates; 1 is the most probable"),
)
CHANGE = replace(
    _of_token(
        phrase("change in surprise"),
        CHANGE_BITS,
        phrase("bits that each token costs more than without the edits; below 0 it costs less"),
    ),
    name=f"{MODULE}.change_in_surprise",
    low=-CHANGE_BITS,
)
OF_TOKENS = (SURPRISAL, ENTROPY, PROBABILITY, RANK, CHANGE)
"""Known of every token of every model. They are declared as signals are, but not watched."""
UNITS = {SURPRISAL: phrase("bits"), ENTROPY: phrase("bits"), CHANGE: phrase("bits")}
FROM_MEMORY = ("pointer.gate",)
"""Signals of one unit that say how much of each prediction is the memory's, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A signal, and which of its units; units of several dims are counted through."""

    signal: Signal
    unit: int = 0

    @property
    def key(self) -> str:
        """To find it again by: ``token.rank``, ``lstm.0.cell[17]``."""
        return f"{self.signal.name}[{self.unit}]" if self.signal.dims else self.signal.name

    @property
    def watch(self) -> tuple[str, ...]:
        """Signals that have to be recorded for it."""
        return () if self.signal in OF_TOKENS else (self.signal.name,)

    @property
    def measure(self) -> Phrase:
        """What it is counted in; nothing for plain numbers."""
        return UNITS.get(self.signal, "")

    @property
    def indices(self) -> tuple[int, ...]:
        """The unit along every dim."""
        return tuple(int(i) for i in np.unravel_index(self.unit, self.signal.shape or (1,)))

    def values(self, trace: Trace, start: int, stop: int) -> Floats:
        """Of tokens start to stop ``[n]``, NaN where it is not known (yet)."""
        if self.signal not in OF_TOKENS:
            return trace.values(self.signal.name, start, stop, self.unit)
        if self.signal == CHANGE:
            return trace.change(start, stop).astype(np.float32)
        found = np.full(max(stop - start, 0), np.nan, np.float32)
        column = {ENTROPY: "entropy_bits", RANK: "ranks"}.get(self.signal, "surprisal_bits")
        known = trace.column(column, start, stop).astype(np.float32)
        found[: len(known)] = np.exp2(-known) if self.signal == PROBABILITY else known
        return found

    def weights(self, values: Floats, vocabulary: int) -> Floats:
        """How far along its scale values are ``[n]``: 0…1, signed ones -1…1; unknown ones 0.

        Ranks stand on a logarithmic scale that ends at the size of the vocabulary.
        """
        low, high = self.signal.low, self.signal.high
        shares: npt.NDArray[np.floating[Any]]
        if self.signal == RANK:
            scale: float = log10(max(vocabulary, 2))
            shares = np.log10(np.maximum(values, np.float32(1))) / np.float32(scale)
        elif low < 0 < high:
            shares = values / max(-low, high)
        else:
            shares = (values - low) / (high - low)
        known = np.nan_to_num(shares, posinf=1.0, neginf=-1.0)
        return np.clip(known, -1, 1).astype(np.float32)

    def ticks(self, vocabulary: int) -> tuple[str, str, str]:
        """The numbers at the beginning, the middle and the end of its scale."""
        if self.signal == RANK:
            return "1", f"{vocabulary**0.5:.0f}", f"{vocabulary}"
        low, high = self.signal.low, self.signal.high
        if self.signed:
            low, high = -max(-low, high), max(-low, high)
        return f"{low:g}", f"{(low + high) / 2:g}", f"{high:g}"

    @property
    def signed(self) -> bool:
        """Whether its scale has zero in the middle."""
        return self.signal.low < 0 < self.signal.high


def offered(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """Those of which a unit is a quantity: places of tokens are not, nor what has no end."""
    return (
        *OF_TOKENS,
        *(s for s in signals if s.kind is not Kind.INDEX and isfinite(s.high - s.low) and s.size),
    )


def found(key: str, signals: Mapping[str, Signal]) -> Quantity | None:
    """The quantity that a key means, if the model has it."""
    name, _, unit = key.removesuffix("]").partition("[")
    signal = {s.name: s for s in offered(signals.values())}.get(name)
    if signal is None or (unit and not unit.isdecimal()) or int(unit or 0) >= signal.size:
        return None
    return Quantity(signal, int(unit or 0))
