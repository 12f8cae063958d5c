"""Tokenizers that merge neighbours: by the best score (Llama), or by rank (GPT-2's byte pairs).

Shapes: T tokens.
"""

from __future__ import annotations

import heapq
import re
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from unicodedata import category

import numpy as np

from wmstudio.text.paragraphs import Ids, ParagraphTokenizer, starting_characters
from wmstudio.text.rules import NOTHING, SPACE, TextRules

AS_TYPED, BEGINS_WITH_SPACE = TextRules(), TextRules(begins=SPACE)
_SURROGATES = "surrogatepass"
_ONE_SPACE = re.compile(" [^ ]*|[^ ]+")
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


class MergingTokenizer(ParagraphTokenizer):
    """What both kinds do: change the text by its rules, find added pieces, and merge the rest."""

    def __init__(self, rules: TextRules) -> None:
        super().__init__()
        self.rules = rules
        self.marks_start = rules.begins != NOTHING

    def cut(self, paragraph: str) -> tuple[Ids, Ids]:
        """The tokens of a paragraph."""
        return self._read(paragraph, first=False)

    def cut_first(self, paragraph: str) -> tuple[Ids, Ids]:
        """The tokens of the first paragraph, before which there may be a space."""
        return self._read(paragraph, first=True)

    def cut_last(self, paragraph: str, first: bool) -> tuple[Ids, Ids]:
        """The tokens of a paragraph that nothing follows."""
        return self._read(paragraph, first, goes_on=False)

    @abstractmethod
    def merge(self, text: str, goes_on: bool) -> Iterator[tuple[int, bytes]]:
        """The tokens of a text without added pieces, and the bytes that each is made of.

        ``goes_on``: another paragraph follows it.
        """

    def _read(self, paragraph: str, first: bool, goes_on: bool = True) -> tuple[Ids, Ids]:
        text, widths_C = self.rules.applied(paragraph, first)
        ids: list[int] = []
        characters: list[int] = []
        left = len(text)
        for part, id in self.rules.parts(text):
            left -= len(part)
            if id is not None:
                ids.append(id)
                characters.append(len(part))
                continue
            for token, covered in self.merge(part, goes_on and not left):
                ids.append(token)
                characters.append(starting_characters(covered))
        ends_T = np.cumsum(np.array([0, *characters], np.int64))
        covered_C = np.concatenate([np.zeros(1, np.int64), np.cumsum(widths_C, dtype=np.int64)])
        return np.array(ids, np.int32), np.diff(covered_C[ends_T]).astype(np.int32)


class ScoreTokenizer(MergingTokenizer):
    """Llama's: characters, or else their bytes, merged as long as a pair is a piece.

    The pair whose piece has the highest score comes first, or, where there are ``ranks``, the pair
    with the lowest one. A document begins with a space that nobody typed, if the rules do not say
    otherwise; the token with it covers only what was typed.
    """

    def __init__(
        self,
        pieces: Sequence[bytes],
        scores: Sequence[float],
        first_byte: int,
        ranks: Mapping[tuple[bytes, bytes], int] | None = None,
        rules: TextRules = BEGINS_WITH_SPACE,
    ) -> None:
        super().__init__(rules)
        bytes_are = range(first_byte, first_byte + 256)
        self.pieces = [
            bytes([i - first_byte]) if i in bytes_are else piece for i, piece in enumerate(pieces)
        ]
        self._first_byte = first_byte
        spelled = [(i, p) for i, p in enumerate(pieces) if i not in bytes_are]
        self._ids = {piece: i for i, piece in reversed(spelled) if piece}
        self._scores = {piece: scores[i] for piece, i in self._ids.items()}
        self._ranks = ranks

    def merge(self, text: str, goes_on: bool) -> Iterator[tuple[int, bytes]]:
        """Merge the characters of the text, or of each of its words."""
        for word in _ONE_SPACE.findall(text) if self.rules.one_space else [text]:
            characters = [c.encode("utf-8", _SURROGATES) for c in word]
            for piece in merged(characters, self._score):
                if piece in self._ids:
                    yield self._ids[piece], piece
                else:
                    yield from ((self._first_byte + byte, bytes([byte])) for byte in piece)

    def _score(self, a: bytes, b: bytes) -> float | None:
        if self._ranks is not None:
            return self._ranks.get((a, b))
        found = self._scores.get(a + b)
        return None if found is None else -found


class PairTokenizer(MergingTokenizer):
    """GPT-2's: a text is cut into words (of `WORDS`), and the bytes of each are merged."""

    marks_end = True

    def __init__(
        self,
        pieces: Sequence[bytes],
        ranks: Mapping[tuple[bytes, bytes], int],
        words: str = "gpt-2",
        rules: TextRules = AS_TYPED,
    ) -> None:
        super().__init__(rules)
        self.pieces = list(pieces)
        self._cut = WORDS[words]
        if words == "smollm":
            self._changes_before = rf"\s\d{_OTHERS}"
        self._ids = {piece: i for i, piece in reversed(list(enumerate(pieces))) if piece}
        self._ranks = ranks
        self._unknown = self._ids.get(b" ", 0)
        self._words: dict[str, list[bytes]] = {}

    def merge(self, text: str, goes_on: bool) -> Iterator[tuple[int, bytes]]:
        """Merge the bytes of each word."""
        for word in self._words_of(text, goes_on):
            known = self._words.get(word)
            if known is None:
                if len(self._words) > 100_000:
                    self._words.clear()
                known = self._words[word] = self._merged(word.encode("utf-8", _SURROGATES))
            for piece in known:
                yield self._ids.get(piece, self._unknown), piece

    def _merged(self, utf8: bytes) -> list[bytes]:
        if self.rules.whole_words and utf8 in self._ids:
            return [utf8]
        return merged([bytes([b]) for b in utf8], self._rank)

    def _words_of(self, text: str, goes_on: bool) -> list[str]:
        """White space is cut by what follows it, which is a letter where another line does."""
        if not (goes_on and text.endswith("\n")):
            return self._cut.findall(text)
        words: list[str] = self._cut.findall(f"{text}x")
        return words[:-1]

    def _rank(self, a: bytes, b: bytes) -> float | None:
        return self._ranks.get((a, b))


def byte_letters() -> dict[str, int]:
    """The letter that GPT-2 writes for each byte in its vocabulary, the other way round."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {chr(b): b for b in plain}
    others = (b for b in range(256) if b not in set(plain))
    return letters | {chr(256 + i): b for i, b in enumerate(others)}
