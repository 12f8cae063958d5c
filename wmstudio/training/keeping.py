"""Which steps of a run are kept, so that it can be looked at later as it was then."""

from __future__ import annotations

EARLIEST = 0.01
"""The first kept step after step 0, as a share of all steps."""


def kept_steps(steps: int, count: int) -> tuple[int, ...]:
    """About ``count`` steps of a run, from 0 to the last, spaced by logarithm.

    Of a run with fewer steps than that, all are kept.
    """
    if count > steps:
        return tuple(range(steps + 1))
    first, more = max(EARLIEST * steps, 1.0), max(count - 2, 0)
    found = {0, steps}
    for i in range(more):
        found.add(round(first * (steps / first) ** (i / more)))
    # Early steps, which are close together, may have been rounded to the same number.
    for step in range(steps + 1):
        if len(found) >= count:
            break
        found.add(step)
    return tuple(sorted(found))
