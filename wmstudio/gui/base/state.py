"""What controls and panels save of themselves, and how they take it back."""

from __future__ import annotations

from typing import Protocol, TypeAlias

Saved: TypeAlias = str | bool | int | float | list[str]
"""What a control saves: an id, a number, a switch, or the names of several signals."""


class Control(Protocol):
    """A picker or switch whose choice is saved with the panel that it is in."""

    def save_state(self) -> Saved:
        """What is chosen."""

    def restore_state(self, saved: object) -> None:
        """Choose it again; what cannot be chosen here, or was never saved by it, is passed over."""
