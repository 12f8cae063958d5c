"""What `Documents` asks of those who read and write more than a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path


class FileFormat(Protocol):
    """Files that hold more than a text, and are read and written by somebody else."""

    def read(self, path: Path, *, ask: bool) -> bool:
        """Show what such a file holds; whether that could be done. What fails is told."""

    def write(self, path: Path) -> bool:
        """Write all there is to such a file; whether that could be done. What fails is told."""


class Surroundings(Protocol):
    """What is open with the text."""

    def kept(self) -> dict[str, Any]:
        """As what JSON can hold."""

    def recover(self, kept: Any) -> None:
        """Open it again with the text as it is; what cannot be used is passed over."""
