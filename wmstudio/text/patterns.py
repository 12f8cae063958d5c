"""Patterns in a text, and which tokens belong to them.

Shapes: T tokens.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.matching import MatchingError, matches
from wmstudio.text.stretches import spans_of
from wmstudio.text.words import is_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    import numpy.typing as npt

Stretches = list[tuple[int, int]]
"""Stretches of a text, each half open, in code points."""
Labels: TypeAlias = "npt.NDArray[np.int8]"
Ends: TypeAlias = "npt.NDArray[np.int64]"
"""Where each token ends in the text, in code points."""
INSIDE, OUTSIDE, UNCOUNTED = 1, 0, -1
QUOTES, EXPRESSION, SPANS = "quotes", "expression", "spans"
CAPITALISED, NUMBERS, WHITESPACE, PUNCTUATION = (
    "capitalised",
    "numbers",
    "whitespace",
    "punctuation",
)
LONGEST_TEXT = 2**22
"""Number of characters of the longest text in which a pattern is looked for."""
CLOSERS = {'"': '"', "“": "”", "„": "“”", "«": "»", "「": "」", "『": "』"}
"""What may close a quotation that each of these marks opens."""
CLOSING = frozenset("".join(CLOSERS.values()))
_MARKS = re.compile("[" + "".join({*CLOSERS, *CLOSING}) + r"]|\n[^\S\n]*\n")
_SPACE = re.compile(r"\s+")
_CLASSES = {
    NUMBERS: re.compile(r"\d+(?:[.,:]\d+)*"),
    WHITESPACE: _SPACE,
}
_SIGNS = re.compile(r"[^\w\s]+")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Pattern:
    """What is looked for in a text.

    ``kind`` is one of `KINDS`. The tokens of an ``expression`` (a regular expression in which ``^``
    and ``$`` also match at lines) are compared with those of another expression, ``against``, or
    with the rest of the text. ``spans`` are those of `SPANS`, in code points.
    """

    kind: str = QUOTES
    expression: str = ""
    against: str = ""
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def closers(self) -> frozenset[str]:
        """The characters one of which ends the pattern; none if any character may."""
        return CLOSING if self.kind == QUOTES else frozenset()


def labelling(pattern: Pattern, text: str, ends_T: Ends) -> Generator[None, None, Labels]:
    """Label each token: `INSIDE`, `OUTSIDE`, or `UNCOUNTED`, ``[T]``. Yields while it takes time.

    A token is inside if any of its characters is, white space before its first letter aside. It is
    inside quotes if a quotation is open after it: the opening mark is, the closing mark is not.

    Raises:
        MatchingError: the expression is wrong or takes too long, or the text is too long.
    """
    if len(text) > LONGEST_TEXT:
        raise MatchingError(
            f"A pattern is looked for in at most {LONGEST_TEXT:,} characters: use a shorter text."
        )
    if pattern.kind == EXPRESSION:
        found = yield from matches(pattern.expression, text)
        inside_T = _touched(found, text, ends_T)
        labels_T = inside_T.astype(np.int8)
        if pattern.against:
            others = yield from matches(pattern.against, text)
            labels_T[~_touched(others, text, ends_T) & ~inside_T] = UNCOUNTED
        return labels_T
    if pattern.kind == SPANS:
        return _touched(pattern.spans, text, ends_T).astype(np.int8)
    if pattern.kind == QUOTES:
        open_after = np.append(_covered(quotations(text), len(text)), False)
        return open_after[np.maximum(ends_T - 1, 0)].astype(np.int8)
    return _touched(KINDS[pattern.kind](text), text, ends_T).astype(np.int8)


def labels_of(pattern: Pattern, text: str, ends_T: Ends) -> Labels:
    """The result of `labelling`, which is waited for."""
    steps = labelling(pattern, text, ends_T)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            labels_T: Labels = end.value
            return labels_T


def runs_of(labels_T: Labels) -> Stretches:
    """Every maximal run of tokens inside, half open, in tokens."""
    inside_T = np.concatenate([[False], labels_T == INSIDE, [False]])
    edges = np.flatnonzero(inside_T[1:] != inside_T[:-1]).reshape(-1, 2)
    return [(start, stop) for start, stop in edges.tolist()]


def quotations(text: str) -> Stretches:
    """Every quotation from its opening mark to before its closing mark.

    One that is not closed ends with its paragraph, or with the text.
    """
    found: Stretches = []
    start, closers = 0, ""
    for mark in _MARKS.finditer(text):
        sign, at = mark.group(), mark.start()
        if closers and (sign in closers or sign[0] == "\n"):
            found.append((start, at))
            closers = ""
        elif not closers and sign in CLOSERS:
            start, closers = at, CLOSERS[sign]
    if closers:
        found.append((start, len(text)))
    return found


def _capitalised(text: str) -> Stretches:
    """Every word that begins with a capital letter."""
    found: Stretches = []
    for word in _WORD.finditer(text):
        if word.group()[0].isupper():
            start, stop = word.span()
            # An accent may be a character of its own, after which the word goes on.
            while stop < len(text) and (is_mark(text[stop]) or _WORD.match(text[stop])):
                stop += 1
            found.append((start, stop))
    return found


def _punctuation(text: str) -> Stretches:
    """Every run of characters that are no letters, figures and spaces."""
    found: Stretches = []
    for run in _SIGNS.finditer(text):
        start, stop = run.span()
        # An accent or a vowel sign belongs to the letter that it is written on.
        while start < stop and start > 0 and not text[start - 1].isspace() and is_mark(text[start]):
            start += 1
        if start < stop:
            found.append((start, stop))
    return found


def _of_class(kind: str) -> Callable[[str], Stretches]:
    return lambda text: [found.span() for found in _CLASSES[kind].finditer(text)]


KINDS: dict[str, Callable[[str], Stretches]] = {
    QUOTES: quotations,
    CAPITALISED: _capitalised,
    PUNCTUATION: _punctuation,
    **{kind: _of_class(kind) for kind in _CLASSES},
}
"""Kinds of patterns that need nothing but the text; the others are `EXPRESSION` and `SPANS`."""


def _covered(stretches: Iterable[tuple[int, int]], length: int) -> npt.NDArray[np.bool_]:
    """Which characters are in any of the stretches: ``[length]``."""
    steps = np.zeros(length + 1, np.int32)
    at = np.array(list(stretches), np.int64).reshape(-1, 2).clip(0, length)
    np.add.at(steps, at[:, 0], 1)
    np.add.at(steps, at[:, 1], -1)
    covered: npt.NDArray[np.bool_] = np.cumsum(steps)[:length] > 0
    return covered


def _touched(
    stretches: Iterable[tuple[int, int]], text: str, ends_T: Ends
) -> npt.NDArray[np.bool_]:
    """Which tokens have a character in any stretch, white space before their first letter aside."""
    length = len(text)
    before = np.concatenate([[0], np.cumsum(_covered(stretches, length))])
    space = _covered((found.span() for found in _SPACE.finditer(text)), length)
    place = np.where(space, length, np.arange(length))
    # The next character that is no white space, from each character on.
    following = np.append(np.minimum.accumulate(place[::-1])[::-1], length)
    # Of the tokens of one character only the first has its span.
    starts_T = np.maximum(np.minimum(spans_of(ends_T)[:, 0], ends_T - 1), 0)
    letters_T = following[starts_T]
    starts_T = np.where(letters_T < ends_T, letters_T, starts_T)
    touched: npt.NDArray[np.bool_] = before[ends_T] > before[starts_T]
    return touched
