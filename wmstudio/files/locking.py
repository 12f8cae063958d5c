"""Locks that belong to a process: the system releases them when it ends, however it ends.

What stands in the file of a lock says who holds it, for messages; the lock itself is the system's.
So a file without a lock on it is stale whatever it says, and nobody has to find out whether a
process of some number is still there.
"""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Self

from wmstudio.files.private import PRIVATE_FILE
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from filelock import BaseFileLock

LONGEST = 1000
"""Number of bytes of a lock's file that are read."""
PATIENCE = 2.0
"""How many seconds to wait for another window that is saving what both may change."""


class LockedError(OSError):
    """Another process holds the lock. The message says which, as far as known."""


@dataclass(frozen=True)
class Holder:
    """The holder of a lock. ``host`` is empty if the file does not name it."""

    process: int = 0
    host: str = ""

    @property
    def is_elsewhere(self) -> bool:
        """Whether the holder is on another machine."""
        return bool(self.host) and self.host != socket.gethostname()

    def __str__(self) -> str:
        if not self.host:
            return "another program"
        where = f" on {self.host}" if self.is_elsewhere else ""
        return f"process {self.process}{where}"


class Lock:
    """A lock by the path of its file.

    As a context it is acquired at once, or raises `LockedError`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: BaseFileLock | None = None

    def acquire(self, seconds: float = 0.0) -> bool:
        """Acquire it, waiting at most this many seconds. Returns whether it is held now.

        Raises:
            OSError: its file cannot be made or opened.
        """
        # Imported late, because many commands lock nothing.
        from filelock import FileLock, Timeout

        lock = FileLock(self.path, timeout=seconds, mode=PRIVATE_FILE, thread_local=False)
        try:
            lock.acquire(poll_interval=0.02)
        except Timeout:
            return False
        self._lock = lock
        with suppress(OSError):
            self.path.write_text(f"{os.getpid()}\n{socket.gethostname()}\n", encoding="utf-8")
        return True

    def release(self) -> None:
        """Release it; nothing happens if it is not held."""
        if self._lock is not None:
            self._lock.release()
        self._lock = None

    def holder(self) -> Holder:
        """The holder, as the lock's file names it."""
        try:
            with self.path.open("rb") as file:
                process, host, *_ = file.read(LONGEST).decode().split("\n")
            return Holder(int(process), host[:100])
        except (OSError, ValueError):
            return Holder()

    def __enter__(self) -> Self:
        if not self.acquire():
            raise LockedError(f"{self.path} is locked by {self.holder()}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.release()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock of a moment's work if it can be had soon, and do the work in any case."""
    lock = Lock(path)
    with suppress(OSError):
        lock.acquire(PATIENCE)
    try:
        yield
    finally:
        lock.release()
