"""The text. What the model reads is exactly what is in it, and one token of it is the cursor's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QRect, QRectF, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QInputMethodEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from wmstudio.gui.text_shades import Shades
from wmstudio.gui.textmap import TextMap
from wmstudio.gui.theme import DARK, Theme
from wmstudio.gui.translation import tr

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LONG_LINE = 20_000
"""Qt lays a whole line out at every key: beyond this it can be felt."""
PARAGRAPH = "\u2029"


class Editor(QPlainTextEdit):
    """Says what changed; knows no model. Places are in code points."""

    text_changed = Signal()
    """The text is another one. Not told while an input method is composing."""
    caret_moved = Signal()
    replaced = Signal()
    """Another text took its place."""
    touched = Signal()
    """The user did something here: an edit, a caret placed, a composition begun."""
    long_line = Signal(bool)
    """There is a line now that is so long that typing in it is slow; or there is none any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.revision = 0
        self._map = TextMap("")
        self._streaming = False
        self._stream_place: int | None = None
        self._span: tuple[int, int] | None = None
        self._shades: Shades | None = None
        self._has_long_line = False
        self.apply_theme(DARK)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Text"))
        self.setPlaceholderText(tr("Type, and watch the model remember."))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(False)
        self.document().setDocumentMargin(14)
        self.document().contentsChange.connect(self._contents_changed)
        self.cursorPositionChanged.connect(self._look_at_caret)

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
        self.setPlainText(text)
        self.document().setModified(False)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def place_caret(self, place: int) -> None:
        """Put the caret there, and have it in sight."""
        cursor = self.textCursor()
        cursor.setPosition(self._map.utf16(place))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    # --- text that comes from elsewhere than the keyboard ---

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
            # Qt would join a key typed right behind an insertion with it into one step to undo; it
            # does not do so behind a removal.
            cursor.insertText(text + " ")
            cursor.deletePreviousChar()
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

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        # Files are opened by the window, not inserted as their addresses.
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        # As Python text, so that half of a character (a lone surrogate) is left behind.
        self.textCursor().insertText(source.text())
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
                    self.viewport().update(self._rows_of(*places))
            self._span = span
        if span is not None and scroll:
            self._bring_into_sight(self._map.utf16(span[0]))

    @property
    def token_span(self) -> tuple[int, int] | None:
        """What is underlined."""
        return self._span

    def _bring_into_sight(self, place: int) -> None:
        block = self.document().findBlock(place)
        within = block.layout().lineForTextPosition(place - block.position())
        # The scroll bar of a plain text counts lines as they are wrapped.
        line = block.firstLineNumber() + (within.lineNumber() if within.isValid() else 0)
        bar = self.verticalScrollBar()
        if not bar.value() <= line < bar.value() + bar.pageStep() - 1:
            bar.setValue(line - bar.pageStep() // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        marks = self._token_rects()
        if marks or self._shades:
            painter = QPainter(self.viewport())
            self._paint_shades(painter, event.rect())
            for rect in marks:
                painter.fillRect(rect, self._wash)
                line = QRectF(rect.left(), rect.bottom() - 2, rect.width(), 2)
                painter.fillRect(line, self._accent)
            painter.end()
        super().paintEvent(event)

    def shade(
        self, edges: npt.NDArray[np.int64] | None, weights: npt.NDArray[np.float32] | None
    ) -> None:
        """Shade tokens by weights of -1…1 ``[n]`` between places ``[n + 1]`` in code points."""
        before, self._shades = self._shades, None
        if edges is not None and weights is not None:
            self._shades = Shades(self._map.utf16_all(edges), weights)
        for shades in (before, self._shades):
            if shades is not None:
                self.viewport().update(self._rows_of(*shades.span))

    @property
    def shades(self) -> Shades | None:
        """What is shaded, and how strongly."""
        return self._shades

    def _rows_of(self, start: int, stop: int) -> QRect:
        """All of the paragraphs from one place to another, as far as they are in sight."""
        first, last = self.document().findBlock(start), self.document().findBlock(stop)
        if not last.isValid():
            last = self.document().lastBlock()
        seen = self.firstVisibleBlock()
        if first.blockNumber() < seen.blockNumber():
            first = seen
        if last.blockNumber() < first.blockNumber():
            return QRect()
        offset, view = self.contentOffset(), self.viewport().rect()
        top = round(self.blockBoundingGeometry(first).translated(offset).top())
        bottom = round(self.blockBoundingGeometry(last).translated(offset).bottom())
        return view.intersected(QRect(0, top, view.width(), bottom - top + 1))

    def _paint_shades(self, painter: QPainter, area: QRect) -> None:
        if self._shades is None:
            return
        start, stop = self._shades.span
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        while block.isValid() and block.position() < stop:
            top = self.blockBoundingGeometry(block).translated(offset)
            if top.top() > area.bottom():
                return
            if top.bottom() >= area.top() and block.position() + block.length() > start:
                self._shades.paint(painter, block, top, area, self._theme)
            block = block.next()

    def _token_rects(self) -> list[QRectF]:
        """Where the token is on the screen, a rectangle a line."""
        if self._span is None:
            return []
        start, stop = self._map.utf16(self._span[0]), self._map.utf16(self._span[1])
        block = self.document().findBlock(start)
        rects: list[QRectF] = []
        while block.isValid() and block.position() <= max(stop - 1, start):
            top = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if top.top() > self.viewport().height():
                break
            if top.bottom() >= 0:
                rects += self._rects_in(block, top, start - block.position(), stop)
            block = block.next()
        return rects

    def _rects_in(self, block: QTextBlock, top: QRectF, start: int, stop: int) -> list[QRectF]:
        layout, rects = block.layout(), []
        stop -= block.position()
        # A newline has no width of its own: it is shown as a space behind the line's end.
        end = block.length() - 1
        space = self.fontMetrics().horizontalAdvance(" ")
        for i in range(layout.lineCount()):
            line = layout.lineAt(i)
            first, last = line.textStart(), line.textStart() + line.textLength()
            a, b = max(start, first), min(stop, last)
            # PySide's stubs call what cursorToX gives an object: it is a pair.
            x = float(line.cursorToX(a)[0]) if a <= last else 0.0  # type: ignore[index]
            if a < b:
                width = float(line.cursorToX(b)[0]) - x  # type: ignore[index]
            elif first <= start <= last and (start in (stop, end)) and last == end:
                width = 0.0
            else:
                continue
            if stop > end and last == end:
                width += space
            rect = line.rect()
            width = width if abs(width) >= 2 else 2.0
            box = QRectF(x, rect.top(), width, rect.height()).normalized()
            rects.append(box.translated(top.topLeft()))
        return rects

    def apply_theme(self, theme: Theme) -> None:
        """Take the accent, and the colours of shades."""
        self._theme = theme
        self._accent = QColor(theme.accent)
        self._wash = QColor(theme.accent)
        self._wash.setAlpha(36)
        self.viewport().update()

    # --- changes ---

    @Slot(int, int, int)
    def _contents_changed(self, _place: int, _removed: int, added: int) -> None:
        # What an input method is composing is not in the text; its changes are announced all the
        # same, with numbers that count the composition.
        if self._composing():
            return
        text = self.document().toRawText().replace(PARAGRAPH, "\n")
        if text == self._map.text:
            return
        self._map = TextMap(text, self.document().characterCount() - 1)
        self.revision += 1
        if added > LONG_LINE or self._has_long_line or self._line_is_long():
            self._look_for_long_line()
        if not self._streaming:
            self.touched.emit()
        self.text_changed.emit()

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
