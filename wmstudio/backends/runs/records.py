"""Where a model has the record of its training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.backends.runs.listing import STATE, steps_in
from wmstudio.checkpoints.layout import CONFIG, TRAINING, CheckpointError, place_of, read_object

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.engine.messages import OpenedModel


def record_file(opened: OpenedModel) -> Path | None:
    """The file with the record of an open model; None if it has none here.

    It is the record of a checkpoint, or of a run that the Trainer of transformers made its log.

    Raises:
        OSError: the folder of a run cannot be read.
    """
    run = opened.run
    if run is None or opened.folder is not None:
        return None if opened.folder is None else record_in(opened.folder)
    if not run.here:
        return None
    # The log of the newest step has all before it.
    newest = list(steps_in(run.folder).values())[-1:]
    return newest[0] / STATE if newest and (newest[0] / STATE).is_file() else None


def record_in(folder: Path) -> Path | None:
    """The file with the record of a checkpoint; None if it has none."""
    try:
        path = place_of(folder, TRAINING, read_object(folder / CONFIG))
    except (CheckpointError, OSError):
        # Of another program, or a file.
        return None
    return path if path.is_file() else None
