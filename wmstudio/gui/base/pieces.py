"""What a piece of the vocabulary is called in a list: as a reader sees it, not a tokenizer.

``␣key`` is *key*; ``y`` where a word goes on is *…y*; a comma is *, comma*. The piece with all its
signs is what `wording.piece_text` gives, for tooltips.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import piece_text

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = {
    " ": phrase("space"),
    "\n": phrase("new line"),
    "\t": phrase("tab"),
    ",": phrase("comma"),
    ".": phrase("full stop"),
    ":": phrase("colon"),
    ";": phrase("semicolon"),
    "!": phrase("exclamation"),
    "?": phrase("question"),
    '"': phrase("quote"),
    "“": phrase("opening quote"),
    "”": phrase("closing quote"),
    "'": phrase("apostrophe"),
    "‘": phrase("opening quote"),
    "’": phrase("apostrophe"),
    "-": phrase("hyphen"),
    "–": phrase("dash"),
    "—": phrase("dash"),
    "…": phrase("ellipsis"),
    "(": phrase("bracket"),
    ")": phrase("bracket"),
}
"""Signs that are easily overlooked in a list."""
PART = phrase("part of a character")


def labels(pieces: Sequence[bytes], before: str) -> list[str]:
    """The names of pieces that may follow a text; no two that are different pieces are the same."""
    named = [label(piece, before) for piece in pieces]
    same = Counter(named)
    return [
        piece_text(piece) if same[name] > 1 else name
        for piece, name in zip(pieces, named, strict=True)
    ]


def label(piece: bytes, before: str) -> str:
    """The name of one piece that follows a text."""
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        return f"{piece_text(piece)} {tr(PART)}"
    # Before a word or a sign there is usually a space: it is worth no more than the one in prose.
    bare = text[1:] if len(text) > 1 and text[0] == " " else text
    signs = piece_text(bare.encode())
    if bare in NAMES:
        return f"{signs} {tr(NAMES[bare])}"
    if text[:1].isalnum() and goes_on(before):
        return f"…{signs}"
    return signs


def goes_on(before: str) -> bool:
    """Whether letters that follow this text belong to its last word."""
    return before[-1:].isalnum() or before[-1:] in ("'", "’")


def last_word(text: str) -> str:
    """What stands last in a text, as far as it is one word or sign; nothing in an empty one."""
    if not text or text[-1].isspace():
        return ""
    last = text.split()[-1]
    if not last[-1].isalnum():
        return piece_text(last[-1].encode())
    start = len(last)
    while start and goes_on(last[start - 1]):
        start -= 1
    return last[start:]
