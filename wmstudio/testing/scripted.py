"""An engine client that a test controls; see `wmstudio.runtime.client`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.engine.messages import Command, Event, Frame, View


class ScriptedClient:
    """Records requests in ``views`` and ``commands``; `say` answers.

    ``closings`` are the seconds that each `close` was given, and ``ends_in_time`` is what it
    returns.
    """

    def __init__(self, on_ready: Callable[[], object] = lambda: None) -> None:
        self.on_ready = on_ready
        self.views: list[View] = []
        self.commands: list[Command] = []
        self.closings: list[float] = []
        self.ends_in_time = True
        self._events: list[Event] = []
        self._frame: Frame | None = None
        self._told = False

    def submit(self, view: View) -> None:
        """Record the view."""
        self.views.append(view)

    def post(self, command: Command) -> None:
        """Record the command."""
        self.commands.append(command)

    def take(self) -> tuple[list[Event], Frame | None]:
        """Everything said since the last call."""
        answer = self._events, self._frame
        self._events, self._frame, self._told = [], None, False
        return answer

    def close(self, seconds: float = 3.0) -> bool:
        """Return ``ends_in_time``."""
        self.closings.append(seconds)
        return self.ends_in_time

    def say(self, *events: Event, frame: Frame | None = None) -> None:
        """Answer: append events, and replace the untaken frame."""
        self._events += events
        self._frame = frame or self._frame
        if not self._told:
            self._told = True
            self.on_ready()
