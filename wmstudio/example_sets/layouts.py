"""Readers of other layouts of examples, each told from the beginning of a file.

* bAbI (Weston et al. 2015): numbered sentences, and questions with their answers after a tab, or
  between bars as some copies have them.
* Tatoeba: a sentence, its translation and the authors' names, between tabs.
* Labelled sentences: a sentence and 0 or 1, between tabs.
* Fables: JSON lines with ``fable`` and ``moral``.
* SciTLDR (Cachola et al. 2020): JSON lines with ``source`` (sentences) and ``target`` (summaries).
* Chatterbot: YAML with ``conversations``, lists of turns.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from wmstudio.example_sets.base import (
    FOLLOWS,
    LONGEST,
    LONGEST_ID,
    MOST_CHOICES,
    ExampleError,
    ExampleSet,
    PromptExample,
    checked,
    from_json_lines,
    read_file,
    read_lines,
)
from wmstudio.untrusted import UntrustedError, excerpt, parse_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from wmstudio.untrusted import Node

NUMBERED = re.compile(r"([0-9]{1,9}) (.+)")
FACT = re.compile(r"[0-9]{1,9}")
COLUMNS = re.compile(r"[\t|]")
FEELINGS = {"0": "negative", "1": "positive"}
MOST_TURNS = 1_000
MOST_SENTENCES = 10_000


class ExampleLayout(NamedTuple):
    """A layout: what it is, whether a file's first line is of it, and its reader."""

    text: str
    recognise: Callable[[str], bool]
    read: Callable[[bytes, str], ExampleSet]


def babi(data: bytes, name: str) -> ExampleSet:
    """Questions about stories; the group is the number of sentences since the last needed fact."""
    found = []
    story: list[str] = []
    number_of: dict[int, int] = {}
    for line_number, line in read_lines(data, name):
        numbered = NUMBERED.match(line)
        if numbered is None:
            raise _wrong(name, line_number, "a number, a space and a sentence")
        number = int(numbered[1])
        sentence, *answer = (part.strip() for part in COLUMNS.split(numbered[2]))
        if number == 1:
            story, number_of = [], {}
        if not answer:
            story.append(sentence)
            number_of[number] = len(story)
            continue
        facts = answer[1].split() if len(answer) > 1 else []
        needed = [
            number_of[int(fact)]
            for fact in facts
            if FACT.fullmatch(fact) and int(fact) in number_of
        ]
        since = len(story) - max(needed) if needed else None
        prompt = "\n".join([*story, sentence])
        found.append(PromptExample(prompt, answer[0], group="" if since is None else f"{since:,}"))
    return checked(ExampleSet(name, tuple(found), "bAbI, Weston et al. 2015, CC BY 3.0"))


def translations(data: bytes, name: str) -> ExampleSet:
    """Sentences to translate, from the first column into the second.

    The authors are the name of an example, if no two have the same.
    """
    found = []
    for number, line in read_lines(data, name):
        columns = line.split("\t")
        if len(columns) != 3:
            raise _wrong(name, number, "a sentence, its translation and its authors between tabs")
        found.append(
            PromptExample(
                columns[0].strip(), columns[1].strip(), id=columns[2].strip()[:LONGEST_ID]
            )
        )
    if len({one.id for one in found}) < len(found):
        found = [replace(one, id="") for one in found]
    source = "Tatoeba (tatoeba.org), CC BY 2.0 FR; the authors are named in the file"
    return checked(ExampleSet(name, tuple(found), source))


def labelled(data: bytes, name: str) -> ExampleSet:
    """Sentences that are positive or negative."""
    found = []
    for number, line in read_lines(data, name):
        sentence, _, label = line.rpartition("\t")
        if label.strip() not in FEELINGS or not sentence.strip():
            raise _wrong(name, number, "a sentence and 0 or 1, with a tab between them")
        target = FEELINGS[label.strip()]
        found.append(PromptExample(sentence.strip(), target, tuple(FEELINGS.values())))
    return checked(ExampleSet(name, tuple(found)))


def fables(data: bytes, name: str) -> ExampleSet:
    """Fables and their morals."""

    def read(node: Node) -> Iterator[tuple[str, str]]:
        yield node["fable"].text(LONGEST), node["moral"].text(LONGEST)

    return _summaries(data, name, read)


def abstracts(data: bytes, name: str) -> ExampleSet:
    """Abstracts and each of their summaries in one sentence."""

    def read(node: Node) -> Iterator[tuple[str, str]]:
        sentences = [one.text(LONGEST) for one in node["source"].items(MOST_SENTENCES)]
        for summary in node["target"].items(MOST_CHOICES):
            yield " ".join(sentences), summary.text(LONGEST)

    return _summaries(data, name, read)


