"""Texts cut into tokens paragraph by paragraph, and remembered: what every tokenizer shares.

A paragraph ends after its newline, unless a token may go on from there: in a vocabulary with a
piece of two newlines, blank lines belong to the paragraph before them. Text that is all one
paragraph is cut at fixed places, because one call over a megabyte would hold the interpreter for
long. A keystroke changes one paragraph, so that only that one is tokenised again
(`wmstudio.text.changing`).

Shapes: T tokens.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

import numpy as np

from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.stretches import spans_of

if TYPE_CHECKING:
    import numpy.typing as npt

Ids: TypeAlias = "npt.NDArray[np.int32]"
LONGEST_CUT = 2000
"""Code points after which a paragraph without a newline is cut, at a space where there is one."""
MOST_REMEMBERED = 8_000_000
"""Characters of paragraphs whose tokens are remembered; beyond, all are forgotten."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NEWLINE = ord("\n")


def cutting(most: int) -> re.Pattern[str]:
    """Stretches of at most this many characters, which end before a space where possible.

    It is the first of several spaces, if there is one: tokenizers have pieces of several.
    """
    some = rf".{{1,{most}}}"
    return re.compile(rf"{some}(?:(?<=\S)(?= )|\Z)|{some}(?= )|{some}", re.DOTALL)


_CUT = cutting(LONGEST_CUT)


@dataclass(frozen=True)
class Encoding:
    """The tokens of a text.

    ``ids`` is int32 ``[T]``; ``ends`` is int64 ``[T]``: the code point at which each token ends.
    A token starts where the one before it ends. A character that takes several byte tokens belongs
    to the first of them; the others are of no width, at its end.
    """

    ids: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int64]

    def covering(self, length: int) -> Encoding:
        """The same, where the last token ends with the text, whatever blank lines are behind it."""
        if not len(self.ends) or self.ends[-1] == length:
            return self
        ends = self.ends.copy()
        ends[-1] = length
        return Encoding(self.ids, ends)

    @property
    def spans(self) -> npt.NDArray[np.int64]:
        """``[T, 2]``: start (inclusive) and end (exclusive) of each token, in code points."""
        return spans_of(self.ends)


def paragraphs(text: str, lines: re.Pattern[str] = _LINE) -> Iterator[str]:
    """Cut a text into the stretches that are tokenised on their own; joined they are the text."""
    for line in lines.findall(text):
        if len(line) <= LONGEST_CUT:
            yield line
        else:
            yield from _CUT.findall(line)


