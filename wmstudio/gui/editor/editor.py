"""The text editor. The model reads exactly the characters that are in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QFrame, QPlainTextDocumentLayout, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.app.places import Change, change_between
from wmstudio.gui.base.translation import tr
from wmstudio.gui.editor.clipboard import data_of, has_text, text_of
from wmstudio.gui.editor.textmap import TextMap
from wmstudio.gui.editor.undoing import UndoingText, insert_apart, writes
from wmstudio.text.documents import plain_text

if TYPE_CHECKING:
    from wmstudio.gui.base.patience import Work

LONG_LINE = 20_000
"""Qt lays out a whole line at every key, which is noticeable for longer lines."""
PARAGRAPH = "\u2029"
INVITATION = phrase("Type, and watch the model remember.")
BYTE_ORDER_MARK, GUARD = "\ufeff", "."
"""Qt drops a byte order mark at the start of a string, but not behind the second character."""
MARGIN, INSET, INSET_SHARE = 20, 48, 0.06
"""Pixels around the text and, at its sides, of all that is beside it; a narrow one has a share."""
LONGEST_LINE = 72
"""Characters of a line: with more, the eye does not find the next one."""
SAMPLE = "she said that it was the very one he had lost, and laid it on the table again"
PRESSES = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
    }
)
PIECE = 50_000
"""Number of characters that are inserted into a document at a time."""


COMMANDS = sys.platform != "darwin"
"""Whether Alt and a letter are for commands, and not for signs, as on a Mac."""


class Editor(UndoingText):
    """Announces changes of the text; it knows no model. Places are in code points."""

    text_changed = Signal()
    """The text has changed. Not emitted while an input method is composing."""
    edited = Signal(object)
    """How the text has changed (a `Change`), emitted before `text_changed`."""
    caret_moved = Signal()
    scrolled = Signal()
    """Another part of the text is visible."""
    replaced = Signal()
    """Another text was opened."""
    touched = Signal()
    """The user edited the text, placed the caret, or began a composition."""
    long_line = Signal(bool)
    """Whether there is a line so long that typing in it is slow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.replacing = False
        """Whether the present change opens another text."""
        self.began_anew = False
        """Whether the last change left nothing of the text before: another text was opened, all of
        it was replaced, or it no longer begins with the same character."""
        self._streaming = False
        self._stream_place: int | None = None
        self._has_long_line = False
        self._composed = False
        self._pressed_beside = self._passing_on = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Beside the text, too, there is paper.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Text"))
        self.setPlaceholderText(tr(INVITATION))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(False)
        self.document().setDocumentMargin(MARGIN)
        # Qt counts a change of the margin as an edit that can be undone.
        self.document().clearUndoRedoStacks()
        self.document().setModified(False)
        self.document().contentsChange.connect(self._contents_changed)
        self.cursorPositionChanged.connect(self._look_at_caret)
        self.verticalScrollBar().valueChanged.connect(self.scrolled)

    # --- the whole text ---

    def set_text(self, text: str) -> None:
        """Show another text from its start, with an empty undo stack."""
        self.replaced.emit()
        self.replacing = True
        self.setPlainText(plain_text(text))
        self.replacing = False
        self.document().setModified(False)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def document_of(self, text: str) -> Work[QTextDocument]:
        """Build a document with a text in pieces, aside from the one that is shown."""
        made = QTextDocument(self)
        made.setUndoRedoEnabled(False)
        made.setDocumentLayout(QPlainTextDocumentLayout(made))
        made.setDefaultFont(self.font())
        # Before undo is enabled, because Qt would count it as an edit.
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
        """Show a document from `document_of`, as `set_text` does."""
        self.replaced.emit()
        before = self.document()
        own = before.parent() is self
        before.contentsChange.disconnect(self._contents_changed)
        made.setDefaultTextOption(before.defaultTextOption())
        self.setDocument(made)
        if own:
            # Qt has deleted the document that it made itself.
            before.deleteLater()
        made.contentsChange.connect(self._contents_changed)
        self.replacing = True
        self._contents_changed(0, self._map.utf16(len(self._map.text)), made.characterCount() - 1)
        self.replacing = False
        made.setModified(False)
        self.modificationChanged.emit(False)

    def place_caret(self, place: int, anchor: int | None = None) -> None:
        """Place the caret and scroll to it. What is between it and an anchor is selected."""
        cursor = self.textCursor()
        cursor.setPosition(self._map.utf16(place if anchor is None else anchor))
        cursor.setPosition(self._map.utf16(place), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    # --- text that does not come from the keyboard ---

    def act(self, change: Change, text: str) -> None:
        """Replace a range, as one step to undo even if nothing differs."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.setPosition(self._map.utf16(change.start))
        cursor.setPosition(self._map.utf16(change.stop), QTextCursor.MoveMode.KeepAnchor)
        insert_apart(cursor, plain_text(text))
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def begin_stream(self) -> None:
        """Begin a stream at the caret, which is one step to undo."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)
        self._stream_place = None

    def stream(self, text: str) -> None:
        """Insert more text at the end of the stream."""
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
            insert_apart(cursor, plain_text(text))
            cursor.endEditBlock()
        finally:
            self._streaming = False
        self._stream_place = cursor.position()
        self.ensureCursorVisible()

    def changeEvent(self, event: QEvent) -> None:
        is_font = event.type() == QEvent.Type.FontChange
        # Lines have the height of before until Qt has heard of the font.
        in_sight = is_font and self.viewport().rect().contains(self.cursorRect().center())
        super().changeEvent(event)
        if is_font:
            self._set_in()
        if in_sight:
            self.ensureCursorVisible()

    @property
    def inset(self) -> int:
        """Pixels between the edge of the editor and the text."""
        return self.viewportMargins().left() + MARGIN

    def _set_in(self) -> None:
        """Keep the sides free, and the lines short, where they are wrapped."""
        width = self.width()
        beside = min(INSET, round(width * INSET_SHARE))
        if self.lineWrapMode() == self.LineWrapMode.WidgetWidth:
            of_one = self.fontMetrics().horizontalAdvance(SAMPLE) / len(SAMPLE)
            beside = max(beside, round((width - LONGEST_LINE * of_one) / 2))
        beside = max(beside - MARGIN, 0)
        if beside != self.viewportMargins().left():
            self.setViewportMargins(beside, 0, beside, 0)

    def event(self, event: QEvent) -> bool:
        # What is pressed beside the text is pressed in its line.
        if isinstance(event, QMouseEvent) and event.type() in PRESSES and self._is_beside(event):
            place = self.viewport().mapFromGlobal(event.globalPosition())
            kind, buttons, keys = event.type(), event.buttons(), event.modifiers()
            told = QMouseEvent(kind, place, event.globalPosition(), event.button(), buttons, keys)
            self._passing_on = True
            try:
                return QApplication.sendEvent(self.viewport(), told)
            finally:
                self._passing_on = False
        return super().event(event)

    def _is_beside(self, event: QMouseEvent) -> bool:
        """Whether something is pressed beside the text, or was and is still held.

        What the text has ignored, such as another button, comes here too, and is not told it again.
        """
        if self._passing_on:
            return False
        within = self.viewport().geometry().contains(event.position().toPoint())
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self._pressed_beside = not within
        beside = self._pressed_beside or not within
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._pressed_beside = False
        return beside

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_in()
        in_sight = QRect(QPoint(0, 0), event.oldSize()).contains(self.cursorRect().center())
        super().resizeEvent(event)
        if in_sight:
            # Keep the caret visible when something takes room beside the text.
            self.ensureCursorVisible()
        self.scrolled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_Backspace and plain and self._delete_backwards():
            event.accept()
        elif COMMANDS and modifiers == Qt.KeyboardModifier.AltModifier and writes(event):
            # A key of a command that is not there: Qt would write its letter.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _delete_backwards(self) -> bool:
        """Delete the grapheme before the caret. Returns whether there was one to delete.

        Qt alone deletes a code point: half of a flag, one person of a family, an accent.
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
        # Files are opened by the window instead of inserting their addresses.
        return has_text(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        # As a Python string without lone surrogates.
        text, cursor = plain_text(GUARD + text_of(source)), self.textCursor()
        if text.startswith(GUARD + BYTE_ORDER_MARK):
            start = cursor.selectionStart()
            cursor.beginEditBlock()
            cursor.insertText(text)
            cursor.setPosition(start)
            cursor.deleteChar()
            cursor.endEditBlock()
        else:
            # A block is not merged with the keys before it.
            cursor.beginEditBlock()
            insert_apart(cursor, text.removeprefix(GUARD))
            cursor.endEditBlock()
        self.ensureCursorVisible()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.preeditString():
            self.touched.emit()
        super().inputMethodEvent(event)
        # Qt draws it over what is being composed, too.
        self.setPlaceholderText("" if self._composing() else tr(INVITATION))

    # --- changes ---

    @Slot(int, int, int)
    def _contents_changed(self, place: int, removed: int, added: int) -> None:
        # Text that an input method is composing is not in the document yet, but Qt announces its
        # changes, with numbers that include the composition.
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
        """The present text. For a long one only the changed part is taken from the document."""
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
