"""What a tokenizer does before it merges: normal forms, a space before a text, added pieces.

The document stays as it is typed. Each character of the changed text covers so many characters of
the one that was typed, and a token covers what its characters do.

Shapes: C characters of the changed text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING, Literal, cast
from unicodedata import category, is_normalized, normalize

import numpy as np

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.text.paragraphs import Ids

UNICODE = ("NFC", "NFD", "NFKC", "NFKD")
LOWERCASE = "Lowercase"
FORMS = (*UNICODE, LOWERCASE)
NOTHING, SPACE, ONE_SPACE = "", "a space", "a space where there is none"
"""What a text begins with that nobody typed."""
Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


@dataclass(frozen=True, kw_only=True)
class TextRules:
    """What is done before a text is cut into words.

    ``forms`` are of `FORMS`, in their order; ``begins`` is `NOTHING`, `SPACE` or `ONE_SPACE`.
    ``added`` are the pieces that are found first, with their ids. ``whole_words`` tells that a word
    that is a piece is not merged. ``one_space`` cuts before every space.
    """

    forms: tuple[str, ...] = ()
    begins: str = NOTHING
    added: tuple[tuple[str, int], ...] = ()
    whole_words: bool = False
    one_space: bool = False

    @cached_property
    def _ids(self) -> dict[str, int]:
        return dict(self.added)

    @cached_property
    def _added(self) -> re.Pattern[str] | None:
        texts = sorted((text for text, _ in self.added if text), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, texts))) if texts else None

    def applied(self, text: str, first: bool) -> tuple[str, Ids]:
        """The changed text, and how many typed characters each of its own covers: ``[C]``."""
        widths_C = np.ones(len(text), np.int32)
        for form in self.forms:
            text, widths_C = _formed(text, widths_C, form)
        if first and self.begins and not (self.begins == ONE_SPACE and text.startswith(" ")):
            text, widths_C = f" {text}", np.concatenate([np.zeros(1, np.int32), widths_C])
        return text, widths_C

    def parts(self, text: str) -> Iterator[tuple[str, int | None]]:
        """The added pieces in a text with their ids, and what is between them without one."""
        at = 0
        for found in () if self._added is None else self._added.finditer(text):
            if found.start() > at:
                yield text[at : found.start()], None
            yield found[0], self._ids[found[0]]
            at = found.end()
        if at < len(text):
            yield text[at:], None


def _formed(text: str, widths_C: Ids, form: str) -> tuple[str, Ids]:
    change: Callable[[str], str]
    if form == LOWERCASE:
        parts, change = iter(text), str.lower
    elif is_normalized(cast("Form", form), text):
        return text, widths_C
    else:
        parts, change = _composed(text), partial(normalize, cast("Form", form))
    texts, widths, at = [""], [widths_C[:0]], 0
    for part in parts:
        new, covered = change(part), widths_C[at : at + len(part)]
        at += len(part)
        texts.append(new)
        if len(new) != len(part):
            covered = np.array([covered.sum(), *[0] * (len(new) - 1)], np.int32)
        widths.append(covered)
    return "".join(texts), np.concatenate(widths)


def _composed(text: str) -> Iterator[str]:
    """Each character with the marks and parts of a syllable that may become one with it."""
    start = 0
    for i, character in enumerate(text):
        joins = category(character).startswith("M") or "\u1160" <= character <= "\u11ff"
        if i > start and not joins:
            yield text[start:i]
            start = i
    if text:
        yield text[start:]
