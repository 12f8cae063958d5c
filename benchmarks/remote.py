"""From a key to its frame over lines of all kinds, and the bytes of a key: a server and a window.

The line is the relay of the tests, which delays and throttles; the server is a process of its own.
``python -m benchmarks.remote`` cuts it for ten seconds while keys go on.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

from benchmarks.texts import SENTENCE
from tests.runtime.remote.serving import Relay, Window
from wmstudio.engine.messages import Open, View

if TYPE_CHECKING:
    from benchmarks.measure import Table

MODELS = "tales-slots", "stories-lstm"
CHARACTERS, KEYS = 4_000, 40
"""Of the text before the keys; and how many keys."""
CUT = 10.0
"""Seconds."""
FAST = 10e6
"""Bits a second of the line that the budget is for."""

LINES = ((0, 0), (0.02, FAST), (0.08, FAST), (0.2, FAST), (0.02, 1e6), (0.08, 1e6), (0.2, 1e6))
"""Round trips in seconds and bits a second; 0 is as it comes."""
GAP = 0.15
"""Seconds between two keys."""


def served() -> tuple[subprocess.Popen[str], int]:
    command = [sys.executable, "-m", "wmstudio", "serve", "--once", "--port", "0"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline().split()[2].rpartition(":")[2])


def watched(opened, count=3):
    return tuple(name for name, signal in opened.signals.items() if signal.size > 8)[:count]


def wait(window, fact, seconds=300.0):
    end = time.perf_counter() + seconds
    while not fact() and time.perf_counter() < end:
        window.ready.wait(0.05)
        window.ready.clear()
        window.take()
    assert fact(), "no answer"


def typing(port, model, text, start, keys, trip, rate, cut=0.0):
    """Milliseconds from each key to its frame, the bytes of a key, and what a key's call took."""
    relay = Relay(port, trip / 2, rate)
    arrived, calls = {}, []
    with Window(relay.port) as window:
        take = window.take

        def noting():
            take()
            for frame in window.frames:
                if frame.snapshot is not None:
                    arrived.setdefault(frame.revision, time.perf_counter())

        window.take = noting
        window.engine.post(Open(model, "cpu"))
        wait(window, window.opened)
        watch = watched(window.opened())

        def view(n):
            at = start + n
            return View(n, text[:at], at, watch=watch, window=(at // 4 - 200, at // 4 + 200))

        window.engine.submit(view(1))
        wait(window, lambda: window.complete(1))
        before, asked = dict(relay.passed), {}
        begun = time.perf_counter()
        for n in range(2, keys + 2):
            if cut and n == keys // 2:
                relay.cut()
                mend = time.perf_counter() + cut
            asked[n] = time.perf_counter()
            window.engine.submit(view(n))
            calls.append(time.perf_counter() - asked[n])
            while time.perf_counter() < begun + (n - 1) * GAP:
                window.ready.wait(max(begun + (n - 1) * GAP - time.perf_counter(), 0.001))
                window.ready.clear()
                window.take()
            window.frames = window.frames[-2:]
        if cut:
            time.sleep(max(mend - time.perf_counter(), 0))
            relay.mend()
            mended = time.perf_counter()
        wait(window, lambda: keys + 1 in arrived)
        if cut:
            print(f"the newest key's frame came {arrived[keys + 1] - mended:.2f} s after the line")
        down = (relay.passed["down"] - before["down"]) / keys
        up = (relay.passed["up"] - before["up"]) / keys
    relay.close()
    took = [1000 * (arrived[n] - at) for n, at in asked.items() if n in arrived]
    return took, up, down, calls


def measure(table: Table) -> None:
    """Every model over every line; budgets are for 10 Mbit/s, and for the bytes of a key."""
    process, port = served()
    text = SENTENCE * ((CHARACTERS + KEYS + 2) // len(SENTENCE) + 1)
    try:
        for model in MODELS:
            table.group(f"{model}: a server, and a window that watches three signals")
            for trip, rate in LINES:
                took, up, down, calls = typing(port, model, text, CHARACTERS, KEYS, trip, rate)
                fast = rate == FAST
                line = f"{1000 * trip:.0f} ms, {rate / 1e6:g} Mbit/s" if rate else "no line"
                beyond = [one - 1000 * trip for one in took]
                table.add(
                    f"{line}: key to frame, beyond the trip", beyond, median=40 if fast else None
                )
                table.add("    the call of a key", [1000 * one for one in calls])
                table.add("    frames that were shown", [len(took)], f"of {KEYS}")
                table.add(
                    "    a key, both ways", [(up + down) / 1000], "kB", median=12 if fast else None
                )
    finally:
        process.communicate("")


def main() -> None:
    """Cut the line for ten seconds."""
    process, port = served()
    text = SENTENCE * ((CHARACTERS + KEYS + 2) // len(SENTENCE) + 1)
    try:
        for model in MODELS:
            took, *_ = typing(port, model, text, CHARACTERS, KEYS, 0.02, FAST, CUT)
            print(f"{model}: {len(took)} of {KEYS} frames were shown")
    finally:
        process.communicate("")


if __name__ == "__main__":
    main()
