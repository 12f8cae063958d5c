"""The engine without a thread, for tests, rendering and debugging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.runtime.mailbox import Mailbox, work

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.engine.engine import Engine
    from wmstudio.engine.messages import Command, Event, Frame, View


class SyncEngine:
    """An `EngineClient` whose calls return when all work is done."""

    def __init__(self, make_engine: Callable[[], Engine], on_ready: Callable[[], None]) -> None:
        self._mailbox = Mailbox(on_ready)
        self._engine = make_engine()
        self._working = False

    def submit(self, view: View) -> None:
        """See `EngineClient`."""
        self._mailbox.put_view(view)
        self._work()

    def post(self, command: Command) -> None:
        """See `EngineClient`."""
        self._mailbox.put_command(command)
        self._work()

    def take(self) -> tuple[list[Event], Frame | None]:
        """See `EngineClient`."""
        return self._mailbox.take()

    def close(self, seconds: float = 3.0) -> bool:
        """See `EngineClient`."""
        self._mailbox.close()
        return True

    def _work(self) -> None:
        if self._working:  # Called again from within on_ready: the loop below goes on with it.
            return
        self._working = True
        try:
            while not self._mailbox.closing and work(self._mailbox, self._engine):
                pass
        finally:
            self._working = False
