"""The engine on a thread of its own."""

from __future__ import annotations

import atexit
import threading
from typing import TYPE_CHECKING

from wmstudio.engine.messages import Command, Event, Failure, Frame, View
from wmstudio.runtime.mailbox import Mailbox, work

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.engine.engine import Engine


class ThreadedEngine:
    """An `EngineClient` whose engine is made, and lives, on a thread."""

    def __init__(self, make_engine: Callable[[], Engine], on_ready: Callable[[], None]) -> None:
        self._mailbox = Mailbox(on_ready)
        self._make_engine = make_engine
        # A daemon, so that a program that forgets to close still ends; `close` joins it.
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()
        # At exit, torch must not be torn down in the middle of a computation.
        atexit.register(self.close)

    def submit(self, view: View) -> None:
        """See `EngineClient`."""
        self._mailbox.put_view(view)

    def post(self, command: Command) -> None:
        """See `EngineClient`."""
        self._mailbox.put_command(command)

    def take(self) -> tuple[list[Event], Frame | None]:
        """See `EngineClient`."""
        return self._mailbox.take()

    def close(self, seconds: float = 3.0) -> bool:
        """See `EngineClient`."""
        atexit.unregister(self.close)
        self._mailbox.close()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            # Not before: what is imported would slow the window down while it is being built.
            self._mailbox.wait_for_command()
            if self._mailbox.closing:
                return
            engine = self._make_engine()
            while True:
                self._mailbox.wait(engine.busy)
                if self._mailbox.closing:
                    return
                work(self._mailbox, engine)
        except Exception as error:
            self._mailbox.put_answer(
                Failure(f"The engine has ended ({error}): save your text and start again.")
            )
            raise
