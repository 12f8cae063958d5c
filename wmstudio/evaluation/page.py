"""The results page in Markdown, made only from a report (`wmstudio.evaluation.results`).

Every figure on it stands in the report; what does not is "not measured".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wmstudio.evaluation.grammar import published, short_names
from wmstudio.evaluation.remembering_report import span, tables
from wmstudio.evaluation.results import WITH_MEMORY
from wmstudio.evaluation.study import first_of_bin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Tree = Mapping[str, Any]

MISSING = "not measured"
NOTHING = "–"
"""For a number that the memory does not have."""


def page(report: Tree, figures: str) -> str:
    """The whole page; ``figures`` is the file name of the report beside it."""
    sections = (_top(report, figures), _language(report), _remembering(report), _speed(report))
    last = (_grammar(report), _tasks(report))
    return "\n".join(line for section in (*sections, *last) for line in section) + "\n"


def _top(report: Tree, figures: str) -> Iterator[str]:
    yield "# Results\n"
    yield "Every figure on this page was written by this command. Run again, it measures only what"
    yield f"is new; the figures themselves are in [{figures}]({figures}).\n"
    yield f"```sh\n{report['command']}\n```\n"
    yield (
        f"WM Studio {report['wmstudio']}, torch {report['torch']}, on the device "
        f"{report['device']} ({report['processor']}, threads: {report['threads']}).\n"
    )


def _language(report: Tree) -> Iterator[str]:
    """Bits per byte, and the mean over minimal pairs."""
    keys = [text["key"] for text in report["texts"]]
    head = ["name", "family", "parameters", "held-out books"]
    titles = short_names([text["name"] for text in report["texts"]])
    head += [title for text in titles for title in (text, "+ memory")]
    head += ["minimal pairs"]
    pairs = report["grammar"]["key"] if report["grammar"] else ""
    rows = [
        [
            f"`{one['name']}`",
            one["family"],
            _cell(one["parameters"], ",d"),
            _cell(one["recorded"].get("validation_bits_per_byte"), ".4f"),
            *(
                _cell(find(report, one, key, "bits_per_byte"), ".4f")
                for key in keys
                for find in (_found, _found_with)
            ),
            _cell(_found(report, one, pairs, "mean_accuracy"), ".1%"),
        ]
        for one in _readers(report)
    ]
    yield "## Language\n"
    yield from markdown_table(head, rows, left=2)
    yield "Bits per byte: the fewer, the better. Those of the held-out books stand in each model's"
    yield "training record. The other texts were read whole, the state carried along; the first"
    yield "token is predicted from the initial state (there is no token that marks a beginning)."
    yield "*Minimal pairs*: the share of pairs in which the grammatical sentence is the more"
    yield "probable one, as a mean over the sets below; chance is one half. *+ memory*: with the"
    yield "memory that can be switched off, else with the neural cache (Grave et al. 2017), which"
    yield "needs no training; what stands before it is without.\n"
    for title, text in zip(titles, report["texts"], strict=True):
        yield f"* {title}: `{text['name']}`, {text['bytes']:,} bytes"
    for settings in _cache_settings(report):
        yield f"* cache: {settings}"
    for one in _readers(report):
        if by_others := one["recorded"].get("compressed_bits_per_byte"):
            told = ", ".join(f"{name} {bits:.4f}" for name, bits in by_others.items())
            yield f"* bits per byte of the texts held out from `{one['name']}`, compressed: {told}"
    yield ""


def _remembering(report: Tree) -> Iterator[str]:
    """What models remember of what they have just read, beside n-grams."""
    yield "## Remembering\n"
    told = report.get("remembering")
    if not told:
        yield f"Remembering: {MISSING}.\n"
        return
    readers: dict[str, Tree] = {}
    counted: dict[str, Tree] = {}
    for one in _readers(report):
        measured = report["measured"][one["hash"]]
        for end in ("", *WITH_MEMORY):
            if again := measured.get(told["key"] + end):
                names = measured.get(told["names"] + end, {})
                readers[f"`{one['name']}`{end}"] = {**again, **names}
        counted |= report["measured"].get(one.get("tokenizer"), {}).get(report["n-grams"], {})
    on_books = {
        f"`{one['name']}`{end}": _on_books(report, one, end, told["key"])
        for one in _readers(report)
        for end in ("", *WITH_MEMORY)
    }
    readers |= counted
    if not readers:
        yield f"Remembering: {MISSING}.\n"
        return
    yield "What a model saves on what it has just read, without its memory and with. Of the first"
    yield "three tables 1 is no memory at all, and less is better. In brackets: the middle 95 % of"
    yield f"resamples. Passages and questions are cut from {', '.join(told['texts'])}.\n"
    yield "In short (the tables below have all distances):\n"
    yield from markdown_table(
        SHORT, [_in_short(name, readers[name], on_books) for name in readers], left=1
    )
    yield "*Bits per byte*: of the held-out books, each read whole; with the settings that a model"
    yield "was trained with as its training record says, else measured. *Again*: a passage 250"
    yield "characters ago. *List*: six nouns in the same order, 10 words ago. *New name*: a made-up"
    yield "name, 300 words ago. *Names*: how often, of the names in the last twenty sentences, the"
    yield f"one that was left out is the likeliest; chance is {told['guesses']['chance']:.1%}."
    yield "Small models are not asked about names.\n"
    for title, rows in tables({**told, "readers": readers}):
        yield f"{title[0].upper()}{title[1:]}:\n"
        yield from markdown_table(rows[0], rows[1:], left=1)


RATE = "bits_per_byte"
SHORT = ("", "bits per byte", "again", "list", "new name", "names")


def _in_short(name: str, found: Tree, on_books: Tree) -> list[str]:
    """The row of a reader's most important figures."""
    return [
        name,
        _cell(on_books.get(name), ".4f"),
        span(found["again"]["250"]),
        span(found["list"]["same"]["10"]),
        span(found["new name"]["300"]),
        span(found["names"]["with context"], ".1%") if "names" in found else MISSING,
    ]


