"""Example texts, each with a model and what to look at, from the folder of samples."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wmstudio import paths
from wmstudio.app import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.app.phrases import Phrase
    from wmstudio.engine.messages import Values

FILE = "examples.toml"


@dataclass(frozen=True, slots=True)
class Example:
    """An entry of the examples file."""

    title: Phrase
    file: Path
    checkpoint: str
    look: Phrase
    after: str = ""
    next: str = ""
    compare: str = ""
    settings: Values = ()
    shade: str = ""
    forget: str = ""
    panels: tuple[str, ...] = ()

    def cursor(self, text: str) -> int:
        """The place of the caret in code points."""
        at = text.find(self.after) if self.after else -1
        return at + len(self.after) if at >= 0 else len(text)


def listed() -> tuple[Example, ...]:
    """All entries of the file.

    Raises:
        OSError, ValueError, TypeError, KeyError: it is missing or invalid.
    """
    folder = paths.assets() / "samples"
    table = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    return tuple(_read(entry, folder) for entry in table["example"])


def offered() -> tuple[Example, ...]:
    """Examples whose checkpoints are bundled; none if the file is damaged."""
    there = {entry.name for entry in catalogue.bundled()}
    try:
        return tuple(e for e in listed() if {e.checkpoint, e.compare or e.checkpoint} <= there)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def _read(entry: dict[str, Any], folder: Path) -> Example:
    read = {**entry, "file": folder / entry["file"]}
    settings, panels = entry.get("settings", {}), entry.get("panels", ())
    return Example(**read | {"settings": tuple(settings.items()), "panels": tuple(panels)})
