"""The log: a file of what the program did, for whoever has to find out what went wrong.

No text of the user's is ever written: neither what is in the editor nor what was typed or read.
"""

from __future__ import annotations

import logging
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
"""Bytes of a file, and how many older ones are kept."""

log = logging.getLogger(NAME)
log.addHandler(logging.NullHandler())
# What is told to people is told in the window.
log.propagate = False


class _PrivateFiles(RotatingFileHandler):
    """A log that others cannot read, old files included."""

    def _open(self) -> TextIOWrapper:
        make_private_file(Path(self.baseFilename))
        return super()._open()


def begin(folder: Path | None = None) -> Path | None:
    """Write to a file in the user's folder from now on; None where that cannot be."""
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
    """Write no more."""
    for handler in log.handlers[:]:
        if isinstance(handler, RotatingFileHandler):
            log.removeHandler(handler)
            handler.close()


def where() -> Path | None:
    """The file that is written to; None without one."""
    files = [h.baseFilename for h in log.handlers if isinstance(h, RotatingFileHandler)]
    return Path(files[0]) if files else None


def homeless(text: str) -> str:
    """A text without the name of the user's own folder."""
    return text.replace(str(Path.home()), "~")


def frames(kind: type[BaseException], where: TracebackType | None) -> str:
    """An error's kind and the lines of the program it came through, without its words.

    The words of an error may hold a piece of what somebody wrote.
    """
    found = traceback.extract_tb(where)
    lines = [f"{homeless(frame.filename)}:{frame.lineno} in {frame.name}" for frame in found]
    return "\n  ".join([kind.__name__, *lines])
