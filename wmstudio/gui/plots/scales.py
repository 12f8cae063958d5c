"""Round numbers for axes and bars, so that these rarely change."""

from __future__ import annotations

from math import ceil, floor, log10

FULL = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)


def nice_step(least: float) -> int:
    """The next larger of 1, 2, 5, 10, 20, 50 and so on."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step >= least:
                return step
        size *= 10


def nice_full(most: float) -> float:
    """The next larger of 1, 2 or 5 times a power of ten, of any size."""
    size = 10.0 ** floor(log10(most))
    return next(round(f * size, 12) for f in (1, 2, 5, 10) if f * size >= most * (1 - 1e-9))


def range_around(least: float, most: float, low: float, high: float) -> tuple[float, float]:
    """A round range that contains these values; ``low`` and ``high`` are declared.

    If the declared range crosses zero, zero stays in the middle, so that signed colours keep their
    meaning.
    """
    whole = high - low
    if low < 0.0 < high:
        far = nice_full(max(-least, most, whole * 1e-3))
        return -far, far
    step = nice_full(max(most - least, whole * 1e-3)) / 2
    below = floor(least / step + 1e-9) * step
    above = max(ceil(most / step - 1e-9) * step, below + step)
    return round(below, 12), round(above, 12)


def full_scale(most: float) -> float:
    """The value of a full bar, or of the strongest colour: the smallest that fits."""
    return min((full for full in FULL if full >= most), default=1.0)
