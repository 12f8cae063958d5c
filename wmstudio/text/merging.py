"""Tokenizers that merge neighbours: by the best score (Llama), or by rank (GPT-2's byte pairs).

Shapes: T tokens.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar
from unicodedata import category

import numpy as np

from wmstudio.text.paragraphs import Ids, ParagraphTokenizer, starting_characters

_SURROGATES = "surrogatepass"
_OTHERS = "".join(c for c in map(chr, range(0x20000)) if category(c) in ("Nl", "No"))
"""Numbers that Python's `re` takes for letters, such as ½; beyond these code points are none."""
_LETTER, _NUMBER, _SIGN = rf"[^\W\d_{_OTHERS}]", rf"[\d{_OTHERS}]", r"(?:[^\s\w]|_)"
_SHORT = r"'(?:[sdmt]|ll|ve|re)"
GPT2_WORDS = re.compile(rf"{_SHORT}| ?{_LETTER}+| ?{_NUMBER}+| ?{_SIGN}+|\s+(?!\S)|\s+")
"""What GPT-2 cuts a text into before it merges: contractions, words, numbers, signs and spaces."""


def _as_llama3(numbers: str) -> re.Pattern[str]:
    return re.compile(
        rf"'(?i:[sdmt]|ll|ve|re)|(?:[^\w\r\n]|_)?{_LETTER}+|{numbers}| ?{_SIGN}+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    )


WORDS = {
    "gpt-2": GPT2_WORDS,
    # As GPT-2, with digits one by one; they end the white space before them.
    "smollm": re.compile(
        rf"{_SHORT}| ?{_LETTER}+|{_NUMBER}| ?{_SIGN}+|\s+(?![^\s\d{_OTHERS}])|\s+"
    ),
    "llama-bpe": _as_llama3(f"{_NUMBER}{{1,3}}"),
    "qwen2": _as_llama3(_NUMBER),
}
"""What is merged in, by the names that GGUF has for it."""


def merged(parts: list[bytes], score: Callable[[bytes, bytes], float | None]) -> list[bytes]:
    """Neighbours merged again and again: the pair with the lowest score, the first of equals.

    It takes O(T log T): a pair is scored when it comes to be, and not again.
    """
    after = [*range(1, len(parts)), -1]
    before = [-1, *range(len(parts) - 1)]
    pieces: list[bytes | None] = list(parts)
    heap: list[tuple[float, int, bytes, bytes]] = []

    def offer(i: int) -> None:
        if i >= 0 and after[i] >= 0:
            a, b = pieces[i], pieces[after[i]]
            if a is not None and b is not None and (found := score(a, b)) is not None:
                heapq.heappush(heap, (found, i, a, b))

    for i in range(len(parts) - 1):
        offer(i)
    while heap:
        _, i, a, b = heapq.heappop(heap)
        j = after[i]
        if pieces[i] != a or j < 0 or pieces[j] != b:
            continue
        pieces[i], pieces[j] = a + b, None
        after[i] = after[j]
        if after[j] >= 0:
            before[after[j]] = i
        offer(before[i])
        offer(i)
    return [piece for piece in pieces if piece is not None]


def _widths(covered: Sequence[bytes]) -> Ids:
    return np.array([starting_characters(piece) for piece in covered], np.int32)


class ScoreTokenizer(ParagraphTokenizer):
    """Llama's: characters, or else their bytes, merged as long as a pair is a piece.

    The pair whose piece has the highest score comes first. A document begins with a space that
    nobody typed; the token with it covers only what was typed.
    """

    marks_start: ClassVar = True

    def __init__(self, pieces: Sequence[bytes], scores: Sequence[float], first_byte: int) -> None:
        super().__init__()
        self.pieces = [
            bytes([i - first_byte]) if first_byte <= i < first_byte + 256 else piece
            for i, piece in enumerate(pieces)
        ]
        self._first_byte = first_byte
        beyond = [(i, p) for i, p in enumerate(pieces) if i >= first_byte + 256]
        self._ids = {piece: i for i, piece in reversed(beyond) if piece}
        self._scores = {piece: scores[i] for piece, i in self._ids.items()}

    def cut(self, paragraph: str) -> tuple[Ids, Ids]:
        """The tokens of a paragraph."""
        return self._cut(paragraph.encode("utf-8", _SURROGATES))

    def cut_first(self, paragraph: str) -> tuple[Ids, Ids]:
        """The tokens of the first paragraph, before which there is a space."""
        ids, widths = self._cut(b" " + paragraph.encode("utf-8", _SURROGATES))
        if widths[0] == 1 and self.pieces[ids[0]] == b" " and len(ids) > 1:
            widths[0] = 0
        else:
            widths[0] -= 1
        return ids, widths

    def _cut(self, utf8: bytes) -> tuple[Ids, Ids]:
        characters = [c.encode("utf-8", _SURROGATES) for c in utf8.decode("utf-8", _SURROGATES)]
        ids: list[int] = []
        covered: list[bytes] = []
        for piece in merged(characters, self._score):
            if piece in self._ids:
                ids.append(self._ids[piece])
                covered.append(piece)
            else:
                ids += [self._first_byte + byte for byte in piece]
                covered += [bytes([byte]) for byte in piece]
        return np.array(ids, np.int32), _widths(covered)

    def _score(self, a: bytes, b: bytes) -> float | None:
        found = self._scores.get(a + b)
        return None if found is None else -found


class PairTokenizer(ParagraphTokenizer):
    """GPT-2's: a text is cut into words (of `WORDS`), and the bytes of each are merged."""

    def __init__(
        self,
        pieces: Sequence[bytes],
        ranks: Mapping[tuple[bytes, bytes], int],
        words: str = "gpt-2",
    ) -> None:
        super().__init__()
        self.pieces = list(pieces)
        self._cut = WORDS[words]
        if words == "smollm":
            self._changes_before = rf"\s\d{_OTHERS}"
        self._ids = {piece: i for i, piece in reversed(list(enumerate(pieces))) if piece}
        self._ranks = ranks
        self._unknown = self._ids.get(b" ", 0)
        self._words: dict[str, list[bytes]] = {}

    def cut(self, paragraph: str) -> tuple[Ids, Ids]:
        """The tokens of a paragraph."""
        covered: list[bytes] = []
        for word in self._words_of(paragraph):
            known = self._words.get(word)
            if known is None:
                if len(self._words) > 100_000:
                    self._words.clear()
                utf8 = word.encode("utf-8", _SURROGATES)
                known = self._words[word] = merged([bytes([b]) for b in utf8], self._rank)
            covered += known
        ids = [self._ids.get(piece, self._unknown) for piece in covered]
        return np.array(ids, np.int32), _widths(covered)

    def _words_of(self, paragraph: str) -> list[str]:
        """White space is cut by what follows it: a line is cut as if another one followed it."""
        if not paragraph.endswith("\n"):
            return self._cut.findall(paragraph)
        words: list[str] = self._cut.findall(f"{paragraph}x")
        return words[:-1]

    def _rank(self, a: bytes, b: bytes) -> float | None:
        return self._ranks.get((a, b))


def byte_letters() -> dict[str, int]:
    """The letter that GPT-2 writes for each byte in its vocabulary, the other way round."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {chr(b): b for b in plain}
    others = (b for b in range(256) if b not in set(plain))
    return letters | {chr(256 + i): b for i, b in enumerate(others)}
