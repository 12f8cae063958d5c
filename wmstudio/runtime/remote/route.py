"""How a server is reached."""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING, Protocol

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.runtime.remote.address import Address
    from wmstudio.runtime.remote.keys import KeyPair

GREETING = 2.0
"""Seconds in which ZeroMQ greets whoever connects."""
ZMTP, HTTP = b"\xff", b"HTTP/"
"""How every greeting of ZeroMQ begins, and every answer of a web server."""
WEB, OTHER, SILENT = "web server", "other program", "silent program"
"""What may answer that is no server of WM Studio."""


class RouteError(ValueError):
    """A server cannot be reached. The message is a sentence; ``final``: trying again is no use."""

    def __init__(self, sentence: str, final: bool = False) -> None:
        super().__init__(sentence)
        self.final = final


@dataclass(frozen=True)
class Endpoint:
    """Where to connect. Without a ``server_key`` nothing is encrypted."""

    host: str
    port: int
    server_key: str | None = None
    own: KeyPair | None = None

    @property
    def url(self) -> str:
        """As ZeroMQ writes it."""
        return url_of(self.host, self.port)

    def greets(self) -> bool:
        """Whether ZeroMQ answers there: a tunnel without its other end closes without a word."""
        try:
            with socket.create_connection((self.host, self.port), GREETING) as link:
                link.settimeout(GREETING)
                return link.recv(1) == ZMTP
        except OSError:
            return False

    def stranger(self) -> str:
        """`WEB`, `OTHER` or `SILENT` if that takes connections there; empty if it may be a server.

        Web servers wait for a question, and other programs begin with a greeting of their own.
        """
        try:
            with socket.create_connection((self.host, self.port), GREETING) as link:
                link.settimeout(GREETING)
                said = b""
                with suppress(TimeoutError):
                    said = link.recv(len(HTTP))
                    if not said or said.startswith(ZMTP):
                        return ""
                if not said:
                    link.sendall(b"HEAD / HTTP/1.0\r\n\r\n")
                    said = link.recv(len(HTTP))
        except TimeoutError:
            return SILENT
        except OSError:
            return ""
        return WEB if said == HTTP else OTHER


class Route(Protocol):
    """Reaches a server, again and again."""

    def open(self) -> Endpoint:
        """Return where to connect. It may take seconds, and is not called on the window's thread.

        Raises:
            RouteError: it cannot be reached.
        """
        ...

    def close(self) -> None:
        """End what `open` began. It may be called at any time, from any thread, and twice."""
        ...


class DirectRoute:
    """Over TCP: with keys to any machine, without any only to this one."""

    def __init__(
        self, address: Address, server_key: str | None = None, own: KeyPair | None = None
    ) -> None:
        self._address, self._key, self._own = address, server_key, own
        self._known = False
        """Whether its host has been found before."""

    def open(self) -> Endpoint:
        """See `Route`."""
        port = self._address.port
        if self._address.scheme != "tcp" or port is None:
            raise RouteError("An address of this kind is tcp://host:port.", final=True)
        if self._key is None and not is_loopback(self._address.host):
            raise RouteError(
                "Another machine is reached only with keys: give the server's key, or use ssh.",
                final=True,
            )
        self._find(self._address.host, port)
        return Endpoint(self._address.host, port, self._key, self._own)

    def _find(self, host: str, port: int) -> None:
        """Look the host up, which ZeroMQ does without a word, again and again.

        Raises:
            RouteError: no host is called so, as far as this machine can find out.
        """
        try:
            socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            if error.errno == socket.EAI_NONAME:
                raise RouteError(
                    f"No host is called {host}: check the address, and the network.",
                    final=not self._known,
                ) from error
        except UnicodeError as error:  # a part of the name is empty, or too long
            raise RouteError(f"{host} can be no name of a host: check it.", final=True) from error
        else:
            self._known = True

    def close(self) -> None:
        """See `Route`."""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def url_of(host: str, port: int) -> str:
    """An address as ZeroMQ writes it."""
    return f"tcp://[{host}]:{port}" if ":" in host else f"tcp://{host}:{port}"
