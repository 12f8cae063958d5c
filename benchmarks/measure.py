"""Medians and tails, and the table that they are printed in."""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


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
    goal: str = ""
    met: bool | None = None


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
            ", ".join(goals),
            all(met) if met else None,
        )
        self.groups[self._group].append(row)
        told = "" if row.met is None else ("   reached " if row.met else "   MISSED  ")
        more = f"p99 {tail:9.2f}" if len(values) > 1 else " " * 13
        print(f"  {name:<58} {mid:10.2f} {unit:<9} {more}{told}{row.goal}", flush=True)
        return mid

    def say(self, text: str) -> None:
        """A line that is not a figure."""
        print(f"  {text}", flush=True)

    def data(self) -> dict[str, list[dict[str, object]]]:
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


def machine() -> dict[str, str | int | float | None]:
    """Named by what decides how fast it is."""
    import torch

    return {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "load": str(os.getloadavg()),
    }


def resident_bytes() -> int:
    """What this process has in memory now (where the system does not tell: the most it had)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize()
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
