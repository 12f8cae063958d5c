"""Automatically saved drafts, one for each window, safe from crashes.

Every window that runs has a slot of its own, held by a lock, so that two of them never write over
one another; what a window left in its slot is there at the next start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wmstudio.app.saved.drafts import Draft, DraftFile, peek
from wmstudio.files.locking import Holder, Lock
from wmstudio.files.private import make_private_folder

if TYPE_CHECKING:
    from pathlib import Path

SLOTS = 32


@dataclass(frozen=True, slots=True)
class FoundDraft:
    """A draft in another slot, and the process that uses it, if any."""

    file: Path
    draft: Draft
    holder: Holder | None


class Autosave:
    """A slot in a folder. Without a folder nothing is saved."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._lock: Lock | None = None
        self._file: DraftFile | None = None
        self.elsewhere: list[Holder] = []
        """Processes on other computers that use slots."""

    def claim(self, *, empty: bool = False) -> Draft | None:
        """Claim the first slot with unsaved text, or with ``empty`` a free one; return its draft.

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
            # A file that cannot be read is left alone, because it may be rescued by hand.
            order = [*(f for f in kept if drafts[f] is not None), *free]
        for file in order:
            if self._take(file):
                return None if empty or self._file is None else self._file.read()
        return None

    def _take(self, file: Path) -> bool:
        lock = Lock(file.with_suffix(".lock"))
        if not lock.acquire():
            holder = lock.holder()
            if holder.is_elsewhere:
                self.elsewhere.append(holder)
            return False
        self.release()
        self._lock, self._file = lock, DraftFile(file)
        return True

    def switch(self, file: Path) -> Draft | None:
        """Switch to another slot and return its draft; None if it is in use.

        Raises:
            OSError: its lock cannot be made.
        """
        if not self._take(file) or self._file is None:
            return None
        return self._file.read()

    def drafts_of(self, path: Path) -> list[FoundDraft]:
        """Unsaved drafts of a file in other slots, the newest first."""
        if self._folder is None:
            return []
        found = []
        for file in self._folder.glob("text-*.json"):
            if "-branches" in file.name or (self._file is not None and file == self._file.path):
                continue
            draft = peek(file)
            if draft is None or not draft.modified or draft.path != str(path):
                continue
            lock = Lock(file.with_suffix(".lock"))
            try:
                free = lock.acquire()
            except OSError:
                continue
            lock.release()
            found.append(FoundDraft(file, draft, None if free else lock.holder()))
        return sorted(found, key=lambda one: one.file.stat().st_mtime, reverse=True)

    def write(self, draft: Draft) -> bool:
        """Save a draft. Returns whether it worked."""
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
        """Release the slot for other windows."""
        if self._lock is not None:
            self._lock.release()
        self._lock = self._file = None
