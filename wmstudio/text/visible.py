"""Pieces with visible signs for spaces, newlines, tabs and stray bytes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGNS = {" ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍", "\u00a0": "⍽"}
BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that look blank: the Hangul fillers and the empty Braille cell."""
UNSEEN = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks without a shape of their own: the grapheme joiner and variation selectors."""


def visible(piece: bytes) -> str:
    """A piece's text with visible signs. Bytes that do not form text are written as ``⟨E2⟩``."""
    if not piece:
        return "∅"
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        return "".join(f"⟨{byte:02X}⟩" for byte in piece)
    return "".join(_sign(c, before) for before, c in pairwise(f" {text}"))


def _sign(c: str, before: str) -> str:
    if c in SIGNS:
        return SIGNS[c]
    category = unicodedata.category(c)
    if category in ("Cc", "Cf", "Zl", "Zp", "Zs", "Cn", "Co") or c in BLANK:
        return f"⟨U+{ord(c):04X}⟩"
    # A mark without a letter to be written on, and one that cannot be seen.
    bare = unicodedata.category(before)[0] in "CZ" or UNSEEN.match(c)
    return f"◌{c}" if category in ("Mn", "Me") and bare else c


piece_text = lru_cache(maxsize=65536)(visible)
"""The same, kept for the next time, because the same few thousand pieces recur."""
FROM_RIGHT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Scripts that are written from right to left, such as Hebrew and Arabic."""


def isolated(text: str) -> str:
    """A text as a part of a sentence, which keeps its own direction.

    Without the two marks around it (Unicode's first strong isolate), numbers and quotes beside
    Hebrew or Arabic are drawn at its other side, where they seem to be another token's.
    """
    return f"\u2068{text}\u2069" if FROM_RIGHT.search(text) else text


LONGEST_CHARACTER = 4
"""Bytes of a character in UTF-8, at most."""


def visible_together(pieces: Sequence[bytes]) -> list[str]:
    """Pieces that follow one another. A part of a character says of which: ``中 1/3``."""
    said = [piece_text(piece) for piece in pieces]
    first = 0
    while first < len(pieces):
        stop = first + 1 if _is_text(pieces[first]) else _end_of_character(pieces, first)
        if stop - first > 1:
            whole = isolated(visible(b"".join(pieces[first:stop])))
            of = stop - first
            said[first:stop] = (f"{whole} {n}/{of}" for n in range(1, of + 1))
        first = stop
    return said


@lru_cache(maxsize=65536)
def _is_text(piece: bytes) -> bool:
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True


def _end_of_character(pieces: Sequence[bytes], first: int) -> int:
    """The index after the pieces that are text only together, or else after one piece."""
    for stop in range(first + 1, min(first + LONGEST_CHARACTER, len(pieces)) + 1):
        try:
            b"".join(pieces[first:stop]).decode()
        except UnicodeDecodeError as error:
            # Only what ends too early can be completed by the next piece.
            if error.reason != "unexpected end of data":
                break
        else:
            return stop
    return first + 1


def unfinished(pieces: Sequence[bytes]) -> bytes:
    """The bytes at the end that are the beginning of a character; empty if none is begun."""
    if pieces and pieces[-1].isascii() and pieces[-1]:
        return b""
    for back in range(1, min(LONGEST_CHARACTER, len(pieces) + 1)):
        end = b"".join(pieces[-back:])
        if _missing(end):
            return end
    return b""


def part_of(begun: bytes, piece: bytes) -> tuple[str, int, int]:
    """Of which character a piece is a part, after bytes that have begun one.

    Returns the character (empty if it is not finished), up to which byte of it the piece goes, and
    how many bytes it has; 0 of 0 if the bytes are no part of a character.
    """
    whole = begun + piece
    missing = _missing(whole)
    if missing:
        return "", len(whole), len(whole) + missing
    try:
        text = whole.decode()
    except UnicodeDecodeError:
        return "", 0, 0
    return (visible(whole), len(whole), len(whole)) if len(text) == 1 else ("", 0, 0)


def _missing(start: bytes) -> int:
    """How many bytes are missing at the end of a character's first bytes; 0 for other bytes."""
    for more in range(1, LONGEST_CHARACTER):
        # Not every byte may follow every other one; of these, one does.
        for filler in (b"\x80", b"\xa0", b"\xbf", b"\x90"):
            try:
                found = (start + filler + b"\x80" * (more - 1)).decode()
            except UnicodeDecodeError:
                continue
            return more if len(found) == 1 else 0
    return 0


def columns(text: str) -> int:
    """The columns of a text in a terminal or a monospaced font, where some characters take two."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
