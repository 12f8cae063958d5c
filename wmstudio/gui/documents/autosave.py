"""Automatically saved drafts, one for each window, safe from crashes.

Every window that runs has a slot of its own, held by a lock, so that two of them never write over
one another; what a window left in its slot is there at the next start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app.saved.drafts import Draft, DraftFile, peek, rescue
from wmstudio.files.damaged import put_aside
from wmstudio.files.locking import Holder, Lock
from wmstudio.files.private import make_private_folder
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from pathlib import Path

SLOTS = 32


@dataclass(frozen=True)
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

    def rescue(self) -> list[tuple[Path, Path | None]]:
        """Keep drafts that cannot be read, and that no window uses, under other names.

        Returns their files, each with the one in which it is kept, or None where it was left.
        """
        if self._folder is None:
            return []
        found = []
        for file in (self._folder / f"text-{i}.json" for i in range(1, SLOTS + 1)):
            if not file.is_file() or peek(file) is not None:
                continue
            lock = Lock(file.with_suffix(".lock"))
            try:
                # Asked again: the window that had it may have written it in between.
                if lock.acquire() and file.is_file() and peek(file) is None:
                    found.append((file, rescue(file)))
            except OSError:
                found.append((file, None))
            finally:
                lock.release()
        return found

    def copied(self) -> Path | None:
        """Copy the draft of this window, of which a part is not used; None if that fails."""
        try:
            return put_aside(self._file.path, copy=True) if self._file is not None else None
        except OSError:
            return None

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
            # A file that cannot be read is left alone: a newer version may read it.
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
