"""How controls and panels save and restore their choices."""

from __future__ import annotations

from typing import Protocol, TypeAlias

Saved: TypeAlias = str | bool | int | float | list[str]
"""What a control saves: an id, a number, a switch, or names of signals."""


class Control(Protocol):
    """A picker or switch whose choice is saved with its panel."""

    def save_state(self) -> Saved:
        """The present choice."""

    def restore_state(self, saved: object) -> None:
        """Restore a choice. Values that are invalid here change nothing."""
