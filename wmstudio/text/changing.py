"""The tokens of a changing text: unchanged paragraphs are not tokenised again.

Shapes: T tokens, P paragraphs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from wmstudio.text.paragraphs import Encoding, ParagraphTokenizer

BLOCK = 1 << 16
"""Number of characters compared at once: small enough to stay in the processor's cache."""
AT_A_TIME = 100_000
"""Number of characters tokenised between two places where the work can be interrupted."""


class ChangingText:
    """Remembers the last text it was given, and its tokens.

    `encode` equals `ParagraphTokenizer.encode`. If a text differs from the last one in one
    stretch, only the paragraphs of that stretch are tokenised.
    """

    def __init__(self, tokenizer: ParagraphTokenizer) -> None:
        self._tokenizer = tokenizer
        self._text = ""
        self._encoding = tokenizer.encode("")
        self._stops: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        """Where each paragraph ends, in code points: ``[P]``."""
        self._tokens: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        """How many tokens there are up to its end: ``[P]``."""

    def prepare(self, text: str) -> Iterator[int]:
        """Do the work of `encode` in parts, so that it can be interrupted between them.

        Yields how many code points of the text, from its start, are done, in whole paragraphs. What
        was done is remembered.
        """
        start, stop, _ = self._changed(text)
        done = 0
        for paragraph in self._tokenizer.paragraphs(text[start:stop]):
            start += len(paragraph)
            if not self._tokenizer.knows(paragraph):
                self._tokenizer.encode_paragraph(paragraph)
                done += len(paragraph)
                if done > AT_A_TIME:
                    yield start
                    done = 0

    def encode(self, text: str) -> Encoding:
        """The tokens of a text."""
        start, stop, longer = self._changed(text)
        if start == stop and not longer:
            return self._encoding.covering(len(text))
        old = self._encoding
        first = int(np.searchsorted(self._stops, start, side="right"))
        last = int(np.searchsorted(self._stops, stop - longer, side="right"))
        a = int(self._tokens[first - 1]) if first else 0
        b = int(self._tokens[last - 1]) if last else 0
        parts = list(self._tokenizer.paragraphs(text[start:stop]))
        is_end = stop == len(text)
        new = self._tokenizer.joined(parts, first=not start, last=is_end)
        lengths = np.array([len(part) for part in parts], np.int64)
        each = (
            self._tokenizer.encode_paragraph(
                part, first=not start and not i, last=is_end and i == len(parts) - 1
            )
            for i, part in enumerate(parts)
        )
        counts = np.array([len(ids) for ids in each], np.int64)
        more = len(new.ids) - (b - a)
        self._stops = _spliced(self._stops, first, last, start + np.cumsum(lengths), longer)
        self._tokens = _spliced(self._tokens, first, last, a + np.cumsum(counts), more)
        self._text = text
        self._encoding = type(old)(
            np.concatenate([old.ids[:a], new.ids, old.ids[b:]]),
            _spliced(old.ends, a, b, start + new.ends, longer),
        )
        self._tokenizer.tidy()
        return self._encoding.covering(len(text))

    def _changed(self, text: str) -> tuple[int, int, int]:
        """The paragraphs that changed: start and stop in the text, and how much longer it is.

        Before and after them, the text has the same paragraphs as the last one.
        """
        old, longer = self._text, len(text) - len(self._text)
        same = common_start(old, text)
        if same == len(old) == len(text):
            return same, same, 0

        def ends(text: str, place: int) -> bool:
            # What ends a text may be cut in another way than what goes on.
            if place and place == len(text) and self._tokenizer.marks_end:
                return False
            return self._tokenizer.ends_paragraph(text, place)

        # If a line is so long that it is cut, a cut depends on what may come before the next one.
        reach = same - self._tokenizer.longest_cut - 1
        start = text.rfind("\n", 0, same) + 1
        # What comes after a newline tells whether a paragraph ends there.
        while start > reach and not (ends(old, start) and ends(text, start)):
            start = text.rfind("\n", 0, start - 1) + 1
        if reach >= start:
            at = int(np.searchsorted(self._stops, reach, side="right"))
            start = int(self._stops[at - 1]) if at else 0
        after = common_end(old, text, min(len(old), len(text)) - same)
        stop = self._tokenizer.paragraph_end(text, len(text) - after)
        # What stands before a newline may tell, too.
        while stop < len(text) and not self._tokenizer.ends_paragraph(old, stop - longer):
            stop = self._tokenizer.paragraph_end(text, stop)
        return start, stop, longer


def _spliced(
    x: npt.NDArray[np.int64], a: int, b: int, new: npt.NDArray[np.int64], shift: int
) -> npt.NDArray[np.int64]:
    """``x`` with ``[a, b)`` replaced, and everything after it shifted."""
    return np.concatenate([x[:a], new, x[b:] + shift])


def common_start(a: str, b: str) -> int:
    """The length of the common prefix."""
    most, at = min(len(a), len(b)), 0
    while at < most and a.startswith(b[at : min(at + BLOCK, most)], at):
        at = min(at + BLOCK, most)
    low, high = at, min(at + BLOCK, most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if a[at:middle] == b[at:middle] else (low, middle - 1)
    return low


def common_end(a: str, b: str, most: int) -> int:
    """The length of the common suffix, limited to ``most``."""
    at = 0
    while at < most:
        to = min(at + BLOCK, most)
        if not a.endswith(b[len(b) - to : len(b) - at], 0, len(a) - at):
            break
        at = to
    low, high = at, min(at + BLOCK, most)
    while low < high:
        middle = (low + high + 1) // 2
        same = a[len(a) - middle : len(a) - at] == b[len(b) - middle : len(b) - at]
        low, high = (middle, high) if same else (low, middle - 1)
    return low
