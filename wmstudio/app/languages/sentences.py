"""Sentences of what lies below the window, told in other languages by what they say.

The engine, the files that it opens and the command line write whole English sentences, into which
paths, names and numbers are put. Nobody there has to know of translations: whoever shows a sentence
looks for the one here that it was made of.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from wmstudio.app.phrases import Phrase, phrase

if TYPE_CHECKING:
    from collections.abc import Callable

WHY = "why"
"""The field that may itself be one of these sentences."""
LONGEST = 2_000
"""Characters of a sentence that is looked for."""
SENTENCES: tuple[Phrase, ...] = (
    phrase("It could not be copied: {why}."),
    phrase("Open a model first: there is none to change the settings of."),
    phrase("Open a model first: there is none to continue the text."),
    phrase("Open a model first: there is none to record."),
    phrase("Open a model first: there is none to save."),
    phrase("Open a model first: there is none to split a text for."),
    phrase("The model could not read this text: {why}"),
    phrase("{file} could not be written: {why}."),
    phrase("{file} cannot be written: {why}."),
    phrase("{file} cannot be opened: {why}."),
    phrase("{file} cannot be read: {why}."),
    phrase("This signal has units 0 to {last}."),
    phrase("it is no memory that WM Studio has saved"),
    phrase("it was saved by a newer WM Studio: update to open it"),
    phrase("its numbers are damaged"),
    phrase("A recording has no weights: open the model to see them."),
    phrase("a recording cannot be edited: open the model"),
    phrase("a recording has no settings: open the model to change them"),
    phrase("a recording keeps no states: open the model"),
    phrase(
        "A recording of {tokens} tokens would take {size} GB, and at most {most} GB can be "
        "kept: record a shorter text."
    ),
    phrase("This model has no signal {signal}."),
    phrase("This model has no signal {signal} of units."),
    phrase("What the model shows of this text cannot be recorded: {why}."),
    phrase("it is larger than a recording can be"),
    phrase("it is not a zip file"),
    phrase("its text has line ends that the window cannot show: record it again from the text"),
    phrase("{file} is damaged, or it is no recorded trace: {why}."),
    phrase(
        "{file} was recorded by a newer WM Studio (its format is {version}, and this program "
        "reads up to {most}): update WM Studio to open it."
    ),
    phrase("its tokens are not those of its text"),
    phrase("no signal is declared for the array {name}"),
    phrase("the array {name} is damaged"),
    phrase("the array {name} is not what the header says"),
    phrase("the signals of {name} do not have as many rows"),
    phrase("the sizes of its arrays do not fit together"),
    phrase("there is not enough memory for it"),
    phrase("two signals have one name"),
    phrase("{name} has numbers of tokens that cannot be"),
    phrase("{name} has numbers that cannot be"),
    phrase("{name} is compressed in a way that is not read"),
    phrase("{name} is damaged"),
    phrase("{name} is larger than it can be"),
    phrase("{name} is missing"),
    phrase("{name} is about tokens of no index of its part"),
    phrase(
        "An index of {tokens} tokens would take {size} GB, and at most {most} GB can be "
        "kept: search a shorter text."
    ),
    phrase("{file} is larger than {most} MB: search a part of it."),
    phrase("it is of another model, {name}: open that one first"),
    phrase("these settings ask for {why}"),
    phrase("this model has no part {name}; it has: {there}"),
    phrase("this model has no setting {name}; {there}"),
    phrase("The engine has ended ({why}): save your text and start again."),
    phrase("Something went wrong inside the program ({why})"),
    phrase("Something went wrong inside the program ({why})."),
    phrase("{name} is UTF-16 text: save it as UTF-8 and open it again"),
    phrase("{name} is larger than {most} GB: use a part of it"),
    phrase(
        "{name} is not UTF-8 text (byte {at} cannot be read): save it as UTF-8 and open it again"
    ),
    phrase("{name} is not a text file (it contains zero bytes)"),
    phrase("A regular expression may have at most {most} characters."),
    phrase("Matching this expression failed: write a simpler one."),
    phrase(
        "Matching this expression took longer than {most} seconds: write a simpler one, or "
        "use a shorter text."
    ),
    phrase("The text cannot be matched ({why})."),
    phrase("This is no regular expression: {why}."),
    phrase("Write a regular expression to look for first."),
    phrase("A pattern is looked for in at most {most} characters: use a shorter text."),
    phrase("{file} is not a checkpoint: one is a folder with {what}"),
    phrase("{file} is missing: a checkpoint is a folder with {what}"),
    phrase(
        "{file} is damaged, or not the one that {what} was written with: copy the checkpoint again"
    ),
    phrase(
        "{file} is not the one that {what} was written with, or it is damaged: copy the "
        "checkpoint again"
    ),
    phrase("{file} is empty: copy the checkpoint again"),
    phrase("{file} is not JSON: copy the checkpoint again"),
    phrase("{file} is not a safetensors file, or it is damaged"),
    phrase("{file} describes a model that is too large"),
    phrase("{file} is of format {version}, and this program reads up to {most}: update WM Studio"),
    phrase("there is no checkpoint {name}, neither bundled nor as a folder ({there}){hint}"),
    phrase(
        "In {file} line {lines} could not be used, and stays as it is; all others are in force."
    ),
    phrase(
        "In {file} lines {lines} could not be used, and stays as it is; all others are in force."
    ),
    phrase("{file} could not be read, so everything is as usual."),
)
"""The sentences with their fields. What several fit is the one with the most words of its own."""
_FIELD = re.compile(r"\{(\w+)\}")


def made_of(said: str) -> tuple[Phrase, dict[str, str]] | None:
    """The sentence that a text was made of, and what was put into it; None if there is none."""
    if len(said) > LONGEST:
        return None
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(said):
            return sentence, found.groupdict()
    return None


def retell(said: str, tell: Callable[..., str]) -> str:
    """Tell a sentence by ``tell(sentence, **fields)``; other texts stay as they are."""
    found = made_of(said)
    if found is None:
        return said
    sentence, fields = found
    if WHY in fields:
        fields[WHY] = retell(fields[WHY], tell)
    return tell(sentence, **fields)


@cache
def _patterns() -> list[tuple[Phrase, re.Pattern[str]]]:
    by_words = sorted(SENTENCES, key=lambda one: -len(_FIELD.sub("", one)))
    return [(one, re.compile(_pattern(one), re.DOTALL)) for one in by_words]


def _pattern(sentence: Phrase) -> str:
    """A regular expression for a sentence. ``re.split`` gives words and fields in turn."""
    parts = _FIELD.split(sentence)
    return "".join(f"(?P<{part}>.*)" if i % 2 else re.escape(part) for i, part in enumerate(parts))
