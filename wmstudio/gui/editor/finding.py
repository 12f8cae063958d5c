"""Finding and replacing in the text. Places are Qt's, in UTF-16 units."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRegularExpression, QTimer, Signal, Slot
from PySide6.QtGui import QTextCursor

from wmstudio.gui.base.slices import Slices
from wmstudio.gui.base.translation import tr
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QRegularExpressionMatch

    from wmstudio.gui.base.progress import Progress
    from wmstudio.gui.editor.editor import Editor

QUIET = 120
"""Milliseconds from a change of the text until it is searched again."""
FINDING, REPLACING = "finding", "replacing"
MARK = re.compile(r"\\(\d|g<\w+>|n|t|\\)|\\(.?)")
"""Escapes in a replacement: a group, a line break, a tab, a backslash."""


class PatternError(ValueError):
    """An invalid regular expression or replacement. The message says why."""


@dataclass(frozen=True)
class Query:
    """What to search for, and how."""

    text: str = ""
    case: bool = False
    word: bool = False
    regex: bool = False

    def compiled(self) -> QRegularExpression:
        """The compiled pattern.

        Raises:
            PatternError: it is not a regular expression.
        """
        pattern = self.text if self.regex else QRegularExpression.escape(self.text)
        options = QRegularExpression.PatternOption
        how = options.UseUnicodePropertiesOption | options.MultilineOption
        if not self.case:
            how |= options.CaseInsensitiveOption
        written = QRegularExpression(pattern, how)
        if not written.isValid():
            at = written.patternErrorOffset()
            why = written.errorString()
            raise PatternError(tr("At character {at}: {why}", at=at + 1, why=why))
        if self.word:
            return QRegularExpression(rf"(?<!\w)(?:{pattern})(?!\w)", how)
        return written


def expanded(template: str, match: QRegularExpressionMatch) -> str:
    r"""The replacement of a match: ``\1`` and ``\g<name>`` are its groups, ``\0`` all of it.

    Raises:
        PatternError: there is no such group, or an invalid escape.
    """

    def one(mark: re.Match[str]) -> str:
        name = mark[1]
        if name is None:
            raise PatternError(tr("Write a backslash as \\\\; {what} has no meaning", what=mark[0]))
        if name in "nt\\":
            return {"n": "\n", "t": "\t", "\\": "\\"}[name]
        names = match.regularExpression().namedCaptureGroups()
        group = int(name) if name.isdigit() else -1
        if name.startswith("g<") and name[2:-1] in names:
            group = names.index(name[2:-1])
        if not 0 <= group <= match.regularExpression().captureCount():
            raise PatternError(tr("The pattern has no group {name}", name=mark[0]))
        return match.captured(group)

    return MARK.sub(one, template)


class Finding(QObject):
    """Finds all matches in the background, and the next one at once."""

    changed = Signal()
    """More matches are known."""
    replaced = Signal(int)
    """The number of matches that were replaced."""

    def __init__(self, editor: Editor, progress: Progress, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor, self._progress = editor, progress
        self._pattern: QRegularExpression | None = None
        self.query = Query()
        self.problem = ""
        """Why nothing can be found; empty if there is no reason."""
        self.starts: list[int] = []
        self.stops: list[int] = []
        self.done = True
        """Whether all matches are known."""
        self._slices = Slices(self)
        self._soon = QTimer(self, singleShot=True, interval=QUIET)
        self._soon.timeout.connect(self._look)
        editor.text_changed.connect(self._text_changed)

    # --- searching ---

    def look_for(self, query: Query) -> None:
        """Search for all matches of a query."""
        self.query, self.problem, self._pattern = query, "", None
        if query.text:
            try:
                self._pattern = query.compiled()
            except PatternError as error:
                self.problem = str(error)
        self._look()

    @Slot()
    def stop(self) -> None:
        """Stop searching. Known matches stay."""
        self._soon.stop()
        self._slices.stop()
        self._progress.end(FINDING, REPLACING)
        self.changed.emit()

    @Slot()
    def _look(self) -> None:
        self.stop()
        self.starts, self.stops, self.done = [], [], self._pattern is None
        if self._pattern is not None:
            self._progress.begin(FINDING, tr("Searching the text"), self.stop)
            self._slices.run(self._all(self._pattern))
        self.changed.emit()

    def _all(self, pattern: QRegularExpression) -> Iterator[None]:
        text = self._editor.text
        known = 0
        try:
            for match in _matches(pattern, text):
                if match is not None:
                    self.starts.append(match.capturedStart())
                    self.stops.append(match.capturedEnd())
                if len(self.starts) >= 2 * known + 500:
                    known = len(self.starts)
                    self._progress.advance(FINDING, self.stops[-1], len(text))
                    self.changed.emit()
                yield
        except PatternError as error:
            self.problem = str(error)
        self.done = True
        self._progress.end(FINDING)
        self.changed.emit()

    @Slot()
    def _text_changed(self) -> None:
        self._slices.stop()
        self._progress.end(FINDING, REPLACING)
        if self._pattern is not None:
            self.starts, self.stops, self.done = [], [], False
            self._soon.start()

    # --- going to a match ---

    def next(self, place: int, forward: bool = True) -> tuple[int, int] | None:
        """The next match after a place, or the previous one before it, wrapping around."""
        if self._pattern is None:
            return None
        if self.done:
            return self._known(place, forward)
        text = self._editor.text
        if forward:
            return _first(self._pattern, text, place) or _first(self._pattern, text, 0)
        # The previous match is known only once all matches are.
        for _ in self._all(self._pattern):
            pass
        self._slices.stop()
        return self._known(place, forward)

    def _known(self, place: int, forward: bool) -> tuple[int, int] | None:
        if not self.starts:
            return None
        if forward:
            at = bisect_left(self.starts, place) % len(self.starts)
        else:
            at = bisect_left(self.stops, place + 1) - 1
        return self.starts[at], self.stops[at]

    def number(self, start: int, stop: int) -> int:
        """The number of a match, from 1; 0 if it is none, or not known yet."""
        at = bisect_left(self.starts, start)
        hit = at < len(self.starts) and (self.starts[at], self.stops[at]) == (start, stop)
        return at + 1 if hit else 0

    def between(self, start: int, stop: int) -> list[tuple[int, int]]:
        """Known matches that overlap a range."""
        first, last = bisect_left(self.stops, start + 1), bisect_left(self.starts, stop)
        return list(zip(self.starts[first:last], self.stops[first:last], strict=True))

    # --- replacing ---

    def replace(self, start: int, stop: int, template: str) -> int | None:
        """Replace a match. Returns where the replacement ends, or None if it is no match.

        Raises:
            PatternError: see `expanded`.
        """
        if self._pattern is None:
            return None
        match = self._pattern.match(self._editor.text, start)
        if not match.hasMatch() or (match.capturedStart(), match.capturedEnd()) != (start, stop):
            return None
        text = expanded(template, match) if self.query.regex else template
        cursor = QTextCursor(self._editor.document())
        cursor.setPosition(start)
        cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        return cursor.position()

    def replace_all(self, template: str) -> None:
        """Replace every match, as one step to undo. `replaced` tells how many."""
        if self._pattern is not None:
            self.stop()
            # Of an earlier replacement, which may be another now.
            self.problem = ""
            self._progress.begin(REPLACING, tr("Replacing"), self.stop)
            self._slices.run(self._replace_all(self._pattern, template))

    def _replace_all(self, pattern: QRegularExpression, template: str) -> Iterator[None]:
        text = self._editor.text
        # In Qt's units: two bytes each.
        written = text.encode("utf-16-le", "surrogatepass")
        parts: list[bytes] = []
        first = last = n = 0
        try:
            for match in _matches(pattern, text):
                if match is not None:
                    new = expanded(template, match) if self.query.regex else template
                    start = match.capturedStart()
                    first, last = (first, last) if n else (start, start)
                    between = written[2 * last : 2 * start]
                    parts += [between, new.encode("utf-16-le", "surrogatepass")]
                    last, n = match.capturedEnd(), n + 1
                    self._progress.advance(REPLACING, last, len(text))
                yield
        except PatternError as error:
            self.problem = str(error)
        self._progress.end(REPLACING)
        if self.problem:
            self.changed.emit()
            return
        if n:
            self._put(first, last, b"".join(parts).decode("utf-16-le", "surrogatepass"))
        self.replaced.emit(n)

    def _put(self, start: int, stop: int, text: str) -> None:
        cursor = self._editor.textCursor()
        caret = cursor.position()
        cursor.beginEditBlock()
        cursor.setPosition(start)
        cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        cursor.endEditBlock()
        cursor.setPosition(min(caret, self._editor.document().characterCount() - 1))
        self._editor.setTextCursor(cursor)


def _matches(pattern: QRegularExpression, text: str) -> Iterator[QRegularExpressionMatch | None]:
    """All non-empty matches, and None for each empty one.

    Raises:
        PatternError: Qt has given up, so that there may be more.
    """
    found = pattern.globalMatch(text)
    while found.hasNext():
        match = found.next()
        yield match if match.capturedLength() else None
    if not found.isValid():
        raise PatternError(
            tr("The search was stopped, because it takes too many steps. Try a simpler expression.")
        )


def _first(pattern: QRegularExpression, text: str, place: int) -> tuple[int, int] | None:
    found = pattern.globalMatch(text, place)
    while found.hasNext():
        match = found.next()
        if match.capturedLength():
            return match.capturedStart(), match.capturedEnd()
    return None