def _summaries(
    data: bytes, name: str, read: Callable[[Node], Iterator[tuple[str, str]]]
) -> ExampleSet:
    found, empty = [], 0
    for number, line in read_lines(data, name):
        try:
            for prompt, target in read(parse_json(line)):
                one = PromptExample(prompt.strip(), " ".join(target.split()))
                if one.prompt and one.target:
                    found.append(one)
                else:
                    empty += 1
        except UntrustedError as error:
            raise ExampleError(f"{name}, line {number:,}: {error}") from error
    note = (
        f"1 of {name} has no text or no summary and is left out"
        if empty == 1
        else f"{empty:,} of {name} have no text or no summary and are left out"
    )
    notes = (note,) if empty else ()
    return checked(ExampleSet(name, tuple(found), notes=notes))


def conversations(data: bytes, name: str) -> ExampleSet:
    """Dialogues. Each turn but the first is to follow the turns before it.

    Turns by whoever is to speak are marked, as an answer is, so that a dialogue with a model looks
    in the document as it does here.
    """
    try:
        import yaml
    except ImportError as error:
        raise ExampleError(
            f"{name} is YAML, which takes PyYAML to read: pip install 'wmstudio[applications]'"
        ) from error
    try:
        # A loader that makes lists, tables and texts only: others take Yes for true, and 12:30 for
        # 750. It passes over tags.
        found = yaml.load(data, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ExampleError(f"{name} is not YAML: {excerpt(str(error))}") from error
    talks = found.get("conversations") if isinstance(found, dict) else None
    if not isinstance(talks, list):
        raise ExampleError(f"{name} has no list of conversations")
    examples = []
    lists = [talk for talk in talks if isinstance(talk, list) and len(talk) <= MOST_TURNS]
    cut = 0
    for talk in lists:
        texts = [" ".join(turn.split()) if isinstance(turn, str) else "" for turn in talk]
        # Without a turn between them, turns would be those of somebody else.
        turns = list(takewhile(bool, texts))
        cut += len(turns) < len(texts)
        examples += [PromptExample(_before(turns, at), turns[at]) for at in range(1, len(turns))]
    odd = len(talks) - len(lists)
    note = (
        f"1 conversation of {name} is no list of turns and left out"
        if odd == 1
        else f"{odd:,} conversations of {name} are no lists of turns and left out"
    )
    note_too = (
        f"1 conversation of {name} ends before a turn that is no text"
        if cut == 1
        else f"{cut:,} conversations of {name} end before a turn that is no text"
    )
    notes = (*([note] if odd else []), *([note_too] if cut else []))
    source = "chatterbot-corpus, BSD 3-Clause"
    return checked(ExampleSet(name, tuple(dict.fromkeys(examples)), source, notes))


def _before(turns: Sequence[str], at: int) -> str:
    """The turns before one, on lines of their own."""
    mark = FOLLOWS.strip()
    return "\n".join(
        turn if (at - i) % 2 else f"{mark} {turn}" for i, turn in enumerate(turns[:at])
    )


def _wrong(name: str, number: int, belongs: str) -> ExampleError:
    return ExampleError(f"{name}, line {number:,}, is not {belongs}")


def _has(*keys: str) -> Callable[[str], bool]:
    def recognise(line: str) -> bool:
        return line.lstrip().startswith("{") and all(f'"{key}"' in line for key in keys)

    return recognise


LAYOUTS: tuple[ExampleLayout, ...] = (
    ExampleLayout("JSON lines with prompt and target", _has("prompt", "target"), from_json_lines),
    ExampleLayout("JSON lines with fable and moral", _has("fable", "moral"), fables),
    ExampleLayout("JSON lines with source and target", _has("source", "target"), abstracts),
    ExampleLayout("bAbI stories", lambda line: re.match(r"1 \S", line) is not None, babi),
    ExampleLayout("translations (Tatoeba)", lambda line: line.count("\t") == 2, translations),
    ExampleLayout(
        "labelled sentences",
        lambda line: line.rpartition("\t")[2].strip() in FEELINGS and "\t" in line,
        labelled,
    ),
    ExampleLayout(
        "Chatterbot conversations",
        lambda line: line.startswith(("categories:", "conversations:", "---")),
        conversations,
    ),
)


def read_examples(path: Path) -> ExampleSet:
    """Read a file of examples in any of the layouts.

    Raises:
        ExampleError: it cannot be read, or is of none of them.
    """
    data = read_file(path)
    number, first = next(read_lines(data, path.name), (0, ""))
    if not number:
        raise ExampleError(f"{path.name} is empty")
    for layout in LAYOUTS:
        if layout.recognise(first):
            return layout.read(data, path.name)
    known = "; ".join(layout.text for layout in LAYOUTS)
    raise ExampleError(f"{path.name} is in none of the layouts of examples that are read: {known}")
