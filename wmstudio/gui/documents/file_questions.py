"""Questions about a file: it was changed by another program, or a draft has newer text."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout

from wmstudio.app.phrases import phrase
from wmstudio.app.saved.session_file import ENDING, SessionError, read_session
from wmstudio.app.text_difference import difference
from wmstudio.gui.base import fonts
from wmstudio.gui.base.translation import tr
from wmstudio.gui.documents.draft_keeper import DRAFTS
from wmstudio.gui.documents.question_bar import QuestionBar
from wmstudio.gui.documents.text_file import open_text
from wmstudio.gui.workspace.controller import Controller
from wmstudio.text.documents import TextError

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.gui.documents.autosave import FoundDraft
    from wmstudio.gui.documents.documents import Documents
    from wmstudio.gui.workspace.controller import Services

SAME_WORDS = phrase("The texts are the same except for their line endings.")
SAME_TEXTS = phrase(
    "The texts are the same. The sessions differ in something else, such as branches, the model, "
    "edits or panels."
)


def free_name(path: Path) -> Path:
    """An unused name beside a file: ``story (2).txt``."""
    found, number = path, 2
    while os.path.lexists(found):
        found = path.with_stem(f"{path.stem} ({number})")
        number += 1
    return found


class FileQuestions(Controller):
    """Asks in a bar. Nothing is lost if a question is not answered."""

    def __init__(self, services: Services, documents: Documents) -> None:
        super().__init__(services)
        self._documents = documents
        self.bar = QuestionBar(tr("Question about the file"))
        self.shown: QDialog | None = None
        """The dialog with the last difference."""
        documents.named.connect(self.bar.withdraw)
        documents.changed_outside.connect(self._ask_how_to_save)
        documents.draft_found.connect(self._offer_draft)

    @Slot(object)
    def _ask_how_to_save(self, path: Path) -> None:
        documents = self._documents
        self.bar.ask(
            tr(
                "{file} has been changed by another program since it was opened or "
                "saved in this window.",
                file=path.name,
            ),
            (
                (tr("Save anyway"), documents.save_anyway),
                (tr("Keep both"), lambda: documents.save_to(free_name(path))),
            ),
            ((tr("Show the difference"), partial(self._show_difference, path)),),
        )

    def _show_difference(self, path: Path) -> None:
        is_session = path.suffix.lower() == ENDING
        try:
            there = read_session(path).tree.current.text if is_session else open_text(path).text
        except (SessionError, TextError, OSError) as error:
            self._messages.say(f"{str(error).removesuffix('.')}.", "difference")
            return
        names = (
            tr("{file} on disk", file=path.name),
            tr("{file} in this window", file=path.name),
        )
        dialog = QDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Difference"))
        dialog.resize(720, 480)
        page = QPlainTextEdit()
        page.setReadOnly(True)
        page.setFont(fonts.code())
        page.setAccessibleName(tr("Difference"))
        found = difference(there, self._documents.text, names)
        page.setPlainText(found or tr(SAME_TEXTS if is_session else SAME_WORDS))
        layout = QVBoxLayout(dialog)
        layout.addWidget(page)
        self.shown = dialog
        dialog.destroyed.connect(self._forget)
        dialog.show()

    @Slot()
    def _forget(self) -> None:
        self.shown = None

    @Slot(object)
    def _offer_draft(self, found: FoundDraft) -> None:
        name = self._documents.name
        if found.holder is None:
            self.bar.ask(
                tr("A draft of {file} contains newer text that was never saved.", file=name),
                ((tr("Open the draft"), partial(self._documents.open_draft, found.file)),),
            )
        elif found.holder.is_elsewhere:
            said = tr(
                "A draft with different text of {file} is in use on the computer {host}.",
                file=name,
                host=found.holder.host,
            )
            self._messages.say(said, DRAFTS)
        else:
            said = tr("{file} is open in another window, with unsaved changes.", file=name)
            self._messages.say(said, DRAFTS)
