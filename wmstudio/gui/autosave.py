"""The text of each window, kept where a crash or a careless close cannot reach it.

Every window that runs has a slot of its own, held by a lock, so that two of them never write over
one another; what a window left in its slot is there at the next start.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLockFile

from wmstudio.files.private import make_private_folder
from wmstudio.files.writing import write_file

if TYPE_CHECKING:
    from pathlib import Path

SLOTS = 32


@dataclass(frozen=True, slots=True)
class Draft:
    """A text, whether it differs from its file, and how that file is written."""

    text: str
    path: str = ""
    modified: bool = True
    caret: int = 0
    newline: str = "\n"
    bom: bool = False
    branch: int = 0
    """Which of its branches the text is; 0 where it has no others."""


class Autosave:
    """One slot in a folder. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._lock: QLockFile | None = None
        self._file: Path | None = None

    def claim(self, *, empty: bool = False) -> Draft | None:
        """Take a slot and give what is in it: the first with unsaved text, or with ``empty`` none.

        Raises:
            OSError: the folder cannot be made.
        """
        if self._folder is None:
            return None
        make_private_folder(self._folder)
        files = [self._folder / f"text-{i}.json" for i in range(1, SLOTS + 1)]
        drafts = {file: _read(file) for file in files if file.is_file()}
        kept = [file for file in files if file in drafts]
        free = [file for file in files if file not in drafts]
        if empty:
            saved = [f for f in kept if (d := drafts[f]) and not d.modified and not d.branch]
            order = [*free, *saved]
        else:
            # A file that cannot be read is left alone: somebody may want to save what is in it.
            order = [*(f for f in kept if drafts[f] is not None), *free]
        for file in order:
            lock = QLockFile(str(file.with_suffix(".lock")))
            lock.setStaleLockTime(0)
            if lock.tryLock(0):
                self._lock, self._file = lock, file
                return None if empty else _read(file)
        return None

    def write(self, draft: Draft) -> bool:
        """Keep this; whether it could be. An empty text that has no file is not kept."""
        if self._file is None:
            return self._folder is None
        if not draft.text and not draft.path and not draft.branch:
            self._file.unlink(missing_ok=True)
            return True
        return _write(self._file, asdict(draft))

    def write_branches(self, kept: dict[str, Any] | None) -> bool:
        """Keep these beside the text, or none; whether it could be done."""
        return self._write_beside("-branches.json", kept)

    def read_branches(self) -> Any:
        """What is beside the text; None if there is nothing that can be read."""
        return self._read_beside("-branches.json")

    def write_session(self, kept: dict[str, Any] | None) -> bool:
        """Keep what was open with the text, or nothing; whether it could be done."""
        return self._write_beside(".session", kept)

    def read_session(self) -> Any:
        """What was open with the text; None if there is nothing that can be read."""
        return self._read_beside(".session")

    def _write_beside(self, end: str, kept: dict[str, Any] | None) -> bool:
        if (file := self._beside(end)) is None:
            return self._folder is None
        if kept is None:
            file.unlink(missing_ok=True)
            return True
        return _write(file, kept)

    def _read_beside(self, end: str) -> Any:
        try:
            file = self._beside(end)
            return json.loads(file.read_text(encoding="utf-8")) if file else None
        except (OSError, ValueError, RecursionError):
            return None

    def _beside(self, end: str) -> Path | None:
        return self._file and self._file.with_name(self._file.stem + end)

    def release(self) -> None:
        """Let another window have the slot."""
        if self._lock is not None:
            self._lock.unlock()
        self._lock = self._file = None


def _write(path: Path, kept: dict[str, Any]) -> bool:
    try:
        write_file(path, json.dumps(kept), private=True)
    except OSError:
        return False
    return True


def _read(file: Path) -> Draft | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        draft = Draft(**found)
        usual = asdict(Draft(""))
        sound = all(type(getattr(draft, name)) is type(usual[name]) for name in usual)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return draft if sound and draft.newline in ("\n", "\r\n", "\r") else None
