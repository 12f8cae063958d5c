"""A text whose undo also takes back what was done beside it, in the order of what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor

from wmstudio.gui.editor.marked_text import MarkedText

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument
    from PySide6.QtWidgets import QWidget

WRITING = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Delete}
"""Keys that change the text, beside those with signs."""


class AlsoUndone(Protocol):
    """Changes that are not of the text."""

    @property
    def can_undo_next(self) -> bool:
        """Whether there is one that was made after the latest change of the text."""

    @property
    def can_redo_next(self) -> bool:
        """Whether there is one that was undone, and nothing was changed since."""

    def undo_next(self) -> None:
        """Undo the latest."""

    def redo_next(self) -> None:
        """Make the one again that was undone last."""


class UndoingText(MarkedText):
    """Undoes and redoes the text and what is `also_undone`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.also_undone: list[AlsoUndone] = []
        self.travelling = False
        """Whether the present change of the text is one that is undone or redone."""
        self._rifts: dict[int, int] = {}
        """Depths of the undo stack above a step that changes nothing, with the depths below it."""
        self._rifts_of: QTextDocument | None = None
        self._deepest = 0
        """The depth after the latest change that was not undone or redone."""
        self.textChanged.connect(self._follow_depth)

    @property
    def step(self) -> int:
        """A number that is larger after every step of the text, and as before once it is undone."""
        depth = self.document().availableUndoSteps()
        return self._rifts.get(depth, depth)

    @property
    def can_undo(self) -> bool:
        """Whether `undo` does anything."""
        also = any(other.can_undo_next for other in self.also_undone)
        return also or self.document().isUndoAvailable()

    @property
    def can_redo(self) -> bool:
        """Whether `redo` does anything."""
        also = any(other.can_redo_next for other in self.also_undone)
        return also or self.document().isRedoAvailable()

    @Slot()
    def undo(self) -> None:
        """Undo what was done last, in the text or beside it."""
        last = next((other for other in self.also_undone if other.can_undo_next), None)
        if last is not None:
            last.undo_next()
            return
        self.travelling = True
        try:
            if self.document().availableUndoSteps() in self._rifts:
                super().undo()
            super().undo()
        finally:
            self.travelling = False

    @Slot()
    def redo(self) -> None:
        """Redo what was undone last."""
        last = next((other for other in self.also_undone if other.can_redo_next), None)
        if last is not None:
            last.redo_next()
            return
        self.travelling = True
        try:
            super().redo()
            if self.document().availableUndoSteps() in self._rifts:
                super().redo()
        finally:
            self.travelling = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo()
        else:
            if writes(event) or event.key() in WRITING:
                self._begin_step()
            super().keyPressEvent(event)

    def _begin_step(self) -> None:
        """Let the next key be a step of its own, if something else was done since the last one.

        Qt would merge it into the step before, and both would be undone together.
        """
        document = self.document()
        below = document.availableUndoSteps()
        # Of a text that is saved, Qt merges nothing.
        if not (below and document.isModified()) or self.isReadOnly():
            return
        if below in self._rifts or not any(other.can_undo_next for other in self.also_undone):
            return
        cursor = QTextCursor(document)
        cursor.setPosition(self.textCursor().position())
        cursor.beginEditBlock()
        insert_apart(cursor, "")
        cursor.endEditBlock()
        self._rifts[document.availableUndoSteps()] = below

    @Slot()
    def _follow_depth(self) -> None:
        """Drop what is told of steps that cannot be redone any more."""
        document = self.document()
        depth = document.availableUndoSteps()
        if document is not self._rifts_of or not (depth or self.travelling):
            self._rifts_of, self._deepest = document, 0
            self._rifts.clear()
        if not self.travelling:
            for top in [top for top in self._rifts if top > self._deepest]:
                del self._rifts[top]
        self._deepest = depth


def writes(event: QKeyEvent) -> bool:
    """Whether a key has a sign."""
    return bool(event.text()) and event.text().isprintable()


def insert_apart(cursor: QTextCursor, text: str) -> None:
    """Insert a text that no key is merged with that is typed right after it.

    Qt would merge a key into the undo step of an insertion, but not into that of a removal.
    """
    cursor.insertText(text + " ")
    cursor.deletePreviousChar()
