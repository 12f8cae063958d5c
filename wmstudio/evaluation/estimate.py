"""A share or a ratio of sums with a bootstrap confidence interval (Efron 1979)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

RESAMPLES = 2000
COVERAGE = 0.95


def estimate(
    of: Sequence[float], over: Sequence[float] | None = None, seed: int = 0
) -> dict[str, float | int]:
    """The ratio of two sums (or the mean), and its 95 % interval.

    Item i adds ``of[i]`` and ``over[i]``. Items are resampled with replacement, ``RESAMPLES``
    times; ``low`` and ``high`` bound the middle 95 %.

    Raises:
        ValueError: there are no items, or different numbers of them.
    """
    above = np.asarray(of, np.float64)
    below = np.ones_like(above) if over is None else np.asarray(over, np.float64)
    if not len(above) or above.shape != below.shape:
        raise ValueError("an estimate needs items, and both of its numbers for each")
    random = np.random.default_rng(seed)
    found = np.empty(RESAMPLES)
    for i in range(RESAMPLES):
        drawn = random.integers(0, len(above), len(above))
        found[i] = above[drawn].sum() / below[drawn].sum()
    low, high = np.quantile(found, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return {
        "value": float(above.sum() / below.sum()),
        "low": float(low),
        "high": float(high),
        "count": len(above),
    }
