"""The machine's cores and free memory, and recognising errors that mean it has run out."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

SIGNS = (
    "can't allocate memory",
    "not enough memory",
    "out of memory",
    "bad alloc",
    "bad_alloc",
    "Unable to allocate",
    "Invalid buffer size",
    "Storage size calculation overflowed",
)
"""Messages by which torch, numpy and C++ report a lack of memory; torch raises RuntimeError."""
NO_MEMORY = "There is not enough memory for this: use a smaller batch, text or model"


def cores() -> int:
    """The cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error means that memory has run out, whatever its type."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error) for sign in SIGNS)


def free_memory() -> int:
    """Bytes that this process can still allocate, or a very large number if unknown.

    The least of what is free in the machine, in its control group, and under the process's limit.
    """
    found = [sys.maxsize]
    with suppress(OSError, ValueError, IndexError, StopIteration):
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next(line for line in lines if line.startswith("MemAvailable:"))
        found.append(int(free.split()[1]) * 1024)
    with suppress(OSError, ValueError):
        group = Path("/sys/fs/cgroup")
        most = int((group / "memory.max").read_text())  # "max" if there is no limit
        found.append(most - int((group / "memory.current").read_text()))
    if len(found) == 1:
        with suppress(OSError, ValueError, AttributeError):
            found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    with suppress(ImportError, OSError, ValueError):
        import resource

        soft, _ = resource.getrlimit(resource.RLIMIT_AS)
        if soft != resource.RLIM_INFINITY:
            pages = int(Path("/proc/self/statm").read_text().split()[0])
            found.append(soft - pages * os.sysconf("SC_PAGE_SIZE"))
    return max(min(found), 0)


def in_words(size: int) -> str:
    """A number of bytes in words: ``1.5 GB``."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size} bytes"
