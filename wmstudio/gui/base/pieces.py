"""How pieces of the vocabulary are shown to readers, who know words and not tokenizers.

``␣key`` is shown as *key*, ``y`` inside a word as *…y*, and a comma as *, comma*. Tooltips show the
exact piece, which is `wording.piece_text`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wmstudio.app.facts import shown_of, text_before
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.translation import tr
from wmstudio.text.visible import isolated, part_of, piece_text
from wmstudio.text.words import is_letter, is_unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.engine.messages import OpenedModel
    from wmstudio.engine.trace import Trace

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
"""Names of characters that are easily overlooked in a list."""
PART = phrase("part of a character")
PART_OF = phrase("{bytes} {n}/{of} of a character")


def labels(pieces: Sequence[bytes], before: str, begun: bytes = b"") -> list[str]:
    """The labels of pieces that may follow a text; different pieces get different labels.

    ``begun`` are bytes behind the text that have begun a character.
    """
    named = [label(piece, before, begun) for piece in pieces]
    same = Counter(named)
    return [
        isolated(piece_text(piece)) if same[name] > 1 else name
        for piece, name in zip(pieces, named, strict=True)
    ]


def label(piece: bytes, before: str, begun: bytes = b"") -> str:
    """The label of one piece that follows a text; of a part of a character, of which."""
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        whole, n, of = part_of(begun, piece)
        if whole:
            return f"{isolated(whole)} {n}/{of}"
        if of:
            return tr(PART_OF, bytes=piece_text(piece), n=n, of=of)
        return f"{piece_text(piece)} {tr(PART)}"
    # A space before a word is the normal case, so it is not shown.
    bare = text[1:] if len(text) > 1 and text[0] == " " else text
    signs = isolated(piece_text(bare.encode()))
    if bare in NAMES:
        return f"{signs} {tr(NAMES[bare])}"
    if text and is_letter(text[0]) and goes_on(before):
        return f"…{signs}"
    return signs


def token_words(trace: Trace, opened: OpenedModel, token: int) -> str:
    """A token of a trace in words: ``token 5 “cat”``; without a piece where there is no token."""
    return tr("token {token} “{piece}”", token=token, piece=piece_of(trace, opened, token))


def piece_of(trace: Trace, opened: OpenedModel, token: int) -> str:
    """The label of a token of a trace; empty where there is no token."""
    if not 0 <= token < len(trace):
        return ""
    piece = opened.pieces[trace.id(token)]
    try:
        piece.decode()
    except UnicodeDecodeError:
        if (shown := shown_of(trace, opened.pieces, token)) != piece_text(piece):
            return shown
    return label(piece, text_before(trace, opened.pieces, token))


def goes_on(before: str) -> bool:
    """Whether letters typed after this text would continue its last word."""
    return bool(before) and (is_letter(before[-1]) or before[-1] in "'’")


def last_word(text: str) -> str:
    """The last word or punctuation mark of a text; empty if that ends in a space, or is empty."""
    if not text or text[-1].isspace():
        return ""
    last = text.split()[-1]
    start = len(last)
    while start and (goes_on(last[start - 1]) or is_unspaced(last[start - 1])):
        start -= 1
    if start == len(last) or last[-1] in "'’":
        return piece_text(last[-1].encode())
    return isolated(last[start:])