class ParagraphTokenizer(ABC):
    """Text to ids and back. A tokenizer says what its ``pieces`` are, and how it cuts a paragraph.

    ``pieces`` are the bytes that each token stands for; empty for a control piece such as ``<s>``.
    """

    longest_cut: ClassVar = LONGEST_CUT
    marks_start: bool = False
    """Whether the first paragraph of a document is cut in another way than the same one later."""
    marks_end: bool = False
    """Whether line ends that nothing follows are cut in another way than the same ones earlier."""
    pieces: Sequence[bytes]
    _changes_before: str = r"\s"
    """What changes how white space before it is cut, as a class of characters."""
    start: int | None = None
    """The token that its models read before a text, where there is one."""
    made_of: tuple[tuple[Any, ...], dict[str, Any]] = ((), {})
    """What it was built with, from which it can be built again."""

    def __new__(cls, *args: Any, **named: Any) -> Self:
        """Remember what it is built with."""
        made = super().__new__(cls)
        made.made_of = args, named
        return made

    def __init__(self) -> None:
        self._known: dict[str, tuple[Ids, Ids]] = {}
        self._at_end: tuple[str, tuple[Ids, Ids]] | None = None
        """The last paragraph of a document, where `marks_end`, and its tokens."""
        self._known_characters = 0

    @abstractmethod
    def cut(self, paragraph: str) -> tuple[Ids, Ids]:
        """The ids of a paragraph's tokens, and how many code points each covers: ``[T]`` both."""

    @cached_property
    def _after_newline(self) -> str:
        """The characters with which a piece goes on after a newline, as a class of them."""
        found = {
            after
            for piece in self.pieces
            if b"\n" in piece[:-1]
            for before, after in pairwise(piece)
            if before == _NEWLINE
        }
        if not found:
            return ""
        plain = "".join(re.escape(chr(byte)) for byte in sorted(found) if byte < 0x80)
        # Another byte may begin many characters.
        other = r"\x80-\U0010ffff" if any(byte >= 0x80 for byte in found) else ""
        return self._changes_before + plain + other

    @cached_property
    def _lines(self) -> re.Pattern[str]:
        goes_on = self._after_newline
        if not goes_on:
            return _LINE
        return re.compile(rf"(?!\Z)(?:[^\n]++|\n(?=[{goes_on}]))*+\n?")

    @cached_property
    def _ending(self) -> re.Pattern[str]:
        """A newline that ends a paragraph."""
        return re.compile(rf"\n(?![{self._after_newline}])" if self._after_newline else r"\n")

    def paragraphs(self, text: str) -> Iterator[str]:
        """The stretches that are tokenised on their own: no token goes from one into the next."""
        return paragraphs(text, self._lines)

    def ends_paragraph(self, text: str, place: int) -> bool:
        """Whether a paragraph ends before this place, or the text begins there."""
        return place == 0 or self._ending.match(text, place - 1) is not None

    def paragraph_end(self, text: str, place: int) -> int:
        """Where the paragraph ends in which the character after a place is."""
        found = self._ending.search(text, place)
        return len(text) if found is None else found.end()

    @property
    def vocab_size(self) -> int:
        """Number of pieces."""
        return len(self.pieces)

    def piece(self, token: int) -> bytes:
        """The bytes that a token stands for; empty for a control piece such as ``<s>``."""
        return self.pieces[token]

    def cut_first(self, paragraph: str) -> tuple[Ids, Ids]:
        """What `cut` gives of the first paragraph of a document."""
        return self.cut(paragraph)

    def cut_last(self, paragraph: str, first: bool) -> tuple[Ids, Ids]:
        """What `cut`, or `cut_first`, gives of a paragraph that ends a document, and a line."""
        return self.cut_first(paragraph) if first else self.cut(paragraph)

    def encode(self, text: str, *, first: bool = True) -> Encoding:
        """Tokenise any string: a document, or (not ``first``) what follows some other text."""
        encoding = self.joined(self.paragraphs(text), first, last=True)
        self.tidy()
        return encoding.covering(len(text))

    def joined(self, parts: Iterable[str], first: bool = False, last: bool = False) -> Encoding:
        """The tokens of paragraphs, one after the other.

        ``first``: they begin a document; ``last``: they end it.
        """
        parts = list(parts)
        found = [
            self._remembered(part, first and not i, last and i == len(parts) - 1)
            for i, part in enumerate(parts)
        ]
        if not found:
            return Encoding(np.zeros(0, np.int32), np.zeros(0, np.int64))
        ids, widths = (np.concatenate(one) for one in zip(*found, strict=True))
        ends = np.cumsum(widths, dtype=np.int64)
        if not all(len(one) for one, _ in found):
            # A blank paragraph may have no token: the next one covers it.
            stops = np.cumsum([len(part) for part in parts])
            covered = np.cumsum([one.sum() for _, one in found])
            ends += np.repeat(stops - covered, [len(one) for one, _ in found])
        return Encoding(ids, ends)

    def encode_paragraph(self, paragraph: str, first: bool = False, last: bool = False) -> Ids:
        """The tokens of one paragraph, remembered."""
        return self._remembered(paragraph, first, last)[0]

    def _remembered(self, paragraph: str, first: bool, last: bool) -> tuple[Ids, Ids]:
        first = first and self.marks_start
        if last and self.marks_end and paragraph.endswith("\n"):
            kept = self._at_end  # as other threads ask, too
            if first or kept is None or kept[0] != paragraph:
                kept = paragraph, self.cut_last(paragraph, first)
                self._at_end = self._at_end if first else kept
            return kept[1]
        if first:  # a document has one of them: it need not be remembered
            return self.cut_first(paragraph)
        known = self._known.get(paragraph)
        if known is None:
            known = self._known[paragraph] = self.cut(paragraph)
            self._known_characters += len(paragraph)
        return known

    def tidy(self) -> None:
        """Forget all paragraphs where they have become too many."""
        if self._known_characters > MOST_REMEMBERED:
            self._known, self._known_characters = {}, 0

    def knows(self, paragraph: str) -> bool:
        """Whether its tokens are remembered."""
        return paragraph in self._known

    def decode(self, ids: Iterable[int]) -> str:
        """The text of the tokens. Bytes that are no UTF-8 (a model may invent some) become �."""
        data = b"".join(self.pieces[i] for i in ids)
        try:
            return data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return data.decode("utf-8", "replace")


def starting_characters(piece: bytes) -> int:
    """How many characters begin in these bytes: all that are not UTF-8 continuation bytes."""
    return sum(1 for byte in piece if byte & 0xC0 != 0x80)
