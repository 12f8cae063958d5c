"""Links the cursors and the axes of two lanes that read different texts."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wmstudio.text.alignment import TextAlignment, align
from wmstudio.text.stretches import BEFORE, Within, spot_of, stretch_of, token_at, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wmstudio.engine.messages import Frame
    from wmstudio.gui.client.read_controller import ReadController
    from wmstudio.gui.editor.editor import Editor
    from wmstudio.gui.plots.panel import TokenAxis
    from wmstudio.text.stretches import Spot

BUSY = 4
"""Aligning long texts pauses this many times as long as it takes, so that typing goes on."""
LONGEST = 1.0
"""Longest such pause in seconds."""


class TextLink(QObject):
    """Aligns the texts, marks what differs, and lets the cursor of one lane follow the other's.

    The lane in which the caret or the cursor was moved last leads.
    """

    aligned = Signal()
    """There is an alignment of the present texts."""

    def __init__(self, first: Linked, second: Linked, parent: QObject) -> None:
        super().__init__(parent)
        self._first, self._second, self._leader = first, second, first
        self.linked = True
        """Whether cursors and axes follow one another."""
        self._alignment: TextAlignment | None = None
        self._of = -1, -1
        """The revisions of the texts that are aligned."""
        self._shift = 0
        """How many tokens later the cursor's token is in the second text than in the first."""
        self._scrolling = False
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._align)
        for side in (first, second):
            side.setParent(self)
            side.moved.connect(self._lead)
            side.edited.connect(self._soon.start)
            side.answered.connect(self._carry)
            side.scrolled.connect(self._scroll)
        self._align()

    @property
    def alignment(self) -> TextAlignment | None:
        """From the first text to the second; None until the present texts have been aligned."""
        return self._alignment if self._of == self._revisions else None

    @property
    def _revisions(self) -> tuple[int, int]:
        one, other = self._first.editor, self._second.editor
        return one.revision, other.revision

    def link(self, on: bool) -> None:
        """Link the cursors, or let each follow its own caret."""
        self.linked = on
        if on:
            self._carry(self._leader)
        else:
            self._other(self._leader).follow_caret()

    def stop(self) -> None:
        """End the link: the second lane was closed."""
        self.linked = False
        self._soon.stop()
        for side in (self._first, self._second):
            side.blockSignals(True)
        one = self._first.editor
        one.mark_differences(())

    @Slot()
    def _align(self) -> None:
        began = time.perf_counter()
        one, other = self._first.editor, self._second.editor
        self._alignment, self._of = align(one.text, other.text), self._revisions
        one.mark_differences(self._alignment.differing())
        other.mark_differences(self._alignment.flipped.differing())
        took = time.perf_counter() - began
        self._soon.setInterval(round(1000 * min(BUSY * took, LONGEST)))
        self.aligned.emit()
        self._carry(self._leader)

    def _other(self, side: Linked) -> Linked:
        return self._second if side is self._first else self._first

    def _from(self, side: Linked) -> TextAlignment | None:
        alignment = self.alignment
        return alignment.flipped if alignment and side is self._second else alignment

    # --- the cursor ---

    @Slot(object)
    def _lead(self, side: Linked) -> None:
        self._leader = side

    @Slot(object)
    def _carry(self, side: Linked) -> None:
        """Put the other cursor on the token that corresponds to the leader's."""
        alignment, frame, other = self._from(side), side.frame, self._other(side)
        if not self.linked or side is not self._leader or alignment is None or frame is None:
            return
        if frame.cursor >= len(frame.trace):
            return  # until that token has been read
        there = other.frame
        spot = _spot(alignment, frame, there)
        if there is not None:
            later = token_at(there.trace, spot) - frame.cursor
            self._shift = later if side is self._first else -later
        other.look_at(spot)
        self._make_room(side)
        self._scroll(side)

    # --- the axes ---

    def _make_room(self, side: Linked) -> None:
        """Scroll the leader's axis where the other one would have to begin before its text."""
        axis, later = side.axis, self._later(side)
        if axis.start + later < 0:
            with self._unlinked():
                axis.show(-later, axis.stop - axis.start - later)

    def _later(self, side: Linked) -> int:
        return self._shift if side is self._first else -self._shift

    @Slot(object)
    def _scroll(self, side: Linked) -> None:
        """Scroll the other axis so that the cursor's tokens stand one under the other."""
        if not self.linked or self._scrolling:
            return
        axis, other = side.axis, self._other(side).axis
        start = max(axis.start + self._later(side), 0)
        with self._unlinked():
            other.show(start, start + axis.stop - axis.start)

    @contextmanager
    def _unlinked(self) -> Iterator[None]:
        self._scrolling = True
        try:
            yield
        finally:
            self._scrolling = False


class Linked(QObject):
    """What a link needs of a lane. Its signals carry itself."""

    moved = Signal(object)
    """The user moved the caret or the cursor."""
    edited = Signal()
    answered = Signal(object)
    """The token of the cursor is known."""
    scrolled = Signal(object)

    def __init__(self, editor: Editor, reading: ReadController, axis: TokenAxis) -> None:
        super().__init__()
        self.editor, self.axis, self._reading = editor, axis, reading
        editor.caret_moved.connect(self._move)
        editor.text_changed.connect(self._edit)
        reading.moved.connect(self._move)
        reading.looked.connect(self._answer)
        axis.changed.connect(self._follow)

    @property
    def frame(self) -> Frame | None:
        """The newest frame, if it is of the present text."""
        frame = self._reading.frame
        return frame if frame is not None and frame.revision == self.editor.revision else None

    def look_at(self, spot: Spot) -> None:
        """Move the cursor."""
        self._reading.look_at_place(spot)

    def follow_caret(self) -> None:
        """Let the cursor follow the caret."""
        self._reading.look_at_place(None)

    @Slot()
    def _move(self) -> None:
        self.moved.emit(self)

    @Slot()
    def _edit(self) -> None:
        self.moved.emit(self)
        self.edited.emit()

    @Slot()
    def _answer(self) -> None:
        self.answered.emit(self)

    @Slot()
    def _follow(self) -> None:
        self.scrolled.emit(self)


def _spot(alignment: TextAlignment, frame: Frame, there: Frame | None) -> Spot:
    """Where the token is in the other text that corresponds to a frame's cursor.

    For a token that is not there, it is the last one before it that is.
    """
    if frame.cursor < 0:
        return BEFORE
    token = spot_of(frame.trace, frame.cursor)
    _, stop = stretch_of(frame.trace, frame.cursor, frame.cursor + 1)
    place = alignment.character(stop - 1)
    if place is None:
        place = alignment.character_before(stop)
    if place is None:
        return BEFORE
    if there is None:
        return place + 1
    first, after = tokens_of(there.trace, place, place + 1)
    if first >= after:
        return place + 1
    last = after - 1
    return spot_of(
        there.trace, min(first + token.number, last) if isinstance(token, Within) else last
    )
