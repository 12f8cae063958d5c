"""Interfaces of `Documents` to formats that hold more than a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wmstudio.app.places import Change
    from wmstudio.app.saved.second_text import SecondText
    from wmstudio.gui.interventions.held import Held


class FileFormat(Protocol):
    """A format of files that hold more than a text."""

    def read(self, path: Path, *, ask: bool) -> bool:
        """Open such a file. Returns whether it worked; failures are reported."""

    def write(self, path: Path) -> bool:
        """Write such a file. Returns whether it worked; failures are reported."""


class Second(Protocol):
    """A second text, which is kept with the first."""

    def kept(self) -> SecondText | None:
        """The text; None if there is none."""

    @property
    def edits(self) -> tuple[Held, ...]:
        """Its interventions."""

    def show(self, second: SecondText, edits: tuple[Held, ...] = ()) -> None:
        """Show a text that was kept, with its interventions."""

    def end(self) -> None:
        """Close it. What is in no file becomes a branch."""


class Surroundings(Protocol):
    """What is open besides the text."""

    def kept(self) -> dict[str, Any]:
        """A JSON value."""

    @property
    def has_interventions(self) -> bool:
        """Whether there are interventions, which only this keeps."""

    def recover(self, kept: Any, changes: Sequence[Change] = ()) -> bool:
        """Restore it for the present text, in which another program has made these changes.

        Returns whether it is valid.
        """
