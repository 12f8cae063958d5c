"""The page of benchmarks in Markdown, made from a report and the published figures beside it."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any

from wmstudio.evaluation.benchmarks import BENCHMARKS
from wmstudio.evaluation.page import MISSING, markdown_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wmstudio.evaluation.benchmarks import Benchmark

    Tree = Mapping[str, Any]

OURS = "this program"
WIDTH = 88
"""Columns of prose."""


def page(report: Tree, figures: str) -> str:
    """The whole page; ``figures`` is the file name of the report beside it."""
    lines = [*_top(report, figures)]
    for benchmark in BENCHMARKS:
        lines += _section(benchmark, report)
    return "\n".join(lines) + "\n"


def _top(report: Tree, figures: str) -> Iterator[str]:
    yield "# Benchmarks\n"
    yield "Models of this program on the standard benchmarks of language modelling, beside"
    yield "published figures; those of models of about the same size stand first. The lower, the"
    yield "better.\n"
    if "command" not in report:
        yield "None of our models was measured yet.\n"
        return
    yield "This command trains and measures all rows of ours, and writes this page. Run again, it"
    yield f"makes only what is new; the figures themselves are in [{figures}]({figures}).\n"
    yield f"```sh\n{report['command']}\n```\n"
    yield "`wmstudio train assets/recipes/NAME.toml --data FOLDER` trains a single one. CPU minutes"
    yield "are the process time of all training steps.\n"
    yield (
        f"WM Studio {report['wmstudio']}, torch {report['torch']} ({report['processor']}, threads: "
        f"{report['threads']}).\n"
    )


def _section(benchmark: Benchmark, report: Tree) -> Iterator[str]:
    yield f"## {benchmark.title}\n"
    yield fill(f"Texts: {benchmark.texts}. {benchmark.details}", WIDTH, break_on_hyphens=False)
    yield ""
    head = ["model", "from", "measured on", "parameters", benchmark.unit, "CPU minutes"]
    rows = [
        [one.model, one.source, one.protocol, one.parameters, one.figure, ""]
        for one in benchmark.published
    ]
    for name in benchmark.recipes:
        rows += _rows(benchmark, name, report["runs"].get(name))
    yield from markdown_table(head, rows, left=3)


def _rows(benchmark: Benchmark, name: str, run: Tree | None) -> list[list[str]]:
    if run is None:
        return [[f"`{name}`", OURS, benchmark.protocol, MISSING, MISSING, MISSING]]
    minutes = run.get("train_cpu_seconds")
    return [
        [
            f"`{name}`" + ("" if one["title"] == "as it is" else f", {one['title']}"),
            OURS,
            f"{benchmark.protocol}; {one['characters'] / one['tokens']:.2f} characters a token",
            f"{run['parameters']:,}",
            f"{one['figure']:{benchmark.form}}",
            MISSING if minutes is None else f"{minutes / 60:.1f}",
        ]
        for one in run["figures"]
    ]
