"""One case in a child of this process: limited in memory and time, and watched while it writes."""

from __future__ import annotations

import json
import math
import os
import resource
import select
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from fuzzing.contract import Format, RefusedError, sentence

PATIENCE = 20
"""Seconds on the clock after which a child that computes nothing hangs."""
MEMORY = 2 * 2**30
"""Bytes that a case may take beyond what its parent has."""
DEVICES = (os.devnull, "/dev/full")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGING = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink",
            "os.truncate", "os.chmod", "os.chown")  # fmt: skip
NEVER = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.connect",
         "pickle.find_class")  # fmt: skip


def run(format: Format, seed: str, folder: Path) -> tuple[str, str]:
    """What became of a case (``read``, ``refused`` or a fault), and what was said."""
    reader, writer = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.close(reader)
        try:
            try:
                answer = _case(format, seed, folder)
            except BaseException:
                answer = "fuzzer's own", traceback.format_exc()
            os.write(writer, json.dumps(answer).encode()[:60_000])
        finally:
            os._exit(0)
    os.close(writer)
    data, end = b"", time.monotonic() + PATIENCE
    with open(reader, "rb", buffering=0) as pipe:
        while (left := end - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
            if not (part := pipe.read(65_536)):
                break
            data += part
    if time.monotonic() >= end:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        slow = number in (signal.SIGXCPU, signal.SIGKILL)
        return ("hang" if slow else "crash"), f"signal {signal.Signals(number).name}"
    outcome, said = json.loads(data) if data else ("crash", "it ended without an answer")
    return outcome, said


def _case(format: Format, seed: str, folder: Path) -> tuple[str, str]:
    import random

    rng = random.Random(seed)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1), os.dup2(null, 2)
    folder.mkdir()
    os.chdir(folder)
    format.make(folder, rng)
    format.damage(folder, rng)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    seconds = math.ceil(spent + format.seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    outside = _watch(folder)
    try:
        format.read(folder)
    except RefusedError as error:
        outcome, said = "refused", str(error)
        try:
            sentence(said.replace(str(folder), ""))
        except AssertionError as fault:
            outcome, said = "no sentence", f"{fault}: {said[:500]}"
    except BaseException:
        outcome, said = "traceback", traceback.format_exc()[-4_000:]
    else:
        outcome, said = "read", ""
    if outside:
        return "wrote outside", "; ".join(outside)
    return outcome, said


def _watch(folder: Path) -> list[str]:
    """A list that grows by what is written, or done, where it must not be."""
    outside: list[str] = []
    within = os.path.realpath(folder)

    def is_inside(path: Any) -> bool:
        if isinstance(path, int):
            return True
        real = os.path.realpath(os.fsdecode(path))
        return real == within or real.startswith((within + os.sep, "/tmp/.psm_", "/dev/shm/"))

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in NEVER:
            outside.append(f"{event} {arguments[:1]!r}")
        elif event == "open":
            path, mode, flags = arguments
            writes = bool(set(str(mode or "")) & set("wax+")) or (flags or 0) & WRITING
            # Devices may be written into; to rename over them, or remove them, is never right.
            if writes and path is not None and path not in DEVICES and not is_inside(path):
                outside.append(f"open {path!r}")
        elif event in CHANGING and not all(
            is_inside(path) for path in arguments[:2] if isinstance(path, str | bytes | os.PathLike)
        ):
            outside.append(f"{event} {arguments[:2]!r}")

    sys.addaudithook(hook)
    return outside


def clear(folder: Path) -> None:
    """Remove what a case left, and folders that may not be written into with it."""
    for place, folders, _ in os.walk(folder):
        for name in folders:
            if not os.path.islink(inner := os.path.join(place, name)):
                os.chmod(inner, 0o700)
    shutil.rmtree(folder, ignore_errors=True)
