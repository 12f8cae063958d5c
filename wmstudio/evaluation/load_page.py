"""The page of the load study: figures, conclusions in sentences, and tables.

Shapes: R settings and, below them, chance; n set sizes.
"""

from __future__ import annotations

from math import log2
from statistics import mean
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.app.figures import Figure
from wmstudio.evaluation.load_study import Arm, LoadPlan, arms, runs_of
from wmstudio.evaluation.study import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wmstudio.evaluation.load_study import LoadSetting
    from wmstudio.evaluation.study import Report

HELD = 0.9
"""Accuracy from which a set size counts as held."""
CLEAR = 0.02
"""Differences of mean accuracy below this are not interpreted."""

Runs = list[dict[str, Any]]


def figures(plan: LoadPlan, seeds: int, report: Report) -> list[Figure]:
    """Accuracy against set size, on an axis of logarithms: one figure for each thing varied."""
    measured = ((arm, list(_measured(plan, arm, seeds, report))) for arm in arms(plan))
    return [_figure(plan, arm, settings) for arm, settings in measured if settings]


def _figure(plan: LoadPlan, arm: Arm, measured: Sequence[tuple[LoadSetting, Runs]]) -> Figure:
    about, sizes = plan.subject, plan.set_sizes
    slots = [s.sizes.get("slots") if arm.better == "more" else None for s, _ in measured]
    most = max(*sizes, *(int(n) for n in slots if n is not None))

    def place(n: float) -> float:
        """Every doubling takes as much of the axis, with half as much before and after all."""
        return (log2(n) + 0.5) / (log2(most) + 1)

    rows = [[_accuracies(run) for run in runs] for _, runs in measured]
    unknown = np.full(len(sizes), np.nan)
    ranges = [
        [find(row, axis=0) if len(row) > 1 else unknown for row in rows] + [unknown]
        for find in (np.min, np.max)
    ]
    means = [np.mean(row, axis=0) for row in rows]
    return Figure(
        "curves",
        arm.title,
        f"set size ({about.unit} to remember)",
        f"accuracy (share of {about.value} recalled)",
        np.array([*means, np.full(len(sizes), about.chance)], np.float32),
        (*(setting.label for setting, _ in measured), "chance"),
        tuple(map(str, sizes)),
        places=tuple(map(place, sizes)),
        ranges=np.array(ranges, np.float32),
        marks=tuple(None if n is None else place(int(n)) for n in slots),
    )


def page(plan: LoadPlan, seeds: int, report: Report, picture_name: str) -> str:
    """The page in Markdown, with measured figures only."""
    measured = [runs for arm in arms(plan) for _, runs in _measured(plan, arm, seeds, report)]
    there = [run for runs in measured for run in runs]
    about = plan.subject
    if not there:
        return f"# {about.title}\n\nNothing is measured yet.\n"
    one = there[0]
    counts = [len(runs) for runs in measured]
    trained = f"{min(counts)} to {max(counts)}" if min(counts) < max(counts) else f"{max(counts)}"
    spent = sum(run["train_cpu_seconds"] for run in {run["digest"]: run for run in there}.values())
    parts = [
        f"""# {about.title}

This command trains and measures all models, and writes this page. Run again, it trains only what
is new.

```sh
{command(plan, seeds, one["threads"])}
```

{about.asks} Each
model has about {plan.parameters:,} parameters and learned from {plan.sequences:,} sequences of
1 to {plan.set_sizes[-1]} {about.unit}, any number as likely; smaller batches thus made more steps
of them. Accuracy is over the whole vocabulary, on 512 fresh sequences for each set size; guessing
among the {about.value} reaches {about.chance:.4f}. Seeds: {trained}. Training took
{spent / 60:.1f} CPU-minutes in all. Device: {one["device"]}, threads: {one["threads"]},
torch {one["torch"]}.

![Accuracy against set size]({picture_name})

Dotted verticals mark the capacity in slots. Bars are the range over seeds, where there are several.

## Answers

""",
        *(f"* {arm.question} {_answer(plan, arm, seeds, report)}\n" for arm in arms(plan)),
        f"""
A difference of mean accuracy counts if it is at least {CLEAR} and, where there are several seeds,
if their ranges do not overlap. Of one seed nobody knows the range.
""",
    ]
    if (most := max(_kept(plan, there))) < 2:
        parts.append(
            f"""
In no setting are there more than {most:.1f} {about.kept}. So what differs is which models learned
to keep a single one in so many steps, and not how much they hold.
"""
        )
    for arm in arms(plan):
        parts += [f"\n## {arm.title}\n\n", *_quality(plan, arm, seeds, report), "\n"]
        parts += _costs(plan, arm, seeds, report)
    parts.append(
        f"""
*held*: the largest set size up to which accuracy is at least {HELD:.0%}. *{about.kept}*:
{about.kept_means}.
Occupancy, pressure (how much the next write discards) and interference (how blurred the last read
was) are the family's own load, 0…1, after all {about.unit} of the largest set; – where it has no
such thing. Milliseconds a token are of reading these {about.unit}, one sequence alone.
"""
    )
    return "".join(parts)


