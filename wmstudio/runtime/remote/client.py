"""The engine client whose engine is on a server."""

from __future__ import annotations

import atexit
import threading
from typing import TYPE_CHECKING

import zmq

from wmstudio.engine.messages import Connection
from wmstudio.engine.wire.stream import LARGEST
from wmstudio.runtime.remote.exchange import PAUSES, SILENCE
from wmstudio.runtime.remote.route import RouteError
from wmstudio.runtime.remote.standing import Standing
from wmstudio.runtime.remote.talk import LostError, Talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.engine.messages import Command, Event, Frame, View
    from wmstudio.runtime.remote.route import Endpoint, Route


class RemoteEngine:
    """An `EngineClient` that connects, and connects again, on a thread of its own."""

    def __init__(self, route: Route, on_ready: Callable[[], None]) -> None:
        self._route = route
        self._standing = Standing(on_ready)
        self._again, self._stopped = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="remote engine", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    # --- called by the window ---

    def submit(self, view: View) -> None:
        """See `EngineClient`."""
        self._standing.mailbox.put_view(view)
        self._standing.notify()

    def post(self, command: Command) -> None:
        """See `EngineClient`."""
        self._standing.mailbox.put_command(command)
        self._standing.notify()

    def take(self) -> tuple[list[Event], Frame | None]:
        """See `EngineClient`."""
        return self._standing.mailbox.take()

    def retry(self) -> None:
        """Try to connect again now."""
        self._stopped = False
        self._again.set()

    def stop_trying(self) -> None:
        """Do not try to connect again until `retry`."""
        self._stopped = True

    def close(self, seconds: float = 3.0) -> bool:
        """See `EngineClient`."""
        atexit.unregister(self.close)
        self._standing.mailbox.close()
        self._again.set()
        self._standing.notify()
        self._thread.join(seconds / 2)
        self._route.close()
        self._thread.join(seconds / 2)
        return not self._thread.is_alive()

    # --- on the thread ---

    def _run(self) -> None:
        tries = 0
        context = zmq.Context()
        try:
            while not self._standing.mailbox.closing:
                self._standing.tell(Connection("connecting"))
                self._standing.welcomed = False
                try:
                    endpoint = self._route.open()
                    self._talk(context, endpoint)
                    return
                except RouteError as error:
                    lost = LostError(str(error), error.final)
                except LostError as error:
                    lost = error
                except Exception as error:  # a thread that ends would leave the window waiting
                    lost = LostError(f"The connection failed: {error}.", final=True)
                self._route.close()
                tries = 0 if self._standing.welcomed else tries + 1
                self._again.clear()
                if self._standing.mailbox.closing:
                    return
                self._standing.tell(Connection("lost", lost.sentence, final=lost.final))
                waits = lost.final or self._stopped
                self._again.wait(None if waits else PAUSES[min(tries, len(PAUSES) - 1)])
                while self._stopped and not self._standing.mailbox.closing:
                    self._again.wait()
        finally:
            context.destroy(200)
            self._route.close()
            self._standing.close()

    def _talk(self, context: zmq.Context[zmq.Socket[bytes]], endpoint: Endpoint) -> None:
        """Connect and exchange messages until the window closes.

        Raises:
            LostError: the connection is over.
        """
        link = context.socket(zmq.DEALER)
        for option, value in (
            (zmq.LINGER, 200),
            (zmq.SNDHWM, 0),
            (zmq.MAXMSGSIZE, LARGEST),
            (zmq.RECONNECT_IVL, -1),
            (zmq.CONNECT_TIMEOUT, int(SILENCE * 1000)),
            (zmq.IPV6, int(":" in endpoint.host)),
        ):
            link.setsockopt(option, value)
        if endpoint.server_key is not None and endpoint.own is not None:
            link.curve_serverkey = endpoint.server_key.encode()
            link.curve_publickey = endpoint.own.public.encode()
            link.curve_secretkey = endpoint.own.secret.encode()
        monitor = link.get_monitor_socket()
        try:
            link.connect(endpoint.url)
            Talk(self._standing, link, monitor, endpoint).go_on()
        finally:
            link.disable_monitor()
            monitor.close(0)
            link.close()
