"""Ranges of a text on the screen. Places are in UTF-16 units, as in Qt."""

from __future__ import annotations

import re
from math import ceil, floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF

if TYPE_CHECKING:
    from PySide6.QtGui import QTextBlock, QTextLine
    from PySide6.QtWidgets import QPlainTextEdit

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Right-to-left scripts such as Hebrew and Arabic, and controls of direction (UAX #9)."""


def rects(text: QPlainTextEdit, start: int, stop: int) -> list[QRectF]:
    """Rectangles of a range in the viewport, one per line; empty if it is not visible."""
    # Nothing above the visible part has to be searched.
    start = min(max(start, text.firstVisibleBlock().position()), max(stop, 0))
    block = text.document().findBlock(start)
    found: list[QRectF] = []
    while block.isValid() and block.position() <= max(stop - 1, start):
        top = text.blockBoundingGeometry(block).translated(text.contentOffset())
        if top.top() > text.viewport().height():
            break
        if top.bottom() >= 0:
            found += _rects_in(text, block, top, start - block.position(), stop)
        block = block.next()
    return found


def _rects_in(
    text: QPlainTextEdit, block: QTextBlock, top: QRectF, start: int, stop: int
) -> list[QRectF]:
    layout, found = block.layout(), []
    in_pieces = runs_both_ways(block.text())
    stop -= block.position()
    # A newline has no width; it is shown as a space at the line's end.
    end = block.length() - 1
    space = text.fontMetrics().horizontalAdvance(" ")
    for i in range(_line_at(block, start).lineNumber(), layout.lineCount()):
        line = layout.lineAt(i)
        first, last = line.textStart(), line.textStart() + line.textLength()
        if first > stop:
            break
        a, b = max(start, first), min(stop, last)
        # PySide's stubs type the result of cursorToX as an object; it is a pair.
        x = float(line.cursorToX(a)[0]) if a <= last else 0.0  # type: ignore[index]
        if in_pieces and a < b:
            found += [
                QRectF(left, line.rect().top(), right - left, line.rect().height()).translated(
                    top.topLeft()
                )
                for left, right in extents(line, a, b)
            ]
            if stop > end and last == end:
                # The end of the line in writing direction.
                edge = float(line.cursorToX(last)[0])  # type: ignore[index]
                box = QRectF(edge, line.rect().top(), space, line.rect().height())
                found.append(box.translated(top.topLeft()))
            continue
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
        found.append(box.translated(top.topLeft()))
    return found


def _line_at(block: QTextBlock, place: int) -> QTextLine:
    """The wrapped line of a paragraph that contains a place, counted from its beginning."""
    layout = block.layout()
    line = layout.lineForTextPosition(max(place, 0))
    return line if line.isValid() else layout.lineAt(max(layout.lineCount() - 1, 0))


def runs_both_ways(text: str) -> bool:
    """Whether a paragraph contains right-to-left text."""
    # Python knows at once whether a text is ASCII.
    return not text.isascii() and bool(_RIGHT_TO_LEFT.search(text))


def extents(line: QTextLine, start: int, stop: int) -> list[tuple[float, float]]:
    """The extents of a range in a line: left and right of each part.

    With both writing directions a range may not be one interval on the screen, so glyphs are used.
    """
    boxes = [run.boundingRect() for run in line.glyphRuns(start, stop - start)]
    found: list[tuple[float, float]] = []
    for left, right in sorted((box.left(), box.right()) for box in boxes):
        if found and left <= found[-1][1] + 0.5:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def rows_of(text: QPlainTextEdit, start: int, stop: int) -> QRect:
    """The visible wrapped lines from the one that contains a place to that of another."""
    first, last = text.document().findBlock(start), text.document().findBlock(stop)
    if not last.isValid():
        last = text.document().lastBlock()
    seen = text.firstVisibleBlock()
    if first.blockNumber() < seen.blockNumber():
        first = seen
    if last.blockNumber() < first.blockNumber():
        return QRect()
    view = text.viewport().rect()
    top = _row_at(text, first, start).top()
    bottom = _row_at(text, last, stop).bottom()
    return view.intersected(QRect(0, floor(top), view.width(), ceil(bottom) - floor(top) + 1))


def _row_at(text: QPlainTextEdit, block: QTextBlock, place: int) -> QRectF:
    """The wrapped line of a paragraph that contains a place; all of it if it has none yet."""
    whole = text.blockBoundingGeometry(block).translated(text.contentOffset())
    line = _line_at(block, place - block.position())
    return line.rect().translated(whole.topLeft()) if line.isValid() else whole


def sight(text: QPlainTextEdit) -> tuple[int, int]:
    """The first and the last visible place."""
    area = text.viewport().rect()
    return (
        text.cursorForPosition(QPoint(0, 0)).position(),
        text.cursorForPosition(area.bottomRight()).position(),
    )


def place_at(text: QPlainTextEdit, point: QPoint) -> int | None:
    """The place before the character under a point of the viewport; None if there is none."""
    cursor = text.cursorForPosition(point)
    caret = text.cursorRect(cursor)
    if not caret.top() - 2 <= point.y() <= caret.bottom() + 2:
        return None
    place = cursor.position()
    # The cursor goes to the nearer side of the character.
    before = place - 1 if point.x() < caret.left() and not cursor.atBlockStart() else place
    space = text.fontMetrics().horizontalAdvance("m")
    beyond = cursor.atBlockEnd() and before == place and point.x() > caret.left() + space
    return None if beyond else before


def line_of(text: QPlainTextEdit, place: int) -> int:
    """The number (from 0) of the wrapped line that contains a place."""
    block = text.document().findBlock(place)
    within = block.layout().lineForTextPosition(place - block.position())
    return block.firstLineNumber() + (within.lineNumber() if within.isValid() else 0)


def bring_into_sight(text: QPlainTextEdit, place: int) -> None:
    """Scroll a place to the middle, unless it is visible."""
    line = line_of(text, place)
    # The scroll bar of a plain text counts wrapped lines.
    bar = text.verticalScrollBar()
    if not bar.value() <= line < bar.value() + bar.pageStep() - 1:
        bar.setValue(line - bar.pageStep() // 2)
