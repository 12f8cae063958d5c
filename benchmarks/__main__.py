"""Measure what is fast: the models, the engine, the window. Prints a table and adds it to JSON.

Every figure is a median and a p99 over its repeats; comparisons are ratios within this run. One
torch thread, as in the window. Other work on the machine shows in the tails: run it alone.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from benchmarks.measure import Table, earlier_run, machine

NAMES = ("stories-slots", "stories-lstm")
WINDOWS = ("tales-pointer", *NAMES)
"""The default model first."""
SIZES = (100, 10_000, 100_000)
WHAT = (
    "models",
    "training",
    "engine",
    "window",
    "start",
    "opening",
    "peers",
    "search",
    "runs",
    "remote",
    "devices",
    "scale",
    "soak",
)
PEERS = {
    "Transformer Explainer, 12 words": 16,
    "Token-Print, 40 tokens": 40,
    "Neuronpedia, 200": 200,
}


def main() -> None:
    """Measure all that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results.json"))
    parser.add_argument(
        "--against", type=Path, help="results to compare with; by default what --out had before"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=WHAT,
        default=WHAT[:-3],
        help="all but devices, scale and soak by default",
    )
    parser.add_argument("--quick", action="store_true", help="texts up to 10,000 tokens only")
    parser.add_argument(
        "--most", type=int, default=100_000, help="tokens of the longest text kept in memory"
    )
    parser.add_argument("--minutes", type=float, default=30.0, help="of the soak")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import torch

    torch.set_num_threads(1)
    sizes = SIZES[:2] if arguments.quick else SIZES
    table, about = Table(), machine()
    print(about)
    for what in arguments.only:
        run(what, table, sizes, arguments.most, arguments.minutes)
    stored = earlier_run(arguments.out, about)
    table.summary(earlier_run(arguments.against, about) if arguments.against else stored)
    # What was not measured now stays as it was, each row with its own date and pace.
    kept = {"machine": about, **stored, **table.data()}
    arguments.out.write_text(json.dumps(kept, indent=2) + "\n")
    missed = sum(row.met is False for rows in table.groups.values() for row in rows)
    print(f"\n{missed} missed; written to {arguments.out}")


def run(what: str, table: Table, sizes: tuple[int, ...], most: int, minutes: float) -> None:
    """One part of it."""
    if what == "models":
        from benchmarks import models

        models.measure(table, (*NAMES, "stories-additive"))
    elif what == "training":
        from benchmarks import training

        training.measure(table)
    elif what == "engine":
        from benchmarks import engine

        engine.measure(table, sizes, max(most, sizes[-1]))
    elif what == "window":
        from benchmarks import window

        window.measure(table, WINDOWS, sizes, most)
    elif what == "start":
        from benchmarks import window

        window.measure_start(table, 5)
    elif what == "opening":
        from benchmarks import opening

        opening.measure(table)
    elif what == "peers":
        from benchmarks import peers

        peers.measure(table)
    elif what == "search":
        from benchmarks import search

        search.measure(table)
    elif what == "runs":
        from benchmarks import runs

        runs.measure(table, sizes)
    elif what == "remote":
        from benchmarks import remote

        remote.measure(table)
    elif what == "devices":
        from benchmarks import devices

        devices.measure(table, WINDOWS, sizes[:2])
    elif what == "scale":
        from benchmarks import scale

        scale.measure(table)
    else:
        from benchmarks import soak

        soak.measure(table, minutes)


if __name__ == "__main__":
    main()
