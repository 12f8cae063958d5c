"""The course of numbers in one plain sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.pieces import token_words
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from wmstudio.engine.messages import Frame, OpenedModel

SAME = 1e-4
"""Numbers that differ by less are said to be the same: they are written with four decimals."""
MOST_OF_IT = 0.5
"""From this part of the whole range on, the way from the first to the last number is a trend."""
CONSTANT = phrase("{what} is {first} everywhere, {over}")
RISES = phrase(
    "{what} rises from {first} to {last}, {over}; lowest {low} at {lowest}, "
    "highest {high} at {highest}"
)
FALLS = phrase(
    "{what} falls from {first} to {last}, {over}; lowest {low} at {lowest}, "
    "highest {high} at {highest}"
)
VARIES = phrase(
    "{what} goes up and down, from {first} to {last}, {over}; lowest {low} at {lowest}, "
    "highest {high} at {highest}"
)


def trend(
    what: str,
    values: npt.NDArray[np.generic] | Sequence[float],
    over: Callable[[int, int], str],
    place: Callable[[int], str],
    written: Callable[[float], str] = number,
) -> str:
    """Say how values ``[n]`` go, and where they are lowest and highest; empty if none is known.

    NaN and infinity are left out. ``over`` names a stretch by the numbers of its first and last
    known value, ``place`` a single one.
    """
    numbers = np.asarray(values, np.float64)
    known = np.flatnonzero(np.isfinite(numbers))
    if not len(known):
        return ""
    lowest, highest = known[numbers[known].argmin()], known[numbers[known].argmax()]
    first, last = numbers[known[0]], numbers[known[-1]]
    low, high = numbers[lowest], numbers[highest]
    said = {"what": what, "first": written(float(first)), "last": written(float(last))}
    said["over"] = over(int(known[0]), int(known[-1]))
    if high - low < SAME:
        return tr(CONSTANT, **said)
    said |= {"low": written(float(low)), "high": written(float(high))}
    said |= {"lowest": place(int(lowest)), "highest": place(int(highest))}
    way = (last - first) / (high - low)
    return tr(RISES if way > MOST_OF_IT else FALLS if way < -MOST_OF_IT else VARIES, **said)


def over_tokens(first: int, last: int) -> str:
    """A stretch of the text."""
    return tr("over tokens {first:,} to {last:,}", first=first, last=last)


def over_steps(first: int, last: int) -> str:
    """A stretch of a training."""
    return tr("over steps {first:,} to {last:,}", first=first, last=last)


def trend_along(
    what: str,
    values: npt.NDArray[np.generic],
    start: int,
    opened: OpenedModel,
    frame: Frame,
    written: Callable[[float], str] = number,
) -> str:
    """How values go along the text, from token ``start`` on."""
    return trend(
        what,
        values,
        lambda first, last: over_tokens(start + first, start + last),
        lambda at: token_words(frame.trace, opened, start + at),
        written,
    )
