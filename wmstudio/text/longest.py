"""RWKV's World tokenizer: from left to right, the longest piece that the bytes begin with.

Its vocabulary is a text file with a line for each piece: its id, its bytes as a literal of Python,
and their number, as in ``3313 ' the' 4``.

Shapes: T tokens.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from wmstudio.text.paragraphs import Ids, ParagraphTokenizer, starting_characters
from wmstudio.untrusted import UntrustedError, excerpt

_LINE = re.compile(r"(\d{1,9}) (b?)(['\"])(.*)\3 (\d{1,9})", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))", re.DOTALL)
UTF8 = ("utf-8", "surrogatepass")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"'}


class LongestTokenizer(ParagraphTokenizer):
    """A token is the longest of the pieces that what follows begins with.

    A byte that no piece begins with is read as ``unknown``.
    """

    def __init__(self, pieces: Sequence[bytes], unknown: int = 0) -> None:
        super().__init__()
        self.pieces = list(pieces)
        self._ids = {piece: i for i, piece in reversed(list(enumerate(pieces))) if piece}
        self._unknown = unknown
        self._longest = [0] * 256
        """The length of the longest piece that begins with a byte."""
        for piece in self._ids:
            self._longest[piece[0]] = max(self._longest[piece[0]], len(piece))

    def cut(self, paragraph: str) -> tuple[Ids, Ids]:
        """The tokens of a paragraph."""
        utf8 = paragraph.encode(*UTF8)
        ids: list[int] = []
        widths: list[int] = []
        at = 0
        while at < len(utf8):
            piece = self._first(utf8[at : at + (self._longest[utf8[at]] or 1)])
            ids.append(self._ids.get(piece, self._unknown))
            widths.append(starting_characters(piece))
            at += len(piece)
        return np.array(ids, np.int32), np.array(widths, np.int32)

    def _first(self, utf8: bytes) -> bytes:
        while len(utf8) > 1 and utf8 not in self._ids:
            utf8 = utf8[:-1]
        return utf8


def read_world(text: str, count: int) -> LongestTokenizer | None:
    """The tokenizer of a vocabulary with at most so many pieces; None where the text is another.

    Ids that no line has stand for no text. The first of them is the end of a text.

    Raises:
        UntrustedError: a line is damaged; part of a sentence.
    """
    lines = text.removesuffix("\n").split("\n")
    if not _LINE.fullmatch(lines[0]):
        return None
    pieces = [b""] * count
    for line in lines:
        found = _LINE.fullmatch(line.removesuffix("\r"))
        if found is None:
            raise UntrustedError(f"its line {excerpt(line)} is no piece")
        id, is_bytes, _, literal, length = found.groups()
        if int(id) >= count:
            return None
        piece = bytes_of(literal) if is_bytes else _unescaped(literal).encode(*UTF8)
        if len(piece) != int(length):
            raise UntrustedError(f"its line {excerpt(line)} does not have as many bytes as it says")
        pieces[int(id)] = piece
    return LongestTokenizer(pieces)


def bytes_of(literal: str) -> bytes:
    """The bytes of what stands between the quotes of a literal of bytes.

    Raises:
        UntrustedError: it has a sign that such a literal has not; part of a sentence.
    """
    try:
        return _unescaped(literal).encode("latin-1")
    except UnicodeEncodeError as error:
        raise UntrustedError(f"{excerpt(literal)} is no literal of bytes") from error


def _unescaped(literal: str) -> str:
    def character(found: re.Match[str]) -> str:
        code = found[1] or found[2] or found[3]
        if code is None and found[4] not in _SIMPLE:
            raise UntrustedError(f"it has the unknown sign {excerpt(found[0])}")
        if code is None:
            return _SIMPLE[found[4]]
        if int(code, 16) > 0x10FFFF:
            raise UntrustedError(f"it has the unknown sign {excerpt(found[0])}")
        return chr(int(code, 16))

    return _ESCAPE.sub(character, literal)