def _on_books(report: Tree, one: Tree, end: str, asked: str) -> float | None:
    """Bits per byte of all held-out books together; None if unknown."""
    trained = " + memory" if asked + " + memory" in report["measured"][one["hash"]] else ""
    if end == trained:
        recorded: float | None = one["recorded"].get("validation_bits_per_byte")
        return recorded
    measured: float | None = _found(report, one, report["remembering"]["books"] + end, RATE)
    return measured


def _speed(report: Tree) -> Iterator[str]:
    """Speed of training and of a step, and memory use after the sample."""
    key = report["sample"]["key"]
    head = ["name", "training, tokens/s", "on", "a token, ms", "+ memory"]
    head += ["occupancy", "pressure", "interference", "state, bytes"]
    rows, meanings = [], {}
    for one in _readers(report):
        usage = _found(report, one, key, "memory_usage") or {}
        texts = usage.get("texts", {})
        meanings[one["name"]] = "; ".join(f"{name}: {text}" for name, text in texts.items() if text)
        rows.append(
            [
                f"`{one['name']}`",
                _cell(one["recorded"].get("train_tokens_per_second"), ",.0f"),
                one["recorded"].get("device", MISSING),
                *(
                    _cell(find(report, one, key, "milliseconds_per_token"), ".2f")
                    for find in (_found, _found_with)
                ),
                *(
                    _cell(usage.get(name), form, NOTHING if usage else MISSING)
                    for name, form in USAGE.items()
                ),
            ]
        )
    yield "## Speed and memory use\n"
    yield from markdown_table(head, rows, left=1)
    yield "*Training* as its record says, on the device named there, whatever else that was doing."
    yield "*A token*: the median time of a single step at batch one, on this page's device, over"
    yield f"the last tokens of `{report['sample']['name']}`; memory use is measured after it"
    yield f"({NOTHING}: the memory has no such number). What the numbers mean, by model:\n"
    for name, meaning in meanings.items():
        yield f"* `{name}`: {meaning or MISSING}"
    yield ""


USAGE = {"occupancy": ".2f", "pressure": ".2f", "interference": ".2f", "bytes": ",d"}


def _grammar(report: Tree) -> Iterator[str]:
    """Each set of minimal pairs."""
    yield "## Minimal pairs, set by set\n"
    if not report["grammar"]:
        yield f"Grammar: {MISSING}.\n"
        return
    key, sets = report["grammar"]["key"], report["grammar"]["sets"]
    readers = list(_readers(report))
    rows = [
        [
            f"`{name}`",
            f"{pairs:,}",
            *(_cell(_found(report, one, key, "sets", name, "accuracy"), ".1%") for one in readers),
        ]
        for name, pairs in sets.items()
    ]
    yield from markdown_table(
        ["set", "pairs", *(f"`{one['name']}`" for one in readers)], rows, left=1
    )
    yield f"A tie is wrong. {published(report['grammar']['published'])}\n"


