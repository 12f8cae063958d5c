"""A server that is started over SSH, and reached through a tunnel that ends with it.

One ``ssh`` process forwards a port of this machine and runs ``wmstudio serve --once`` on the other
one. The server ends when its standard input does: when this side ends ssh, or has itself ended.
"""

from __future__ import annotations

import os
import re
import secrets
import shlex
import socket
import subprocess
import threading
from collections import deque
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from wmstudio.runtime.remote.keys import make_keys
from wmstudio.runtime.remote.route import Endpoint, RouteError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.runtime.remote.address import Address
    from wmstudio.runtime.remote.route import Route

COMMAND = "WMSTUDIO_SSH"
"""Environment variable: the command to use instead of ``ssh``, with options of its own."""
OPTIONS = (
    "-T",
    # Never a question that nobody sees: keys come from files or from the user's agent.
    "-oBatchMode=yes",
    "-oExitOnForwardFailure=yes",
    "-oConnectTimeout=15",
    # A connection that is dead without having said so ends after 15 seconds.
    "-oServerAliveInterval=5",
    "-oServerAliveCountMax=3",
)
LOWEST_PORT, PORTS = 49_152, 16_384
"""Ports on the other machine to choose from, and how many they are."""
TRIES = 3
"""How many pairs of ports are tried."""
PATIENCE = 90.0
"""Seconds until a server that has said nothing is given up."""
ENDING = 2.0
"""Seconds for a process to end whose output has ended."""
MOST_LINES, LONGEST_LINE = 200, 2_000
"""How much a login may print before the server's line."""
SSH_FAILED, NO_COMMAND = 255, 127
"""What ssh itself exits with, and a shell that does not find the command."""
_SERVES = re.compile(r"wmstudio serves tcp://(?:127\.0\.0\.1|localhost):(\d{1,5}) key (\S{40})\s*")
_TAKEN = re.compile(r"in use|forward", re.IGNORECASE)
_REASONS = (
    ("could not resolve", "There is no host called {host}", True),
    ("host key verification", "The host key of {host} is not known here, or has changed", True),
    ("permission denied", "{host} did not accept the SSH key", True),
    ("too many authentication", "{host} did not accept any of the SSH keys", True),
    ("", "ssh could not connect to {host}", False),
)
"""What ssh says, a sentence for it, and whether trying again is no use; the first that fits."""


class SshRoute:
    """Starts a server over SSH. A tunnel that still stands is used again."""

    def __init__(self, address: Address, models: Sequence[str] = ()) -> None:
        """``models`` are files and folders of the other machine to serve; none for its own."""
        self._address, self._models = address, tuple(models)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._endpoint: Endpoint | None = None
        self._closings = 0

    def open(self) -> Endpoint:
        """See `Route`."""
        with self._lock:
            process, endpoint, closings = self._process, self._endpoint, self._closings
        if process is not None and endpoint is not None and process.poll() is None:
            return endpoint
        self._end(process)
        for left in reversed(range(TRIES)):
            try:
                return self._start(closings)
            except _PortTaken:
                if not left:
                    raise
        raise AssertionError  # the last try returns or raises

    def close(self) -> None:
        """See `Route`."""
        with self._lock:
            process, self._process, self._endpoint = self._process, None, None
            self._closings += 1
        self._end(process)

    def _start(self, closings: int) -> Endpoint:
        own, here, there = make_keys(), _free_port(), LOWEST_PORT + secrets.randbelow(PORTS)
        command = command_of(self._address, self._models, own.public, here, there)
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Ctrl+C in the terminal of the window is not meant for it.
                start_new_session=True,
            )
        except OSError as error:
            raise RouteError(
                f"{command[0]} cannot be run on this computer: {error.strerror or error}.",
                final=True,
            ) from error
        with self._lock:
            if self._closings != closings:
                self._end(process)
                raise RouteError("The connection was closed.")
            self._process = process
        said: deque[str] = deque(maxlen=20)
        listening = _follow(process.stderr, said)
        alarm = threading.Timer(PATIENCE, process.kill)
        alarm.daemon = True
        alarm.start()
        key = _server_key(process.stdout, there)
        alarm.cancel()
        _follow(process.stdout)
        if key is None:
            # What ends by itself says why by its exit code.
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDING)
            self._end(process)
            listening.join(ENDING)
            raise error_of(self._address, process.wait(), list(said))
        endpoint = Endpoint("127.0.0.1", here, key, own)
        with self._lock:
            if self._process is process:
                self._endpoint = endpoint
        return endpoint

    @staticmethod
    def _end(process: subprocess.Popen[bytes] | None) -> None:
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        if process.poll() is None:
            process.terminate()
            threading.Thread(target=_await, args=(process,), name="ssh", daemon=True).start()


