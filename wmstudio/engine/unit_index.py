"""An index of which units are active where: units active over a span, and similar places.

Strobelt, Gehrmann, Pfister, Rush: LSTMVis: A Tool for Visual Analysis of Hidden State Dynamics in
Recurrent Neural Networks, IEEE TVCG 24(1), 2018 (arXiv:1606.07461), sections 4 and 5: a span and a
threshold choose the units whose activation reaches it throughout, and is below it right before and
after; other places are ranked by how many of these units are on together. Here the index is one
bit a unit and token, and the search is over all of it.

Shapes: T tokens, U units, W words of 64 units, n tokens of a stretch.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import numpy as np

from wmstudio.contract import Kind
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from wmstudio.contract import Signal

Row = TypeVar("Row")
Bits: TypeAlias = "npt.NDArray[np.uint64]"
Switches: TypeAlias = "npt.NDArray[np.bool_]"
WORD = 64
"""Number of units in one word of bits."""
MOST_PLACES = 100
SIGNED_SHARE = 0.3
"""Share of a signed signal's range: LSTMVis starts with this for states of -1…1."""


def usual_threshold(signal: Signal) -> float:
    """The default threshold from which a unit counts as active.

    The middle of a range such as a gate's; 0.3 of the upper end of a signed range; 0.5 of an
    unbounded one.
    """
    if not math.isfinite(signal.high):
        return 0.5
    if signal.low < 0 < signal.high:
        return SIGNED_SHARE * signal.high
    return (signal.low + signal.high) / 2 if math.isfinite(signal.low) else signal.high / 2


def watchable(signal: Signal) -> bool:
    """Whether the signal adds one column of units per token, each of which may be active or not."""
    others = (Kind.SLOTS, Kind.INDEX, Kind.ATTENTION)
    return len(signal.shape) <= 1 and signal.kind not in others


def is_on(values: npt.NDArray[np.float32], threshold: float, *, below: bool) -> Switches:
    """Which values are active: at or above the threshold, or with ``below`` at or below it."""
    on: Switches = values <= threshold if below else values >= threshold
    return on


def units_on(on_nU: Switches, start: int, stop: int, *, exactly: bool = True) -> tuple[int, ...]:
    """Units that are active at all tokens from ``start`` to ``stop`` (half open, at least one).

    With ``exactly``, they must also be inactive at the tokens right before and after, where these
    exist.
    """
    there = np.logical_and.reduce(on_nU[start:stop], axis=0)
    if exactly:
        for beside in (start - 1, stop):
            if 0 <= beside < len(on_nU):
                there &= ~on_nU[beside]
    return tuple(np.flatnonzero(there).tolist())