def command(plan: LoadPlan, seeds: int, threads: int) -> str:
    """What to type for this page, with the options that are not the usual ones."""
    words = ["wmstudio load-study"]
    for name in ("on", "capacities", "layers", "batches", "sequences"):
        if (value := getattr(plan, name)) != getattr(LoadPlan(), name):
            told = ",".join(map(str, value)) if isinstance(value, tuple) else value
            words.append(f"--{name} {told}")
    return " ".join([*words, f"--seeds {seeds} --threads {threads} --out docs"])


def _measured(
    plan: LoadPlan, arm: Arm, seeds: int, report: Report
) -> Iterator[tuple[LoadSetting, Runs]]:
    for setting in arm.settings:
        if runs := runs_of(plan, setting, seeds, report["runs"]):
            yield setting, runs


def _answer(plan: LoadPlan, arm: Arm, seeds: int, report: Report) -> str:
    """A sentence that compares little with much of what is varied."""
    measured = list(_measured(plan, arm, seeds, report))
    if len(measured) < 2:
        return "Not measured."
    (least, little), (most, much) = measured[0], measured[-1]
    a, b = ([mean(_accuracies(run)) for run in runs] for runs in (little, much))
    apart = max(a) < min(b) or max(b) < min(a)
    if abs(mean(a) - mean(b)) < CLEAR or not apart:
        verdict = "No clear difference"
    else:
        found = "more" if mean(b) > mean(a) else "less"
        verdict = "Yes" if found == arm.better else "No, it holds less"
    kept = [spread(_kept(plan, runs), ".1f") for runs in (little, much)]
    return (
        f"{verdict}: mean accuracy {spread(a)} and {kept[0]} {plan.subject.kept} with "
        f"{least.label}, {spread(b)} and {kept[1]} with {most.label}."
    )


def _quality(plan: LoadPlan, arm: Arm, seeds: int, report: Report) -> Iterator[str]:
    yield from _head("", *(f"{n}" for n in plan.set_sizes), "mean", "held", plan.subject.kept)
    for setting, runs in _measured(plan, arm, seeds, report):
        by_size = zip(*(_accuracies(run) for run in runs), strict=True)
        yield _line(
            setting.label,
            *(f"{mean(accuracies):.3f}" for accuracies in by_size),
            spread([mean(_accuracies(run)) for run in runs]),
            spread([_held(run) for run in runs], ".0f"),
            spread(_kept(plan, runs), ".1f"),
        )


def _costs(plan: LoadPlan, arm: Arm, seeds: int, report: Report) -> Iterator[str]:
    columns: dict[str, tuple[str, Callable[[dict[str, Any]], Any]]] = {
        "occupancy": (".2f", lambda run: run["by_set_size"][-1]["occupancy"]),
        "pressure": (".2f", lambda run: run["by_set_size"][-1]["pressure"]),
        "interference": (".2f", lambda run: run["by_set_size"][-1]["interference"]),
        "bytes of state": (",.0f", lambda run: run["state_bytes"]),
        "ms a token": (".2f", lambda run: run["by_set_size"][-1]["milliseconds_a_token"]),
        "parameters": (",.0f", lambda run: run["parameters"]),
        "steps": (",.0f", lambda run: run["steps"]),
        "CPU seconds": (",.0f", lambda run: run["train_cpu_seconds"]),
    }
    yield from _head("", *columns)
    for setting, runs in _measured(plan, arm, seeds, report):
        cells = []
        for form, value in columns.values():
            values = [value(run) for run in runs]
            cells.append("–" if None in values else f"{mean(values):{form}}")
        yield _line(setting.label, *cells)


def _accuracies(run: dict[str, Any]) -> list[float]:
    return [at["accuracy"] for at in run["by_set_size"]]


def _held(run: dict[str, Any]) -> int:
    held = 0
    for at in run["by_set_size"]:
        if at["accuracy"] < HELD:
            break
        held = at["pairs"]
    return held


def _kept(plan: LoadPlan, runs: Sequence[dict[str, Any]]) -> list[float]:
    held, chance = plan.subject.held, plan.subject.chance
    return [
        max(
            max(0.0, held(at["pairs"]) * (at["accuracy"] - chance) / (1 - chance))
            for at in run["by_set_size"]
        )
        for run in runs
    ]


def _head(*cells: str) -> Iterator[str]:
    yield _line(*cells)
    yield _line("---", *("---:" for _ in cells[1:]))


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"
