"""Asks the engine to read the text, and distributes its answers.

Whenever the text, the caret, the cursor or what the panels want has changed, one view of it all is
asked for; frames go to the panels, and the cursor's token to the editor.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wmstudio.engine.messages import Frame, Intervention, OpenedModel, View
from wmstudio.gui.base.latency import PATIENCE, LatencyTracker
from wmstudio.gui.client.answers import has_all_of, has_cursor_of, looks_alike
from wmstudio.gui.client.clock import SoonTimer
from wmstudio.gui.client.lane_panels import LanePanels
from wmstudio.text.stretches import Within, place_of, spot_of, stretch_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.engine.messages import Stretch
    from wmstudio.gui.client.engine_client import QtEngineClient
    from wmstudio.gui.client.lane_context import LaneContext
    from wmstudio.gui.plots.panel import Panel, TokenAxis
    from wmstudio.text.stretches import Spot


class ReadController(QObject):
    """The text, the cursor, and the panels of a lane."""

    asked = Signal()
    """A view was requested."""
    counted = Signal(int)
    """The number of tokens of the text."""
    read = Signal(int, float)
    """The model has read this many tokens in this many seconds."""
    changed = Signal()
    """There is a new frame of the present text, or the present frame is out of date."""
    completed = Signal(int)
    """A frame answers everything about this revision."""
    looked = Signal()
    """The snapshot at the cursor of the newest text has arrived."""
    staled = Signal(bool)
    """Whether what is shown is of an older text."""
    forgot = Signal()
    """Another text was opened, and nothing of the old one is shown any more."""
    moved = Signal(object)
    """The cursor moved to a spot in the text, or (None) back to the caret."""

    def __init__(
        self,
        context: LaneContext,
        client: QtEngineClient,
        axis: TokenAxis,
        panels: Mapping[str, Panel],
        parent: QObject,
        name: str = "",
    ) -> None:
        """Read the text of the editor; ``name`` is the prefix of its panels' names on the clock."""
        super().__init__(parent)
        self._editor, self._clock = context.editor, context.clock
        self._client, self._axis = client, axis
        self.opened: OpenedModel | None = None
        """The open model."""
        self._token: int | None = None
        self._place: Spot | None = None
        self._told = True
        self.frame: Frame | None = None
        """The newest frame."""
        self._asked: View | None = None
        self._interventions: tuple[Intervention, ...] = ()
        self._targets: tuple[int, ...] = ()
        self.also: list[Callable[[], tuple[Stretch, ...]]] = []
        """Functions that return further signals to watch, with ranges of their own."""
        self._model: tuple[object, ...] = ()
        self._first_revision = 0
        """The first revision of the present text: frames of older ones are of another text."""
        self._changed_at: float | None = None
        self.timing = LatencyTracker(self)
        """Measures the latency of keystrokes."""
        self.drawn = LanePanels(context, panels, self.timing, name, self.look_at)
        """Draws the panels."""
        self._soon = SoonTimer(self)
        self._soon.timeout.connect(self._ask)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._lose_patience)
        self._editor.text_changed.connect(self._text_changed)
        self._editor.caret_moved.connect(self._caret_moved)
        self._editor.replaced.connect(self._begin_text)
        axis.changed.connect(self.ask_soon)
        self._exact_values = axis.exact_values
        self._exact_values.changed.connect(self.ask_soon)
        client.framed.connect(self._take)
        self._clock.drew.connect(self._measure)
        self._clock.settled.connect(self._measure)
        for id, panel in panels.items():
            self.add_panel(id, panel)

    def add_panel(self, id: str, panel: Panel) -> None:
        """Let a panel, one of those that are looked at, draw and ask."""
        self.drawn.add(id, panel)
        panel.wants_changed.connect(self.ask_soon)

    def remove_panel(self, id: str) -> None:
        """Remove a panel."""
        self.drawn.remove(id)

    def refresh_panel(self, panel: Panel) -> None:
        """Give a new or newly pinned panel what the others have."""
        if self.opened is not None and panel.opened is not self.opened:
            panel.open(self.opened)
        if self.frame is not None:
            panel.receive(self.drawn.shown(self.frame))
        self.drawn.mark()
        self.ask_soon()

    @property
    def stale(self) -> bool:
        """Whether what is shown is of an older text."""
        return self.drawn.stale

    @property
    def answered(self) -> bool:
        """Whether the snapshot at the cursor of the newest text has arrived."""
        return (frame := self._answer()) is not None and frame.snapshot is not None

    @property
    def complete(self) -> bool:
        """Whether the view has been answered completely, and the panels drawn."""
        return self.has_all and self._clock.idle

    @property
    def has_all(self) -> bool:
        """Whether the view has been answered completely."""
        return (frame := self._answer()) is not None and has_all_of(self._asked, frame)

    # --- the cursor ---

    @property
    def place(self) -> Spot | None:
        """The place that the cursor was put at.

        None if it follows the caret, or while the place of its token is unknown.
        """
        if self._token is None:
            return self._place
        frame = self.frame
        if frame is None or not self._is_current(frame) or self._token >= len(frame.trace):
            return None
        return spot_of(frame.trace, self._token)

    @Slot(int)
    def look_at(self, token: int) -> None:
        """Move the cursor to a token. The caret stays."""
        last = self.frame.length - 1 if self.frame is not None else -1
        self._token, self._place, self._told = min(max(token, -1), last), None, False
        self._tell_place()
        self.ask_soon()

    @Slot(object)
    def look_at_place(self, place: Spot | None) -> None:
        """Move the cursor to the token at a spot; None is the caret."""
        self._token, self._place = None, place
        self.ask_soon()

    def step(self, tokens: int) -> None:
        """Move the cursor by this many tokens."""
        if self.frame is not None and self._is_current(self.frame):
            from_here = self.frame.cursor if self._token is None else self._token
            self.look_at(from_here + tokens)

    @Slot()
    def follow_caret(self) -> None:
        """Let the cursor follow the caret again."""
        self.look_at_place(None)
        self.moved.emit(None)

    def _tell_place(self) -> None:
        """Announce the place of the cursor's token once it is known."""
        if self._token is not None and not self._told and self.place is not None:
            self._told = True
            self.moved.emit(self.place)

    # --- requests ---

    def set_interventions(
        self, interventions: tuple[Intervention, ...], targets: tuple[int, ...] = ()
    ) -> None:
        """Set the interventions in force, and the tokens whose bits are wanted meanwhile."""
        if (interventions, targets) != (self._interventions, self._targets):
            self._interventions, self._targets = interventions, targets
            self._wait()

    @Slot()
    def ask_soon(self) -> None:
        """Request a view once for all changes until the event loop is idle."""
        if not self._soon.isActive():
            self._soon.start(self._pause())

    def _pause(self) -> int:
        """Milliseconds to wait before requesting, so that others get time."""
        return 0

    def start_anew(self, opened: OpenedModel) -> None:
        """Start again with another model, at the same place in the text.

        The same model with other settings has the same tokens, so what is drawn stays until the new
        frame arrives.
        """
        model = opened.name, opened.folder, opened.device
        shows_something = self.frame is not None or self.drawn.holds
        self.drawn.holds = model == self._model and shows_something
        self._model = model
        self._place, self._token = self.place, None
        self.frame, self._asked = None, None
        self.timing.cancel()
        self._wait()
        if not self.drawn.holds:
            self._mark(None)
        self.opened = opened
        self.drawn.change_model(opened)
        if not self.drawn.holds:
            self._set_stale(False)
        self.changed.emit()
        self.drawn.mark()

    def _wait(self) -> None:
        """Ask for a new answer. If it takes long, panels are dimmed."""
        self._changed_at = time.perf_counter()
        if (self.frame is not None or self.drawn.holds) and not self._patience.isActive():
            self._patience.start()
        self.ask_soon()

    def stop(self) -> None:
        """Stop requesting and drawing."""
        self._soon.stop()
        self._patience.stop()
        self.drawn.stop()

    def view(self) -> View:
        """The present view."""
        watch, ask = self.drawn.wants()
        return View(
            revision=self._editor.revision,
            text=self._editor.text,
            caret=self._editor.caret if self._place is None else place_of(self._place),
            within=self._place.number if isinstance(self._place, Within) else None,
            token=self._token,
            watch=watch,
            window=(self._axis.start, self._axis.stop),
            also=tuple(stretch for wanted in self.also for stretch in wanted()),
            ask=ask,
            interventions=self._interventions,
            untouched=bool(self._interventions),
            targets=self._targets if self._interventions else (),
            exact=(*self._exact_values.stretches, *self.drawn.exactly()),
        )

    @Slot()
    def _ask(self) -> None:
        view = self.view()
        if view != self._asked:
            self._asked = view
            self._client.submit(view)
            self.asked.emit()

    def _begin_text(self) -> None:
        """Another text is about to be shown; the axis shows it as a whole."""
        self._axis.fits = True

    @Slot()
    def _text_changed(self) -> None:
        if not self._editor.replacing:
            self._axis.fits = False
        self._token = self._place = None
        self._exact_values.clear()
        if self._editor.began_anew:
            self._forget()
        self.timing.begin()
        self._clock.press()
        self._wait()

    def _forget(self) -> None:
        """Drop all frames, because they are of another text."""
        self._first_revision = self._editor.revision
        self.frame = None
        self.drawn.forget()
        self._patience.stop()
        self._mark(None)
        self._set_stale(False)
        self.forgot.emit()
        self.changed.emit()
        self.drawn.mark()

    @Slot()
    def _caret_moved(self) -> None:
        self._token = self._place = None
        self.ask_soon()

    # --- answers ---

    def _is_current(self, frame: Frame) -> bool:
        return frame.revision == self._editor.revision

    def _is_answer(self, frame: Frame) -> bool:
        """Whether a frame is of the present text and edits."""
        asked = tuple(edited.asked for edited in frame.interventions)
        return self._is_current(frame) and asked == self._interventions

    def _answer(self) -> Frame | None:
        """Receive a frame, if it is of the present cursor, text and edits."""
        frame = self.frame
        if frame is None or self._soon.isActive() or not self._is_answer(frame):
            return None
        return frame if has_cursor_of(self._asked, frame) else None

    @Slot(object)
    def _take(self, frame: Frame) -> None:
        old = self.frame
        oldest = self._first_revision if old is None else old.revision
        if not frame.is_of(self.opened) or frame.revision < oldest:
            return
        self.frame = frame
        self.drawn.holds = False
        self.drawn.receive(frame)
        if not looks_alike(old, frame, self._axis.start, self._axis.stop):
            self.drawn.mark()
        if self._is_current(frame):
            if frame.snapshot is not None:
                self.timing.receive(frame)
            self._take_current(frame, old)
        elif self._changed_at is not None and not self._patience.isActive():
            # Progress, but on an older text.
            self._patience.start()

    def _take_current(self, frame: Frame, old: Frame | None) -> None:
        self.changed.emit()
        self.counted.emit(frame.length)
        if (frame.snapshot is not None or frame.complete) and self._is_answer(frame):
            self._patience.stop()
            self._set_stale(False)
        elif old is not None and old.snapshot is not None and not self._patience.isActive():
            # The cursor is at a token that takes its time, and panels show the one before.
            self._patience.start()
        if 0 <= frame.cursor < len(frame.trace):
            chosen = self._token == frame.cursor or self._place is not None
            moved = old is None or old.cursor != frame.cursor
            # All tokens of a character have the span of the whole character on the screen.
            shown = stretch_of(frame.trace, frame.cursor, frame.cursor + 1)
            self._mark(shown, scroll=chosen and moved)
        elif frame.cursor < 0:
            self._mark(None)
        self._axis.fit(frame.length)
        if old is None or old.cursor != frame.cursor:
            self._follow(frame.cursor)
        self._tell_place()
        if frame.snapshot is not None:
            self.looked.emit()
        if frame.complete:
            if frame.cost.tokens:
                self.read.emit(frame.cost.tokens, frame.cost.seconds)
            self.completed.emit(frame.revision)

    def _mark(self, span: tuple[int, int] | None, scroll: bool = False) -> None:
        """Mark the cursor's token in the text."""
        self._editor.show_token(span, scroll)

    def _follow(self, cursor: int) -> None:
        """Scroll the axis to the cursor's token."""
        self._axis.follow(cursor)

    @Slot()
    def _measure(self) -> None:
        frame = self.frame
        if self._changed_at is None or frame is None or frame.snapshot is None:
            return
        if self._is_answer(frame) and self.drawn.clean:
            self._changed_at = None
            self.timing.drawn()

    @Slot()
    def _lose_patience(self) -> None:
        frame = self.frame
        if frame is None:
            self._set_stale(self.drawn.holds)
        elif not self._is_current(frame):
            self._set_stale(True)
            self._mark(None)
        elif frame.snapshot is None or not self._is_answer(frame):
            self._set_stale(True)

    def _set_stale(self, stale: bool) -> None:
        if stale != self.stale:
            self.drawn.stale = stale
            self.changed.emit()
            self.drawn.mark()
            self.staled.emit(stale)
