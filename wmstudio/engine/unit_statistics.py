"""How well each unit of a signal tells tokens inside a pattern from those outside, in one pass.

Two measures. Pearson's correlation of the unit's value with being inside, -1…1. And the balanced
accuracy of the best threshold: the mean of the share of tokens inside that are on one side of it
and the share of tokens outside that are on the other; 1/2 is a guess. The best of many units does
better than a guess by luck alone, so the same is measured for copies of the pattern that are moved
along the text, which keep its lengths and gaps: a unit that follows the pattern does better than
any unit with any of them. (Where a pattern recurs regularly, a copy may be all but the pattern
itself; it says nothing about luck, and is left out.)

Shapes: n tokens of one chunk, U units, B bins, K the pattern and its moved copies.
"""

from __future__ import annotations

from dataclasses import field
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.patterns import INSIDE, UNCOUNTED

if TYPE_CHECKING:
    import numpy.typing as npt

    from wmstudio.contract import Signal
    from wmstudio.text.patterns import Labels

Numbers: TypeAlias = "npt.NDArray[np.float64]"
MOVED = 19
"""Number of moved copies of the pattern: luck beats all of them once in twenty times."""
MOST_BINS, MOST_CELLS = 512, 2**18
BATCH = 256
"""Number of tokens that are counted at once: counting touches every bin."""
LARGEST = 1e30
GOOD = 0.85
"""Balanced accuracy from which a unit may be said to follow a pattern."""


