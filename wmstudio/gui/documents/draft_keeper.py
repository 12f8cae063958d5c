"""Saves the draft of a window after each pause, so that a crash loses no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wmstudio.gui.base.translation import joined, tr
from wmstudio.gui.documents.autosave import Autosave

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.app.saved.drafts import Draft
    from wmstudio.gui.base.message import MessageStrip
    from wmstudio.gui.documents.autosave import FoundDraft
    from wmstudio.gui.editor.editor import Editor

KEEPING, DRAFTS, DAMAGED, UNREAD = "autosave", "drafts", "damaged draft", "unread draft"
QUIET = 2_000
"""Milliseconds from a change until the draft is saved; longer for texts that take long to write."""
MOST_QUIET = 30_000


class DraftKeeper(QObject):
    """Announces when a draft is due, writes it, and reports failures once."""

    due = Signal()
    """Call `keep` with a draft of the present text."""

    def __init__(
        self, folder: Path | None, editor: Editor, messages: MessageStrip, parent: QObject
    ) -> None:
        """Save drafts in a folder; without one, nothing is saved."""
        super().__init__(parent)
        self._autosave, self._editor, self._messages = Autosave(folder), editor, messages
        self.is_kept = True
        """Whether the last attempt to save the draft succeeded."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.due)

    def claim(self, *, empty: bool) -> Draft | None:
        """Claim a slot and return its draft, or with ``empty`` claim a free slot."""
        draft = None
        self._rescue()
        try:
            draft = self._autosave.claim(empty=empty)
        except OSError as error:
            said = tr("The text will not be kept when the program closes: {why}.", why=error)
            self._messages.say(said, KEEPING)
        if self._autosave.elsewhere:
            said = tr(
                "A draft is in use on the computer {host}. Open it there.",
                host=self._autosave.elsewhere[0].host,
            )
            self._messages.say(said, DRAFTS)
        return draft

    def _rescue(self) -> None:
        """Keep drafts that cannot be read, and say where they are."""
        found = self._autosave.rescue()
        if kept := [str(kept) for _, kept in found if kept is not None]:
            said = tr(
                "An autosaved text could not be read: it is kept as {file}, where a text editor "
                "may still show it.",
                file=joined(", ", kept),
            )
            self._messages.say(said, DAMAGED)
        if left := [str(file) for file, kept in found if kept is None]:
            said = tr(
                "The autosaved text in {file} could not be read and is left there: it may be of a "
                "newer version of WM Studio.",
                file=joined(", ", left),
            )
            self._messages.say(said, UNREAD)

    def tell_of_part(self) -> None:
        """Say that only the text of the draft is used, and keep a copy of all of it."""
        kept = self._autosave.copied()
        if kept is None:
            said = tr(
                "What was open with the autosaved text could not be read and was not restored."
            )
        else:
            said = tr(
                "What was open with the autosaved text could not be read and was not restored: "
                "the whole draft is kept as {file}.",
                file=str(kept),
            )
        self._messages.say(said, DAMAGED)

    def switch(self, file: Path) -> Draft | None:
        """Take over a draft of another window and return it; None if it is in use."""
        try:
            draft = self._autosave.switch(file)
        except OSError:
            draft = None
        if draft is None:
            self._messages.say(tr("Another window is using this draft now."), DRAFTS)
        return draft

    def newer_words(self, path: Path, text: str) -> FoundDraft | None:
        """The newest draft of another window with unsaved text of a file with this text."""
        newest = next(iter(self._autosave.drafts_of(path)), None)
        return newest if newest is not None and newest.draft.text != text else None

    @Slot()
    def keep_soon(self) -> None:
        """Announce a due draft at the next pause."""
        if not self._timer.isActive():
            self._timer.start(min(QUIET + len(self._editor.text) // 200, MOST_QUIET))

    def keep(self, draft: Draft) -> None:
        """Save a draft. A failure is reported once, and saving is tried again soon."""
        self._timer.stop()
        was, self.is_kept = self.is_kept, self._autosave.write(draft)
        if not self.is_kept:
            self.keep_soon()
        if was and not self.is_kept:
            said = tr("The text could not be autosaved. Save it to a file.")
            self._messages.say(said, KEEPING)
        elif self.is_kept and not was:
            self._messages.clear(KEEPING)

    def release(self) -> None:
        """Release the slot: the next window that starts continues with the draft."""
        self._timer.stop()
        self._autosave.release()
