"""Finding words in a text: the one at a place, and all occurrences of a word."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

UNSPACED = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u2e80", "\u31ff"),
    ("\u3400", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)
"""Thai, Lao, Burmese, Khmer, Chinese and Japanese do not put spaces between words."""
POSSESSIVE = re.compile("['’]s$")


def word_at(text: str, place: int) -> tuple[int, int] | None:
    """The word (half open) of the character after a place; None if there is none.

    Apostrophes inside belong to the word, an English possessive ending does not. In scripts without
    spaces between words there is no answer.
    """
    if not 0 <= place < len(text) or not _is_inside(text, place):
        return None
    start, stop = place, place + 1
    while start > 0 and _is_inside(text, start - 1):
        start -= 1
    while stop < len(text) and _is_inside(text, stop):
        stop += 1
    ending = POSSESSIVE.search(text, start, stop)
    if ending is not None and ending.start() > start and place < ending.start():
        stop = ending.start()
    return start, stop


def places_of(word: str, text: str) -> list[tuple[int, int]]:
    """Every place (half open) where the word stands, and not as part of a longer one."""
    found: list[tuple[int, int]] = []
    at = text.find(word) if word else -1
    while at >= 0:
        stop = at + len(word)
        alone = not (
            (at > 0 and is_letter(word[0]) and is_letter(text[at - 1]))
            or (stop < len(text) and is_letter(word[-1]) and is_letter(text[stop]))
        )
        if alone:
            found.append((at, stop))
        at = text.find(word, stop if alone else at + 1)
    return found


NOWHERE, OUTSIDE, ALWAYS = range(3)
"""Where a piece begins a word. `OUTSIDE`: where the piece before it does not end inside one."""


def word_beginnings(pieces: Sequence[bytes]) -> tuple[list[int], list[bool]]:
    """Where each piece of a vocabulary begins a word, and whether it ends inside one.

    A piece begins a word with its first character, or with the one after a space. An apostrophe
    belongs to the word in which it stands. The bytes of a character that has no piece belong to
    none: most such characters are typographic quotes and dashes.
    """
    begins, inside = [], []
    for piece in pieces:
        text = piece.decode(errors="replace")
        spaced, first = text[:1].isspace(), text.lstrip()[:1]
        if first and is_unspaced(first):
            begins.append(ALWAYS)
        elif first and is_letter(first):
            begins.append(ALWAYS if spaced else OUTSIDE)
        else:
            begins.append(NOWHERE)
        last = text[-1:]
        inside.append(last in ("'", "’") or (bool(last) and is_letter(last)))
    return begins, inside


@lru_cache(maxsize=4096)
def is_unspaced(c: str) -> bool:
    """Whether the character is of a script without spaces between words."""
    return any(first <= c <= last for first, last in UNSPACED)


@lru_cache(maxsize=4096)
def is_letter(c: str) -> bool:
    """Whether the character joins a letter beside it to one word."""
    if is_unspaced(c):
        return False
    return c.isalnum() or c == "_" or is_mark(c) or c in "\u200c\u200d"


def is_mark(c: str) -> bool:
    """Whether the character is written over, under or around the one before it."""
    return unicodedata.category(c).startswith("M")


def _is_inside(text: str, place: int) -> bool:
    """Whether a character is a letter, or an apostrophe between two letters."""
    if text[place] in "'’":
        return (
            0 < place < len(text) - 1 and is_letter(text[place - 1]) and is_letter(text[place + 1])
        )
    return is_letter(text[place])
