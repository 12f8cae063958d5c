"""The checkpoints to choose from. Reads configs but no weights, and does not import torch.

What knows the formats is imported when a file is looked at, which is after the window is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from wmstudio.app import panels
from wmstudio.backends import adapter
from wmstudio.checkpoints import bundled as shipped
from wmstudio.checkpoints.layout import (
    CARD,
    CONFIG,
    WEIGHTS,
    CheckpointError,
    place_of,
    read_object,
)
from wmstudio.checkpoints.steps import step_of
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import UntrustedError, read_bytes

LARGEST_CARD = 1_000_000
MOVED, OTHER, UNNAMED = "moved", "other", "unnamed"
SCHEMES = "ssh://", "tcp://"


@dataclass(frozen=True)
class Entry:
    """A checkpoint by its name, and what to open it by.

    ``about`` is what is known of it; empty if that is only its folder.
    """

    name: str
    folder: Path
    source: str
    about: str = ""


class Elsewhere(NamedTuple):
    """A model on a server: the server's address, and the model's name in its list."""

    address: str
    name: str

    @property
    def source(self) -> str:
        """What to open it by."""
        return f"{self.address}#{self.name}"

    @property
    def host(self) -> str:
        """The server's machine, as people call it."""
        return self.address.partition("://")[2].partition("/")[0].rpartition("@")[2]


def elsewhere(source: str) -> Elsewhere | None:
    """The place of a model on a server; None if it is on this machine."""
    address, mark, name = source.partition("#")
    return Elsewhere(address, name) if mark and address.startswith(SCHEMES) else None


def bundled() -> tuple[Entry, ...]:
    """The bundled checkpoints by name, then the bundled training runs."""
    every = (*shipped.bundled(), *shipped.runs())
    return tuple(Entry(one.name, one.folder, one.name) for one in every)


def usual() -> str:
    """The default bundled checkpoint; empty if there is none."""
    return shipped.default() or ""


def another(than: str) -> str:
    """A bundled checkpoint with another name, to compare with; empty if there is none."""
    names = [usual(), *(entry.source for entry in bundled())]
    return next((name for name in names if name and name != than), "")


def recent(folders: list[str]) -> tuple[Entry, ...]:
    """Those of the recent files and folders that can still be opened as models."""
    from wmstudio.backends import registry

    entries = []
    for path in map(Path, folders):
        if registry.recognise(path) is not None:
            entries.append(Entry(path.name, path, str(path)))
    return tuple(entries)


def source_of(folder: Path) -> str:
    """What to open a checkpoint folder by: the name of a bundled one, or the folder."""
    folder = folder.absolute()
    if folder.parent in (shipped.folder().absolute(), shipped.runs_folder().absolute()):
        return folder.name
    return str(folder)


def locate(source: str, hashes: Mapping[str, str], near: Path) -> tuple[str, str]:
    """Find the checkpoint with these hashes. Returns what to open it by, and a problem.

    It is searched where it was, and in a folder of the same name in ``near``. The problem is empty,
    `MOVED` (nothing was found) or `OTHER` (another checkpoint is there).
    """
    from wmstudio.backends import registry

    found = ""
    for place in (source, str(near / Path(source).name)):
        try:
            path = registry.find(place).path
            there = registry.hashes_of(path, hashes)
        except (CheckpointError, OSError, ValueError):
            continue
        if all(there.get(name) == digest for name, digest in hashes.items()):
            return source_of(path), ""
        found = found or source_of(path)
    return found, OTHER if found else MOVED


def weights_hash(hashes: Mapping[str, str]) -> str:
    """The hash of the weights among those of a checkpoint's files; empty if there is none."""
    kept = (digest for name, digest in hashes.items() if step_of(name) is not None)
    return hashes.get(WEIGHTS) or next(kept, "")


def is_bundled(source: str) -> bool:
    """Whether this is the name of a bundled checkpoint."""
    return shipped.has(source)


def is_kept(source: str) -> bool:
    """Whether the program may open this by itself when it starts again.

    It neither runs a Python file nor connects to a server that nobody has named since.
    """
    return not is_code(source) and elsewhere(source) is None


def is_code(source: str) -> bool:
    """Whether opening this runs a Python file: an adapter."""
    return not is_bundled(source) and adapter.is_adapter(source)


def waits_for_consent(source: str) -> bool:
    """Whether opening this would run a Python file that nobody has named since the start."""
    return is_code(source) and not adapter.is_allowed(source)


def allow(source: str) -> None:
    """Let a Python file be run, because a person was asked and has agreed."""
    with suppress(ValueError):  # it is gone: opening it will say so
        adapter.allow(source)


def model_at(path: Path) -> str | None:
    """What to open a dropped or chosen path by; None if it is to be read as a text.

    Folders, and files of kinds that can be named, are left to the engine, which says what they are.
    """
    from wmstudio.backends import registry, unread

    found = registry.recognise(path)
    if found is not None:
        return source_of(found.path)
    return str(path) if path.is_dir() or unread.is_known(path) else None


def steps_in(folder: Path) -> tuple[int, ...]:
    """The steps of a training run that a folder holds now."""
    from wmstudio.backends.runs import listing

    with suppress(OSError):
        return tuple(listing.steps_in(folder))
    return ()


def problems() -> tuple[str, ...]:
    """A sentence about each format or panel of another package that cannot be loaded."""
    from wmstudio.backends import registry

    return (*registry.formats()[1], *panels.PROBLEMS)


def card(folder: Path | None) -> str:
    """The text of the model card; empty if there is none."""
    if folder is None:
        return ""
    try:
        path = place_of(folder, CARD, read_object(folder / CONFIG))
        return read_bytes(path, LARGEST_CARD).decode(errors="replace")
    except (CheckpointError, UntrustedError, OSError):
        return ""
