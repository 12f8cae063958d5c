"""Acts that are undone together with steps of the text's undo stack.

The stack is the text's own. It is known only by how many steps could be undone at any moment.
"""

from __future__ import annotations

from dataclasses import field
from typing import Generic, TypeVar

from wmstudio.lazy_dataclass import dataclass

T = TypeVar("T")


@dataclass(frozen=True)
class _Act(Generic[T]):
    before: int
    after: int
    old: T
    new: T


@dataclass
class Acts(Generic[T]):
    """Acts, each between two depths of the undo stack, in order."""

    value: T
    steps: int = 0
    _acts: list[_Act[T]] = field(default_factory=list)
    _done: int = 0
    """How many of them are in force; the later ones were undone."""

    def done(self, new: T, before: int, after: int) -> None:
        """Record an act that took the stack from one depth to another."""
        self._drop_beyond(before)
        self._acts.append(_Act(before, after, self.value, new))
        self._done = len(self._acts)
        self.value, self.steps = new, after

    def moved_to(self, steps: int, *, can_redo: bool) -> bool:
        """Follow the stack to a new depth. Returns whether that undid or redid an act."""
        was, self.steps = self._done, steps
        while self._done and steps <= self._acts[self._done - 1].before:
            self._done -= 1
            self.value = self._acts[self._done].old
        while self._done < len(self._acts) and steps >= self._acts[self._done].after:
            self.value = self._acts[self._done].new
            self._done += 1
        crossed = self._done != was
        if not can_redo:
            # After a new act, undone ones cannot be redone.
            self._drop_beyond(steps)
        return crossed

    def forget(self, value: T) -> None:
        """Drop all acts, because the stack was cleared."""
        self.value, self.steps, self._done = value, 0, 0
        self._acts.clear()

    def _drop_beyond(self, steps: int) -> None:
        while self._acts and self._acts[-1].after > steps:
            self._acts.pop()
        self._done = min(self._done, len(self._acts))
