"""The surface between a window and whatever runs the engine: a thread, or the same in line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from wmstudio.engine.messages import Command, Event, Frame, View


class EngineClient(Protocol):
    """Requests in, answers out. All methods are called from the window's thread and return at once.

    When there is something to take, ``on_ready`` (given at construction) is called once, from
    whatever thread; not again until `take` has been called.
    """

    def submit(self, view: View) -> None:
        """Ask for this view.

        It takes the place of one that has not been taken up; a running older one is given up at its
        next chunk.
        """

    def post(self, command: Command) -> None:
        """Add a command; they are done in order, none is lost."""

    def take(self) -> tuple[list[Event], Frame | None]:
        """All events since the last call, in order, and the newest frame if there is another."""

    def close(self, seconds: float = 3.0) -> bool:
        """Give up what runs and end; whether it ended in time. Nothing is answered afterwards."""
