"""Messages of what lies below the window, told in other languages by what they say.

The engine, the files that it opens and the command line write whole English sentences, into which
paths, names and numbers are put. Nobody there has to know of translations: whoever shows a message
looks for the sentence here that it was made of. `make strings` reads them out of the code that
raises them (`scripts/messages.py`); those that others write are listed here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from wmstudio import paths
from wmstudio.app.phrases import Phrase, phrase
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST = 2_000
"""Characters of a message that is looked for."""
DEEPEST = 4
"""How many sentences may be within one another."""
OF_OTHERS: tuple[Phrase, ...] = (
    # of the engine and of studies, which are not raised
    phrase("Something went wrong inside the program ({a})"),
    phrase("Something went wrong inside the program ({a})."),
    phrase("The device {a} does not work ({b}); running on the CPU instead."),
    phrase("{a}: accuracy {b}"),
    phrase("{a}: mean accuracy {b}"),
    phrase("{a}: measured already"),
    # what belongs where something else is
    phrase("a text"),
    phrase("a list"),
    phrase("a table"),
    phrase("true or false"),
    # of the system
    phrase("No such file or directory"),
    phrase("Permission denied"),
    phrase("Operation not permitted"),
    phrase("No space left on device"),
    phrase("Disk quota exceeded"),
    phrase("Read-only file system"),
    phrase("Is a directory"),
    phrase("Not a directory"),
    phrase("File exists"),
    phrase("File name too long"),
    phrase("Input/output error"),
    phrase("Cannot allocate memory"),
    phrase("Too many open files"),
    phrase("Address already in use"),
    phrase("Connection refused"),
    phrase("Connection reset by peer"),
    phrase("Broken pipe"),
    # of Python's reader of arguments
    phrase("argument {a}: {b}"),
    phrase("the following arguments are required: {a}"),
    phrase("one of the arguments {a} is required"),
    phrase("unrecognized arguments: {a}"),
    phrase("not allowed with argument {a}"),
    phrase("expected one argument"),
    phrase("expected at least one argument"),
    phrase("expected {a} arguments"),
    phrase("ambiguous option: {a} could match {b}"),
    phrase("ignored explicit argument {a}"),
    phrase("invalid choice: {a} (choose from {b})"),
    phrase("invalid {a} value: {b}"),
    # a place, and what is wrong there; and what has become a whole sentence
    phrase("{a}: {b}"),
    phrase("{a}."),
)
"""Sentences that are raised by nobody here."""
_ENDS = re.compile(r"(?<=\.) (?=[A-Z])")
_FIELD = re.compile(r"\{(\w+)\}")


@cache
def sentences() -> tuple[Phrase, ...]:
    """Every sentence with its fields, the longest first."""
    file = paths.resources() / "translations" / "messages.txt"
    try:
        read = file.read_text(encoding="utf-8").split("\n")
    except OSError:
        # English messages are better than none.
        read = []
    there = dict.fromkeys((*map(Phrase, filter(None, read)), *OF_OTHERS))
    return tuple(sorted(there, key=lambda one: -len(_FIELD.sub("", one))))


def made_of(said: str) -> tuple[Phrase, dict[str, str]] | None:
    """The sentence that a text was made of, and what was put into it; None if there is none."""
    found = _read(said)
    return None if found is None else (found.sentence, found.fields)


def retell(said: str, tell: Callable[..., str]) -> str:
    """Tell a message by ``tell(sentence, **fields)``; other texts stay as they are.

    What is put into a sentence may be one, too: the reason, or the place. Several may stand behind
    one another.
    """
    parts = _ENDS.split(said) if len(said) <= LONGEST else [said]
    found, each = _read(said), [_read(part) for part in parts]
    if found is not None and found.letters >= sum(one.letters for one in each if one is not None):
        return _told(found, tell)
    told = (
        part if one is None else _told(one, tell) for part, one in zip(parts, each, strict=True)
    )
    return " ".join(told)


def _told(found: _Read, tell: Callable[..., str]) -> str:
    within = {name: _told(one, tell) for name, one in found.within.items()}
    return tell(found.sentence, **{**found.fields, **within})


@dataclass(frozen=True)
class _Read:
    """A message, the sentence that it was made of, and those that were put into that."""

    sentence: Phrase
    fields: dict[str, str]
    within: dict[str, _Read]
    letters: int
    """How many letters of the message are words of these sentences."""


def _read(said: str, deepest: int = DEEPEST) -> _Read | None:
    """The way to read a message by which most of its letters belong to sentences."""
    best: _Read | None = None
    for sentence, fields in _ways(said) if deepest else ():
        parts = {name: _read(value, deepest - 1) for name, value in fields.items()}
        within = {name: part for name, part in parts.items() if part is not None}
        letters = _letters(sentence) + sum(part.letters for part in within.values())
        if letters > (0 if best is None else best.letters):
            best = _Read(sentence, fields, within, letters)
    return best


def _ways(said: str) -> Iterator[tuple[Phrase, dict[str, str]]]:
    """The sentences that a text may have been made of."""
    if len(said) > LONGEST:
        return
    for sentence, words in _by_words():
        # Looking for the words is faster than the regular expressions, of which most are not used.
        if all(part in said for part in words) and (found := _pattern(sentence).fullmatch(said)):
            yield sentence, found.groupdict()


@cache
def _letters(sentence: Phrase) -> int:
    return sum(map(str.isalpha, _FIELD.sub("", sentence)))


@cache
def _by_words() -> list[tuple[Phrase, list[str]]]:
    return [(one, [_plain(part) for part in _FIELD.split(one)[::2]]) for one in sentences()]


@cache
def _pattern(sentence: Phrase) -> re.Pattern[str]:
    """A regular expression for a sentence. ``re.split`` gives words and fields in turn."""
    parts = _FIELD.split(sentence)
    # A place is the first thing before a colon; a reason the last one behind a sentence's words.
    value = ".*" if _letters(sentence) else ".*?"
    words = (f"(?P<{x}>{value})" if i % 2 else re.escape(_plain(x)) for i, x in enumerate(parts))
    return re.compile("".join(words), re.DOTALL)


def _plain(words: str) -> str:
    return words.replace("{{", "{").replace("}}", "}")