def moved_labels(labels_T: Labels) -> npt.NDArray[np.int8]:
    """The labels and their moved copies, ``[K, T]``: those that count, rolled by equal steps."""
    counted = np.flatnonzero(labels_T != UNCOUNTED)
    labels_KT = np.repeat(labels_T[None], 1 + MOVED, axis=0)
    for k in range(1, 1 + MOVED):
        labels_KT[k, counted] = np.roll(labels_T[counted], k * len(counted) // (1 + MOVED))
    return labels_KT


@dataclass(frozen=True)
class UnitStatistics:
    """What was measured of each unit, ``[U]``.

    ``r`` and the ``accuracy`` of the best threshold; at it and ``above`` a unit counts as inside,
    or else below. ``inside`` and ``outside`` are the means, ``spread`` the standard deviation
    outside. ``lucky`` is the largest accuracy of any unit with a moved copy of the pattern.
    """

    r: Numbers
    accuracy: Numbers
    threshold: Numbers
    above: npt.NDArray[np.bool_]
    inside: Numbers
    outside: Numbers
    spread: Numbers
    tokens: tuple[int, int]
    """Number of tokens inside and outside."""
    lucky: float

    @property
    def following(self) -> npt.NDArray[np.bool_]:
        """Which units follow the pattern: good, and better than luck."""
        found: npt.NDArray[np.bool_] = (self.accuracy >= GOOD) & (self.accuracy > self.lucky)
        return found

    def control_of(self, unit: int) -> int | None:
        """The unit most like this one outside in size and spread that ignores the pattern.

        It ignores the pattern if its correlation is at most `IGNORING`. None if there is none.
        """
        differs_U = np.abs(np.abs(self.outside) - abs(self.outside[unit]))
        differs_U += np.abs(self.spread - self.spread[unit])
        differs_U[(np.abs(self.r) > IGNORING) | (self.spread == 0)] = np.inf
        differs_U[unit] = np.inf
        best = int(differs_U.argmin())
        return best if isfinite(differs_U[best]) else None


IGNORING = 0.1
"""Largest correlation, of either sign, of a unit that ignores a pattern."""


@dataclass
class UnitTally:
    """Sums over tokens from which `UnitStatistics` follow. ``add`` each chunk, then ``result``.

    Thresholds are the edges of bins of equal width over the declared range. Where there is none,
    values are first mapped by x / (1 + |x|).
    """

    signal: Signal
    _first_U: Numbers | None = field(default=None, repr=False)
    """The first values, which are subtracted: equal values leave no rounding in the sums."""

    def __post_init__(self) -> None:
        units = max(self.signal.size, 1)
        self.bins = max(min(MOST_BINS, MOST_CELLS // units), 16)
        low, high = self.signal.low, self.signal.high
        self._bounded = isfinite(low) and isfinite(high)
        self._low, self._high = (low, high) if self._bounded else (-1.0, 1.0)
        self._bins_per_unit = self.bins / (self._high - self._low)
        self._all_UB = np.zeros((units, self.bins), np.int32)
        self._inside_KUB = np.zeros((1 + MOVED, units, self.bins), np.int32)
        self._waiting: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]] = []
        """Cells ``[n, U]`` and which of them are inside, ``[K, n]``, not counted yet."""
        self._count, self._both_K = np.zeros(2, np.int64), np.zeros(1 + MOVED, np.int64)
        self._sums_2U, self._squares_2U = np.zeros((2, 2, units))

    def add(self, values: npt.NDArray[np.float32], labels_Kn: npt.NDArray[np.int8]) -> None:
        """Count values ``[n, *dims]`` of tokens with these labels (see `moved_labels`)."""
        counted = labels_Kn[0] != UNCOUNTED
        x_nU = values.reshape(len(values), -1)[counted].astype(np.float64)
        # A patched model may overflow; sums of what is left would tell nothing.
        x_nU = np.nan_to_num(x_nU, posinf=LARGEST, neginf=-LARGEST).clip(-LARGEST, LARGEST)
        inside_Kn = labels_Kn[:, counted] == INSIDE
        if not len(x_nU):
            return
        cells_nU = self._bins_of(x_nU) + np.arange(x_nU.shape[1]) * self.bins
        self._waiting.append((cells_nU, inside_Kn))
        if sum(len(cells) for cells, _ in self._waiting) >= BATCH:
            self._count_waiting()
        self._both_K += (inside_Kn & inside_Kn[0]).sum(axis=1)
        if self._first_U is None:
            self._first_U = x_nU[0]
        x_nU = x_nU - self._first_U
        for at, there_n in enumerate((inside_Kn[0], ~inside_Kn[0])):
            self._count[at] += there_n.sum()
            self._sums_2U[at] += x_nU[there_n].sum(axis=0)
            self._squares_2U[at] += (x_nU[there_n] ** 2).sum(axis=0)

    def result(self) -> UnitStatistics | None:
        """What follows; None if no token is inside, or none outside."""
        if self._first_U is None or not self._count.all():
            return None
        self._count_waiting()
        inside, outside = self._count.tolist()
        mean_2U = self._sums_2U / self._count[:, None]
        spread_U = _spread(self._squares_2U[1], mean_2U[1], outside)
        all_ = inside + outside
        whole_U = _spread(self._squares_2U.sum(axis=0), self._sums_2U.sum(axis=0) / all_, all_)
        # Pearson's r with a variable of two values follows from the means of the two groups.
        share = np.sqrt(inside * outside) / all_
        r_U = np.divide(
            (mean_2U[0] - mean_2U[1]) * share,
            whole_U,
            out=np.zeros_like(whole_U),
            where=whole_U > 0,
        )
        accuracy_UB = self._accuracy(0)
        best_U = np.maximum(accuracy_UB, 1 - accuracy_UB).argmax(axis=1)
        there_U = accuracy_UB[np.arange(len(best_U)), best_U]
        # How well each copy tells the tokens inside the pattern from those outside.
        alike_K = (self._both_K / inside + 1 - (inside - self._both_K) / outside) / 2
        others = np.flatnonzero(np.maximum(alike_K, 1 - alike_K) < GOOD)
        moved = (self._accuracy(k) for k in others.tolist())
        return UnitStatistics(
            r=r_U.clip(-1.0, 1.0),
            accuracy=np.maximum(there_U, 1 - there_U),
            threshold=self._edges()[best_U],
            above=there_U >= 0.5,
            inside=mean_2U[0] + self._first_U,
            outside=mean_2U[1] + self._first_U,
            spread=spread_U,
            tokens=(inside, outside),
            lucky=max((float(np.maximum(x_UB, 1 - x_UB).max()) for x_UB in moved), default=0.5),
        )

    def _count_waiting(self) -> None:
        if not self._waiting:
            return
        cells_nU = np.concatenate([cells for cells, _ in self._waiting])
        inside_Kn = np.concatenate([inside for _, inside in self._waiting], axis=1)
        self._waiting = []
        shape = self._all_UB.shape
        for counts_UB, there_n in zip(
            (self._all_UB, *self._inside_KUB), (slice(None), *inside_Kn), strict=True
        ):
            some = np.bincount(cells_nU[there_n].reshape(-1), minlength=counts_UB.size)
            counts_UB += some.reshape(shape)

    def _bins_of(self, x_nU: Numbers) -> npt.NDArray[np.int64]:
        y_nU = x_nU if self._bounded else x_nU / (1 + np.abs(x_nU))
        at_nU = (y_nU.clip(self._low, self._high) - self._low) * self._bins_per_unit
        return at_nU.astype(np.int64).clip(0, self.bins - 1)

    def _edges(self) -> Numbers:
        """The lower end of each bin."""
        y_B = self._low + np.arange(self.bins) / self._bins_per_unit
        return y_B if self._bounded else y_B / np.maximum(1 - np.abs(y_B), 1e-9)

    def _accuracy(self, k: int) -> Numbers:
        """Balanced accuracy if values from the lower end of each bin on are called inside."""
        inside_UB = _from_here(self._inside_KUB[k])
        all_UB = _from_here(self._all_UB)
        inside, outside = inside_UB[:, :1], (all_UB - inside_UB)[:, :1]
        told: Numbers = (inside_UB / inside + 1 - (all_UB - inside_UB) / outside) / 2
        return told


def _from_here(counts_UB: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """The number in each bin and all after it."""
    return np.cumsum(counts_UB[:, ::-1], axis=1, dtype=np.int32)[:, ::-1]


def _spread(squares_U: Numbers, mean_U: Numbers, count: int) -> Numbers:
    """The standard deviation; 0 where it is no more than rounding."""
    mean_square_U = squares_U / count
    variance_U = mean_square_U - mean_U**2
    still_U = variance_U <= 1e-12 * mean_square_U
    told: Numbers = np.sqrt(np.where(still_U, 0.0, variance_U))
    return told
