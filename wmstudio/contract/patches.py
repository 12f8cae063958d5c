"""Patches of signals, and the tap through which every signal of a model passes.

Shapes: B batch, T time; a signal adds its own dims after B (and T).
"""

from __future__ import annotations

from dataclasses import field
from itertools import pairwise
from operator import index
from typing import TYPE_CHECKING, Any, Literal

from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from torch import Tensor

    from wmstudio.contract.signals import Signal


EVER = 2**31 - 1
"""One after any token."""
LARGEST = (2 - 2**-23) * 2.0**127
"""The largest number that a signal can have: that of float32."""


class PatchError(ValueError):
    """A patch that names something the model does not have. The message says what it has."""


@dataclass(frozen=True)
class Patch:
    """An intervention: set, scale or add to a signal, or one unit of it, at some tokens.

    ``unit`` indexes the signal's own dims: an int for one dim, a tuple for several. A tuple shorter
    than the dims selects all of the rest, and None the whole signal. ``tokens`` is half open; None
    means every token.
    """

    signal: str
    op: Literal["set", "scale", "add"]
    value: float
    unit: int | tuple[int, ...] | None = None
    tokens: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        # A unit is often what numpy has found; ints can be hashed, sent and told.
        for name in ("unit", "tokens"):
            object.__setattr__(self, name, whole_numbers(getattr(self, name)))

    @property
    def index(self) -> tuple[int, ...]:
        """``unit`` as indices of the signal's dims; empty for the whole signal."""
        return (self.unit,) if isinstance(self.unit, int) else self.unit or ()

    def covers(self, position: int) -> bool:
        """Whether the patch acts at this token."""
        return self.tokens is None or self.tokens[0] <= position < self.tokens[1]

    def apply(self, x_B: Tensor, rows: int = 1) -> Tensor:
        """Return the changed signal ``[B, *dims]``. The argument is not modified.

        ``rows`` is the number of dims before the signal's own: 2 for ``[B, T, *dims]``.
        """
        changed = x_B.clone()
        at: tuple[slice | int, ...] = (*[slice(None)] * rows, *self.index)
        value = float(self.value)
        if self.op == "set":
            changed[at] = value
        elif self.op == "scale":
            changed[at] = changed[at] * value
        else:
            changed[at] = changed[at] + value
        return changed

    @property
    def words(self) -> str:
        """What it does, as a line for files: ``lstm.0.cell[127] set to 0.5 at tokens 3 to 8``."""
        done = {"set": "set to", "scale": "scaled by", "add": "increased by"}.get(self.op, self.op)
        index = f"[{', '.join(map(str, self.index))}]" if self.index else ""
        return f"{self.signal}{index} {done} {self.value:g}{_at(self.tokens)}"

    def check(self, signals: Mapping[str, Signal]) -> None:
        """Raise `PatchError` if there is no such signal, unit, operation, value or stretch."""
        signal = signals.get(self.signal) if isinstance(self.signal, str) else None
        patchable = ", ".join(s.name for s in signals.values() if s.patchable)
        if signal is None or not signal.patchable:
            why = "no signal" if signal is None else "a read-only signal"
            raise PatchError(
                f"{excerpt(self.signal)} is {why} of this model; it can patch: {patchable}"
            )
        if not isinstance(self.op, str) or self.op not in ("set", "scale", "add"):
            raise PatchError(f"a patch can set, scale or add, not {excerpt(self.op)}")
        if not _within(self.unit, signal.shape):
            raise PatchError(
                f"{self.signal} has no unit {self.unit}: "
                f"its shape is {signal.shape}, counted from 0"
            )
        if not _is_number(self.value):
            told = f"{self.value:g}" if isinstance(self.value, float) else excerpt(self.value)
            raise PatchError(
                f"the value of a patch must be a number from {-LARGEST:.1e} to {LARGEST:.1e}, "
                f"not {told}"
            )
        if self.tokens is not None and not _is_stretch(self.tokens):
            raise PatchError(
                "a patch's tokens are (first, one after the last), counted from 0, "
                f"not {self.tokens}"
            )