class SharedRoute:
    """A route for several clients of one window, which only the window itself ends."""

    def __init__(self, route: Route) -> None:
        self._route, self._opening = route, threading.Lock()

    def open(self) -> Endpoint:
        """See `Route`. Clients that open it at the same time wait for one another."""
        with self._opening:
            return self._route.open()

    def close(self) -> None:
        """Nothing: others may use it."""


class _PortTaken(RouteError):
    """One of the two ports is in use."""


def command_of(
    address: Address, models: Sequence[str], own: str, here: int, there: int
) -> list[str]:
    """The command that runs the server and forwards port ``here`` to its port ``there``."""
    serve = [
        address.program or "wmstudio", "serve", "--once", f"--port={there}",
        # A key may begin with a dash.
        f"--allow={own}", "--", *models,
    ]  # fmt: skip
    # Programs of pipx and uv are often not on the path of a shell that nobody logged in to. The
    # inner quotes hide it from the user's own shell, which may be of any kind.
    script = f'PATH="$PATH:$HOME/.local/bin" exec {shlex.join(serve)}'
    return [
        *(shlex.split(os.environ.get(COMMAND, "")) or ["ssh"]),
        *OPTIONS,
        *(("-p", str(address.port)) if address.port is not None else ()),
        *(("-l", address.user) if address.user else ()),
        "-L",
        f"127.0.0.1:{here}:127.0.0.1:{there}",
        "--",
        address.host,
        f"sh -c {shlex.quote(script)}",
    ]


def error_of(address: Address, code: int, said: Sequence[str]) -> RouteError:
    """Say in one sentence why there is no server, with the last line that was printed."""
    host = address.host
    last = next((line for line in reversed(said) if line), "")
    detail = f" ({last.rstrip('.')})" if last else ""
    if code == NO_COMMAND:
        return RouteError(
            f"wmstudio was not found on {host}: install it there, or write where it is, as in "
            f"ssh://{host}/path/to/wmstudio{detail}.",
            final=True,
        )
    if any(map(_TAKEN.search, said)):
        return _PortTaken(f"The tunnel to {host} could not be made{detail}.")
    if code == SSH_FAILED:
        low = " ".join(said).lower()
        _, reason, final = next(one for one in _REASONS if one[0] in low)
        return RouteError(f"{reason.format(host=host)}{detail}.", final)
    if code < 0:
        return RouteError(f"wmstudio on {host} did not answer{detail}.")
    return RouteError(f"wmstudio could not be started on {host}{detail}.", final=True)


def _server_key(stdout: IO[bytes] | None, port: int) -> str | None:
    """The key that the server names on its line; None if its output ends before."""
    for _ in range(MOST_LINES):
        line = stdout.readline(LONGEST_LINE) if stdout is not None else b""
        if not line:
            return None
        found = _SERVES.fullmatch(line.decode(errors="replace"))
        if found is not None and int(found[1]) == port:
            return found[2]
    return None


def _follow(stream: IO[bytes] | None, kept: deque[str] | None = None) -> threading.Thread:
    """Read a stream to its end, so that its writer never waits, and keep its last lines."""

    def read() -> None:
        if stream is None:
            return
        with stream:
            while line := stream.readline(LONGEST_LINE):
                if kept is not None:
                    kept.append(_line_of(line))

    thread = threading.Thread(target=read, name="ssh", daemon=True)
    thread.start()
    return thread


def _await(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _line_of(line: bytes) -> str:
    text = "".join(c if c.isprintable() else " " for c in line.decode(errors="replace"))
    return " ".join(text.split())


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
