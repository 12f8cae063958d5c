"""The server: one socket, and an engine for each window that is connected."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

import zmq
import zmq.utils.z85

import wmstudio
from wmstudio.engine.messages import Served
from wmstudio.engine.wire.plans import WireError, plan_of
from wmstudio.engine.wire.schema import protocol
from wmstudio.engine.wire.stream import LARGEST, MORE, in_pieces
from wmstudio.runtime.remote.exchange import (
    BYE,
    DO,
    GOT,
    HEARD,
    HELLO,
    KEPT,
    MOST_SESSIONS,
    PING,
    PONG,
    REFUSED,
    SILENCE,
    TOKEN,
    VIEW,
    WELCOME,
    other_version,
)
from wmstudio.runtime.remote.route import is_loopback, url_of
from wmstudio.runtime.remote.session import Catalogue, ServedLine, Session

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from wmstudio.engine.messages import ServedModel
    from wmstudio.runtime.remote.keys import KeyPair

ZAP = "inproc://zeromq.zap.01"
"""Where ZeroMQ asks whether a key is allowed."""
BACKLOG = 64
ENDING = 5.0
"""Seconds for which the server waits for each engine when it ends: torch must not be torn down
in the middle of a computation."""
FAULT = "The server could not write an answer, which is a fault of WM Studio: it begins anew."
UNKNOWN = "The server does not know this window any more."
TICK = 500
"""Milliseconds between two looks for sessions that have been left."""


class Server:
    """Serves models to windows. `run` returns after `stop`, which any thread may call."""

    def __init__(
        self,
        models: tuple[ServedModel, ...],
        sources: Mapping[str, str | Path],
        host: str = "127.0.0.1",
        port: int = 0,
        keys: KeyPair | None = None,
        allowed: Collection[str] = (),
        most: int = MOST_SESSIONS,
    ) -> None:
        """Listen at once; port 0 chooses a free one.

        Raises:
            ValueError: it would listen to other machines without keys, or cannot listen.
        """
        if keys is None and not is_loopback(host):
            raise ValueError(
                "Other machines are served only with keys: name those that may connect (--allow)."
            )
        self._models, self._catalogue, self._most = models, Catalogue(sources), most
        self._allowed = frozenset(allowed)
        self._context = zmq.Context()
        self._zap: zmq.Socket[bytes] | None = None
        self._socket = self._context.socket(zmq.ROUTER)
        for option, value in (
            (zmq.LINGER, 200),
            (zmq.SNDHWM, 0),
            (zmq.MAXMSGSIZE, LARGEST),
            (zmq.ROUTER_MANDATORY, 1),
            (zmq.BACKLOG, BACKLOG),
            (zmq.IPV6, int(":" in host)),
        ):
            self._socket.setsockopt(option, value)
        if keys is not None:
            self._zap = self._context.socket(zmq.REP)
            self._zap.bind(ZAP)
            self._socket.setsockopt(zmq.CURVE_SERVER, 1)
            self._socket.curve_secretkey = keys.secret.encode()
            self._socket.setsockopt(zmq.ZAP_DOMAIN, b"wmstudio")
        try:
            self._socket.bind(url_of(host, port))
        except zmq.ZMQError as error:
            self._context.destroy(0)
            if error.errno in (errno.ENODEV, errno.EINVAL, errno.EADDRNOTAVAIL):
                said = f"{host} is no address of this machine: name one of its own (--address)."
                raise ValueError(said) from error
            why = zmq.strerror(error.errno or 0)
            raise ValueError(f"Port {port} of {host} cannot be used: {why}.") from error
        end = self._socket.getsockopt_string(zmq.LAST_ENDPOINT)
        self.host, self.port = host, int(end.rpartition(":")[2])
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)
        self._woken.setblocking(False)
        self._sessions: dict[bytes, Session] = {}
        self._lines: dict[bytes, ServedLine] = {}
        self._at: dict[bytes, bytes] = {}
        """The token of the session at each connection."""
        self._ending: list[Session] = []
        """Sessions that are over, whose engines may still be at work."""
        self._stopped = False

    def stop(self) -> None:
        """Let `run` end."""
        self._stopped = True
        self._notify()

    def stop_after(self, stream: IO[bytes]) -> None:
        """Stop when this stream ends: whoever started the server holds its other end."""

        def watch() -> None:
            while stream.read(4096):
                pass
            self.stop()

        threading.Thread(target=watch, name="stop after", daemon=True).start()

    def _notify(self) -> None:
        with suppress(OSError):  # it is full of wake-up calls already, or closed
            self._wake.send(b"\0")

    def run(self) -> None:
        """Serve until `stop` is called."""
        poller = zmq.Poller()
        for one in (self._socket, self._zap, self._woken):
            if one is not None:
                poller.register(one, zmq.POLLIN)
        try:
            while not self._stopped:
                ready = dict(poller.poll(TICK))
                if self._zap is not None and self._zap in ready:
                    self._authenticate(self._zap)
                if self._woken.fileno() in ready:
                    self._drain()
                if self._socket in ready:
                    self._receive()
                for route in list(self._at):
                    self._send(route)
                self._leave()
        finally:
            self._ending += self._sessions.values()
            for seconds in (0.0, ENDING):  # all are told first, then waited for
                self._ending = [one for one in self._ending if not one.close(seconds)]
            self._context.destroy(200)
            self._wake.close()
            self._woken.close()

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            while self._woken.recv(4096):
                pass

    def _authenticate(self, zap: zmq.Socket[bytes]) -> None:
        parts = zap.recv_multipart()
        key = zmq.utils.z85.encode(parts[6]).decode() if len(parts) == 7 else ""
        known = len(parts) == 7 and parts[5] == b"CURVE" and key in self._allowed
        status, said = (b"200", b"OK") if known else (b"400", b"unknown key")
        user = key.encode() if known else b""
        zap.send_multipart([parts[0], parts[1], status, said, user, b""])

    def _receive(self) -> None:
        for _ in range(100):  # then it is others' turn
            try:
                frames = self._socket.recv_multipart(zmq.NOBLOCK, copy=False)
            except zmq.Again:
                return
            route, data = frames[0].bytes, frames[-1].bytes
            try:
                user = str(frames[-1].get("User-Id") or "")
            except zmq.ZMQError:
                user = ""
            is_piece = len(frames) == 3 and frames[1].bytes == MORE
            if is_piece and route not in self._at:
                self._refuse(route, UNKNOWN, False)
                continue
            if len(frames) != 2 and not is_piece:
                self._refuse(route, "A message of this window is damaged: connect again.", True)
                continue
            line = self._lines.setdefault(route, ServedLine())
            line.heard = time.monotonic()
            try:
                if is_piece:
                    line.reader.add(data)
                    self._write(route, line, [HEARD])
                else:
                    self._take(route, line, line.reader.read(data), user)
            except Exception as error:  # anything: other windows go on
                said = str(error) if isinstance(error, WireError) else "it is damaged"
                self._refuse(route, f"The server could not read a message: {said}.", True)

    def _take(self, route: bytes, line: ServedLine, message: list[Any], user: str) -> None:
        kind, *rest = message
        if kind == HELLO:
            self._greet(route, line, rest, user)
            return
        session = self._sessions.get(self._at.get(route, b""))
        if session is None:
            self._refuse(route, UNKNOWN, False)
        elif kind == VIEW:
            session.view(line.views.unpack(rest))
        elif kind == DO and len(rest) == 3:
            session.do(*rest)
        elif kind == GOT and len(rest) == 2 and all(type(n) is int for n in rest):
            session.acknowledge(rest[0])
            line.flow.acknowledged(rest[1], time.monotonic())
        elif kind == PING and len(rest) == 1:
            self._write(route, line, [PONG, float(rest[0]), session.commands])
        elif kind == BYE:
            self._end(self._at[route])
        else:
            raise WireError("a message is of a kind that none has")

    def _greet(self, route: bytes, line: ServedLine, rest: list[Any], user: str) -> None:
        if len(rest) < 2 or not all(isinstance(one, str) for one in rest[:2]):
            raise WireError("it does not say which version it is")
        theirs, version = rest[:2]
        if theirs != protocol():
            said = other_version(wmstudio.__version__, version[:40], "The server")
            self._refuse(route, said, True)
            return
        if len(rest) != 4 or not isinstance(rest[2], bytes) or len(rest[2]) != TOKEN:
            raise WireError("it does not say who it is")
        token, received = rest[2], rest[3]
        session = self._sessions.get(token)
        resumed = session is not None and session.user == user and type(received) is int
        if session is not None and not resumed:
            raise WireError("it is the session of another window")
        if session is None:
            if len(self._sessions) >= self._most and not self._make_room():
                self._refuse(
                    route, f"The server has {self._most} windows already: try again later.", False
                )
                return
            try:
                session = Session(self._catalogue, user, self._notify)
            except OSError as error:
                why = error.strerror or error
                said = f"The server could not make a folder for this window: {why}."
                self._refuse(route, said, False)
                return
            self._sessions[token], received = session, 0
        for other in [r for r, at in self._at.items() if at == token and r != route]:
            self._forget(other)
        served = Served(self._models, socket.gethostname())
        list_ = plan_of(Served).pack(served)
        hello = [WELCOME, wmstudio.__version__, resumed, session.commands, list_]
        self._write(route, line, hello)
        self._at[route] = token
        session.attach(line, received)

    def _make_room(self) -> bool:
        """End the session that was left longest ago; whether there was one."""
        left = {token: s.left for token, s in self._sessions.items() if token not in self._here()}
        if left:
            self._end(min(left, key=left.__getitem__))
        return bool(left)

    def _here(self) -> set[bytes]:
        return set(self._at.values())

    def _send(self, route: bytes) -> None:
        line, session = self._lines.get(route), self._sessions.get(self._at.get(route, b""))
        if line is None or session is None:
            return
        try:
            outgoing = session.outgoing(line)
        except Exception:  # anything: other windows go on, and this one begins anew
            logging.getLogger("wmstudio").exception("a window could not be answered")
            token = self._at[route]
            self._refuse(route, FAULT, False)
            self._end(token)
            return
        for data, number in outgoing:
            if number:
                line.flow.sent(number, len(data), time.monotonic())
            if not self._put(route, data):
                return

    def _write(self, route: bytes, line: ServedLine, message: list[Any]) -> None:
        self._put(route, line.writer.write(message))

    def _put(self, route: bytes, data: bytes) -> bool:
        try:
            for parts in in_pieces(data):
                self._socket.send_multipart([route, *parts])
        except zmq.ZMQError:  # its connection is gone
            self._forget(route)
            return False
        return True

    def _refuse(self, route: bytes, sentence: str, final: bool) -> None:
        line = self._lines.get(route, ServedLine())
        self._write(route, line, [REFUSED, sentence, final])
        if final and route in self._at:
            self._end(self._at[route])
        self._forget(route)

    def _forget(self, route: bytes) -> None:
        """A connection is over. Its session is kept."""
        self._lines.pop(route, None)
        token = self._at.pop(route, None)
        if token in self._sessions:
            self._sessions[token].left = time.monotonic()

    def _end(self, token: bytes) -> None:
        for route in [r for r, at in self._at.items() if at == token]:
            self._forget(route)
        self._ending.append(self._sessions.pop(token))

    def _leave(self) -> None:
        """Let go of connections that are silent, and of sessions without one."""
        now = time.monotonic()
        for route, line in list(self._lines.items()):
            if now - line.heard > 2 * SILENCE:
                self._forget(route)
        self._ending = [one for one in self._ending if not one.close()]
        here = self._here()
        for token, session in list(self._sessions.items()):
            if token not in here and now - session.left > KEPT:
                self._end(token)
