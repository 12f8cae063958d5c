"""A server and windows of it in one process, and a relay between them that a test plays."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from collections import deque

from tests.support import PATIENCE
from wmstudio.engine.messages import Connection, OpenedModel, ServedModel
from wmstudio.runtime.remote.address import Address
from wmstudio.runtime.remote.client import RemoteEngine
from wmstudio.runtime.remote.route import DirectRoute
from wmstudio.runtime.remote.server import Server


@contextlib.contextmanager
def serving(*names, keys=None, allowed=(), port=0, most=16, places=None):
    models = tuple(ServedModel(name, name, "") for name in names)
    sources = {name: name for name in names} | (places or {})
    server = Server(models, sources, port=port, keys=keys, allowed=allowed, most=most)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


class Window:
    """An engine client, and all that it was told."""

    def __init__(self, port, key=None, own=None):
        self.ready = threading.Event()
        self.events, self.frames = [], []
        self.engine = RemoteEngine(
            DirectRoute(Address("tcp", "127.0.0.1", port), key, own), self.ready.set
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        assert self.engine.close(PATIENCE)

    def take(self):
        events, frame = self.engine.take()
        self.events += events
        if frame is not None:
            self.frames.append(frame)

    def until(self, fact):
        end = time.monotonic() + PATIENCE
        while not (found := fact()):
            left = end - time.monotonic()
            assert left > 0, f"it did not become true; the last events: {self.events[-3:]}"
            self.ready.wait(left)
            self.ready.clear()
            self.take()
        return found

    def all(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    def complete(self, revision):
        return next((f for f in self.frames if f.complete and f.revision == revision), None)

    def lost(self):
        return next((e for e in self.all(Connection) if e.state == "lost"), None)

    def opened(self):
        return next(iter(self.all(OpenedModel)), None)


class Relay:
    """Passes on what two sides say, until it is cut.

    ``delay`` is in seconds one way, ``rate`` in bits a second; 0 is as fast as can be.
    """

    def __init__(self, to, delay=0.0, rate=0):
        self._to, self._delay, self._rate = to, delay, rate
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._pairs = {}
        self.passed = {"up": 0, "down": 0}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._wake, self._woken = socket.socketpair()
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._asked, self._open, self.holding = deque(), True, False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def cut(self):
        """Close all connections, and accept none until `mend`."""
        self._ask("cut")

    def mend(self):
        self._ask("mend")

    def close(self):
        self._ask("end")
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        for one in (self._wake, self._woken, self._selector):
            one.close()

    def _ask(self, what):
        done = threading.Event()
        self._asked.append((what, done))
        self._wake.send(b"x")
        assert done.wait(PATIENCE)

    def _run(self):
        queues = {}  # of each socket: what goes to it, as (when, bytes)
        free = {"up": 0.0, "down": 0.0}
        while True:
            now = time.monotonic()
            soon = min((q[0][0] for q in queues.values() if q), default=now + 1.0)
            for key, _ in self._selector.select(max(soon - now, 0.0)):
                one = key.fileobj
                if one is self._listener:
                    near, _ = one.accept()
                    if not self._open:
                        near.close()
                        continue
                    try:
                        far = socket.create_connection(("127.0.0.1", self._to))
                    except OSError:
                        near.close()
                        continue
                    for a, b, way in ((near, far, "up"), (far, near, "down")):
                        a.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                        self._pairs[a] = (b, way)
                        queues[a] = deque()
                        self._selector.register(a, selectors.EVENT_READ)
                elif one in self._pairs:
                    other, way = self._pairs[one]
                    try:
                        data = one.recv(1500)
                    except OSError:
                        data = b""
                    if not data:
                        self._drop(one, queues)
                        continue
                    self.passed[way] += len(data)
                    at = time.monotonic()
                    if self._rate:
                        free[way] = max(free[way], at) + len(data) * 8 / self._rate
                        at = free[way]
                    queues[other].append((at + self._delay, data))
                elif one is self._woken:
                    one.recv(100)
            now = time.monotonic()
            for one, queue in list(queues.items()):
                while queue and queue[0][0] <= now:
                    with contextlib.suppress(OSError):
                        one.sendall(queue.popleft()[1])
            while self._asked:
                what, done = self._asked.popleft()
                if what in ("cut", "end"):
                    for one in list(self._pairs):
                        self._drop(one, queues)
                self._open = what == "mend"
                if what == "end":
                    self._listener.close()
                    done.set()
                    return
                done.set()

    def _drop(self, one, queues):
        other, _ = self._pairs.get(one, (None, ""))
        for end in (one, other):
            if end in self._pairs:
                self._selector.unregister(end)
                self._pairs.pop(end)
                queues.pop(end, None)
                end.close()
