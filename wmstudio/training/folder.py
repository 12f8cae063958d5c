"""The folder of a training: what may be there, and that nobody else trains there."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from wmstudio.checkpoints.layout import CONFIG, TOKENIZER, TRAINING, CheckpointError, read_object
from wmstudio.checkpoints.replacing import tidy
from wmstudio.files.folders import check_folder, make_folder
from wmstudio.files.locking import Lock
from wmstudio.training.loop import RESUME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class TrainingError(ValueError):
    """Training cannot continue. The message says why, and what to change."""


def check_place(folder: Path) -> None:
    """Check that the folder is new or of a training, and remove leftovers of killed processes.

    Raises:
        TrainingError: it holds something else, or a checkpoint that would be lost.
        OSError: it cannot be read.
    """
    try:
        there = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise TrainingError(
            f"{folder} is a file: name a folder for the checkpoint with --out"
        ) from None
    config = {}
    if CONFIG in there:
        with suppress(CheckpointError):
            config = read_object(folder / CONFIG)
    is_checkpoint = isinstance(config.get("format"), int) and "family" in config
    if there - {TOKENIZER} and not is_checkpoint and RESUME not in there:
        raise TrainingError(
            f"{folder} holds something else than a checkpoint: name a folder of its own with --out"
        )
    if is_checkpoint and RESUME not in there and not _was_stopped(folder):
        raise TrainingError(
            f"{folder} holds a checkpoint that would be replaced by another one: name another "
            "folder with --out, or delete it"
        )
    tidy(folder)


def _was_stopped(folder: Path) -> bool:
    """Whether a checkpoint is of a training that ended before its first save."""
    record = {}
    with suppress(CheckpointError):
        record = read_object(folder / TRAINING)
    steps, of_steps = record.get("steps"), record.get("of_steps")
    return isinstance(steps, int) and isinstance(of_steps, int) and steps < of_steps


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Train into a folder while nobody else does.

    Raises:
        TrainingError: another process does.
        FolderError: the folder would be among the system's devices.
        OSError: the lock beside the folder cannot be made.
    """
    folder = folder.absolute()
    check_folder(folder)
    make_folder(folder.parent)
    # Beside the folder and not in it: a checkpoint has its own files only.
    lock = Lock(folder.with_name(f".{folder.name[:200]}.lock"))
    if not lock.acquire():
        raise TrainingError(
            f"{lock.holder()} is training into {folder}: wait for its end, or name another "
            "folder with --out"
        )
    try:
        yield
    finally:
        with suppress(OSError):
            lock.path.unlink()
        lock.release()
