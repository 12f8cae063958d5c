"""A text whose undo also takes back what was done beside it, in the order of what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeyEvent, QKeySequence

from wmstudio.gui.editor.marked_text import MarkedText

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


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
        if last is None:
            super().undo()
        else:
            last.undo_next()

    @Slot()
    def redo(self) -> None:
        """Redo what was undone last."""
        last = next((other for other in self.also_undone if other.can_redo_next), None)
        if last is None:
            super().redo()
        else:
            last.redo_next()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo()
        else:
            super().keyPressEvent(event)
