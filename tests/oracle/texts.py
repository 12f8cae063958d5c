"""Random texts full of characters of several tokens, and their tokens by SentencePiece alone."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

import sentencepiece

WORDS = ("the", "cat", "sat", "on", "a", "mat", "who", "is", "there", "wolf", "said", "in")
ODD = (
    "“",
    "”",
    "‘",
    "’",
    "—",
    "–",
    "…",
    "é",
    "£",
    "🙂",
    "🇩🇪",
    "日本",
    "ñ",
    "e\u0301",
    "👩\u200d🚀",
    "ß",
)
MARKS = (",", ".", "!", "?")


def random_text(seed: int, words: int = 12) -> str:
    """Words, marks, and about as many odd characters; often one at the start, one at the end."""
    chosen = random.Random(seed)
    parts = [chosen.choice(ODD)] if chosen.random() < 0.5 else []
    for _ in range(words):
        parts.append(chosen.choice(WORDS))
        if chosen.random() < 0.5:
            parts.append(chosen.choice(ODD) * chosen.choice((1, 1, 2)))
        if chosen.random() < 0.2:
            parts.append(chosen.choice(MARKS))
        parts.append(chosen.choice((" ", " ", " ", "")))
    return "".join(parts) + (chosen.choice(ODD) if chosen.random() < 0.5 else "")


@dataclass(frozen=True)
class Told:
    """Tokens of a text: ids, bytes, and the characters (numbers from 0) that each has a byte of."""

    text: str
    ids: list[int]
    pieces: list[bytes]
    characters: list[set[int]]
    vocabulary: list[bytes]

    def __len__(self) -> int:
        return len(self.ids)

    def of(self, start: int, stop: int) -> list[int]:
        """The tokens that have a byte of any of these characters."""
        wanted = set(range(start, stop))
        return [t for t, held in enumerate(self.characters) if held & wanted]

    def shown(self, token: int) -> str:
        """A token as the window writes it."""
        return written(self.pieces[token])

    def shown_on_card(self, token: int) -> str:
        """As the window writes it, or of which character it is a part."""
        (held,) = self.characters[token] if len(self.characters[token]) == 1 else (None,)
        parts = [t for t, one in enumerate(self.characters) if one == {held}]
        if held is None or len(parts) < 2 or self.text[held].isascii():
            return self.shown(token)
        return f"{self.text[held]} {parts.index(token) + 1}/{len(parts)}"

    def around(self, token: int) -> tuple[str, str]:
        """A token without the space before it, and up to three words before that."""
        own, before = self.pieces[token], b"".join(self.pieces[max(token - 6, 0) : token])
        context = before.decode(errors="ignore")
        if own.startswith(b" ") and own != b" ":
            own, context = own[1:], f"{context} "
        signs = written(context.encode()).replace("␣", " ").replace("↵", "↵ ")
        return " ".join(signs.split(" ")[-3:]).strip(), written(own)

    def piece(self, id: int) -> str:
        """A piece of the vocabulary as the window writes it."""
        return written(self.vocabulary[id])


def written(piece: bytes) -> str:
    """Bytes as the window writes them."""
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        return "".join(f"⟨{byte:02X}⟩" for byte in piece)
    return "".join(map(sign, text))


def sign(c: str) -> str:
    """A character as the window writes it: spaces and what is not seen have a sign."""
    if c in " \n\t\r":
        return {" ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍"}[c]
    if unicodedata.category(c) in ("Cc", "Cf"):
        return f"⟨U+{ord(c):04X}⟩"
    return f"◌{c}" if c == "\u0301" else c


def told(model_file: bytes, text: str) -> Told:
    """What SentencePiece makes of a text of one paragraph, character by character."""
    processor = sentencepiece.SentencePieceProcessor()
    processor.LoadFromSerializedProto(model_file)
    ids = list(processor.EncodeAsIds(text))
    vocabulary = [
        bytes([int(processor.IdToPiece(i)[3:5], 16)])
        if processor.IsByte(i)
        else processor.IdToPiece(i).replace("\u2581", " ").encode()
        for i in range(processor.GetPieceSize())
    ]
    pieces = [vocabulary[i] for i in ids]
    assert b"".join(pieces).decode() == text
    owner = [n for n, c in enumerate(text) for _ in c.encode()]
    found, at = [], 0
    for piece in pieces:
        found.append(set(owner[at : at + len(piece)]))
        at += len(piece)
    return Told(text, ids, pieces, found, vocabulary)
