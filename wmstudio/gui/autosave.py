"""The text of each window, kept where a crash or a careless close cannot reach it.

Every window that runs has a slot of its own, held by a lock, so that two of them never write over
one another; what a window left in its slot is there at the next start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app.drafts import Draft, DraftFile, peek
from wmstudio.files.locking import Lock
from wmstudio.files.private import make_private_folder

if TYPE_CHECKING:
    from pathlib import Path

SLOTS = 32


class Autosave:
    """One slot in a folder. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._lock: Lock | None = None
        self._file: DraftFile | None = None

    def claim(self, *, empty: bool = False) -> Draft | None:
        """Take a slot and give what is in it: the first with unsaved text, or with ``empty`` none.

        Raises:
            OSError: the folder cannot be made.
        """
        if self._folder is None:
            return None
        make_private_folder(self._folder)
        files = [self._folder / f"text-{i}.json" for i in range(1, SLOTS + 1)]
        drafts = {file: peek(file) for file in files if file.is_file()}
        kept = [file for file in files if file in drafts]
        free = [file for file in files if file not in drafts]
        if empty:
            saved = [f for f in kept if (d := drafts[f]) and not d.modified and d.complete]
            order = [*free, *saved]
        else:
            # A file that cannot be read is left alone: somebody may want to save what is in it.
            order = [*(f for f in kept if drafts[f] is not None), *free]
        for file in order:
            lock = Lock(file.with_suffix(".lock"))
            if lock.acquire():
                self._lock, self._file = lock, DraftFile(file)
                draft = self._file.read()
                return None if empty else draft
        return None

    def write(self, draft: Draft) -> bool:
        """Keep this in the place of what was kept; whether it could be."""
        if self._folder is None:
            return True
        try:
            if self._file is None:
                self.claim(empty=True)
            if self._file is None:
                return False
            self._file.write(draft)
        except OSError:
            return False
        return True

    def release(self) -> None:
        """Let another window have the slot."""
        if self._lock is not None:
            self._lock.release()
        self._lock = self._file = None
