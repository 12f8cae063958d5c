"""What outlives a connection of a window to a server."""

from __future__ import annotations

import secrets
import socket
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from wmstudio.engine.wire.soundness import Soundness
from wmstudio.runtime.mailbox import Mailbox
from wmstudio.runtime.remote.exchange import TOKEN
from wmstudio.runtime.remote.replay import Replay

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.engine.messages import Command, Event, Frame, View


class Standing:
    """Requests, answers, and how far they have got."""

    def __init__(self, on_ready: Callable[[], None]) -> None:
        self.mailbox = Mailbox(on_ready)
        self.token = secrets.token_bytes(TOKEN)
        """By which a server finds this window's session again; nobody can guess it."""
        self._wake, self.woken = socket.socketpair()
        self._wake.setblocking(False)
        self.woken.setblocking(False)
        self.replay = Replay()
        self.commands = 0
        """How many commands the session was given."""
        self.sent: deque[tuple[int, Command]] = deque()
        """Commands that the server has not confirmed, by number."""
        self.view: View | None = None
        """The last view that was sent."""
        self.events = self.frames = 0
        """The numbers of the last event and frame that arrived."""
        self.welcomed = False
        """Whether the server of this connection has welcomed the window."""
        self.known = False
        """Whether any server has."""
        self.sound = Soundness()
        """Checks frames by the model that is open."""
        self.record = b""
        """The file with the record of the open model's training."""
        self.strange = 0
        """How often in a row it was closed as by a server with another key."""
        self.silent = False
        """Whether the next model that opens is one that the window knows to be open."""

    def tell(self, answer: Event | Frame) -> None:
        """Give the window an answer."""
        self.mailbox.put_answer(answer)

    def notify(self) -> None:
        """Wake the thread of the connection. Any thread may call it."""
        with suppress(OSError):  # full of wake-up calls already, or closed
            self._wake.send(b"\0")

    def drain(self) -> None:
        """Forget all calls of `notify`."""
        with suppress(BlockingIOError):
            while self.woken.recv(4096):
                pass

    def close(self) -> None:
        """Nothing is woken any more."""
        self.woken.close()
        self._wake.close()
