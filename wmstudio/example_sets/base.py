r"""Examples: a prompt, the text that should follow it, and a file of them in JSON lines.

Each line of a file is one object::

    {"prompt": "Mary went to the garden.\nWhere is Mary?", "target": "garden"}

``choices`` are the targets to choose among, ``id`` names the example, ``group`` is what results are
listed by; all three may be left out. Empty lines are skipped.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.documents import plain_text
from wmstudio.untrusted import UntrustedError, excerpt, parse_json, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from wmstudio.untrusted import Node

LARGEST_FILE = 500_000_000
"""Largest file of examples in bytes."""
LONGEST_LINE = 1_000_000
"""Most characters of a line."""
LONGEST = 100_000
"""Most characters of a prompt or a target."""
LONGEST_ID = 1_000
MOST_CHOICES = 1_000
MOST_CLASSES = 30
"""With more different targets than this they are texts and not classes."""
HALVES = re.compile("[\ud800-\udfff]")
KEYS = ("prompt", "target", "choices", "id", "group")
FOLLOWS = "\n>"
"""Stands between a prompt and its target, unless a recipe says otherwise."""
END = "\n"
"""Ends a target."""


class ExampleError(ValueError):
    """Examples that cannot be used. The message is a sentence that says where and why."""


@dataclass(frozen=True)
class PromptExample:
    """A prompt and its target, which is what a model should write next.

    If ``choices`` are given, the target is one of them.
    """

    prompt: str
    target: str
    choices: tuple[str, ...] = ()
    id: str = ""
    group: str = ""

    def line(self) -> str:
        """The example as a line of JSON."""
        values = {key: getattr(self, key) for key in KEYS}
        kept = {key: list(v) if key == "choices" else v for key, v in values.items() if v}
        line = json.dumps(kept, ensure_ascii=False) + "\n"
        # Half a surrogate pair, which JSON may hold, can only be written escaped.
        return json.dumps(kept) + "\n" if HALVES.search(line) else line


@dataclass(frozen=True)
class ExampleSet:
    """Examples with where they come from, and in sentences what was left out."""

    name: str
    examples: tuple[PromptExample, ...]
    source: str = ""
    """Whom to attribute the texts to, and their licence; empty if the file does not say."""
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.examples)

    @property
    def targets(self) -> tuple[str, ...]:
        """All different targets, the most frequent first; equals in the order of the examples."""
        counts: dict[str, int] = {}
        for one in self.examples:
            counts[one.target] = counts.get(one.target, 0) + 1
        return tuple(sorted(counts, key=lambda target: -counts[target]))

    def split(self, share: float, seed: int) -> tuple[ExampleSet, ExampleSet]:
        """Two sets: the examples that are held out are a share of all prompts, drawn by the seed.

        Examples of equal prompts stay together, so that no prompt is in both sets.

        Raises:
            ExampleError: one of the sets would be empty.
        """
        import numpy as np  # only here: reading a file needs no arrays

        prompts = list(dict.fromkeys(one.prompt for one in self.examples))
        held = round(share * len(prompts))
        if not 0 < held < len(prompts):
            raise ExampleError(
                f"{self.name} has too few different prompts ({len(prompts):,}) to hold out "
                f"{100 * share:g}% of them"
            )
        order = np.random.default_rng(seed).permutation(len(prompts))
        out = {prompts[i] for i in order[:held]}
        kept = tuple(one for one in self.examples if one.prompt not in out)
        away = tuple(one for one in self.examples if one.prompt in out)
        return replace(self, examples=kept), replace(self, examples=away)


def spelled(one: PromptExample, follows: str) -> tuple[str, str]:
    """The text to read before a target, and the text that is to be written."""
    return f"{one.prompt}{follows}", f" {' '.join(one.target.split())}{END}"


def same(answer: str, target: str) -> bool:
    """Whether an answer is the target, whatever white space it has."""
    return answer.split() == target.split()


def classes_of(targets: Iterable[str]) -> tuple[str, ...] | None:
    """The different targets in the order in which they come, or None if they are no classes.

    They are none with more than `MOST_CLASSES`, or where they do not come twice on average.
    """
    plain = [" ".join(target.split()) for target in targets]
    classes = tuple(dict.fromkeys(plain))
    return classes if 2 <= len(classes) <= min(MOST_CLASSES, len(plain) / 2) else None


def read_lines(data: bytes, name: str) -> Iterator[tuple[int, str]]:
    """The lines of a UTF-8 file with their numbers, without empty ones.

    Raises:
        ExampleError: it is not UTF-8, or a line is too long.
    """
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise ExampleError(f"{name} is not UTF-8 text (byte {error.start:,})") from error
    # Not splitlines(): JSON may hold other line ends inside its strings.
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            raise ExampleError(
                f"{name}, line {number:,}, has {len(line):,} characters, and at most "
                f"{LONGEST_LINE:,} are read: cut it"
            )
        if line.strip():
            yield number, line.removesuffix("\r")


def from_json_lines(data: bytes, name: str) -> ExampleSet:
    """The examples of a file in JSON lines.

    Raises:
        ExampleError: a line is no example, or an id is used twice.
    """
    found = []
    for number, line in read_lines(data, name):
        try:
            found.append(_example(parse_json(line)))
        except UntrustedError as error:
            raise ExampleError(f"{name}, line {number:,}: {error}") from error
    return checked(ExampleSet(name, tuple(found)))


def _example(node: Node) -> PromptExample:
    table = node.table(len(KEYS))
    if unknown := [key for key in table if key not in KEYS]:
        raise UntrustedError(f"{excerpt(unknown[0])} is no key of an example: {', '.join(KEYS)}")
    return PromptExample(
        prompt=node["prompt"].text(LONGEST),
        target=node["target"].text(LONGEST),
        choices=tuple(one.text(LONGEST) for one in node["choices"].items(MOST_CHOICES))
        if "choices" in table
        else (),
        id=node["id"].text(LONGEST_ID) if "id" in table else "",
        group=node["group"].text(1_000) if "group" in table else "",
    )


def checked(examples: ExampleSet) -> ExampleSet:
    """The same examples with line ends as documents have them, once all are known to be usable.

    Raises:
        ExampleError: there are none, a prompt or target is empty or too long, a target is not among
            its choices, or an id is used twice.
    """
    if not examples.examples:
        raise ExampleError(f"{examples.name} has no examples in it")
    examples = replace(examples, examples=tuple(map(_plain, examples.examples)))
    ids: set[str] = set()
    for number, one in enumerate(examples.examples, 1):
        where = f"{examples.name}, example {number:,}"
        for key in ("prompt", "target"):
            text = getattr(one, key)
            if not text.strip():
                raise ExampleError(f"{where}: its {key} is empty")
            if len(text) > LONGEST:
                raise ExampleError(
                    f"{where}: its {key} has {len(text):,} characters, and at most {LONGEST:,} "
                    "are read: cut it"
                )
        if one.choices and one.target not in one.choices:
            raise ExampleError(f"{where}: its target {excerpt(one.target)} is not a choice")
        if len(set(one.choices)) < len(one.choices):
            raise ExampleError(f"{where}: one of its choices is given twice")
        if one.id and one.id in ids:
            raise ExampleError(f"{where}: another example has the id {excerpt(one.id)} too")
        ids.add(one.id)
    return examples


def _plain(one: PromptExample) -> PromptExample:
    """The example as it reads once it is in a document."""
    prompt, target, choices = plain_text(one.prompt), plain_text(one.target), one.choices
    if (prompt, target) == (one.prompt, one.target) and not choices:
        return one
    return replace(one, prompt=prompt, target=target, choices=tuple(map(plain_text, choices)))


def joined(sets: Sequence[ExampleSet]) -> ExampleSet:
    """The examples of several sets, without their ids if one is used twice."""
    if len(sets) == 1:
        return sets[0]
    examples = [one for part in sets for one in part.examples]
    ids = [one.id for one in examples if one.id]
    if len(set(ids)) < len(ids):
        examples = [replace(one, id="") for one in examples]
    return ExampleSet(
        " and ".join(part.name for part in sets),
        tuple(examples),
        "; ".join(dict.fromkeys(part.source for part in sets if part.source)),
        tuple(note for part in sets for note in part.notes),
    )


def read_file(path: Path) -> bytes:
    """The bytes of a file of examples.

    Raises:
        ExampleError: it cannot be read, or is too large.
    """
    try:
        return read_bytes(path, LARGEST_FILE)
    except OSError as error:
        raise ExampleError(f"{path} cannot be read: {error.strerror}") from error
    except UntrustedError as error:
        raise ExampleError(f"{path} cannot be read: {error}") from error


def to_json_lines(examples: Iterable[PromptExample]) -> str:
    """The content of a file in JSON lines."""
    return "".join(one.line() for one in examples)
