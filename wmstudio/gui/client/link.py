"""The server that a window is connected to. All its lanes may open the server's models."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakSet

from PySide6.QtCore import QObject, Signal

from wmstudio.gui.client.switching import SwitchingEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wmstudio.engine.messages import Connection, Served, ServedModel
    from wmstudio.gui.client.engine_client import MakeClient
    from wmstudio.runtime.client import EngineClient
    from wmstudio.runtime.remote.address import Address
    from wmstudio.runtime.remote.client import RemoteEngine
    from wmstudio.runtime.remote.route import Route
    from wmstudio.runtime.remote.ssh import SharedRoute

    MakeRoute = Callable[[Address, str, Sequence[str]], Route]
    MakeRemote = Callable[[Route, Callable[[], None]], RemoteEngine]


def usual_route(address: Address, key: str, models: Sequence[str]) -> Route:
    """The way to a server: through a tunnel of SSH, or straight with the server's ``key``.

    Raises:
        ValueError, OSError: this user's own keys cannot be read or made.
    """
    from wmstudio.runtime.remote.keys import own_keys
    from wmstudio.runtime.remote.route import DirectRoute
    from wmstudio.runtime.remote.ssh import SshRoute

    if address.scheme == "ssh":
        return SshRoute(address, models)
    return DirectRoute(address, key or None, own_keys() if key else None)


def usual_engine(route: Route, on_ready: Callable[[], None]) -> RemoteEngine:
    """An engine at the end of a way."""
    from wmstudio.runtime.remote.client import RemoteEngine

    return RemoteEngine(route, on_ready)


class Link(QObject):
    """At most one server. It is connected to by the user alone.

    The first lane's engine there stands for the connection: it says how it is, and what is served.
    """

    changed = Signal()
    """The state, the round trip, or what is served."""
    joined = Signal()
    """The server has said what it serves."""
    wanted = Signal(str)
    """The user wants to be connected to this address, which a session names."""

    def __init__(
        self,
        parent: QObject,
        make_route: MakeRoute = usual_route,
        make_engine: MakeRemote = usual_engine,
    ) -> None:
        super().__init__(parent)
        self.make_route, self.make_engine = make_route, make_engine
        self._first: SwitchingEngine | None = None
        self._all: WeakSet[SwitchingEngine] = WeakSet()
        self._route: Route | None = None
        self._shared: SharedRoute | None = None
        self.address = ""
        """The server's address; empty without one."""
        self.connection: Connection | None = None
        """The newest that is known of the connection."""
        self.models: tuple[ServedModel, ...] = ()
        """What the server offers, as it said last."""
        self.name = ""
        """The server's name."""

    def engines(self, make_here: MakeClient) -> MakeClient:
        """Let engines that are made here also open what is served. The first is the window's."""

        def make(on_ready: Callable[[], None]) -> EngineClient:
            made = SwitchingEngine(make_here, self._reach, on_ready)
            self._first = self._first or made
            self._all.add(made)
            return made

        return make

    @property
    def is_connected(self) -> bool:
        """Whether the server answers."""
        return self.connection is not None and self.connection.state == "connected"

    def connect_to(self, address: Address, key: str = "", models: Sequence[str] = ()) -> None:
        """Connect to a server, in the place of any other.

        Raises:
            ValueError, OSError: there is no way; the message of the former is a sentence.
        """
        from wmstudio.runtime.remote.ssh import SharedRoute

        route = self.make_route(address, key, models)
        self.disconnect_from()
        self._route, self._shared = route, SharedRoute(route)
        self.address, self.name = str(address), address.host
        if self._first is not None:
            self._first.connect(self.address)
        self.changed.emit()

    def disconnect_from(self) -> None:
        """End the connection. Models of the server are no longer read."""
        route, self._route, self._shared = self._route, None, None
        self.address, self.connection, self.models = "", None, ()
        if route is not None:
            # First the way, so that nobody waits for it.
            route.close()
            for engine in tuple(self._all):
                engine.part()
            self.changed.emit()

    def retry(self) -> None:
        """Try again at once."""
        for engine in tuple(self._all):
            engine.retry()

    def stop_trying(self) -> None:
        """Try no more until `retry`."""
        for engine in tuple(self._all):
            engine.stop_trying()

    def close(self) -> None:
        """End the way, so that nobody waits for it while the window closes."""
        if self._route is not None:
            self._route.close()

    # --- what the server says ---

    def take_connection(self, connection: Connection) -> None:
        """The connection has changed."""
        if self.address:
            self.connection = connection
            self.changed.emit()

    def take_served(self, served: Served) -> None:
        """The server says what it serves."""
        if self.address:
            self.models, self.name = served.models, served.server or self.name
            self.changed.emit()
            self.joined.emit()

    def _reach(self, address: str, on_ready: Callable[[], None]) -> RemoteEngine | None:
        if self._shared is None or address != self.address:
            return None
        return self.make_engine(self._shared, on_ready)
