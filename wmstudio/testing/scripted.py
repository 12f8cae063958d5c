"""An engine that a test plays: see `wmstudio.runtime.client` for what it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.engine.messages import Command, Event, Frame, View


class ScriptedClient:
    """Keeps what was asked for in ``views`` and ``commands``; `say` answers.

    ``closings`` are the seconds that each `close` was given, and ``ends_in_time`` is what it tells.
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
        """Keep it."""
        self.views.append(view)

    def post(self, command: Command) -> None:
        """Keep it."""
        self.commands.append(command)

    def take(self) -> tuple[list[Event], Frame | None]:
        """What was said since the last call."""
        answer = self._events, self._frame
        self._events, self._frame, self._told = [], None, False
        return answer

    def close(self, seconds: float = 3.0) -> bool:
        """Whether it ends in time, as the test has it."""
        self.closings.append(seconds)
        return self.ends_in_time

    def say(self, *events: Event, frame: Frame | None = None) -> None:
        """Answer: events are added to what waits, a frame takes the place of an older one."""
        self._events += events
        self._frame = frame or self._frame
        if not self._told:
            self._told = True
            self.on_ready()
