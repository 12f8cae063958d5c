"""The figures of `wmstudio eval` as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wmstudio.cli.shared import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_GROUPS = 16
"""Number of groups of questions that are listed separately; beyond, they are merged."""
LONGEST = 1e15
"""Numbers from here on are written as powers of ten."""
TEXT_COLUMNS = {
    "bits_per_byte": ("bits per byte", ".4f"),
    "perplexity_per_token": ("perplexity per token", ",.2f"),
    "bytes": ("bytes", ",d"),
    "tokens": ("tokens", ",d"),
    "bytes_per_token": ("bytes per token", ".2f"),
    "seconds": ("seconds", ".1f"),
    "tokens_per_second": ("tokens/s", ",.0f"),
}


def _cell(number: float, form: str) -> str:
    """A number of a table. A model that expects nothing of a text has perplexities of any size."""
    return f"{number:{form}}" if abs(number) < LONGEST else f"{number:.2e}"


def tables(report: Mapping[str, Any]) -> Iterator[str]:
    """The results of `evaluate` as tables for people."""
    yield (
        f"{report['checkpoint']}: {report['family']}, {report['parameters']:,} parameters, "
        f"on {report['device']}{', with neural cache' if report['cache'] else ''}\n"
    )
    if report["texts"]:
        head = ["text", *(title for title, _ in TEXT_COLUMNS.values())]
        rows = [
            [name, *(_cell(figures[key], form) for key, (_, form) in TEXT_COLUMNS.items())]
            for name, figures in report["texts"].items()
        ]
        yield "\n"
        yield from table([head, *rows], "<" + ">" * len(TEXT_COLUMNS))
    if report["grammar"]:
        yield "\n"
        yield from _grammar_table(report["grammar"])
    for record in report["tasks"]:
        yield "\n"
        yield from _task_table(record)
    for found in report["examples"]:
        from wmstudio.evaluation.answers import report as answer_report

        for title, rows in answer_report.tables(found):
            yield f"\n{title}\n\n"
            yield from table(rows, "<" + ">" * (len(rows[0]) - 1))
        yield from (f"{line}\n" for line in (*answer_report.signatures(found), *found["notes"]))
        if found["source"]:
            yield f"Texts: {found['source']}\n"
    if report["writing"]:
        from wmstudio.evaluation import free_running

        rows = list(free_running.rows(report["writing"]))
        yield "\n"
        yield from table(rows, "<" + ">" * (len(rows[0]) - 1))
    if report["remembering"]:
        from wmstudio.evaluation import remembering_report

        for title, rows in remembering_report.tables(report["remembering"]):
            yield f"\n{title}\n\n"
            yield from table(rows, "<" + ">" * (len(rows[0]) - 1))


def _grammar_table(found: Mapping[str, Any]) -> Iterator[str]:
    from wmstudio.evaluation.grammar import published

    sets = found["sets"]
    rows = [
        (name, f"{figures['pairs']:,}", f"{figures['accuracy']:.1%}")
        for name, figures in sets.items()
    ]
    count = "1 set" if len(sets) == 1 else f"{len(sets)} sets"
    mean = ("mean over sets", count, f"{found['mean_accuracy']:.1%}")
    yield from table([("minimal pairs", "pairs", "right"), *rows, mean], "<>>")
    yield f"Chance is 50 %; a tie is wrong. {published()}\n"


def _task_table(record: Mapping[str, Any]) -> Iterator[str]:
    from wmstudio.evaluation.memory_tasks import TaskScore

    score, sizes = TaskScore.of_record(record), dict(record["task"])
    name = " ".join([sizes.pop("name"), *(f"{size}={n}" for size, n in sizes.items())])
    groups = [
        (f"{record['group']}: {group}", f"{accuracy:.1%}", f"{count:,}")
        for group, (accuracy, count) in score.binned(MOST_GROUPS).items()
    ]
    whole = ("all", f"{score.accuracy:.1%}", f"{score.questions:,}")
    yield from table([(name, "right", "questions"), *groups, whole], "<>>")
    yield f"Chance is {score.chance:.1%}; the likeliest of all pieces counts, not of the answers.\n"
