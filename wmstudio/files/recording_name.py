"""What a recording's file is called. What is in it, `wmstudio.engine.recording` knows."""

from __future__ import annotations

from pathlib import Path

ENDING = ".wmtrace"


def is_recording(source: str | Path) -> bool:
    """Whether `wmstudio.engine.recorded.open_recording` should open this file."""
    return Path(source).suffix.lower() == ENDING
