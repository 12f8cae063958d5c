"""The interface between a window and an engine, with or without a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from wmstudio.engine.messages import Command, Event, Frame, View


class EngineClient(Protocol):
    """Requests in, answers out.

    All methods are called from the window's thread, and return at once. When there is something to
    take, ``on_ready`` (given at construction) is called once, from any thread, and not again until
    `take` has been called.
    """

    def submit(self, view: View) -> None:
        """Request a view.

        It replaces a view that waits; a running older one is interrupted at its next chunk.
        """

    def post(self, command: Command) -> None:
        """Add a command. Commands are carried out in order, and none is lost."""

    def take(self) -> tuple[list[Event], Frame | None]:
        """Take all events since the last call, in order, and the newest untaken frame."""

    def close(self, seconds: float = 3.0) -> bool:
        """Interrupt the work and end. Returns whether it ended in time."""
