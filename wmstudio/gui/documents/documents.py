"""The text as a file: new, open, save, and the draft that is never lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from wmstudio.app import catalogue
from wmstudio.app.phrases import phrase
from wmstudio.app.saved.drafts import Draft
from wmstudio.files.digest import digest_of
from wmstudio.gui.base.patience import BusyError, CancelledError, Patience
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.documents.draft_keeper import DraftKeeper
from wmstudio.gui.documents.text_file import Convention, opening, saving
from wmstudio.text.documents import TextError

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from wmstudio.app.settings import Settings
    from wmstudio.gui.base.actions import Actions
    from wmstudio.gui.base.message import MessageStrip
    from wmstudio.gui.base.progress import Progress
    from wmstudio.gui.documents.branching import Branching
    from wmstudio.gui.documents.formats import FileFormat, Surroundings
    from wmstudio.gui.editor.editor import Editor

TOPIC = "file"
LONG = 1_000_000
"""Characters of a text whose document is made a piece at a time."""
READING, SAVING = "reading a file", "saving a file"
BUSY = phrase("A file is being read or saved. Wait until it is finished, or cancel it.")
FILTER = phrase("Text (*.txt *.md *.text);;All files (*)")
FAILURES = (CancelledError, BusyError, TextError, OSError)
"""Of reading and writing a file."""


class Documents(QObject):
    """Which file the editor's text belongs to, and how that file is written."""

    named = Signal(str)
    """The file's name, or ``Untitled``."""
    model_chosen = Signal(str)
    """What was to be opened is no text but a model: what to open it by."""
    changed_outside = Signal(object)
    """The text was not saved, as its file (a `Path`) is not as it was read or last written."""
    draft_found = Signal(object)
    """There are words of the file that was opened in a draft (a `FoundDraft`)."""

    def __init__(
        self,
        editor: Editor,
        messages: MessageStrip,
        settings: Settings,
        autosave: Path | None,
        window: QWidget,
        branching: Branching,
        progress: Progress,
        actions: Actions,
    ) -> None:
        super().__init__(window)
        self._patience = Patience(progress, self)
        self._editor, self._messages, self._branching = editor, messages, branching
        self._settings, self._window = settings, window
        self.drafts = DraftKeeper(autosave, editor, messages, self)
        self._restoring = False
        self._seen = ""
        """The digest of the file as it was read or last written; empty where it is not known."""
        self.formats: dict[str, FileFormat] = {}
        """Of files that are no plain text, by the ends of their names."""
        self.surroundings: Surroundings | None = None
        """Kept with the draft, for the case that the program is killed."""
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
        """What the text is called."""
        return self.path.name if self.path else tr("Untitled")

    @property
    def text(self) -> str:
        """The text that is shown."""
        return self._editor.text

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing yet: no text, no file, no branches."""
        return not self.text and self.path is None and self._branching.tree.is_plain

    # --- what a start begins with ---

    def begin(self, file: Path | None = None) -> None:
        """Show a file, or what was left when the program last ended."""
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
        if path is None or draft.modified or not self._read(path):
            self._show(here.text, path, Convention(draft.newline, draft.bom))
            self._editor.document().setModified(draft.modified or path is not None)
            self._seen = draft.seen
        self._editor.place_caret(here.caret)
        if draft.complete:
            self._branching.restore(draft.tree)
        else:
            said = tr("The branches of the text could not be read, so it has none now.")
            self._messages.say(said, "branches")
        # There only where the program did not come to its end.
        if draft.session is not None and self.surroundings:
            self.surroundings.recover(draft.session)

    # --- what the menus offer ---

    def new(self) -> None:
        """An empty text."""
        if self.may_go():
            self._show("", None, Convention())

    def open(self, path: Path | None = None) -> None:
        """Another text, of this file or a chosen one; what fails leaves the text as it is."""
        if path is None:
            chosen, _ = QFileDialog.getOpenFileName(
                self._window, tr("Open text"), self._settings.folder, tr(FILTER)
            )
            if not chosen:
                return
            path = Path(chosen)
        # Read first: there is nothing to ask about a file that cannot be read.
        self._read(path, ask=True)

    def show_text(self, text: str) -> None:
        """A text that belongs to no file of the user's, where it has been asked about."""
        self._messages.clear(TOPIC)
        self._show(text, None, Convention())

    def save(self) -> bool:
        """Write the text to its file; whether that was done."""
        return self.save_as() if self.path is None else self._write(self.path)

    def save_as(self) -> bool:
        """Write the text to a file that is chosen; whether that was done."""
        start = str(self.path or Path(self._settings.folder) / "Untitled.txt")
        chosen, _ = QFileDialog.getSaveFileName(self._window, tr("Save text"), start, tr(FILTER))
        return bool(chosen) and self.save_to(Path(chosen))

    def save_to(self, path: Path) -> bool:
        """Write the text to this file, which is its own from now on; whether that was done."""
        return self._write(path)

    def save_anyway(self) -> bool:
        """Write the text over a file that is not as it was; whether that was done."""
        return self.path is not None and self._write(self.path, over=True)

    def open_draft(self, file: Path) -> None:
        """Go on with a draft that another window left; it is this one's from now on."""
        if self.may_go() and (draft := self.drafts.switch(file)) is not None:
            self._begin_with(draft)

    # --- the draft ---

    @Slot()
    def keep(self) -> None:
        """Keep the text against a crash."""
        if self._restoring:
            # Half of a draft must not take the place of all of it.
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
            )
        )

    @Slot()
    def keep_soon(self) -> None:
        """Keep the text when the next pause is over."""
        self.drafts.keep_soon()

    @Slot()
    def _keep_branches(self) -> None:
        # When the window begins there is nothing to keep, and when a text gives way it is not over.
        if not self._branching.tree.is_plain:
            self.keep()
        else:
            self.keep_soon()

    def end(self) -> bool:
        """Keep the text for the next start; False where it is to stay open, as it cannot be."""
        self._patience.stop()
        self._keep(None)
        if not self.drafts.is_kept and not self.may_go():
            return False
        self.drafts.release()
        return True

    # --- reading and writing ---

    def _read(self, path: Path, *, ask: bool = False) -> bool:
        if other := self.formats.get(path.suffix.lower()):
            return other.read(path.absolute(), ask=ask)
        source = catalogue.model_at(path)
        if source is not None or path.is_dir():
            # A folder that holds no model is refused by the engine, which can say why.
            self.model_chosen.emit(source or str(path))
            return False
        said, made = tr("Reading {file}", file=path.name), None
        try:
            file = self._patience.wait(READING, said, opening(path))
            if ask and not self.may_go():
                return False
            if len(file.text) > LONG:
                revision = self._editor.revision
                made = self._patience.wait(READING, said, self._editor.document_of(file.text))
                # Somebody may have gone on writing meanwhile.
                if ask and self._editor.revision != revision and not self.may_go():
                    return False
        except FAILURES as error:
            return self._tell(error)
        self.take(path.absolute(), file.text, file.convention, file.note, made, file.digest)
        if file.altered:
            self._editor.document().setModified(True)
        return True

    def take(
        self,
        path: Path,
        text: str,
        convention: Convention,
        note: str = "",
        made: QTextDocument | None = None,
        digest: str = "",
    ) -> None:
        """Show the text of a file that has been read, or the document that was made of it."""
        self._messages.clear(TOPIC)
        self._settings.folder = str(path.parent)
        self._settings.remember_file(path)
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
        self._settings.folder = str(self.path.parent)
        self._settings.remember_file(self.path)
        # What was written on meanwhile is not in the file.
        all_of_it = self._editor.revision == revision
        self._editor.document().setModified(not all_of_it)
        self.named.emit(self.name)
        if len(self._editor.text) > LONG:
            self.keep_soon()
        else:
            self.keep()
        return all_of_it

    def _tell(self, error: Exception) -> bool:
        """Say why a file was not read or written; False, as it was not."""
        if not isinstance(error, CancelledError):
            said = tr(BUSY) if isinstance(error, BusyError) else f"{str(error).removesuffix('.')}."
            self._messages.say(said, TOPIC)
        return False

    def _is_changed_outside(self) -> bool:
        """Whether the file is there, and not as it was read or last written."""
        if self.path is None or not self._seen:
            return False
        # A file that is gone is written anew, and nothing is lost.
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
        """Whether the text may give way to another: it is saved, or somebody says so."""
        buttons = QMessageBox.StandardButton
        others = len(self._branching.tree.branches) - 1
        if others and (self.path is None or self.path.suffix.lower() not in self.formats):
            said = counted(
                others,
                "{file} has {n} more branch, kept only as long as it is open. Go on without?",
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
