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
    """Acts that were done, each between two numbers of steps."""

    value: T
    steps: int = 0
    _acts: list[_Act[T]] = field(default_factory=list)

    def done(self, new: T, before: int, after: int) -> None:
        """An act took the stack from so many steps to so many."""
        self._acts = [act for act in self._acts if act.after <= before]
        self._acts.append(_Act(before, after, self.value, new))
        self.value, self.steps = new, after

    def moved_to(self, steps: int, *, can_redo: bool) -> bool:
        """The stack is there now; whether that undid or redid an act."""
        was, self.steps = self.steps, steps
        crossed = False
        for act in reversed(self._acts):
            if was >= act.after and steps <= act.before:
                self.value, crossed = act.old, True
        if not crossed:
            for act in self._acts:
                if was <= act.before and steps >= act.after:
                    self.value, crossed = act.new, True
        if not can_redo:
            # What was undone before something new was done cannot come back.
            self._acts = [act for act in self._acts if act.after <= steps]
        return crossed

    def forget(self, value: T) -> None:
        """Nothing of it can be undone any more."""
        self.value, self.steps = value, 0
        self._acts.clear()