def whole_numbers(given: Any) -> Any:
    """Numpy's whole numbers as ints, and lists of them as tuples; anything else as it is."""
    try:
        return index(given)
    except TypeError:
        several = isinstance(given, tuple | list)
        return tuple(map(whole_numbers, given)) if several else given


def _within(unit: object, shape: tuple[int, ...]) -> bool:
    """Whether it is one of the units of a signal of this shape, a row of them, or all."""
    indices = () if unit is None else unit if isinstance(unit, tuple) else (unit,)
    return len(indices) <= len(shape) and all(
        isinstance(u, int) and 0 <= u < n for u, n in zip(indices, shape, strict=False)
    )


def _is_number(value: Any) -> bool:
    """Whether a signal can have this value."""
    try:
        return not isinstance(value, str | bytes) and abs(float(value)) <= LARGEST
    # None, several, hundreds of digits
    except (TypeError, ValueError, OverflowError, RuntimeError):
        return False


def _is_stretch(tokens: object) -> bool:
    """Whether it is the first token of a stretch and the one after its last."""
    if not isinstance(tokens, tuple) or len(tokens) != 2:
        return False
    first, after = tokens
    return isinstance(first, int) and isinstance(after, int) and 0 <= first <= after


def _at(tokens: tuple[int, int] | None) -> str:
    if tokens is None:
        return " at every token"
    first, after = tokens
    if after >= EVER:
        return f" from token {first} on" if first else " at every token"
    return f" at token {first}" if after == first + 1 else f" at tokens {first} to {after - 1}"


@dataclass
class Tap:
    """The hook through which a model passes every signal: it records and patches.

    ``position`` is the number of the token being computed, counted from the start of the text;
    whoever runs the model advances it. A tap serves one run.
    """

    watch: Collection[str] = ()
    patches: Sequence[Patch] = ()
    position: int = 0
    _seen: dict[str, list[Tensor]] = field(default_factory=dict, repr=False)

    def __call__(self, name: str, x_B: Tensor) -> Tensor:
        """Record and patch a signal of one token, ``[B, *dims]``. Go on with the result."""
        for patch in self._here(name):
            x_B = patch.apply(x_B)
        if name in self.watch:
            self._seen.setdefault(name, []).append(x_B.unsqueeze(1))
        return x_B

    def through(self, name: str, x_BT: Tensor) -> Tensor:
        """Record and patch a signal of many tokens, ``[B, T, *dims]``. Go on with the result.

        The tokens are those of one of `runs`, so that a patch acts at all of them or at none.
        """
        for patch in self._here(name):
            x_BT = patch.apply(x_BT, rows=2)
        self.stretch(name, x_BT)
        return x_BT

    def stretch(self, name: str, x_BT: Tensor) -> None:
        """Record a signal of many tokens, ``[B, T, *dims]``, that is patched already or is not."""
        if name in self.watch:
            self._seen.setdefault(name, []).append(x_BT)

    def patched(self, names: Iterable[str]) -> bool:
        """Whether any of these signals is patched at the present position."""
        return any(True for name in names for _ in self._here(name))

    def _here(self, name: str) -> Iterator[Patch]:
        """The patches of a signal that act at the present position."""
        return (p for p in self.patches if p.signal == name and p.covers(self.position))

    def watches(self, *names: str) -> bool:
        """Whether any of these signals is recorded."""
        return any(name in self.watch for name in names)

    def concerns(self, name: str) -> bool:
        """Whether the signal is recorded, or patched at any token."""
        return name in self.watch or any(patch.signal == name for patch in self.patches)

    def recorded(self) -> dict[str, Tensor]:
        """All recorded values by signal name, ``[B, T, *dims]``, not to be written to."""
        import torch

        return {
            name: torch.cat(parts, dim=1) if len(parts) > 1 else parts[0]
            for name, parts in self._seen.items()
        }

    def runs(self, length: int, every: int) -> Iterator[tuple[int, int]]:
        """Split the next ``length`` tokens where patches begin or end, and after each ``every``.

        Yields (start, stop), counted from the present position.
        """
        every = every or max(length, 1)
        cuts = {0, length, *range(every, length, every)}
        for patch in self.patches:
            cuts |= {t - self.position for t in patch.tokens or ()}
        yield from pairwise(sorted(c for c in cuts if 0 <= c <= length))
