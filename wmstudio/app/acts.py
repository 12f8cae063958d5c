"""What is undone along with the text: values that belong to steps of its undo stack.

The stack is the text's own. It is known only by how many steps could be undone at any moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Act(Generic[T]):
    before: int
    after: int
    old: T
    new: T


@dataclass
class Acts(Generic[T]):
    """Acts that were done, each between two numbers of steps, in the order of these."""

    value: T
    steps: int = 0
    _acts: list[_Act[T]] = field(default_factory=list)
    _done: int = 0
    """So many of them are in force; those behind were undone."""

    def done(self, new: T, before: int, after: int) -> None:
        """An act took the stack from so many steps to so many."""
        self._drop_beyond(before)
        self._acts.append(_Act(before, after, self.value, new))
        self._done = len(self._acts)
        self.value, self.steps = new, after

    def moved_to(self, steps: int, *, can_redo: bool) -> bool:
        """The stack is there now; whether that undid or redid an act."""
        was, self.steps = self._done, steps
        while self._done and steps <= self._acts[self._done - 1].before:
            self._done -= 1
            self.value = self._acts[self._done].old
        while self._done < len(self._acts) and steps >= self._acts[self._done].after:
            self.value = self._acts[self._done].new
            self._done += 1
        crossed = self._done != was
        if not can_redo:
            # What was undone before something new was done cannot come back.
            self._drop_beyond(steps)
        return crossed

    def forget(self, value: T) -> None:
        """Nothing of it can be undone any more."""
        self.value, self.steps, self._done = value, 0, 0
        self._acts.clear()

    def _drop_beyond(self, steps: int) -> None:
        while self._acts and self._acts[-1].after > steps:
            self._acts.pop()
        self._done = min(self._done, len(self._acts))
