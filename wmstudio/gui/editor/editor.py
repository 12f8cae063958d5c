"""The text. What the model reads is exactly what is in it, and one token of it is the cursor's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextDocumentLayout, QWidget

from wmstudio.app.places import Change, change_between
from wmstudio.gui.base.translation import tr
from wmstudio.gui.editor.clipboard import data_of, text_of
from wmstudio.gui.editor.marked_text import MarkedText
from wmstudio.gui.editor.textmap import TextMap
from wmstudio.text.documents import plain_text

if TYPE_CHECKING:
    from wmstudio.gui.base.patience import Work

LONG_LINE = 20_000
"""Qt lays a whole line out at every key: beyond this it can be felt."""
PARAGRAPH = "\u2029"
BYTE_ORDER_MARK, GUARD = "\ufeff", "."
"""Qt drops the first from the start of a string that it is given; behind the second it stays."""
MARGIN = 14
PIECE = 50_000
"""Characters that are put into a document at once."""


class Editor(MarkedText):
    """Says what changed; knows no model. Places are in code points."""

    text_changed = Signal()
    """The text is another one. Not told while an input method is composing."""
    edited = Signal(object)
    """How the text changed (a `Change`): told before `text_changed`."""
    caret_moved = Signal()
    scrolled = Signal()
    """Another part of the text is in sight, or more or less of it."""
    replaced = Signal()
    """Another text took its place."""
    touched = Signal()
    """The user did something here: an edit, a caret placed, a composition begun."""
    long_line = Signal(bool)
    """There is a line now that is so long that typing in it is slow; or there is none any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.replacing = False
        """Whether what changes now is that another text is shown."""
        self.began_anew = False
        """Whether the last change left nothing of the text before: another text was opened, all
        of it was replaced, or it no longer begins with the same character."""
        self._streaming = False
        self._stream_place: int | None = None
        self._has_long_line = False
        self._composed = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Text"))
        self.setPlaceholderText(tr("Type, and watch the model remember."))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(False)
        self.document().setDocumentMargin(MARGIN)
        # Qt counts the margin as a change of the text that could be undone.
        self.document().clearUndoRedoStacks()
        self.document().setModified(False)
        self.document().contentsChange.connect(self._contents_changed)
        self.cursorPositionChanged.connect(self._look_at_caret)
        self.verticalScrollBar().valueChanged.connect(self.scrolled)

    # --- what there is ---

    def set_text(self, text: str) -> None:
        """Show another text, from its start; there is nothing to undo."""
        self.replaced.emit()
        self.replacing = True
        self.setPlainText(plain_text(text))
        self.replacing = False
        self.document().setModified(False)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def document_of(self, text: str) -> Work[QTextDocument]:
        """A document with a text, made a piece at a time aside from the one that is shown."""
        made = QTextDocument(self)
        made.setUndoRedoEnabled(False)
        made.setDocumentLayout(QPlainTextDocumentLayout(made))
        made.setDefaultFont(self.font())
        # While nothing can be undone: Qt counts it as a change.
        made.setDocumentMargin(MARGIN)
        cursor, text = QTextCursor(made), plain_text(text)
        try:
            for start in range(0, len(text), PIECE):
                cursor.insertText(text[start : start + PIECE])
                yield min((start + PIECE) / len(text), 1.0)
        except GeneratorExit:
            made.deleteLater()
            raise
        made.setUndoRedoEnabled(True)
        made.setModified(False)
        return made

    def show_document(self, made: QTextDocument) -> None:
        """Show a document of `document_of` in the place of the present one, as `set_text` does."""
        self.replaced.emit()
        before = self.document()
        own = before.parent() is self
        before.contentsChange.disconnect(self._contents_changed)
        made.setDefaultTextOption(before.defaultTextOption())
        self.setDocument(made)
        if own:
            # Qt has deleted the one that it made itself.
            before.deleteLater()
        made.contentsChange.connect(self._contents_changed)
        self.replacing = True
        self._contents_changed(0, self._map.utf16(len(self._map.text)), made.characterCount() - 1)
        self.replacing = False
        made.setModified(False)
        self.modificationChanged.emit(False)

    def place_caret(self, place: int) -> None:
        """Put the caret there, and have it in sight."""
        cursor = self.textCursor()
        cursor.setPosition(self._map.utf16(place))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    # --- text that comes from elsewhere than the keyboard ---

    def act(self, change: Change, text: str) -> None:
        """Put a text in the place of a stretch, one step to undo even where nothing differs."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.setPosition(self._map.utf16(change.start))
        cursor.setPosition(self._map.utf16(change.stop), QTextCursor.MoveMode.KeepAnchor)
        _insert_apart(cursor, text)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def begin_stream(self) -> None:
        """From here on `stream` inserts at the caret, all of it one step to undo."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)
        self._stream_place = None

    def stream(self, text: str) -> None:
        """Insert more where the stream has come to."""
        cursor = QTextCursor(self.document())
        first = self._stream_place is None
        at = self.textCursor().position() if first else self._stream_place
        cursor.setPosition(min(at or 0, self.document().characterCount() - 1))
        self._streaming = True
        try:
            if first:
                cursor.beginEditBlock()
            else:
                cursor.joinPreviousEditBlock()
            _insert_apart(cursor, text)
            cursor.endEditBlock()
        finally:
            self._streaming = False
        self._stream_place = cursor.position()
        self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        in_sight = QRect(QPoint(0, 0), event.oldSize()).contains(self.cursorRect().center())
        super().resizeEvent(event)
        if in_sight:
            # Whatever takes room beside the text does not push the caret out of it.
            self.ensureCursorVisible()
        self.scrolled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_Backspace and plain and self._delete_backwards():
            event.accept()
        else:
            super().keyPressEvent(event)

    def _delete_backwards(self) -> bool:
        """Delete what is seen as one character before the caret; whether this was the way to do it.

        Qt deletes a code point: half of a flag, one of a family, an accent without its letter.
        """
        cursor = self.textCursor()
        if cursor.hasSelection() or self.isReadOnly():
            return False
        before = QTextCursor.MoveOperation.PreviousCharacter
        if not cursor.movePosition(before, QTextCursor.MoveMode.KeepAnchor):
            return False
        cursor.removeSelectedText()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def createMimeDataFromSelection(self) -> QMimeData:
        start, stop = self.selection
        return data_of(self.text[start:stop])

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        # Files are opened by the window, not inserted as their addresses.
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        # As Python text, so that half of a character (a lone surrogate) is left behind.
        text, cursor = plain_text(GUARD + text_of(source)), self.textCursor()
        if text.startswith(GUARD + BYTE_ORDER_MARK):
            start = cursor.selectionStart()
            cursor.beginEditBlock()
            cursor.insertText(text)
            cursor.setPosition(start)
            cursor.deleteChar()
            cursor.endEditBlock()
        else:
            cursor.insertText(text.removeprefix(GUARD))
        self.ensureCursorVisible()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.preeditString():
            self.touched.emit()
        super().inputMethodEvent(event)

    # --- changes ---

    @Slot(int, int, int)
    def _contents_changed(self, place: int, removed: int, added: int) -> None:
        # What an input method is composing is not in the text; its changes are announced all the
        # same, with numbers that count the composition.
        if self._composing():
            self._composed = True
            return
        text = self._text_after(place, removed, added)
        if text == self._map.text:
            return
        old, self._map = self._map, TextMap(text, self.document().characterCount() - 1)
        self.revision += 1
        start, stop = old.code_points(place), old.code_points(place + removed)
        all_of_it = (start, stop) == (0, len(old.text)) and not self._composed
        self.began_anew = self.replacing or (
            bool(old.text) and (all_of_it or old.text[0] != text[:1])
        )
        if self._composed:
            self._composed, start, stop = False, 0, len(old.text)
        self.edited.emit(change_between(old.text, text, start, stop))
        self._move_marks(place, removed, added)
        if added > LONG_LINE or self._has_long_line or self._line_is_long():
            self._look_for_long_line()
        if not self._streaming:
            self.touched.emit()
        self.text_changed.emit()

    def _text_after(self, place: int, removed: int, added: int) -> str:
        """The text as it is now. Of a long one only what is new is taken from the document."""
        old, document = self._map, self.document()
        length, stop = document.characterCount() - 1, place + added
        start, end = old.code_points(place), old.code_points(place + removed)
        # Qt may count the end of the text, or half a character, as changed.
        inside = stop <= length == old.utf16_length + added - removed
        whole = (old.utf16(start), old.utf16(end)) == (place, place + removed)
        if self._composed or not inside or not whole:
            return document.toRawText().replace(PARAGRAPH, "\n")
        cursor = QTextCursor(document)
        cursor.setPosition(place)
        cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
        new = cursor.selectedText().replace(PARAGRAPH, "\n")
        return old.text[:start] + new + old.text[end:]

    @Slot()
    def _look_at_caret(self) -> None:
        if not self._streaming:
            self.touched.emit()
        if not self._composing():
            self.caret_moved.emit()

    def _composing(self) -> bool:
        layout = self.textCursor().block().layout()
        return layout is not None and bool(layout.preeditAreaText())

    def _line_is_long(self) -> bool:
        return self.textCursor().block().length() > LONG_LINE

    def _look_for_long_line(self) -> None:
        there_is = max(map(len, self.text.split("\n"))) > LONG_LINE
        if there_is != self._has_long_line:
            self._has_long_line = there_is
            self.long_line.emit(there_is)


def _insert_apart(cursor: QTextCursor, text: str) -> None:
    # Qt would join a key typed right behind an insertion with it into one step to undo; it does
    # not do so behind a removal.
    cursor.insertText(plain_text(text) + " ")
    cursor.deletePreviousChar()
