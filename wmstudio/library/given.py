"""Checks of what a notebook or script gives: one sentence, before anything is computed."""

from __future__ import annotations

import math
import operator
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from wmstudio.untrusted import LARGEST_WHOLE, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wmstudio.engine.messages import Sampling

One = TypeVar("One")


class TraceError(ValueError):
    """Something that cannot be done as requested. The message says what can be done."""


def text(value: object, name: str) -> str:
    """A text.

    Raises:
        TraceError: it is none. So do the others here; ``name`` is that of the argument.
    """
    if not isinstance(value, str):
        raise _error(name, "a text", value)
    return value


def whole(value: Any, name: str, low: int = 0, high: int = LARGEST_WHOLE) -> int:
    """A whole number in this range, of Python's or numpy's."""
    try:
        found = operator.index(value)
    except TypeError:  # 2.5, None, an array of several
        raise _error(name, f"a whole number of at least {low:,}", value) from None
    if not low <= found <= high:
        limits = f"of at least {low:,}" if found < low else f"from {low:,} to {high:,}"
        raise _error(name, f"a whole number {limits}", found)
    return found


def number(value: Any, name: str, low: float = -math.inf, high: float = math.inf) -> float:
    """A finite number in this range."""
    try:
        found = math.nan if isinstance(value, str | bytes) else float(value)
    except (TypeError, ValueError, OverflowError):  # None, an array, hundreds of digits
        found = math.nan
    if not math.isfinite(found) or not low <= found <= high:
        belongs = "a finite number"
        if math.isfinite(high):
            belongs = f"a finite number from {low:g} to {high:g}"
        elif math.isfinite(low):
            belongs = f"a finite number of at least {low:g}"
        raise _error(name, belongs, value)
    return found


def several(value: Sequence[One], name: str, kind: type[One], example: str) -> tuple[One, ...]:
    """All of a list, a tuple or another collection of one kind; ``example`` shows such a list."""
    try:
        found = None if isinstance(value, str | bytes) else tuple(value)
    except TypeError:  # one alone, or None
        found = None
    if found is None:
        raise _error(name, f"a list, as in {example}", value)
    for one in found:
        if not isinstance(one, kind):
            raise TraceError(f"{name!r} must be a list, as in {example}, without {excerpt(one)}")
    return found


def function(value: Callable[..., object] | None, name: str) -> Callable[..., object]:
    """A function to be called on the way; None is one that does nothing."""
    if value is None:
        return lambda *_: None
    if not callable(value):
        raise _error(name, "a function", value)
    return value


def path(value: object, name: str) -> Path:
    """Where a file or folder is."""
    if not isinstance(value, str | os.PathLike):
        raise _error(name, "a path", value)
    return Path(value)


def sampling(value: Sampling) -> Sampling:
    """How the next token is chosen, with numbers that it can be chosen by."""
    from wmstudio.engine.messages import Sampling

    if not isinstance(value, Sampling):
        raise TraceError(f"'sampling' must be as in Sampling(seed=1), not {excerpt(value)}")
    return Sampling(
        number(value.temperature, "temperature", 0),
        whole(value.top_k, "top_k"),
        number(value.top_p, "top_p", 0, 1),
        whole(value.seed, "seed", high=2**64 - 1),
        whole(value.tokens, "tokens"),
    )


def _error(name: str, belongs: str, value: object) -> TraceError:
    return TraceError(f"{name!r} must be {belongs}, not {excerpt(value)}")
