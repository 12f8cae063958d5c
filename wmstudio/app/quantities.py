"""Quantities: numbers that every token has, from its prediction or from one unit of a signal.

Shapes: n tokens of a range.
"""

from __future__ import annotations

from math import inf, isfinite, log10
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.app.phrases import Phrase, phrase
from wmstudio.engine.messages import Kind, Signal
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from wmstudio.engine.trace import Floats, Trace

BITS = 12.0
"""Upper end of scales in bits: one of a few thousand equally likely words."""

CHANGE_BITS = 8.0
"""Scales of a change in bits run from minus this to plus this."""

MODULE = phrase("token")
"""First part of the names of these quantities, where signals name a part of the model."""


def _of_token(name: str, high: float, text: Phrase, low: float = 0.0) -> Signal:
    return Signal(f"{MODULE}.{name}", Kind.SCALAR, (), (), text, low, high)


# Sessions, exports and Python code know these quantities by their names, people by their labels.
SURPRISAL = _of_token(
    "surprisal",
    BITS,
    phrase("bits of each token, given all tokens before it; higher is less expected"),
)
ENTROPY = _of_token(
    "entropy", BITS, phrase("how uncertain the next token is, in expected bits, after each token")
)
PROBABILITY = _of_token(
    "probability", 1.0, phrase("how probable each token was, given all tokens before it")
)
RANK = _of_token(
    "rank", inf, phrase("rank of each token among all candidates; 1 is the most probable")
)
CHANGE = _of_token(
    "change_in_surprise",
    CHANGE_BITS,
    phrase("bits that each token costs more than without the edits; below 0 it costs less"),
    low=-CHANGE_BITS,
)
LABELS = {
    SURPRISAL: phrase("surprise"),
    ENTROPY: phrase("uncertainty"),
    PROBABILITY: phrase("probability"),
    RANK: phrase("rank"),
    CHANGE: phrase("change in surprise"),
}
OF_TOKENS = tuple(LABELS)
"""Known of every token of every model: declared like signals, but never watched."""
_NAMES = frozenset(signal.name for signal in OF_TOKENS)
UNITS = {SURPRISAL: phrase("bits"), ENTROPY: phrase("bits"), CHANGE: phrase("bits")}
FROM_MEMORY = ("pointer.gate", "slots.gate")
"""Scalar signals from 0 to 1: how much of each prediction comes from the memory."""


@dataclass(frozen=True)
class Quantity:
    """One unit of a signal, as an index into the signal's flattened shape."""

    signal: Signal
    unit: int = 0

    @property
    def key(self) -> str:
        """A stable id: ``token.rank``, ``lstm.0.cell[17]``."""
        return f"{self.signal.name}[{self.unit}]" if self.signal.dims else self.signal.name

    @property
    def is_of_tokens(self) -> bool:
        """Whether it is known of every token, and no signal of the model."""
        # Comparing signals takes long, and this is asked several times at every key.
        return self.signal.name in _NAMES and self.signal in OF_TOKENS

    @property
    def watch(self) -> tuple[str, ...]:
        """Names of the signals that have to be recorded for it."""
        return () if self.is_of_tokens else (self.signal.name,)

    @property
    def measure(self) -> Phrase:
        """Its unit of measurement; empty for plain numbers."""
        return UNITS.get(self.signal, "")

    @property
    def indices(self) -> tuple[int, ...]:
        """The index of the unit along each dim of the signal."""
        return tuple(int(i) for i in np.unravel_index(self.unit, self.signal.shape or (1,)))

    def values(self, trace: Trace, start: int, stop: int) -> Floats:
        """Values of tokens ``start`` to ``stop`` (half open), ``[n]``; NaN where not known yet."""
        if not self.is_of_tokens:
            return trace.values(self.signal.name, start, stop, self.unit)
        if self.signal == CHANGE:
            return trace.change(start, stop).astype(np.float32)
        found = np.full(max(stop - start, 0), np.nan, np.float32)
        column = {ENTROPY: "entropy_bits", RANK: "ranks"}.get(self.signal, "surprisal_bits")
        known = trace.column(column, start, stop).astype(np.float32)
        found[: len(known)] = np.exp2(-known) if self.signal == PROBABILITY else known
        if self.signal == RANK:
            # Nothing is larger than what is no number, which is no reason to stand first.
            found[: len(known)][np.isnan(trace.column("surprisal_bits", start, stop))] = np.nan
        return found

    def is_rounded(self, trace: Trace, start: int, stop: int) -> bool:
        """Whether any known value of tokens ``start`` to ``stop`` (half open) is not exact."""
        return any(trace.is_rounded(name, start, stop) for name in self.watch)

    def weights(self, values: Floats, vocabulary: int) -> Floats:
        """Positions of values ``[n]`` on the scale: 0…1, or -1…1 if signed; 0 where unknown.

        Ranks are placed on a logarithmic scale that ends at the size of the vocabulary.
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
        """The numbers at the start, the middle and the end of the scale."""
        if self.signal == RANK:
            return "1", f"{vocabulary**0.5:.0f}", f"{vocabulary}"
        low, high = self.signal.low, self.signal.high
        if self.signed:
            low, high = -max(-low, high), max(-low, high)
        return f"{low:g}", f"{(low + high) / 2:g}", f"{high:g}"

    @property
    def signed(self) -> bool:
        """Whether the scale is centred on zero."""
        return self.signal.low < 0 < self.signal.high


def offered(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """The signals whose units are quantities: all but indices of tokens and unbounded ones."""
    return (
        *OF_TOKENS,
        *(s for s in signals if s.kind is not Kind.INDEX and isfinite(s.high - s.low) and s.size),
    )


def found(key: str, signals: Mapping[str, Signal]) -> Quantity | None:
    """The quantity with this key, or None if the model does not have it."""
    name, _, unit = key.removesuffix("]").partition("[")
    signal = {s.name: s for s in offered(signals.values())}.get(name)
    if signal is None or (unit and not unit.isdecimal()) or int(unit or 0) >= signal.size:
        return None
    return Quantity(signal, int(unit or 0))
