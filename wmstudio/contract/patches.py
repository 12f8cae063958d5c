"""Changes of signals on the way, and the seam through which every signal passes.

Shapes: B batch, T time; a signal adds its own dims after B (and T).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from torch import Tensor

    from wmstudio.contract.signals import Signal


class PatchError(ValueError):
    """A patch names something that the model does not have; the message says what it has."""


@dataclass(frozen=True, slots=True)
class Patch:
    """An intervention: at these tokens, this signal (or one unit of it) is set, scaled or added to.

    ``unit`` indexes the signal's own dims (an int for one dim; shorter than the dims selects all
    of the rest); None is the whole signal. ``tokens`` is half open; None is every token.
    """

    signal: str
    op: Literal["set", "scale", "add"]
    value: float
    unit: int | tuple[int, ...] | None = None
    tokens: tuple[int, int] | None = None

    def covers(self, position: int) -> bool:
        """Whether the patch acts at this token."""
        return self.tokens is None or self.tokens[0] <= position < self.tokens[1]

    def apply(self, x_B: Tensor) -> Tensor:
        """The changed signal ``[B, *dims]``; the argument is left as it is."""
        changed = x_B.clone()
        unit = (self.unit,) if isinstance(self.unit, int) else self.unit or ()
        at: tuple[slice | int, ...] = (slice(None), *unit)
        if self.op == "set":
            changed[at] = self.value
        elif self.op == "scale":
            changed[at] = changed[at] * self.value
        else:
            changed[at] = changed[at] + self.value
        return changed

    def check(self, signals: Mapping[str, Signal]) -> None:
        """Raise `PatchError` where the model has no such signal, unit or operation."""
        signal = signals.get(self.signal)
        patchable = ", ".join(s.name for s in signals.values() if s.patchable)
        if signal is None or not signal.patchable:
            why = "no signal" if signal is None else "a read-only signal"
            raise PatchError(
                f"{excerpt(self.signal)} is {why} of this model; it can patch: {patchable}"
            )
        if self.op not in ("set", "scale", "add"):
            raise PatchError(f"a patch can set, scale or add, not {excerpt(self.op)}")
        unit = (self.unit,) if isinstance(self.unit, int) else self.unit or ()
        if len(unit) > len(signal.shape) or any(
            not 0 <= u < n for u, n in zip(unit, signal.shape, strict=False)
        ):
            raise PatchError(
                f"{self.signal} has no unit {self.unit}: "
                f"its shape is {signal.shape}, counted from 0"
            )


@dataclass
class Tap:
    """The one seam through which every signal passes: it records what is watched, applies patches.

    ``position`` is the token being computed, counted from the start of the text; whoever runs the
    model moves it on. One tap serves one run.
    """

    watch: Collection[str] = ()
    patches: Sequence[Patch] = ()
    position: int = 0
    _seen: dict[str, list[Tensor]] = field(default_factory=dict, repr=False)

    def __call__(self, name: str, x_B: Tensor) -> Tensor:
        """Pass one moment ``[B, *dims]`` through; use what comes back."""
        for patch in self.patches:
            if patch.signal == name and patch.covers(self.position):
                x_B = patch.apply(x_B)
        if name in self.watch:
            self._seen.setdefault(name, []).append(x_B.unsqueeze(1))
        return x_B

    def stretch(self, name: str, x_BT: Tensor) -> None:
        """Record many moments at once ``[B, T, *dims]``: for fast paths, where no patch acts."""
        if name in self.watch:
            self._seen.setdefault(name, []).append(x_BT)

    def watches(self, *names: str) -> bool:
        """Whether any of these is watched."""
        return any(name in self.watch for name in names)

    def concerns(self, name: str) -> bool:
        """Whether it is watched, or patched at any token."""
        return name in self.watch or any(patch.signal == name for patch in self.patches)

    def recorded(self) -> dict[str, Tensor]:
        """Everything seen so far: ``[B, T, *dims]`` by name."""
        import torch

        return {name: torch.cat(parts, dim=1) for name, parts in self._seen.items()}

    def runs(self, length: int, every: int) -> Iterator[tuple[int, int, bool]]:
        """Cut the next ``length`` tokens where a patch begins or ends and after each ``every``.

        Yields (start, stop, patched), counted from the present position.
        """
        every = every or max(length, 1)
        cuts = {0, length, *range(every, length, every)}
        for patch in self.patches:
            cuts |= {t - self.position for t in patch.tokens or ()}
        ordered = sorted(c for c in cuts if 0 <= c <= length)
        origin = self.position
        for start, stop in pairwise(ordered):
            yield start, stop, any(patch.covers(origin + start) for patch in self.patches)
