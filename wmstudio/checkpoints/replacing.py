"""Replacing a checkpoint by one rename, and cleaning up after a killed process.

The new files are written under names of their own (`layout.staged`), then the config is renamed
over the old one: that rename replaces the checkpoint. Before it the old checkpoint is whole, after
it the new one is, found by the digest in the config. At last the files get their usual names.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from wmstudio.checkpoints.layout import (
    CARD,
    CONFIG,
    TOKENIZER,
    TRAINING,
    WEIGHTS,
    WEIGHTS_HASH,
    CheckpointError,
    place_of,
    read_object,
    staged,
)
from wmstudio.files.writing import move_into_place, write_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

REPLACED = (WEIGHTS, TOKENIZER, TRAINING, CARD)
_STAGED = re.compile(
    "|".join(
        rf"{re.escape(n)}\.[0-9a-f]{{16}}{re.escape(e)}" for n, e in map(os.path.splitext, REPLACED)
    )
)
_PART = re.compile(r"\.(?:.+\.)?(?P<process>\d{1,9})(?:-[0-9a-f]+)?\.part")
"""A temporary file of a process, whose number is in the name."""


def replace_checkpoint(
    folder: Path, config: Mapping[str, Any], files: Mapping[str, bytes | str]
) -> None:
    """Write a checkpoint to a folder and replace the one that is there.

    Raises:
        OSError: it cannot be written. The old checkpoint is unchanged.
    """
    digest = str(config[WEIGHTS_HASH])
    new: dict[str, bytes | str] = {staged(name, digest): data for name, data in files.items()}
    try:
        # All files are on the disk before the first is renamed, and the config is renamed last.
        write_files(folder, new | {CONFIG: json.dumps(config, indent=2) + "\n"})
    finally:
        tidy(folder)


def tidy(folder: Path) -> None:
    """Give the checkpoint's files their usual names, and remove leftovers of killed processes.

    Files that cannot be renamed or removed do no harm and are left.
    """
    try:
        config = read_object(folder / CONFIG)
    except CheckpointError:
        config = {}
    for name in REPLACED:
        waiting, usual = place_of(folder, name, config), folder / name
        if waiting != usual:
            with suppress(OSError):
                move_into_place(waiting, usual)
    own = {place_of(folder, name, config).name for name in REPLACED}
    with suppress(OSError):
        for path in list(folder.iterdir()):
            part = _PART.fullmatch(path.name)
            stale = _STAGED.fullmatch(path.name) and path.name not in own
            if stale or (part and not _runs(int(part["process"]))):
                with suppress(OSError):
                    path.unlink()


def _runs(process: int) -> bool:
    """Whether a process with this number exists; true if that cannot be determined."""
    if os.name != "posix":
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
