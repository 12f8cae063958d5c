"""What the window asks the model to read, and what becomes of the answers.

Whenever the text, the caret, the cursor or what the panels want has changed, one view of it all is
asked for; frames go to the panels, and the cursor's token to the editor.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wmstudio.engine.messages import Frame, Opened, PlacedEdit, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.gui.bridge import Bridge
    from wmstudio.gui.clock import FrameClock
    from wmstudio.gui.editor import Editor
    from wmstudio.gui.panel import Panel, TokenAxis

PATIENCE = 150
"""Milliseconds that panels may show an older text before they are dimmed."""


class Reading(QObject):
    """One text, one cursor, and the panels that look at it."""

    counted = Signal(int)
    """How many tokens the text has."""
    measured = Signal(float)
    """Seconds from the last change of the text until all visible panels showed it."""
    read = Signal(int, float)
    """The model has read so many tokens in so many seconds."""
    changed = Signal()
    """The frame of the present text is another, or has become too old."""
    completed = Signal(int)
    """A frame has everything that was asked about this revision."""

    def __init__(
        self,
        editor: Editor,
        bridge: Bridge,
        axis: TokenAxis,
        panels: Mapping[str, Panel],
        clock: FrameClock,
        shown: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._editor, self._bridge, self._axis = editor, bridge, axis
        self._panels, self._clock, self._shown = panels, clock, shown
        self._token: int | None = None
        self._frame: Frame | None = None
        self._asked: View | None = None
        self._edits: tuple[PlacedEdit, ...] = ()
        self._changed_at: float | None = None
        self.stale = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._lose_patience)
        editor.text_changed.connect(self._text_changed)
        editor.caret_moved.connect(self._caret_moved)
        axis.changed.connect(self.ask_soon)
        bridge.framed.connect(self._take)
        clock.settled.connect(self._measure)
        for name, panel in panels.items():
            clock.add(name, panel.draw, partial(shown, name))
            panel.cursor_requested.connect(self.look_at)
            panel.wants_changed.connect(self.ask_soon)
            panel.dirtied.connect(partial(clock.mark, name))

    @property
    def frame(self) -> Frame | None:
        """The newest one that was taken."""
        return self._frame

    @property
    def complete(self) -> bool:
        """Whether everything that is asked for has been answered and drawn."""
        return (
            self._frame is not None
            and self._frame.complete
            and self._is_current(self._frame)
            and self._frame.window == (self._axis.start, self._axis.stop)
            and tuple(edited.asked for edited in self._frame.edits) == self._edits
            and not self._soon.isActive()
            and self._clock.idle
        )

    # --- the cursor ---

    @Slot(int)
    def look_at(self, token: int) -> None:
        """Move the cursor to a token; the caret stays."""
        last = self._frame.length - 1 if self._frame is not None else -1
        self._token = min(max(token, -1), last)
        self.ask_soon()

    def step(self, tokens: int) -> None:
        """Move the cursor so many tokens on."""
        if self._frame is not None and self._is_current(self._frame):
            from_here = self._frame.cursor if self._token is None else self._token
            self.look_at(from_here + tokens)

    @Slot()
    def follow_caret(self) -> None:
        """Let the cursor be the token at the caret again."""
        self._token = None
        self.ask_soon()

    # --- asking ---

    def set_edits(self, edits: tuple[PlacedEdit, ...]) -> None:
        """Read with these edits of the state."""
        self._edits = edits
        self.ask_soon()

    @Slot()
    def ask_soon(self) -> None:
        """Ask once for all that changes until the window is idle."""
        if not self._soon.isActive():
            self._soon.start(0)

    def start_anew(self, opened: Opened) -> None:
        """Another model: what was read means nothing to it."""
        self._frame, self._asked, self._token = None, None, None
        self._changed_at = time.perf_counter()
        self._editor.show_token(None)
        for panel in self._panels.values():
            panel.open(opened)
        self._set_stale(False)
        self.changed.emit()
        self._clock.mark(*self._panels)
        self.ask_soon()

    def stop(self) -> None:
        """Ask for nothing more."""
        self._soon.stop()
        self._patience.stop()

    def view(self) -> View:
        """What is wanted now."""
        watch: dict[str, None] = {}
        ask = ""
        for name, panel in self._panels.items():
            if self._shown(name):
                watch.update(dict.fromkeys(panel.watch()))
                ask = ask or panel.ask_text()
        return View(
            revision=self._editor.revision,
            text=self._editor.text,
            caret=self._editor.caret,
            token=self._token,
            watch=tuple(watch),
            window=(self._axis.start, self._axis.stop),
            ask=ask,
            edits=self._edits,
        )

    @Slot()
    def _ask(self) -> None:
        view = self.view()
        if view != self._asked:
            self._asked = view
            self._bridge.submit(view)

    @Slot()
    def _text_changed(self) -> None:
        self._token = None
        self._changed_at = time.perf_counter()
        if self._frame is not None and not self._patience.isActive():
            self._patience.start()
        self.ask_soon()

    @Slot()
    def _caret_moved(self) -> None:
        self._token = None
        self.ask_soon()

    # --- answers ---

    def _is_current(self, frame: Frame) -> bool:
        return frame.revision == self._editor.revision

    @Slot(object)
    def _take(self, frame: Frame) -> None:
        old = self._frame
        if old is not None and frame.revision < old.revision:
            return
        self._frame = frame
        for panel in self._panels.values():
            panel.store(frame)
        self._clock.mark(*self._panels)
        if self._is_current(frame):
            self._take_current(frame, old)
        elif self._changed_at is not None and not self._patience.isActive():
            # Progress, but on a text that has changed since.
            self._patience.start()

    def _take_current(self, frame: Frame, old: Frame | None) -> None:
        self.changed.emit()
        self.counted.emit(frame.length)
        if frame.moment is not None or frame.complete:
            self._patience.stop()
            self._set_stale(False)
        if 0 <= frame.cursor < len(frame.trace):
            chosen = self._token == frame.cursor
            moved = old is None or old.cursor != frame.cursor
            self._editor.show_token(frame.trace.span(frame.cursor), scroll=chosen and moved)
        elif frame.cursor < 0:
            self._editor.show_token(None)
        if old is None or old.cursor != frame.cursor:
            self._axis.follow(frame.cursor)
        if frame.complete:
            if frame.cost.tokens:
                self.read.emit(frame.cost.tokens, frame.cost.seconds)
            self.completed.emit(frame.revision)

    @Slot()
    def _measure(self) -> None:
        frame = self._frame
        if self._changed_at is None or frame is None or frame.moment is None:
            return
        if self._is_current(frame):
            self.measured.emit(time.perf_counter() - self._changed_at)
            self._changed_at = None

    @Slot()
    def _lose_patience(self) -> None:
        if self._frame is not None and not self._is_current(self._frame):
            self._set_stale(True)
            self._editor.show_token(None)
        elif self._frame is not None and self._frame.moment is None:
            self._set_stale(True)

    def _set_stale(self, stale: bool) -> None:
        if stale != self.stale:
            self.stale = stale
            self.changed.emit()
            for panel in self._panels.values():
                panel.set_stale(stale)
