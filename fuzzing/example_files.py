"""Files of examples in every layout that is read, and what is done with what was read."""

from __future__ import annotations

import json
import random
from pathlib import Path

from fuzzing.contract import Format, RefusedError, sentence
from fuzzing.mutations import change_bytes, change_json, change_text
from tests import support
from wmstudio.evaluation.answers import scores
from wmstudio.evaluation.answers.baselines import baselines
from wmstudio.example_sets.base import FOLLOWS, ExampleError, ExampleSet, to_json_lines
from wmstudio.example_sets.holding_out import hold_out
from wmstudio.example_sets.layouts import read_examples
from wmstudio.training.answering import encoded

EXAMPLE = {"prompt": "The cat sat.\nWhere?", "target": "mat", "choices": ["mat", "hat"]}
LAYOUTS = {
    "prompts.jsonl": [json.dumps({**EXAMPLE, "id": str(n), "group": "a"}) for n in range(4)],
    "fables.jsonl": [json.dumps({"fable": f"A cat, {n}.", "moral": "Sit."}) for n in range(4)],
    "papers.jsonl": [json.dumps({"source": ["A.", "B."], "target": ["C", "D"]})] * 3,
    "stories.txt": ["1 The cat went out.", "2 Where is the cat? \tout\t1", "1 A cat ran."],
    "pairs.tsv": ["Hi.\t嗨。\tCC-BY #1", "Run.\t你用跑的。\tCC-BY #2"],
    "reviews.tsv": ["A good cat.\t1", "A bad cat.\t0", "No cat\tat all.\t0"],
    "talks.yml": ["categories:", "- a", "conversations:", "- - Hi", "  - Hello", "  - 3", "- - x"],
}


def _make(folder: Path, rng: random.Random) -> None:
    name = rng.choice(list(LAYOUTS))
    (folder / name).write_text("\n".join(LAYOUTS[name]) + "\n", encoding="utf-8")


def _change(data: bytes, rng: random.Random) -> bytes:
    """One line with other values, with its columns or parts damaged, or the file as bytes."""
    act = rng.randrange(4)
    if act == 0:
        return change_bytes(data, rng)
    lines = data.split(b"\n")
    at = rng.randrange(len(lines) - 1)
    if act == 1:
        lines[at] = lines[at].replace(b"\t", rng.choice((b"", b"\t\t", b"|", b"\0", b"\r")))
        lines.insert(at, rng.choice((lines[at], b"", b"\xef\xbb\xbf", b"\t", b"- -", b"&a [*a]")))
    elif act == 2 and lines[at].startswith(b"{"):
        lines[at] = change_json(lines[at], rng)
    else:
        lines[at] = change_text(lines[at], rng)
    return b"\n".join(lines)


def _read(folder: Path) -> None:
    """Whatever is read can be divided, answered, spelled and written again."""
    (path,) = (path for path in folder.iterdir() if path.name in LAYOUTS)
    try:
        found = read_examples(path)
    except ExampleError as error:
        raise RefusedError(str(error)) from error
    for note in found.notes:
        sentence(note)
    _use(found)
    again = folder / "again.jsonl"
    again.write_text(to_json_lines(found.examples), encoding="utf-8")
    assert read_examples(again).examples == found.examples


def _use(found: ExampleSet) -> None:
    targets = [one.target for one in found.examples]
    answers = baselines(found.examples, found)
    for given in answers.values():
        scores.exact(given, targets)
        scores.by_class(given, targets)
    try:
        hold_out(found, 0.5, 1)
        encoded(found.examples, support.tokenizer(), FOLLOWS, 2_000)
    except ExampleError as error:
        sentence(error)


FORMAT = Format("examples", _make, dict.fromkeys(LAYOUTS, _change), _read)
