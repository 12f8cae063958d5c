"""Sentences about errors that were not foreseen."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from wmstudio.machine import NO_MEMORY, is_out_of_memory

log = logging.getLogger("wmstudio")


def sentence_of(error: Exception) -> str:
    """A sentence about an error. Unforeseen ones are logged by place, without their message."""
    text = str(error).strip().splitlines()
    line, kind = text[0] if text else "", type(error).__name__
    if is_out_of_memory(error) and "out of memory" not in line:
        line = NO_MEMORY  # the allocators' messages are not sentences
    elif not isinstance(error, ValueError | OSError | RuntimeError):
        places = traceback.extract_tb(error.__traceback__)
        where = ", ".join(f"{Path(place.filename).name}:{place.lineno}" for place in places)
        log.error("the engine went on after %s at %s", kind, where)
        line = f"Something went wrong inside the program ({kind}: {line})"
    line = line or kind
    return line if line.endswith((".", "!", "?")) else f"{line}."
