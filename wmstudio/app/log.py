"""The log file: what the program did, for finding out what went wrong.

No text of the user's is ever written: neither what is in the editor nor what was typed or read.
"""

from __future__ import annotations

import logging
import re
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio import paths
from wmstudio.files.private import make_private_file, make_private_folder

if TYPE_CHECKING:
    from io import TextIOWrapper
    from types import TracebackType

NAME, FILE = "wmstudio", "wmstudio.log"
LARGEST, OLDER = 500_000, 3
"""Largest size of a file in bytes, and number of older files kept."""

log = logging.getLogger(NAME)
log.addHandler(logging.NullHandler())
# Messages for people are shown in the window, not on stderr.
log.propagate = False


class _PrivateFiles(RotatingFileHandler):
    """A rotating log that only the user can read."""

    def _open(self) -> TextIOWrapper:
        make_private_file(Path(self.baseFilename))
        return super()._open()


def begin(folder: Path | None = None) -> Path | None:
    """Start writing to a file in the user's folder. Returns its path, or None if impossible."""
    file = (folder or paths.state_folder()) / FILE
    try:
        make_private_folder(file.parent)
        handler = _PrivateFiles(
            file, maxBytes=LARGEST, backupCount=OLDER, encoding="utf-8", errors="replace"
        )
    except OSError:
        return None
    end()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    return file


def end() -> None:
    """Stop writing."""
    for handler in log.handlers[:]:
        if isinstance(handler, RotatingFileHandler):
            log.removeHandler(handler)
            handler.close()


def where() -> Path | None:
    """The path of the log; None without one."""
    files = [h.baseFilename for h in log.handlers if isinstance(h, RotatingFileHandler)]
    return Path(files[0]) if files else None


def homeless(text: str) -> str:
    """A text with the user's home folder replaced by ``~``."""
    try:
        home = str(paths.home())
    except paths.HomeError:
        return text
    # Neither a folder whose name only begins alike, nor the root.
    return text if home == "/" else re.sub(re.escape(home) + r"(?!\.?[\w-])", "~", text)


def frames(kind: type[BaseException], where: TracebackType | None) -> str:
    """An error's type and stack without its message, which may quote the user's text."""
    found = traceback.extract_tb(where)
    lines = [f"{homeless(frame.filename)}:{frame.lineno} in {frame.name}" for frame in found]
    return "\n  ".join([kind.__name__, *lines])