def packed(on_nU: Switches) -> Bits:
    """Bits ``[W, n]``: unit u is bit ``u % 64`` of word ``u // 64``."""
    n, units = on_nU.shape
    words = max(-(-units // WORD), 1)
    wide = np.zeros((n, words * WORD), np.bool_)
    wide[:, :units] = on_nU
    rows = np.packbits(wide, axis=1, bitorder="little").view("<u8")
    return np.ascontiguousarray(rows.T.astype(np.uint64))


def _are_whole(*values: object) -> bool:
    return all(isinstance(value, int | np.integer) for value in values)


def _is_span(given: object) -> bool:
    return isinstance(given, tuple | list) and len(given) == 2 and _are_whole(*given)


def _listed(given: Sequence[Row], name: str) -> list[Row]:
    try:
        return list(given)
    except TypeError as error:
        raise IndexError(f"{name!r} must be a list, not {excerpt(given)}") from error


@dataclass(frozen=True)
class Place:
    """Tokens ``start`` to ``stop`` over which the same ``units`` of those wanted are active."""

    start: int
    stop: int
    units: int

    def __len__(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True)
class BestPlaces:
    """The best places, and the number of all places with every wanted unit."""

    places: tuple[Place, ...]
    whole: int


@dataclass(frozen=True)
class UnitIndex:
    """Which of ``units`` are active at each token: ``bits_WT``, in the form of `packed`.

    ``ends`` ``[T]`` is where each token ends in the text, in code points.
    """

    signal: str
    threshold: float
    text: str = field(repr=False)
    ends: npt.NDArray[np.int64] = field(repr=False)
    units: int
    bits_WT: Bits = field(repr=False)

    def __len__(self) -> int:
        return len(self.ends)

    def on(self, start: int, stop: int) -> Switches:
        """Which units are active at each of these tokens: ``[stop - start, U]``."""
        rows = np.ascontiguousarray(self.bits_WT[:, start:stop].T).astype("<u8")
        flat = np.unpackbits(rows.view(np.uint8), axis=1, bitorder="little")
        on_nU: Switches = flat[:, : self.units].astype(np.bool_)
        return on_nU

    def active_units(self, start: int, stop: int, *, exactly: bool = True) -> tuple[int, ...]:
        """The result of `units_on` for tokens of this text.

        Raises:
            IndexError: there are no such tokens.
        """
        if not _are_whole(start, stop) or not 0 <= start < stop <= len(self):
            raise IndexError(
                f"there are no tokens {excerpt(start)} to {excerpt(stop)}: "
                f"they are counted from 0, and there are {len(self):,}"
            )
        first = max(start - 1, 0)
        on = self.on(first, min(stop + 1, len(self)))
        return units_on(on, start - first, stop - first, exactly=exactly)

    def on_there(self, start: int, stop: int, *, exactly: bool = True) -> tuple[int, ...]:
        """The old name of `active_units`, from version 0.1."""
        warnings.warn("'on_there' is now called 'active_units'", DeprecationWarning, stacklevel=2)
        return self.active_units(start, stop, exactly=exactly)

    def find(
        self,
        units: Sequence[int],
        *,
        exclude: Sequence[tuple[int, int]] = (),
        limit: int = MOST_PLACES,
        apart: Sequence[tuple[int, int]] | None = None,
        most: int | None = None,
    ) -> BestPlaces:
        """Find places where these units are active: most units, then longest, then earliest.

        A place is a maximal stretch over which the same of the wanted units are active. Places that
        share a token with a span of ``exclude`` are left out, and at most ``limit`` are returned.
        (``apart`` and ``most`` are the names of these arguments in 0.1.)

        Raises:
            IndexError: there is no such unit, or a span or the limit is no number of tokens.
        """
        if apart is not None or most is not None:
            said = "'apart' and 'most' are now called 'exclude' and 'limit'"
            warnings.warn(said, DeprecationWarning, stacklevel=2)
            exclude = exclude if apart is None else apart
            limit = limit if most is None else most
        if not _are_whole(limit) or limit < 0:
            raise IndexError(f"the limit must be a whole number from 0, not {excerpt(limit)}")
        units, exclude = _listed(units, "units"), _listed(exclude, "exclude")
        if not all(_are_whole(unit) and 0 <= unit < self.units for unit in units):
            raise IndexError(f"there are units 0 to {self.units - 1}")
        if not all(map(_is_span, exclude)):
            raise IndexError("what to exclude is spans: pairs of a first token and the one after")
        if not units or not len(self):
            return BestPlaces((), 0)
        counts, starts = self._stretches(units)
        stops = np.append(starts[1:], len(self))
        before = np.concatenate([counts[:1] * 0, counts[:-1]])
        after = np.append(counts[1:], 0)
        best = (counts > 0) & (counts >= before) & (counts >= after)
        for start, stop in exclude:
            best &= (stops <= start) | (starts >= stop)
        at = np.flatnonzero(best)
        rank = counts[at] * np.int64(len(self) + 1) + (stops - starts)[at]
        whole = int((counts[at] == len(set(units))).sum())
        if len(at) > limit:
            # Sort only what may be among the best; of equals the earliest.
            least = np.partition(rank, len(rank) - limit)[len(rank) - limit]
            at, rank = at[rank >= least], rank[rank >= least]
        at = at[np.argsort(-rank, kind="stable")][:limit]
        rows = zip(starts[at].tolist(), stops[at].tolist(), counts[at].tolist(), strict=True)
        return BestPlaces(tuple(Place(*row) for row in rows), whole)

    def _stretches(
        self, units: Sequence[int]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where each maximal stretch of equal units begins, and how many units are active."""
        counts_T = np.zeros(len(self), np.uint16)
        differs_T = np.zeros(len(self), np.bool_)
        wanted = np.zeros((1, self.units), np.bool_)
        wanted[0, [int(unit) for unit in units]] = True
        for bits_T, mask in zip(self.bits_WT, packed(wanted)[:, 0], strict=True):
            if mask:
                there_T = bits_T & mask
                counts_T += np.bitwise_count(there_T)
                differs_T[1:] |= there_T[1:] != there_T[:-1]
        differs_T[:1] = True
        starts = np.flatnonzero(differs_T)
        return counts_T[starts].astype(np.int64), starts
