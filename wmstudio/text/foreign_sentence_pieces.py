"""SentencePiece models of other people, with their own rules; the document stays as it is.

Such a model may put a space before a text, take several spaces for one, write ``ﬁ`` as ``fi``, and
have no piece for some characters. It reads what it would read in its author's program, and each
token covers the characters that it was made of. What it has no piece for is its unknown piece.

Shapes: T tokens.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import sentencepiece

from wmstudio.text.paragraphs import Ids, ParagraphTokenizer
from wmstudio.text.sentence_pieces import text_of
from wmstudio.text.tokenizer import MOST_PIECES, TokenizerError

if TYPE_CHECKING:
    import numpy.typing as npt

BEFORE = "x\n"
"""Stands before a paragraph that does not begin the document: a word, and the end of its line."""
_NOT_CARRIED = re.compile("[\x00\ud800-\udfff]")
"""What SentencePiece cannot take."""
_WITH_BLANK = re.compile(r"\s*\S[^\n]*\n?|\s+")
"""A line with the blank ones before it; at the end, blank ones alone."""
_WORDS_TO_END = re.compile(r"\S[^\n]*\n?")


class ForeignSentencePieces(ParagraphTokenizer):
    """A SentencePiece model as it is; ``count`` is how many tokens the model knows."""

    marks_start = True

    def __init__(self, model_bytes: bytes, count: int | None = None) -> None:
        super().__init__()
        p = self._processor = sentencepiece.SentencePieceProcessor()
        try:
            p.LoadFromSerializedProto(model_bytes)
        except Exception as error:  # SentencePiece raises RuntimeError and bare exceptions
            raise TokenizerError("this is not a SentencePiece model") from error
        size = self.size = p.GetPieceSize()
        """How many pieces the tokenizer has of its own."""
        if size > MOST_PIECES or size > (count or size):
            raise TokenizerError(f"this SentencePiece model has {size:,} pieces")
        self._bytes = {i: int(p.IdToPiece(i)[3:5], 16) for i in range(size) if p.IsByte(i)}
        self.pieces = [self._bytes_of(i) for i in range(size)] + [b""] * ((count or size) - size)
        self.start = p.bos_id() if p.bos_id() >= 0 else None
        self.unknown = max(p.unk_id(), 0)
        """What stands for text that no piece is for."""
        self._before = self._encoded(BEFORE)[0]
        self._drops_blank = not self._encoded("\n")[0]
        """Whether blank lines have no token: then they belong to the paragraph after them."""

    @cached_property
    def _lines(self) -> re.Pattern[str]:
        return _WITH_BLANK if self._drops_blank else super()._lines

    def ends_paragraph(self, text: str, place: int) -> bool:
        """Whether a paragraph ends before this place, or the text begins there."""
        if not self._drops_blank or not place:
            return super().ends_paragraph(text, place)
        line = text[text.rfind("\n", 0, place - 1) + 1 : place]
        return line.endswith("\n") and not line.isspace()

    def paragraph_end(self, text: str, place: int) -> int:
        """Where the paragraph ends in which the character after a place is."""
        if not self._drops_blank:
            return super().paragraph_end(text, place)
        found = _WORDS_TO_END.search(text, text.rfind("\n", 0, place) + 1)
        return len(text) if found is None else found.end()

    def _bytes_of(self, token: int) -> bytes:
        p: Any = self._processor
        if token in self._bytes:
            return bytes([self._bytes[token]])
        if p.IsControl(token) or p.IsUnknown(token) or p.IsUnused(token):
            return b""
        return text_of(p.IdToPiece(token))

    def cut_first(self, paragraph: str) -> tuple[Ids, Ids]:
        """The tokens of the first paragraph. If it is blank and they would be none: unknown."""
        ids, ends = self._encoded(paragraph)
        if not ids and paragraph:
            ids, ends = [self.unknown], [len(paragraph)]
        return self._covering(ids, ends, len(paragraph))

    def cut(self, paragraph: str) -> tuple[Ids, Ids]:
        """The tokens of a later paragraph; none, if it is blank and white space is dropped."""
        ids, ends = self._encoded(BEFORE + paragraph)
        skip = len(self._before)
        if ids[:skip] != self._before:  # pieces that go beyond the end of a line
            return self._covering(*self._encoded(paragraph), len(paragraph))
        return self._covering(ids[skip:], [x - len(BEFORE) for x in ends[skip:]], len(paragraph))

    def _encoded(self, text: str) -> tuple[list[int], list[int]]:
        """Ids, and the code point at which each ends."""
        found = self._processor.EncodeAsOffsetMapping(_NOT_CARRIED.sub("\ufffd", text))
        return list(found["ids"]), [stop for _, stop in found["offsets"]]

    def _covering(self, ids: list[int], ends: list[int], length: int) -> tuple[Ids, Ids]:
        """How many code points each token covers; together they cover everything."""
        ends_T: npt.NDArray[np.int64] = np.maximum.accumulate(np.array(ends, np.int64)).clip(0)
        if len(ids):
            ends_T[-1] = length
        widths_T = np.diff(ends_T, prepend=0).astype(np.int32)
        # SentencePiece gives a character to the last of its bytes, we give it to the first.
        for i, id in enumerate(ids):
            byte = self._bytes.get(id, 0)
            many = (byte >= 0xC0) + (byte >= 0xE0) + (byte >= 0xF0) + 1
            if many > 1 and not widths_T[i]:
                widths_T[i] = widths_T[i : i + many].sum()
                widths_T[i + 1 : i + many] = 0
        return np.array(ids, np.int32), widths_T
