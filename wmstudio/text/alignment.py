"""Which stretches of two texts are the same, by their words. Places are in code points."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.changing import common_end, common_start

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORD = r" ?(?:(?![⺀-鿿])\w)+| ?\S|\s"
"""A word or a sign with the space before it, as most tokenizers cut. A Chinese character is one."""
MOST = 40_000
"""Largest product of two numbers of words that are compared each with each: about 10 ms."""
Places = tuple[int, ...]


@dataclass(frozen=True)
class TextAlignment:
    """The equal stretches of two texts in order: the i-th begins at ``a[i]`` and at ``b[i]``.

    ``ends`` are the lengths of both texts.
    """

    a: Places
    b: Places
    lengths: Places
    ends: tuple[int, int]

    @property
    def flipped(self) -> TextAlignment:
        """The same, from the second text to the first."""
        return TextAlignment(self.b, self.a, self.lengths, self.ends[::-1])

    def character(self, place: int) -> int | None:
        """The place in b of the character at a place of a; None if it is in no equal stretch."""
        at = bisect_right(self.a, place) - 1
        if at < 0 or place >= self.a[at] + self.lengths[at]:
            return None
        return self.b[at] + place - self.a[at]

    def character_before(self, place: int) -> int | None:
        """The place in b of the last equal character before a place of a; None if there is none."""
        at = bisect_left(self.a, place) - 1
        if at < 0:
            return None
        return self.b[at] + min(place - self.a[at], self.lengths[at]) - 1

    def differing(self) -> tuple[tuple[int, int], ...]:
        """The stretches of a that are not in b.

        They are half open, and empty where only b has something.
        """
        found, mine, other = [], 0, 0
        stretches = zip(self.a, self.b, self.lengths, strict=True)
        for start, there, length in [*stretches, (*self.ends, 0)]:
            if start > mine or there > other:
                found.append((mine, start))
            mine, other = start + length, there + length
        return tuple(found)


def align(a: str, b: str) -> TextAlignment:
    """Align two texts by words that are in both in the same order."""
    first = _word_start(a, b, common_start(a, b))
    most = min(len(a), len(b)) - first
    last = _word_stop(a, b, common_end(a, b, most))
    words_a, words_b = (re.findall(WORD, text[first : len(text) - last]) for text in (a, b))
    runs = [(0, 0, first)]
    starts_a, starts_b = _starts(words_a, first), _starts(words_b, first)
    for i, j in _matches(words_a, words_b, 0, len(words_a), 0, len(words_b)):
        runs.append((starts_a[i], starts_b[j], len(words_a[i])))
    runs.append((len(a) - last, len(b) - last, last))
    return _joined(runs, (len(a), len(b)))


def stands_alone(stretch: str) -> bool:
    """Whether a stretch has no more than one word."""
    words: list[str] = re.findall(WORD, stretch)
    return sum(word.strip().isalnum() for word in words) < 2


def _joined(runs: list[tuple[int, int, int]], ends: tuple[int, int]) -> TextAlignment:
    """The alignment with neighbouring runs made one."""
    found: list[tuple[int, int, int]] = []
    for i, j, length in runs:
        if not length:
            continue
        if found and (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]) == (i, j):
            i, j, length = found[-1][0], found[-1][1], found.pop()[2] + length
        found.append((i, j, length))
    one, other, lengths = (tuple(part) for part in zip(*found, strict=True)) if found else ((),) * 3
    return TextAlignment(one, other, lengths, ends)


def _starts(words: list[str], first: int) -> list[int]:
    starts = []
    for word in words:
        starts.append(first)
        first += len(word)
    return starts


def _word_start(a: str, b: str, same: int) -> int:
    """Where the word begins in which the texts stop to be the same."""
    whole = same == len(a) == len(b)
    while not whole and same and not a[same - 1].isspace():
        same -= 1
    # The space before a word is one with it.
    return same - 1 if not whole and same and a[same - 1] == " " else same


def _word_stop(a: str, b: str, same: int) -> int:
    """The number of equal characters at the end, from the beginning of a word on."""
    while same and not a[-same].isspace():
        same -= 1
    return same


def _matches(
    a: Sequence[str], b: Sequence[str], i: int, i_stop: int, j: int, j_stop: int
) -> Iterator[tuple[int, int]]:
    """Pairs of equal words of two ranges, both numbers increasing.

    Words that are in both ranges exactly once hold the two together (patience diff), so that this
    stays fast for long texts. Small ranges between them are compared word by word.
    """
    waiting = [(i, i_stop, j, j_stop)]
    while waiting:
        i, i_stop, j, j_stop = waiting.pop()
        if i >= i_stop or j >= j_stop:
            continue
        if i_stop - i == j_stop - j == 1:
            if a[i] == b[j]:
                yield i, j
            continue
        held = _held(a, b, i, i_stop, j, j_stop)
        if held:
            edges = [(i - 1, j - 1), *held, (i_stop, j_stop)]
            parts = []
            for (x, y), (x_next, y_next) in pairwise(edges):
                parts.append((x + 1, x_next, y + 1, y_next))
                if x_next < i_stop:
                    parts.append((x_next, x_next + 1, y_next, y_next + 1))
            waiting += reversed(parts)
        elif (i_stop - i) * (j_stop - j) <= MOST:
            matcher = SequenceMatcher(None, a[i:i_stop], b[j:j_stop], autojunk=False)
            for x, y, length in matcher.get_matching_blocks():
                yield from ((i + x + k, j + y + k) for k in range(length))


def _held(
    a: Sequence[str], b: Sequence[str], i: int, i_stop: int, j: int, j_stop: int
) -> list[tuple[int, int]]:
    """The longest list of words that are once in both ranges, in the order of both."""
    once_a = Counter(a[i:i_stop])
    once_b = Counter(b[j:j_stop])
    there = {word: y for y, word in enumerate(b[j:j_stop], j) if once_b[word] == 1}
    pairs = [
        (x, there[word])
        for x, word in enumerate(a[i:i_stop], i)
        if once_a[word] == 1 and word in there
    ]
    return _increasing(pairs)


def _increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of some pairs whose second numbers increase."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for n, (_, y) in enumerate(pairs):
        at = bisect_left(ends, y)
        before.append(last[at - 1] if at else -1)
        if at == len(ends):
            ends.append(y)
            last.append(n)
        else:
            ends[at], last[at] = y, n
    found, n = [], last[-1] if last else -1
    while n >= 0:
        found.append(pairs[n])
        n = before[n]
    return found[::-1]
