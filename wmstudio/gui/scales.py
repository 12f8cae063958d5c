"""Round numbers for axes and bars, so that they stand still while values move a little."""

from __future__ import annotations

FULL = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)


def nice_step(least: float) -> int:
    """The next of 1, 2, 5, 10, 20, 50 and so on."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step >= least:
                return step
        size *= 10


def full_scale(most: float) -> float:
    """What a whole bar, or the strongest colour, is to stand for: the smallest that fits."""
    return min((full for full in FULL if full >= most), default=1.0)
