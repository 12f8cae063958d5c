"""Whether a file is still as it was."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes; empty where there is no regular file that can be read."""
    if not os.path.isfile(path):  # of a pipe there is no second look
        return ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
