"""Medians and tails, and the table that they are printed in."""

from __future__ import annotations

import json
import os
import platform
import resource
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures" / "checkpoints"


def source_of(name: str) -> str:
    """What to open for a checkpoint's name: the tests' own folder, or what is bundled."""
    return str(FIXTURES / name) if (FIXTURES / name).is_dir() else name


@dataclass
class Row:
    """A figure: its median and p99 over so many repeats, what is to be reached, and whether."""

    name: str
    unit: str
    median: float
    p99: float
    repeats: int
    pace: float
    """Of the machine, when its group began: see `pace`."""
    date: str
    """When it was measured, in UTC."""
    goal: str = ""
    met: bool | None = None
    yardstick: bool = False
    """Whether it measures what the studio adds to the model: `Table.summary` lists these."""


class Table:
    """Rows by groups; each is printed as soon as it is known."""

    def __init__(self) -> None:
        self.groups: dict[str, list[Row]] = {}
        self._group, self._pace = "", 0.0

    def group(self, name: str) -> None:
        """What follows is about this."""
        self._group = name
        self.groups.setdefault(name, [])
        self._pace = pace()
        print(f"\n{name} (pace {self._pace:.0f})")

    def add(
        self,
        name: str,
        values: Sequence[float],
        unit: str = "ms",
        *,
        median: float | None = None,
        p99: float | None = None,
        least: float | None = None,
        yardstick: bool = False,
    ) -> float:
        """A figure; its median and p99 are to be at most, or its median at least, these."""
        mid, tail = float(np.median(values)), float(np.percentile(values, 99))
        limits = [("median ≤", median, mid), ("p99 ≤", p99, tail)]
        goals = [f"{words} {goal:g}" for words, goal, _ in limits if goal is not None]
        met = [is_ <= goal for _, goal, is_ in limits if goal is not None]
        if least is not None:
            goals, met = [f"≥ {least:g}"], [mid >= least]
        row = Row(
            name,
            unit,
            round(mid, 4),
            round(tail, 4),
            len(values),
            self._pace,
            f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
            ", ".join(goals),
            all(met) if met else None,
            yardstick,
        )
        self.groups[self._group].append(row)
        told = "" if row.met is None else ("   reached " if row.met else "   MISSED  ")
        more = f"p99 {tail:9.2f}" if len(values) > 1 else " " * 13
        print(f"  {name:<58} {mid:10.2f} {unit:<9} {more}{told}{row.goal}", flush=True)
        return mid

    def say(self, text: str) -> None:
        """A line that is not a figure."""
        print(f"  {text}", flush=True)

    def summary(self, earlier: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Print every yardstick again, with the machine's pace, beside those of `earlier_run`."""
        print("\nwhat the studio adds to the model (then: an earlier run on this machine)")
        heads = ("pace", "median", "p99", "then", "its pace")
        print(f"  {'':<78}" + "".join(f"{head:>10}" for head in heads))
        for group, rows in self.groups.items():
            then = {row["name"]: (row["median"], row["pace"]) for row in earlier.get(group, ())}
            for row in (row for row in rows if row.yardstick):
                mid, at_pace = then.get(row.name, (None, None))
                figures = (row.pace, row.median, row.p99, mid, at_pace)
                told = "".join(f"{'–' if x is None else f'{x:.2f}':>10}" for x in figures)
                reached = {True: "reached", False: "MISSED", None: ""}[row.met]
                name = f"{group.partition(':')[0]}: {row.name.strip()}"
                print(f"  {name:<78}{told} {row.unit:<3} {reached:<7} {row.goal}")

    def data(self) -> dict[str, list[dict[str, Any]]]:
        """For JSON."""
        return {name: [asdict(row) for row in rows] for name, rows in self.groups.items()}


def timed(work: Callable[[], object], repeats: int, warm: int = 2) -> list[float]:
    """Milliseconds of each repeat."""
    for _ in range(warm):
        work()
    spent = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        spent.append(1000 * (time.perf_counter() - began))
    return spent


def worked(work: Callable[[], object], times: int = 1) -> float:
    """Milliseconds that the processor spent on it each time, whatever else the machine does."""
    began = time.process_time()
    for _ in range(times):
        work()
    return 1000 * (time.process_time() - began) / times


def earlier_run(path: Path, about: Mapping[str, object]) -> dict[str, list[dict[str, Any]]]:
    """What was stored of this machine, as `Table.data` gave it.

    Empty if there is no such file, or it is of another machine.
    """
    if not path.exists():
        return {}
    groups: dict[str, Any] = json.loads(path.read_text())
    then = groups.pop("machine")
    if any(then.get(key) != value for key, value in about.items() if key in SAME):
        return {}
    return groups


def pace() -> float:
    """Milliseconds that Python takes to count to a million, now, with what else the machine does.

    The same machine may be twice as slow an hour later: milliseconds of two runs can be compared as
    far as their paces are alike.
    """

    def count() -> None:
        n = 0
        while n < 1_000_000:
            n += 1

    return round(float(np.median(timed(count, 9))), 1)


SAME = ("processor", "cores", "machine", "system")
"""What two runs on the same machine have in common; Python and torch may have changed."""


def machine() -> dict[str, str | int | float | None]:
    """Named by what decides how fast it is."""
    import torch

    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "load": str(os.getloadavg()),
    }


def _processor() -> str:
    """Its name, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


def resident_bytes() -> int:
    """What this process has in memory now (where the system does not tell: the most it had)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize()
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
