"""Performs a script in the editor, at a given pace, from mark to mark."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from wmstudio.app.places import change_between
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wmstudio.app.saved.script import Script, ScriptStep
    from wmstudio.gui.documents.branching import Branching
    from wmstudio.gui.editor.editor import Editor

QUICKEST = 10
"""Milliseconds between two insertions, at least."""


class TextBefore(NamedTuple):
    """The text before a step, and what was selected in it."""

    text: str
    anchor: int
    caret: int


class Performer(QObject):
    """Types as a person does, so that everything can be undone, and stops when a person does.

    The text of before stays in its branch, where drafts and sessions keep it.
    """

    changed = Signal()
    """Another step has begun, or has come to its mark, or the performance has ended."""
    failed = Signal(str)
    """A step cannot be done, for this reason; the performance waits before it."""

    def __init__(
        self, editor: Editor, branching: Branching, now: Callable[[], float] = time.monotonic
    ) -> None:
        """``now`` tells the time in seconds."""
        super().__init__(editor)
        self._editor, self._branching, self._now = editor, branching, now
        self.script: Script | None = None
        self._befores: list[TextBefore] = []
        """What was before each step that has begun."""
        self._rest = ""
        """What the present step has still to type."""
        self._began, self._typed, self._pace = 0.0, 0, 1.0
        self._own = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)
        editor.touched.connect(self._pause_for_person)
        editor.replaced.connect(self.end)

    # --- where it is ---

    @property
    def steps_begun(self) -> int:
        """How many steps have begun."""
        return len(self._befores)

    @property
    def step(self) -> ScriptStep | None:
        """The step that has begun last; None before the first one."""
        begun = self.steps_begun
        return self.script.steps[begun - 1] if self.script is not None and begun else None

    @property
    def types(self) -> bool:
        """Whether something is being typed."""
        return self._timer.isActive()

    # --- going through it ---

    def begin(self, script: Script) -> None:
        """Begin a performance with an empty text; nothing is typed before `next`."""
        self.end()
        if self._editor.text:
            with self._by_itself():
                self._editor.place_caret(0)
                self._branching.branch_off()
        self.script = script
        self.changed.emit()

    def restart(self) -> None:
        """Begin again with the first step."""
        if (script := self.script) is not None:
            self.pause()
            while self._befores:
                self.previous()
            self._rest = ""
            self.script = script
            self.next()

    def next(self) -> None:
        """Do the next step; or finish the present one at once, or go on with it."""
        script = self.script
        if script is None:
            return
        if self.types:
            self._type(self._rest)
            self._stop_at_mark()
        elif self._rest:
            self._go_on()
        elif self.steps_begun < len(script.steps):
            self._begin_step(script.steps[self.steps_begun])

    def previous(self) -> None:
        """Have the text as it was before the present step, which can be undone as any change."""
        if not self._befores:
            return
        self._timer.stop()
        self._rest = ""
        before, editor = self._befores.pop(), self._editor
        with self._by_itself():
            if before.text != editor.text:
                change = change_between(editor.text, before.text)
                editor.act(change, before.text[change.start : change.stop + change.more])
            editor.place_caret(before.caret, before.anchor)
        self.changed.emit()

    def pause(self) -> None:
        """Stop typing; `next` goes on."""
        if self.types:
            self._timer.stop()
            self.changed.emit()

    @Slot()
    def end(self) -> None:
        """End the performance. The text stays as it is."""
        if self.script is not None:
            self._timer.stop()
            self.script, self._rest = None, ""
            self._befores.clear()
            self.changed.emit()

    @Slot()
    def tick(self) -> None:
        """Type as much as is due by now."""
        due = int((self._now() - self._began) * self._pace) - self._typed
        if self.types and due > 0:
            now, self._rest = self._rest[:due], self._rest[due:]
            self._typed += len(now)
            self._type(now)
            if not self._rest:
                self._stop_at_mark()

    def _begin_step(self, step: ScriptStep) -> None:
        editor = self._editor
        place = step.place(editor.text, editor.caret)
        if place is None:
            n = self.steps_begun + 1
            said = tr(
                "Step {n} goes to “{words}”, which is not in the text.", n=n, words=step.words
            )
            self.failed.emit(said)
            return
        start, stop = editor.selection
        anchor = stop if editor.caret == start else start
        self._befores.append(TextBefore(editor.text, anchor, editor.caret))
        if step.where:
            with self._by_itself():
                editor.place_caret(place[1], place[0])
        self._rest, self._pace = step.type, step.pace
        if self._rest:
            self._go_on()
        else:
            self.changed.emit()

    def _go_on(self) -> None:
        self._began, self._typed = self._now(), 0
        self._timer.start(max(round(1000 / self._pace), QUICKEST))
        self.changed.emit()

    def _stop_at_mark(self) -> None:
        self._timer.stop()
        self._rest = ""
        self.changed.emit()

    # --- in the editor ---

    def _type(self, text: str) -> None:
        with self._by_itself():
            cursor = self._editor.textCursor()
            cursor.insertText(text)
            self._editor.setTextCursor(cursor)
            self._editor.ensureCursorVisible()

    @contextmanager
    def _by_itself(self) -> Iterator[None]:
        self._own = True
        try:
            yield
        finally:
            self._own = False

    @Slot()
    def _pause_for_person(self) -> None:
        if not self._own:
            self.pause()
