"""The checkpoints that ship with the program, and finding one by name. Without torch."""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches
from math import prod
from pathlib import Path

from wmstudio import paths
from wmstudio.checkpoints.layout import (
    CONFIG,
    TRAINING,
    WEIGHTS,
    CheckpointError,
    read_header,
    read_object,
)

FAVOURITE = "stories-slots"
"""Opened when nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """What there is to say of a checkpoint before opening it.

    ``bytes`` is the size of its folder. The bits per byte are those of the held-out books, or else
    the ``task`` is the memory task that it learned, with the share of fresh questions that it
    answered right; None where nothing was measured.
    """

    name: str
    family: str
    folder: Path
    parameters: int
    bytes: int
    validation_bits_per_byte: float | None
    task: str | None = None
    accuracy: float | None = None


def folder() -> Path:
    """Where they are."""
    return paths.assets() / "checkpoints"


def bundled() -> list[Bundled]:
    """All that can be opened, in the order of their names; a damaged one is left out."""
    found = []
    for place in sorted(folder().glob("*/")):
        try:
            found.append(describe(place))
        except CheckpointError:
            continue
    return found


def describe(place: Path) -> Bundled:
    """A checkpoint folder in a few words; the name that counts is the folder's.

    Raises:
        CheckpointError: its config or the header of its weights cannot be read.
    """
    config = read_object(place / CONFIG)
    header = read_header(place / WEIGHTS)
    record = read_object(place / TRAINING, 2**26) if (place / TRAINING).exists() else {}
    bits, accuracy = record.get("validation_bits_per_byte"), record.get("accuracy")
    task = record.get("task")
    return Bundled(
        name=place.name,
        family=str(config.get("family", "?")),
        folder=place,
        parameters=sum(prod(shape) for _, shape in header.values()),
        bytes=sum(path.stat().st_size for path in place.iterdir() if path.is_file()),
        validation_bits_per_byte=float(bits) if isinstance(bits, int | float) else None,
        task=str(task["name"]) if isinstance(task, dict) and "name" in task else None,
        accuracy=float(accuracy) if isinstance(accuracy, int | float) else None,
    )


def default() -> str | None:
    """Name of the one to open when none is asked for; None if none is bundled."""
    names = [one.name for one in bundled()]
    return FAVOURITE if FAVOURITE in names else next(iter(names), None)


def find(name_or_path: str | Path) -> Path:
    """The folder of a bundled checkpoint's name, or of a path (or of a path to a file in it).

    Raises:
        CheckpointError: neither; the message says what is bundled, and what may be meant.
    """
    if not str(name_or_path):
        raise CheckpointError("the checkpoint has no name: give a bundled one's, or a folder")
    # Unlike Path's own, os.path's functions raise nothing, however odd the name is.
    path = Path(os.path.expanduser(name_or_path))
    if isinstance(name_or_path, str) and path.name == name_or_path:
        place = folder() / path
        if os.path.isfile(place / CONFIG):
            return place
    if path.name in (CONFIG, WEIGHTS) and os.path.isfile(path):
        return path.parent
    if os.path.exists(path):
        return path
    names = [one.name for one in bundled()]
    near = get_close_matches(str(name_or_path), names, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    there = f"bundled: {', '.join(names)}" if names else "none is bundled"
    wanted = str(name_or_path) if len(str(name_or_path)) < 200 else f"{str(name_or_path)[:199]}…"
    raise CheckpointError(
        f"there is no checkpoint {wanted!r}, neither bundled nor as a folder ({there}){hint}"
    )
