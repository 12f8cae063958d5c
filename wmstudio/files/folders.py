"""The one place that makes folders for what a command writes."""

from __future__ import annotations

import os
from pathlib import Path

DEVICES = "/dev", "/proc", "/sys"
SHARED = "/dev/shm"
"""A folder in memory, which people may well use."""


class FolderError(ValueError):
    """A folder that nothing should be written to. The message is one sentence."""


def check_folder(folder: Path) -> None:
    """Check that a folder may be made there; nothing is touched.

    Raises:
        FolderError: it would be among the system's devices.
    """
    where = Path(os.path.realpath(folder))
    if any(where.is_relative_to(place) for place in DEVICES) and not where.is_relative_to(SHARED):
        raise FolderError(
            f"{folder} would be among the devices of this machine: name another folder"
        )


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, unless it is there.

    Raises:
        FolderError: see `check_folder`.
        OSError: it cannot be made.
    """
    if not folder.is_dir():
        check_folder(folder)
        folder.mkdir(parents=True, exist_ok=True)
