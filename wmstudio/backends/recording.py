"""The format of recordings: files with all that a model showed of one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.engine.messages import Open, OpenedModel
from wmstudio.engine.recorded import open_recording
from wmstudio.files.recording_name import is_recording

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.engine.backend import Backend

NAME = "recording (.wmtrace)"


def recognise(path: Path) -> Path | None:
    """Recognise a file by the suffix of recordings."""
    return path if is_recording(path) and path.is_file() else None


def open(path: Path, device: str) -> tuple[Backend, OpenedModel]:
    """Open a recording. The device is ignored.

    Raises:
        RecordingError: it cannot be opened; the message is one sentence.
    """
    return open_recording(Open(path, device))
