"""Detecting whether a file has changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes; empty if there is no readable regular file."""
    if not os.path.isfile(path):  # a pipe cannot be read twice
        return ""
    import hashlib

    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
