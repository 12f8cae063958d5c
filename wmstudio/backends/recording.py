"""Recordings: what a model showed of one text, in a file that opens in the place of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.engine.messages import Open, OpenedModel
from wmstudio.engine.recorded import is_recording, open_recording

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.engine.backend import Backend

NAME = "recording (.wmtrace)"


def recognise(path: Path) -> Path | None:
    """A file with a recording's ending."""
    return path if is_recording(path) and path.is_file() else None


def open(path: Path, device: str) -> tuple[Backend, OpenedModel]:
    """Open a recording; no device is needed.

    Raises:
        RecordingError: it cannot be opened; one sentence.
    """
    return open_recording(Open(path, device))
