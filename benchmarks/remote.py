"""From a key to its frame over lines of all kinds, and the bytes of a key: a server and a window.

``python -m benchmarks.remote`` prints a table. The line is the relay of the tests, which delays and
throttles; the server is a process of its own. ``--cut`` cuts it for ten seconds while keys go on.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from statistics import median

from benchmarks.texts import SENTENCE
from tests.runtime.remote.serving import Relay, Window
from wmstudio.engine.messages import Open, View

LINES = ((0, 0), (0.02, 10e6), (0.08, 10e6), (0.2, 10e6), (0.02, 1e6), (0.08, 1e6), (0.2, 1e6))
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


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.remote", description=__doc__)
    parser.add_argument("models", nargs="*", default=["tales-slots", "stories-lstm"])
    parser.add_argument("--characters", type=int, default=4_000)
    parser.add_argument("--keys", type=int, default=40)
    parser.add_argument("--cut", action="store_true")
    options = parser.parse_args()
    process, port = served()
    most = options.characters + options.keys + 2
    text = SENTENCE * (most // len(SENTENCE) + 1)
    head = (
        "model",
        "trip",
        "Mbit/s",
        "key ms",
        "p95",
        "over",
        "up B",
        "down B",
        "call ms",
        "shown",
    )
    print("".join(f"{one:>13}" for one in head))
    try:
        for model in options.models:
            for trip, rate in ((0.02, 10e6),) if options.cut else LINES:
                cut = 10.0 if options.cut else 0.0
                took, up, down, calls = typing(
                    port, model, text, options.characters, options.keys, trip, rate, cut
                )
                middle = median(took)
                row = (
                    model, f"{1000 * trip:.0f}", f"{rate / 1e6:g}", f"{middle:.0f}",
                    f"{sorted(took)[int(len(took) * 0.95) - 1]:.0f}", f"{middle - 1000 * trip:.0f}",
                    f"{up:.0f}", f"{down:.0f}", f"{1000 * max(calls):.2f}",
                    f"{len(took)}/{options.keys}",
                )  # fmt: skip
                print("".join(f"{one:>13}" for one in row), flush=True)
    finally:
        process.communicate("")


if __name__ == "__main__":
    main()
