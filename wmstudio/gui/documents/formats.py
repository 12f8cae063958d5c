"""Interfaces of `Documents` to formats that hold more than a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path


class FileFormat(Protocol):
    """A format of files that hold more than a text."""

    def read(self, path: Path, *, ask: bool) -> bool:
        """Open such a file. Returns whether it worked; failures are reported."""

    def write(self, path: Path) -> bool:
        """Write such a file. Returns whether it worked; failures are reported."""


class Surroundings(Protocol):
    """What is open besides the text."""

    def kept(self) -> dict[str, Any]:
        """A JSON value."""

    def recover(self, kept: Any) -> None:
        """Restore it for the present text; invalid parts are skipped."""
