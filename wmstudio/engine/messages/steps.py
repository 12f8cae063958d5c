"""The steps of a training run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from pathlib import Path

TRAINING_STEP = "training_step"
"""The setting of a training run that chooses the step."""


@dataclass(frozen=True)
class StepsFound:
    """The folder of the open run has other steps now; a run on this computer is looked at here."""

    steps: tuple[int, ...]


@dataclass(frozen=True)
class TrainingRun:
    """The training run that a model is a step of.

    ``steps`` are those that its ``folder`` holds, in order; ``step`` is the one that is open, and
    ``place`` the file or folder that opens it by itself. Of a run on a server, which is not
    ``here``, both are names that mean nothing on this computer.
    """

    folder: Path
    steps: tuple[int, ...]
    step: int
    place: Path
    here: bool = True