def _tasks(report: Tree) -> Iterator[str]:
    """Scores of checkpoints that learned a memory task, and of studies."""
    yield "## Memory tasks\n"
    learned = [one for one in report["checkpoints"] if "task" in one["recorded"]]
    if not learned and not report["studies"]:
        yield f"Memory tasks: {MISSING}.\n"
        return
    yield "Accuracy is the share of questions whose answer is the likeliest of all pieces; chance,"
    yield "that of a guess among the task's answers.\n"
    if learned:
        rows = [
            [
                *_task(one["recorded"]["task"]),
                f"`{one['name']}`",
                one["family"],
                _cell(one["parameters"], ",d"),
                _cell(one["recorded"].get("accuracy"), ".1%"),
                _cell(one["recorded"].get("chance"), ".1%"),
            ]
            for one in learned
        ]
        head = ["task", "sizes", "name", "family", "parameters", "accuracy", "chance"]
        yield from markdown_table(head, sorted(rows), left=4)
        yield "These are bundled; the figures stand in their training records.\n"
    for name, found in report["studies"].items():
        rows = [
            [
                *_task(one["task"]),
                f"`{one['recipe']}`",
                one["family"],
                f"{one['parameters']:,}",
                f"{one['steps']:,}",
                f"{one['seeds']:,}",
                *(f"{one['accuracy'][which]:.1%}" for which in ("mean", "least", "most")),
                f"{one['chance']:.1%}",
            ]
            for one in found
        ]
        head = ["task", "sizes", "recipe", "family", "parameters", "steps", "seeds"]
        head += ["mean accuracy", "least", "most", "chance"]
        yield from markdown_table(head, sorted(rows), left=4)
        yield f"From `{name}`, written by `wmstudio study`: the same recipe with several seeds.\n"
        groups: dict[tuple[str, str], list[Tree]] = {}
        for one in found:
            groups.setdefault((one["task"]["name"], one["group"]), []).append(one)
        for group, alike in groups.items():
            yield from _by_group(*group, alike)


def _by_group(task: str, by: str, found: Sequence[Tree]) -> Iterator[str]:
    """A task's accuracies by distance, or by its other groups."""
    names = sorted({name for one in found for name in one["by_group"]}, key=first_of_bin)
    rows = [
        [
            f"`{one['recipe']}`",
            _task(one["task"])[1],
            *(_span(one["by_group"].get(name)) for name in names),
        ]
        for one in found
    ]
    yield f"`{task}` by {by}, mean (least–most):\n"
    yield from markdown_table(["recipe", "sizes", *names], sorted(rows), left=2)


def _span(accuracy: Tree | None) -> str:
    """An accuracy with its range; empty if there was no such question."""
    if accuracy is None:
        return NOTHING
    mean, least, most = (f"{accuracy[which]:.1%}" for which in ("mean", "least", "most"))
    return mean if least == most else f"{mean} ({least}–{most})"


def _task(task: Tree) -> tuple[str, str]:
    sizes = ", ".join(f"{name} {n:,}" for name, n in task.items() if name != "name")
    return task["name"], sizes


def _readers(report: Tree) -> Iterator[Tree]:
    """The checkpoints that were trained on language."""
    return (one for one in report["checkpoints"] if "task" not in one["recorded"])


def _found(report: Tree, one: Tree, key: str, *path: str) -> Any:
    """A measured figure; None if there is none."""
    found = report["measured"][one["hash"]].get(key)
    for name in path:
        found = found.get(name) if found else None
    return found


def _found_with(report: Tree, one: Tree, key: str, *path: str) -> Any:
    """The same, measured with the memory (or neural cache) that can be switched off."""
    found = (_found(report, one, key + end, *path) for end in WITH_MEMORY)
    return next((figure for figure in found if figure is not None), None)


def _cache_settings(report: Tree) -> list[str]:
    """The settings of the neural caches; one line if all models had the same."""
    lines = {
        ", ".join(f"{n} {x}" for n, x in figures["settings"].items() if n.startswith("cache_"))
        for measured in report["measured"].values()
        for key, figures in measured.items()
        if key.endswith(WITH_MEMORY)
    }
    return sorted(filter(None, lines))


def _cell(value: float | None, form: str, missing: str = MISSING) -> str:
    return missing if value is None else f"{value:{form}}"


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> Iterator[str]:
    """A Markdown table that is readable as text. All but the first columns are right-aligned."""
    sides = "<" * left + ">" * (len(head) - left)
    widths = [max(3, *map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * (n - 1) + (":" if s == ">" else "-") for n, s in zip(widths, sides, strict=True)]
    for row in (head, rule, *rows):
        cells = (f"{c:{s}{n}}" for c, s, n in zip(row, sides, widths, strict=True))
        yield f"| {' | '.join(cells)} |"
    yield ""
