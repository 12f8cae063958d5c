"""The text. What the model reads is exactly what is in it, and one token of it is the cursor's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextDocumentLayout, QPlainTextEdit, QWidget

from wmstudio.app.places import Change, change_between
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.editor import text_places
from wmstudio.gui.editor.clipboard import data_of, text_of
from wmstudio.gui.editor.text_shades import Lights, Shades, lights
from wmstudio.gui.editor.textmap import TextMap
from wmstudio.text.documents import plain_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from wmstudio.gui.base.patience import Work

LONG_LINE = 20_000
"""Qt lays a whole line out at every key: beyond this it can be felt."""
PARAGRAPH = "\u2029"
BYTE_ORDER_MARK, GUARD = "\ufeff", "."
"""Qt drops the first from the start of a string that it is given; behind the second it stays."""
MARGIN = 14
WEDGE = 5
"""Pixels of the height of the mark of an edit, and of half its width."""
PIECE = 50_000
"""Characters that are put into a document at once."""


class Editor(QPlainTextEdit):
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
        self.revision = 0
        self.replacing = False
        """Whether what changes now is that another text is shown."""
        self.began_anew = False
        """Whether the last change left nothing of the text before: another text was opened, all
        of it was replaced, or it no longer begins with the same character."""
        self._map = TextMap("")
        self._streaming = False
        self._stream_place: int | None = None
        self._span: tuple[int, int] | None = None
        self._washed: tuple[int, int] | None = None
        self.edit_places: tuple[int, ...] = ()
        """Before each is the character of a token after which the state is edited."""
        self._shades: Shades | None = None
        self.lit: dict[tuple[int, int], float] = {}
        """Stretches in code points of the text as it was when they were lit, and their shares."""
        self._lit_at = 0
        self._lights: Lights | None = None
        self._has_long_line = False
        self._composed = False
        self.apply_theme(DARK)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Text"))
        self.setPlaceholderText(tr("Type, and watch the model remember."))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(False)
        self.document().setDocumentMargin(MARGIN)
        # Qt counts the margin as a change that could be undone.
        self.document().clearUndoRedoStacks()
        self.document().contentsChange.connect(self._contents_changed)
        self.cursorPositionChanged.connect(self._look_at_caret)
        self.verticalScrollBar().valueChanged.connect(self.scrolled)

    # --- what there is ---

    @property
    def text(self) -> str:
        """The text, with LF between paragraphs."""
        return self._map.text

    @property
    def caret(self) -> int:
        """Where the caret is."""
        return self._map.code_points(self.textCursor().position())

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

    @property
    def selection(self) -> tuple[int, int]:
        """Where what is selected begins and ends."""
        cursor = self.textCursor()
        places = cursor.selectionStart(), cursor.selectionEnd()
        return self._map.code_points(places[0]), self._map.code_points(places[1])

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

    # --- the cursor's token ---

    def show_token(self, span: tuple[int, int] | None, scroll: bool = False) -> None:
        """Underline these code points; the caret stays where it is."""
        if span != self._span:
            for shown in (self._span, span):
                if shown is not None:
                    places = (self._map.utf16(place) for place in shown)
                    self.viewport().update(text_places.rows_of(self, *places))
            self._span = span
        if span is not None and scroll:
            text_places.bring_into_sight(self, self._map.utf16(span[0]))

    def show_span(self, span: tuple[int, int] | None) -> None:
        """Wash these code points, all else stays as it is."""
        if span != self._washed:
            self._washed = span
            self.viewport().update()

    def mark_edits(self, places: tuple[int, ...]) -> None:
        """Have a small wedge at each of these places: the state is edited there."""
        if places != self.edit_places:
            self.edit_places = places
            self.viewport().update()

    @property
    def token_span(self) -> tuple[int, int] | None:
        """What is underlined."""
        return self._span

    def paintEvent(self, event: QPaintEvent) -> None:
        marks = self.rects_of(*self._span) if self._span else []
        washed = self.rects_of(*self._washed) if self._washed else []
        if marks or washed or self._shades or self._lights:
            painter = QPainter(self.viewport())
            for shades in (self._shades, self._lights):
                self._paint_shades(painter, event.rect(), shades)
            for rect in washed:
                painter.fillRect(rect, self._plain_wash)
            for rect in marks:
                painter.fillRect(rect, self._wash)
                line = QRectF(rect.left(), rect.bottom() - 2, rect.width(), 2)
                painter.fillRect(line, self._accent)
            painter.end()
        super().paintEvent(event)
        if self.edit_places:
            self._paint_edits()

    def _paint_edits(self) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.text))
        for place in self.edit_places:
            for rect in self.rects_of(place - 1, place)[-1:]:
                foot = rect.bottomRight()
                painter.drawPolygon(
                    [foot + QPointF(0, -WEDGE), foot + QPointF(-WEDGE, 1), foot + QPointF(WEDGE, 1)]
                )
        painter.end()

    def shade(
        self,
        edges: npt.NDArray[np.int64] | None,
        weights: npt.NDArray[np.float32] | None,
        *,
        marked: bool = False,
    ) -> None:
        """Shade tokens by weights of -1…1 ``[n]`` between places ``[n + 1]`` in code points.

        If ``marked``, there is a thin mark wherever a token begins.
        """
        before, self._shades = self._shades, None
        if edges is not None and weights is not None:
            self._shades = Shades(self._map.utf16_all(edges), weights, marked=marked)
        self._repaint(before, self._shades)

    def light(self, shares: dict[tuple[int, int], float]) -> None:
        """Tint stretches in code points that give a candidate these shares (0 to 1) of it."""
        if (shares, self.revision) != (self.lit, self._lit_at):
            before, self.lit, self._lit_at = self._lights, shares, self.revision
            self._lights = lights(shares, self._map)
            self._repaint(before, self._lights)

    def _repaint(self, *changed: Shades | None) -> None:
        for shades in changed:
            if shades is not None:
                self.viewport().update(text_places.rows_of(self, *shades.span))

    @property
    def shades(self) -> Shades | None:
        """What is shaded, and how strongly."""
        return self._shades

    def rects_of(self, start: int, stop: int) -> list[QRectF]:
        """Where a stretch of the text is in the viewport, a rectangle a line."""
        return text_places.rects(self, self._map.utf16(start), self._map.utf16(stop))

    def line_of(self, place: int) -> int:
        """The number (from 0) of the line, as it is wrapped, that has this place."""
        return text_places.line_of(self, self._map.utf16(place))

    def sight(self) -> tuple[int, int]:
        """The stretch of the text that can be seen."""
        first, last = text_places.sight(self)
        return self._map.code_points(first), self._map.code_points(last)

    def place_at(self, point: QPoint) -> int | None:
        """The place before the character under a point of the viewport; None if there is none."""
        place = text_places.place_at(self, point)
        return None if place is None else self._map.code_points(place)

    def _paint_shades(self, painter: QPainter, area: QRect, shades: Shades | None) -> None:
        if shades is None:
            return
        start, stop = shades.span
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        while block.isValid() and block.position() < stop:
            top = self.blockBoundingGeometry(block).translated(offset)
            if top.top() > area.bottom():
                return
            if top.bottom() >= area.top() and block.position() + block.length() > start:
                shades.paint(painter, block, top, area, self._theme)
            block = block.next()

    def apply_theme(self, theme: Theme) -> None:
        """Take the accent, and the colours of shades."""
        self._theme = theme
        self._accent = QColor(theme.accent)
        self._wash = QColor(theme.accent)
        self._wash.setAlpha(36)
        self._plain_wash = QColor(theme.text)
        self._plain_wash.setAlpha(35)
        self.viewport().update()

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
        if self._shades is not None:
            self._shades = self._shades.moved(place, removed, added)
        if self._lights is not None:
            self._lights = self._lights.moved(place, removed, added)
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
