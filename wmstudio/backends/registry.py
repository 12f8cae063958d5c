"""Every format that can be opened as a model, and the one road to opening any of them.

A format is a module with a ``NAME``, ``recognise`` and ``open``, and one line in `BUILT_IN`. In
somebody else's package the line is an entry point::

    [project.entry-points."wmstudio.backends"]
    mine = "my_package.my_format"
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wmstudio.backends import checkpoint, recording
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.hashes import hash_of_file
from wmstudio.checkpoints.hashes import hashes_of as hashes_of_checkpoint

if TYPE_CHECKING:
    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import Open, OpenedModel

GROUP = "wmstudio.backends"
"""Of the entry points that name formats of other packages."""


class Format(Protocol):
    """What a format's module has."""

    @property
    def NAME(self) -> str:
        """What it is, in a few words that fit after "opens"."""
        ...

    def recognise(self, path: Path) -> Path | None:
        """The file or folder to open, where the path is one of this format or lies in one.

        It may look at names and at some bytes. It runs nothing of what it finds, is quick, and
        raises no more than OSError.
        """
        ...

    def open(self, path: Path, device: str) -> tuple[Backend, OpenedModel]:
        """Open what was recognised on a device: ``cpu``, ``cuda``, … or ``auto``.

        Raises:
            ValueError: it cannot be opened; one sentence that says why.
        """
        ...


BUILT_IN: tuple[Format, ...] = (checkpoint, recording)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file or folder that a format can open."""

    path: Path
    format: Format


@cache
def formats() -> tuple[tuple[Format, ...], tuple[str, ...]]:
    """All formats, and a sentence about each that another package announces but cannot load."""
    found, problems = list(BUILT_IN), []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            found.append(point.load())
        except Exception as error:  # whatever somebody else's module raises when it is imported
            why = str(error).strip().splitlines() or [type(error).__name__]
            problems.append(
                f"The format {point.name!r} ({point.value}) cannot be loaded: {why[0]}."
            )
    return tuple(found), tuple(problems)


def recognise(path: Path) -> Recognised | None:
    """What can open this file or folder; None where nothing can."""
    for one in formats()[0]:
        try:
            place = one.recognise(path)
        except (OSError, ValueError):  # not there, not ours to read, or no possible name
            continue
        if place is not None:
            return Recognised(place, one)
    return None


def find(source: str | Path) -> Recognised:
    """What a bundled checkpoint's name, or a path, means.

    Raises:
        CheckpointError: there is nothing there.
    """
    path = bundled.find(source)
    # Of what nobody knows, our own format says what it lacks.
    return recognise(path) or Recognised(path, checkpoint)


def open_model(command: Open) -> tuple[Backend, OpenedModel]:
    """Open anything that a format knows; the engine's opener.

    Raises:
        ValueError: there is nothing there, or it cannot be opened; one sentence.
    """
    found = find(command.source)
    backend, opened = found.format.open(found.path, command.device)
    if not opened.hashes and opened.recorded is None:
        opened = replace(opened, hashes=hashes_of(found.path))
    return backend, opened


def hashes_of(path: Path) -> dict[str, str]:
    """SHA-256 of a model's files in hexadecimal, by their names, to find the same model again.

    Raises:
        CheckpointError: it is a damaged checkpoint of our own, or a file cannot be read.
        OSError: the folder cannot be read.
    """
    if checkpoint.recognise(path) is not None:
        return hashes_of_checkpoint(path)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return {file.name: hash_of_file(file) for file in files if file.is_file()}
