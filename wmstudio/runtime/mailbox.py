"""The mailbox between a window and an engine: waiting requests and untaken answers."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from wmstudio.engine.messages import (
    RECORDING,
    Cancel,
    Command,
    Event,
    Failure,
    Frame,
    GeneratedText,
    Open,
    OpenedModel,
    SearchProgress,
    View,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.engine.engine import Engine


CANCELLED = "The opening was cancelled: what was open still is."
STOPPED = "It was stopped: nothing was written."
AHEAD = 256
"""How many tokens a generation may be ahead of the window."""


class Mailbox:
    """One place for the newest view, one for the newest frame; commands and events in order."""

    def __init__(self, on_ready: Callable[[], None]) -> None:
        self._on_ready = on_ready
        self._changed = threading.Condition()
        self._view: View | None = None
        self._last_view: View | None = None
        self._commands: deque[Command] = deque()
        self._frame: Frame | None = None
        self._events: list[Event] = []
        self._told = False
        self.closing = False

    def put_view(self, view: View) -> None:
        """Replace the waiting view."""
        with self._changed:
            self._view = self._last_view = view
            self._changed.notify()

    def put_command(self, command: Command) -> None:
        """Append a command. A cancellation comes first, and answers the commands that it ends."""
        with self._changed:
            if isinstance(command, Cancel):
                self._view = None
                openings = sum(isinstance(waiting, Open) for waiting in self._commands)
                self._commands = deque(c for c in self._commands if not isinstance(c, Open))
                self._commands.appendleft(command)
            else:
                openings = 0
                self._commands.append(command)
            self._changed.notify()
        for _ in range(openings):
            self.put_answer(Failure(CANCELLED))

    def put_back(self, view: View) -> None:
        """Put back a view that was interrupted by a command, unless a newer one waits."""
        with self._changed:
            if self._view is None and not self.cancelling:
                self._view = view

    def put_answer(self, answer: Frame | Event) -> None:
        """Replace the untaken frame, or append an event."""
        with self._changed:
            if self.closing:
                return
            if isinstance(answer, Frame):
                self._frame = answer
            else:
                self._add(answer)
                if isinstance(answer, OpenedModel):
                    # A frame of the old model would be taken for the new one's, and the view has to
                    # be answered by the new model.
                    self._frame = None
                    self._view = self._view or self._last_view
            told, self._told = self._told, True
        if not told:
            self._on_ready()

    def _add(self, event: Event) -> None:
        last = self._events[-1] if self._events else None
        if (
            isinstance(event, GeneratedText)
            and isinstance(last, GeneratedText)
            and event.run == last.run
        ):
            # A fast model generates more during one drawing than could be taken one by one.
            text, tokens = last.text + event.text, last.tokens + event.tokens
            self._events[-1] = GeneratedText(event.run, text, tokens)
        elif isinstance(event, SearchProgress) and isinstance(last, SearchProgress):
            # Only the newest progress matters.
            self._events[-1] = event
        else:
            self._events.append(event)

    def take(self) -> tuple[list[Event], Frame | None]:
        """Take all answers."""
        with self._changed:
            events, frame = self._events, self._frame
            self._events, self._frame, self._told = [], None, False
            self._changed.notify()
            return events, frame

    def close(self) -> None:
        """End the work. Nothing is answered any more."""
        with self._changed:
            self.closing = True
            self._changed.notify()

    @property
    def waiting(self) -> bool:
        """Whether something newer than the present work waits."""
        return self.closing or self._view is not None or bool(self._commands)

    @property
    def cancelling(self) -> bool:
        """Whether the present work is to be cancelled."""
        return self.closing or any(isinstance(command, Cancel) for command in self._commands)

    @property
    def ahead(self) -> bool:
        """Whether a generation should pause because too much of its text is untaken.

        Otherwise a fast model would use up the time in which its text could be drawn.
        """
        return sum(e.tokens for e in self._events if isinstance(e, GeneratedText)) >= AHEAD

    def wait(self, busy: bool) -> None:
        """Wait until there is something to do. A busy engine always has something to do."""
        with self._changed:
            while not (self.waiting or (busy and not self.ahead)):
                self._changed.wait()

    def wait_for_command(self) -> None:
        """Wait until there is a command, or the end. Before the first, no view can be answered."""
        with self._changed:
            while not (self.closing or self._commands):
                self._changed.wait()

    def next(self) -> Command | View | None:
        """The next thing to do: commands first, then the newest view."""
        with self._changed:
            if self._commands:
                return self._commands.popleft()
            view, self._view = self._view, None
            return view


def work(mailbox: Mailbox, engine: Engine) -> bool:
    """Do one thing, if there is any; returns whether. Newer requests interrupt a view."""
    request = mailbox.next()
    if isinstance(request, View):
        for answer in engine.look(request):
            if answer is not None:
                mailbox.put_answer(answer)
            if mailbox.waiting:
                mailbox.put_back(request)
                break
        return True
    if request is not None:
        for event in engine.do(request):
            if event is not None:
                mailbox.put_answer(event)
            elif mailbox.cancelling:
                opening = isinstance(request, Open)
                mailbox.put_answer(Failure(CANCELLED) if opening else Failure(STOPPED, RECORDING))
                break
        return True
    if engine.busy:
        for event in engine.go_on():
            if event is not None:
                mailbox.put_answer(event)
        return True
    return False
