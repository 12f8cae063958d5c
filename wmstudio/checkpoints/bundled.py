"""The bundled checkpoints, and finding one by name. Does not import torch."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from wmstudio import paths
from wmstudio.checkpoints.layout import (
    CONFIG,
    TRAINING,
    WEIGHTS,
    CheckpointError,
    place_of,
    read_header,
    read_object,
)
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import Node, UntrustedError, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable

Read = TypeVar("Read")
FAVOURITE = "tales-pointer"
"""The default checkpoint."""


@dataclass(frozen=True)
class Bundled:
    """What is known of a checkpoint before it is opened.

    ``bytes`` is the size of its folder. It has bits per byte of the held-out books, or the ``task``
    that it learned with the share of fresh questions that it answered correctly, or the share
    ``exact`` of held-out targets that it writes exactly after their prompts. They are None where
    nothing was measured.
    """

    name: str
    family: str
    folder: Path
    parameters: int
    bytes: int
    validation_bits_per_byte: float | None
    task: str | None = None
    accuracy: float | None = None
    exact: float | None = None


def folder() -> Path:
    """The folder of the bundled checkpoints."""
    return paths.assets() / "checkpoints"


def bundled() -> list[Bundled]:
    """All bundled checkpoints; see `all_in`."""
    return all_in(folder())


def runs_folder() -> Path:
    """The folder of the bundled training runs."""
    return paths.assets() / "runs"


def runs() -> list[Bundled]:
    """All bundled training runs, each described as its last step; see `all_in`."""
    return all_in(runs_folder())


def has(name: str) -> bool:
    """Whether this is the name of a bundled checkpoint or training run that can be opened.

    None of the others is read.
    """
    for parent in (folder(), runs_folder()):
        with suppress(CheckpointError, OSError):
            # Not by its path, which may have more parts, or other capitals.
            if name in os.listdir(parent):
                _described(parent / name, _files(parent / name))
                return True
    return False


def all_in(parent: Path) -> list[Bundled]:
    """All checkpoints of a folder that can be opened, sorted by name; damaged ones are left out.

    They are read again only where a file has changed: the window asks several times at its start.
    """
    found = []
    for place in sorted(parent.glob("*/")):
        with suppress(CheckpointError, OSError):
            found.append(_described(place, _files(place)))
    return found


def _files(place: Path) -> frozenset[tuple[str, int, int]]:
    """The files of a folder, with their sizes and times of change."""
    with os.scandir(place) as entries:
        there = [(entry.name, entry.stat()) for entry in entries if entry.is_file()]
    return frozenset((name, about.st_size, about.st_mtime_ns) for name, about in there)


@lru_cache(maxsize=256)
def _described(place: Path, files: frozenset[tuple[str, int, int]]) -> Bundled:
    return describe(place)


def describe(place: Path) -> Bundled:
    """Describe a checkpoint folder. Its name is the folder's.

    Raises:
        CheckpointError: its config or the header of its weights cannot be read.
    """
    config = read_object(place / CONFIG)
    header = read_header(place_of(place, WEIGHTS, config))
    training = place_of(place, TRAINING, config)
    record = Node(read_object(training, 2**26) if training.exists() else {})
    task = record.get("task")
    return Bundled(
        name=place.name,
        family=_maybe(lambda: Node(config)["family"].name(100)) or "?",
        folder=place,
        parameters=sum(prod(shape) for _, shape in header.values()),
        bytes=sum(path.stat().st_size for path in place.iterdir() if path.is_file()),
        validation_bits_per_byte=_maybe(lambda: record["validation_bits_per_byte"].number()),
        task=_maybe(lambda: task["name"].name(100)) if task is not None else None,
        accuracy=_maybe(lambda: record["accuracy"].number()),
        exact=_maybe(lambda: record["examples"]["exact"].number()),
    )


def _maybe(read: Callable[[], Read]) -> Read | None:
    """A value of the training record, or None if it is missing or has another type."""
    try:
        return read()
    except UntrustedError:
        return None


def default() -> str | None:
    """The name of the default checkpoint; None if none is bundled."""
    names = [one.name for one in bundled()]
    return FAVOURITE if FAVOURITE in names else next(iter(names), None)


def find(name_or_path: str | Path) -> Path:
    """Find what is bundled by its name, or a checkpoint folder by its path or a file in it.

    Raises:
        CheckpointError: neither exists. The message lists what is bundled, and suggests a name.
    """
    if not str(name_or_path):
        raise CheckpointError("the checkpoint has no name: give a bundled one's, or a folder")
    # Unlike pathlib, os.path raises nothing for impossible names.
    path = Path(os.path.expanduser(name_or_path))
    if isinstance(name_or_path, str) and path.name == name_or_path:
        for place in (folder() / path, runs_folder() / path):
            if os.path.isfile(place / CONFIG):
                return place
    if path.name in (CONFIG, WEIGHTS) and os.path.isfile(path.parent / CONFIG):
        return path.parent
    if os.path.exists(path):
        return path
    names = [one.name for one in (*bundled(), *runs())]
    from difflib import get_close_matches

    near = get_close_matches(str(name_or_path), names, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    there = f"bundled: {', '.join(names)}" if names else "none is bundled"
    raise CheckpointError(
        f"there is no checkpoint {excerpt(str(name_or_path))}, neither bundled nor as a folder "
        f"({there}){hint}"
    )
