"""Random texts full of characters of several tokens, and their tokens by SentencePiece alone."""

from __future__ import annotations

import random
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

    def __len__(self) -> int:
        return len(self.ids)

    def of(self, start: int, stop: int) -> list[int]:
        """The tokens that have a byte of any of these characters."""
        wanted = set(range(start, stop))
        return [t for t, held in enumerate(self.characters) if held & wanted]

    def shown(self, token: int) -> str:
        """A token as the window writes it."""
        try:
            text = self.pieces[token].decode()
        except UnicodeDecodeError:
            return "".join(f"⟨{byte:02X}⟩" for byte in self.pieces[token])
        text = text.replace("\u200d", "⟨U+200D⟩")
        return "".join(f"◌{c}" if c == "\u0301" else c for c in text).replace(" ", "␣")


def told(model_file: bytes, text: str) -> Told:
    """What SentencePiece makes of a text of one paragraph, character by character."""
    processor = sentencepiece.SentencePieceProcessor()
    processor.LoadFromSerializedProto(model_file)
    ids = list(processor.EncodeAsIds(text))
    pieces = [
        bytes([int(processor.IdToPiece(i)[3:5], 16)])
        if processor.IsByte(i)
        else processor.IdToPiece(i).replace("\u2581", " ").encode()
        for i in ids
    ]
    assert b"".join(pieces).decode() == text
    owner = [n for n, c in enumerate(text) for _ in c.encode()]
    found, at = [], 0
    for piece in pieces:
        found.append(set(owner[at : at + len(piece)]))
        at += len(piece)
    return Told(text, ids, pieces, found)
