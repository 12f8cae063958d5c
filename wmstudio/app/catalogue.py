"""Which checkpoints there are to choose from. Reads their config, never a weight; no torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wmstudio.checkpoints import bundled as shipped
from wmstudio.checkpoints.layout import CARD, CONFIG, CheckpointError


@dataclass(frozen=True, slots=True)
class Entry:
    """A checkpoint by its name, and what to open it by."""

    name: str
    folder: Path
    source: str


def bundled() -> tuple[Entry, ...]:
    """The checkpoints that ship with the program, by name."""
    return tuple(Entry(one.name, one.folder, one.name) for one in shipped.bundled())


def usual() -> str:
    """The bundled checkpoint to open when nothing else was asked for; empty if there is none."""
    return shipped.default() or ""


def another(than: str) -> str:
    """A bundled checkpoint of another name, to compare one with; empty if there is none."""
    names = [usual(), *(entry.source for entry in bundled())]
    return next((name for name in names if name and name != than), "")


def recent(folders: list[str]) -> tuple[Entry, ...]:
    """Those of the folders that still hold a checkpoint."""
    entries = []
    for folder in map(Path, folders):
        try:
            entries.append(Entry(shipped.describe(folder).name, folder, str(folder)))
        except (CheckpointError, OSError):
            continue
    return tuple(entries)


def source_of(folder: Path) -> str:
    """What to open the checkpoint in a folder by: a bundled one's name, or the folder."""
    folder = folder.absolute()
    if folder.parent == shipped.folder().absolute():
        return folder.name
    return str(folder)


def is_bundled(source: str) -> bool:
    """Whether something is opened by a bundled checkpoint's name."""
    return any(entry.name == source for entry in bundled())


def checkpoint_folder(path: Path) -> Path | None:
    """The checkpoint that a dropped path means: the folder itself, or the one a file lies in."""
    for folder in (path, path.parent):
        if folder.is_dir() and (folder / CONFIG).is_file():
            return folder
    return None


def card(folder: Path | None) -> str:
    """The model card as written; empty if there is none."""
    try:
        return (folder / CARD).read_text(encoding="utf-8", errors="replace") if folder else ""
    except OSError:
        return ""
