"""The text as a file: new, open, save, and its draft."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMessageBox

from wmstudio.app import catalogue
from wmstudio.app.branches import Tree
from wmstudio.app.phrases import phrase
from wmstudio.app.places import word_changes
from wmstudio.app.saved.drafts import Draft
from wmstudio.files.digest import digest_of
from wmstudio.gui.base.patience import BusyError, CancelledError, Patience
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.documents.draft_keeper import DraftKeeper
from wmstudio.gui.documents.text_file import Convention, opening, saving
from wmstudio.gui.workspace.controller import Controller
from wmstudio.text.documents import TextError

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from wmstudio.app.places import Change
    from wmstudio.app.saved.second_text import SecondText
    from wmstudio.gui.documents.branching import Branching
    from wmstudio.gui.documents.formats import FileFormat, Second, Surroundings
    from wmstudio.gui.workspace.controller import Services

TOPIC = "file"
LONG = 1_000_000
"""A document with more characters is built in pieces."""
READING, SAVING = "reading a file", "saving a file"
BUSY = phrase("A file is being read or saved. Wait until it is finished, or cancel it.")
FILTER = phrase("Text (*.txt *.md *.text);;All files (*)")
FAILURES = (CancelledError, BusyError, TextError, OSError)
"""What reading and writing a file can raise."""


class Documents(Controller):
    """Knows the file of the editor's text, and how to write it."""

    named = Signal(str)
    """The name of the file, or ``Untitled``."""
    model_chosen = Signal(str)
    """The opened path is a model and not a text."""
    changed_outside = Signal(object)
    """The text was not saved, because its file (a `Path`) was changed by another program."""
    draft_found = Signal(object)
    """The opened file has unsaved text in a draft (a `FoundDraft`)."""

    def __init__(self, services: Services, autosave: Path | None, branching: Branching) -> None:
        super().__init__(services)
        self._patience = Patience(self._progress, self)
        editor, actions, self._branching = self._editor, self._actions, branching
        self.drafts = DraftKeeper(autosave, editor, self._messages, self)
        self._restoring = False
        self._seen = ""
        """The digest of the file when it was last read or written; empty if unknown."""
        self.formats: dict[str, FileFormat] = {}
        """Formats of files that are not plain text, by suffix."""
        self.surroundings: Surroundings | None = None
        """What is saved with the draft in case of a crash."""
        self.second: Second | None = None
        """What shows a second text."""
        self.path: Path | None = None
        self.convention = Convention()
        self.drafts.due.connect(self.keep)
        actions.on("file.new", self.new)
        actions.on("file.open", self.open)
        actions.on("file.save", self.save)
        actions.on("file.save_as", self.save_as)
        editor.text_changed.connect(self.keep_soon)
        branching.changed.connect(self._keep_branches)

    @property
    def name(self) -> str:
        """The name of the text."""
        return self.path.name if self.path else tr("Untitled")

    @property
    def text(self) -> str:
        """The text of the editor."""
        return self._editor.text

    @property
    def second_text(self) -> SecondText | None:
        """The second text; None if there is none."""
        return self.second.kept() if self.second is not None else None

    @property
    def is_blank(self) -> bool:
        """Whether the window is untouched: no text, no file, no branches, no second text."""
        alone = self.path is None and self.second_text is None
        return not self.text and alone and self._branching.tree.is_plain

    # --- starting ---

    def begin(self, file: Path | None = None) -> None:
        """Show a file, or restore the state in which the program ended."""
        draft = self.drafts.claim(empty=file is not None)
        if file is not None:
            self._read(file)
        elif draft is not None:
            self._begin_with(draft)

    def _begin_with(self, draft: Draft) -> None:
        self._restoring = True
        try:
            self._restore(draft)
        finally:
            self._restoring = False

    def _restore(self, draft: Draft) -> None:
        path = Path(draft.path) if draft.path else None
        here = draft.tree.current
        changes: tuple[Change, ...] = ()
        if path is None or draft.modified or not self._read(path):
            self._show(here.text, path, Convention(draft.newline, draft.bom))
            self._editor.document().setModified(draft.modified or path is not None)
            self._seen = draft.seen
        elif path.suffix.lower() in self.formats and draft.seen not in ("", self._seen):
            # Another program has saved all of it anew, with branches and interventions.
            said = tr(
                "{file} was changed by another program, and is open as it is now.", file=path.name
            )
            self._messages.say(said, TOPIC, warns=False)
            return
        else:
            changes = word_changes(here.text, self._editor.text)
        for change in changes:
            here = replace(here, caret=change.kept(here.caret))
        self._editor.place_caret(here.caret)
        if draft.complete:
            self._branching.restore(reduce(Tree.moved, changes, draft.tree))
        else:
            said = tr("The branches of the text could not be read, so it has none now.")
            self._messages.say(said, "branches")
        if draft.second is not None and self.second is not None:
            self.second.show(draft.second)
        # It exists if the program was not closed properly, if there were interventions, and for
        # changed files that hold it.
        whole = draft.whole
        if draft.session is not None and self.surroundings:
            whole = self.surroundings.recover(draft.session, changes) and whole
        if not whole:
            self.drafts.tell_of_part()

    # --- commands ---

    def new(self) -> None:
        """Start an empty text."""
        if self.may_go():
            self._show("", None, Convention())

    def open(self, path: Path | None = None) -> None:
        """Open a file, by path or chosen by the user. On failure the present text stays."""
        if path is None:
            path = self._file_to_open(tr("Open text"), tr(FILTER))
        if path is None:
            return
        # Read first: an unreadable file needs no question.
        self._read(path, ask=True)

    def show_text(self, text: str) -> None:
        """Show a text without a file. The present text has been asked about."""
        self._messages.clear(TOPIC)
        self._show(text, None, Convention())

    def save(self) -> bool:
        """Save the text to its file. Returns whether it worked."""
        return self.save_as() if self.path is None else self._write(self.path)

    def save_as(self) -> bool:
        """Save the text to a file that the user chooses. Returns whether it worked."""
        path = self._file_to_save(tr("Save text"), self.path or "Untitled.txt", tr(FILTER))
        return path is not None and self.save_to(path)

    def save_to(self, path: Path) -> bool:
        """Save the text to this file, which becomes its own. Returns whether it worked."""
        return self._write(path)

    def save_anyway(self) -> bool:
        """Save over a file that was changed by another program. Returns whether it worked."""
        return self.path is not None and self._write(self.path, over=True)

    def open_draft(self, file: Path) -> None:
        """Continue with a draft of another window, which becomes this one's."""
        if self.may_go() and (draft := self.drafts.switch(file)) is not None:
            self._begin_with(draft)

    # --- the draft ---

    @Slot()
    def keep(self) -> None:
        """Save the draft."""
        if self._restoring:
            # A partial draft must not replace a complete one.
            self.keep_soon()
            return
        surroundings = self.surroundings if self._editor.text else None
        self._keep(surroundings.kept() if surroundings else None)

    def _keep(self, session: dict[str, Any] | None) -> None:
        self.drafts.keep(
            Draft(
                self._branching.whole(),
                str(self.path or ""),
                self._editor.document().isModified(),
                self.convention.newline,
                self.convention.bom,
                session,
                seen=self._seen,
                second=self.second_text,
            )
        )

    @Slot()
    def keep_soon(self) -> None:
        """Save the draft at the next pause."""
        self.drafts.keep_soon()

    @Slot()
    def _keep_branches(self) -> None:
        # There is nothing to save before the window has begun, or while a text is being replaced.
        if not self._branching.tree.is_plain:
            self.keep()
        else:
            self.keep_soon()

    def end(self) -> bool:
        """Save the draft at the end. Returns False if it failed and the window should stay open."""
        self._patience.stop()
        # What belongs to a file of several things must be there when the text is saved to it again.
        modified, surroundings = self._editor.document().isModified(), self.surroundings
        whole = modified and self.path is not None and self.path.suffix.lower() in self.formats
        # Interventions come back with the text that they are in, as after a crash.
        kept = surroundings is not None and (whole or surroundings.has_interventions)
        self._keep(surroundings.kept() if kept and surroundings else None)
        if not self.drafts.is_kept:
            if self.second is not None:
                # What is only there becomes a branch, about which is asked.
                self.second.end()
            if not self.may_go():
                return False
        self.drafts.release()
        return True

    # --- reading and writing ---

    def _read(self, path: Path, *, ask: bool = False) -> bool:
        if other := self.formats.get(path.suffix.lower()):
            return other.read(path.absolute(), ask=ask)
        source = catalogue.model_at(path)
        if source is not None:
            self.model_chosen.emit(source)
            return False
        said, made = tr("Reading {file}", file=path.name), None
        try:
            file = self._patience.wait(READING, said, opening(path))
            if ask and not self.may_go():
                return False
            if len(file.text) > LONG:
                revision = self._editor.revision
                made = self._patience.wait(READING, said, self._editor.document_of(file.text))
                # The user may have gone on typing meanwhile.
                if ask and self._editor.revision != revision and not self.may_go():
                    return False
        except FAILURES as error:
            return self._tell(error)
        self.show_file(path.absolute(), file.text, file.convention, file.note, made, file.digest)
        if file.altered:
            self._editor.document().setModified(True)
        return True

    def show_file(
        self,
        path: Path,
        text: str,
        convention: Convention,
        note: str = "",
        made: QTextDocument | None = None,
        digest: str = "",
    ) -> None:
        """Show the text of a file, or the document that was built from it."""
        self._messages.clear(TOPIC)
        self._preferences.remember_file(path)
        self._show(text, path, convention, made)
        self._seen = digest or digest_of(path)
        if note:
            self._messages.say(note, TOPIC, warns=False)
        if not self._restoring and (found := self.drafts.newer_words(path, text)):
            self.draft_found.emit(found)

    def _write(self, path: Path, *, over: bool = False) -> bool:
        if path.absolute() == self.path and not over and self._is_changed_outside():
            self.changed_outside.emit(path)
            return False
        revision = self._editor.revision
        if other := self.formats.get(path.suffix.lower()):
            if not other.write(path):
                return False
        else:
            said = tr("Saving {file}", file=path.name)
            try:
                written = saving(path, self._editor.text, self.convention)
                self._patience.wait(SAVING, said, written)
            except FAILURES as error:
                return self._tell(error)
        self._messages.clear(TOPIC)
        self.path = path.absolute()
        self._seen = digest_of(self.path)
        self._preferences.remember_file(self.path)
        # Text that was typed meanwhile is not in the file.
        all_of_it = self._editor.revision == revision
        self._editor.document().setModified(not all_of_it)
        self.named.emit(self.name)
        if len(self._editor.text) > LONG:
            self.keep_soon()
        else:
            self.keep()
        return all_of_it

    def _tell(self, error: Exception) -> bool:
        """Report why a file was not read or written. Returns False."""
        if not isinstance(error, CancelledError):
            said = tr(BUSY) if isinstance(error, BusyError) else f"{str(error).removesuffix('.')}."
            self._messages.say(said, TOPIC)
        return False

    def _is_changed_outside(self) -> bool:
        """Whether the file exists and was changed since it was last read or written."""
        if self.path is None or not self._seen:
            return False
        # A file that was deleted is simply written again.
        return digest_of(self.path) not in ("", self._seen)

    def _show(
        self,
        text: str,
        path: Path | None,
        convention: Convention,
        made: QTextDocument | None = None,
    ) -> None:
        self.path, self.convention, self._seen = path, convention, ""
        if made is not None:
            self._editor.show_document(made)
        else:
            self._editor.set_text(text)
        self.named.emit(self.name)
        self.keep_soon()

    def may_go(self) -> bool:
        """Whether the text may be replaced: it is saved, or the user agrees."""
        buttons = QMessageBox.StandardButton
        others = len(self._branching.tree.branches) - 1
        if others and (self.path is None or self.path.suffix.lower() not in self.formats):
            said = counted(
                others,
                "{file} has {n} more branch, which is lost when it is closed. Continue without it?",
                "{file} has {n} more branches, which are lost when it is closed. "
                "Continue without them?",
                file=self.name,
            )
            answer = QMessageBox.question(
                self._window,
                "WM Studio",
                plain_tip(said),
                buttons.Discard | buttons.Cancel,
                buttons.Cancel,
            )
            if answer != buttons.Discard:
                return False
        if not self._editor.document().isModified() or not self._editor.text:
            return True
        answer = QMessageBox.question(
            self._window,
            "WM Studio",
            plain_tip(tr("{file} has unsaved changes. Save them first?", file=self.name)),
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard
