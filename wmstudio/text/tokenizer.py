"""A lossless SentencePiece tokenizer whose spans are counted in code points.

``decode(encode(s)) == s`` holds for every Python string, lone surrogates included, and the spans
of the tokens tile the text. SentencePiece itself is lossless only for most strings (its space sign
``▁`` is also a character that people may type, and it cannot take surrogates), so what it cannot
carry goes through its byte pieces.

A document is tokenised paragraph by paragraph (a paragraph ends after its newline), and paragraphs
are remembered: a keystroke re-tokenises one of them (`wmstudio.text.changing`). Text that is all
one paragraph is cut at fixed places, because one SentencePiece call over a megabyte would hold the
interpreter for long.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import sentencepiece

from wmstudio.text.stretches import spans_of
from wmstudio.untrusted import UntrustedError, read_bytes

SPACE_SIGN = "\u2581"
LONGEST_CUT = 2000
"""A paragraph longer than this many code points is cut, at a space if possible."""

MOST_REMEMBERED = 8_000_000
"""Budget, in characters of paragraphs whose tokens are cached. Beyond it the cache is cleared."""
PRINTABLE = "".join(map(chr, range(ord(" "), ord("~") + 1)))
CHARACTERS = 1 + 256 + 1 + len(PRINTABLE)
"""Pieces of the `characters` tokenizer: unknown, every byte, newline, and printable ASCII."""

LARGEST = 100_000_000
"""Largest model in bytes."""
MOST_PIECES = 1_000_000
_BYTE_PIECE = re.compile("<0x([0-9A-F]{2})>")
_BYTES_ONLY = re.compile("([\x00\u2581\ud800-\udfff]+)")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def cutting(most: int) -> re.Pattern[str]:
    """Stretches of at most this many characters, which end before a space where possible."""
    return re.compile(rf".{{1,{most}}}(?= |\Z)|.{{1,{most}}}", re.DOTALL)


_CUT = cutting(LONGEST_CUT)
LONGEST_SENTENCE = 4192
"""Longest line in bytes from which SentencePiece learns; it skips longer ones."""
_SHORT_CUT = cutting(LONGEST_SENTENCE // 4)  # a character has at most four bytes


LEAST_COVERAGE = 0.98
"""Lowest coverage of characters by pieces that SentencePiece accepts."""


class TokenizerError(ValueError):
    """A file that is not a usable tokenizer. The message says why."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """The tokens of a text.

    ``ids`` is int32 ``[T]``; ``ends`` is int64 ``[T]``: the code point at which each token ends.
    A token starts where the one before it ends. A character that takes several byte tokens belongs
    to the first of them; the others are of no width, at its end.
    """

    ids: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int64]

    @property
    def spans(self) -> npt.NDArray[np.int64]:
        """``[T, 2]``: start (inclusive) and end (exclusive) of each token, in code points."""
        return spans_of(self.ends)


def paragraphs(text: str) -> Iterator[str]:
    """Cut a text into the stretches that are tokenised separately. Joined they are the text."""
    for line in _LINE.findall(text):
        if len(line) <= LONGEST_CUT:
            yield line
        else:
            yield from _CUT.findall(line)


@dataclass
class Tokenizer:
    """Converts text to ids and back. Build one with `load` or `train`."""

    model_bytes: bytes
    _pieces: list[bytes] = field(init=False, repr=False)
    _characters: npt.NDArray[np.int64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        processor = sentencepiece.SentencePieceProcessor()
        try:
            processor.LoadFromSerializedProto(self.model_bytes)
        except Exception as error:  # SentencePiece raises RuntimeError and bare exceptions
            raise TokenizerError("this is not a SentencePiece model") from error
        self._processor = processor
        if processor.GetPieceSize() > MOST_PIECES:
            raise TokenizerError(
                f"this SentencePiece model has {processor.GetPieceSize():,} pieces, and at most "
                f"{MOST_PIECES:,} are read"
            )
        self._first_byte = processor.PieceToId("<0x00>")
        if not processor.IsByte(self._first_byte):
            raise TokenizerError(
                "this SentencePiece model has no byte pieces, so it cannot spell every text "
                "(train it with byte_fallback)"
            )
        last = min(self._first_byte + 256, processor.GetPieceSize())
        there = [processor.IdToPiece(i) for i in range(self._first_byte, last)]
        if there != [f"<0x{byte:02X}>" for byte in range(256)]:
            raise TokenizerError(
                "the byte pieces of this SentencePiece model are not all there in their order, so "
                "texts would not be lossless (use it as it was trained)"
            )
        self._pieces = [self._bytes_of(i) for i in range(processor.GetPieceSize())]
        self._characters = np.array([_starting_characters(piece) for piece in self._pieces])
        self._known: dict[str, npt.NDArray[np.int32]] = {}
        self._known_characters = 0

    @property
    def vocab_size(self) -> int:
        """Number of pieces."""
        return len(self._pieces)

    longest_cut: ClassVar = LONGEST_CUT
    paragraphs = staticmethod(paragraphs)

    def encode(self, text: str) -> Encoding:
        """Tokenise any string."""
        encoding = self.joined(paragraphs(text))
        self.tidy()
        return encoding

    def joined(self, parts: Iterable[str]) -> Encoding:
        """The concatenated tokens of paragraphs."""
        found = [self.encode_paragraph(paragraph) for paragraph in parts]
        if not found:
            return Encoding(np.zeros(0, np.int32), np.zeros(0, np.int64))
        ids = np.concatenate(found)
        return Encoding(ids, np.cumsum(self._characters[ids]))

    def tidy(self) -> None:
        """Clear the cache of paragraphs if it has become too large."""
        if self._known_characters > MOST_REMEMBERED:
            self._known, self._known_characters = {}, 0

    def knows(self, paragraph: str) -> bool:
        """Whether the tokens of this paragraph are cached."""
        return paragraph in self._known

    def decode(self, ids: Iterable[int]) -> str:
        """The text of the tokens. Bytes that are not UTF-8 (a model may produce some) become �."""
        data = b"".join(self._pieces[i] for i in ids)
        try:
            return data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return data.decode("utf-8", "replace")

    def piece(self, token: int) -> bytes:
        """The bytes that a token stands for; empty for a control piece such as ``<s>``."""
        return self._pieces[token]

    @cached_property
    def ascii(self) -> npt.NDArray[np.int64]:
        """The token of each ASCII character by its code: ``[128]``."""
        return np.array([self.encode(chr(code)).ids[0] for code in range(128)], np.int64)

    def _bytes_of(self, token: int) -> bytes:
        p = self._processor
        if p.IsByte(token):
            byte = _BYTE_PIECE.fullmatch(p.IdToPiece(token))
            if byte is None:
                raise TokenizerError("a byte piece of this SentencePiece model is no byte")
            return bytes([int(byte[1], 16)])
        if p.IsControl(token) or p.IsUnknown(token) or p.IsUnused(token):
            return b""
        text: str = p.IdToPiece(token)
        return text.replace(SPACE_SIGN, " ").encode()

    def encode_paragraph(self, paragraph: str) -> npt.NDArray[np.int32]:
        """The tokens of one paragraph, cached."""
        known = self._known.get(paragraph)
        if known is None:
            known = self._known[paragraph] = self._encode_anew(paragraph)
            self._known_characters += len(paragraph)
        return known

    def _encode_anew(self, paragraph: str) -> npt.NDArray[np.int32]:
        ids: list[int] = []
        for i, part in enumerate(_BYTES_ONLY.split(paragraph)):
            ids += self._byte_ids(part) if i % 2 else self._processor.EncodeAsIds(part)
        if self.decode(ids) != paragraph:  # the model normalises: spell it out
            ids = self._byte_ids(paragraph)
        return np.array(ids, np.int32)

    def _byte_ids(self, text: str) -> list[int]:
        return [self._first_byte + b for b in text.encode("utf-8", "surrogatepass")]


def _starting_characters(piece: bytes) -> int:
    """The number of characters that begin in these bytes (all but UTF-8 continuation bytes)."""
    return sum(1 for byte in piece if byte & 0xC0 != 0x80)


def load(path: Path) -> Tokenizer:
    """Read a ``tokenizer.model``.

    Raises:
        TokenizerError: it is not a SentencePiece model, or lacks byte pieces in order.
        OSError: the file cannot be read.
    """
    try:
        return Tokenizer(read_bytes(path, LARGEST))
    except UntrustedError as error:
        raise TokenizerError(f"{path} cannot be used: {error}") from error


def training_sentences(text: str) -> Iterator[str]:
    """The paragraphs of a text, cut further where SentencePiece would skip them as too long."""
    for paragraph in paragraphs(text):
        if not paragraph.strip():
            continue
        if len(paragraph.encode()) <= LONGEST_SENTENCE:
            yield paragraph
        else:
            yield from _SHORT_CUT.findall(paragraph)


def train(texts: Sequence[str], vocab_size: int) -> Tokenizer:
    """Train a lossless tokenizer.

    It has identity normalisation, no dummy prefix, no whitespace removal, byte fallback, and
    newline as a piece of its own.

    Raises:
        TokenizerError: the texts do not have that many pieces, or have more characters.
    """
    try:
        return _train(
            (p for text in texts for p in training_sentences(text)),
            vocab_size=vocab_size,
            model_type="unigram",
            character_coverage=_coverage(texts, vocab_size // 2),
            split_digits=True,
        )
    except RuntimeError as error:
        raise TokenizerError(
            f"a tokenizer of {vocab_size:,} pieces cannot be trained from these texts: "
            "use more text, or another vocab_size"
        ) from error


def _coverage(texts: Sequence[str], most: int) -> float:
    """The share of all characters that become pieces, so that at most ``most`` of them do.

    The rest is spelled in bytes. An alphabet is covered almost completely; of a script with
    thousands of characters only the frequent ones are, so that pieces are left for words.
    """
    counts = Counter[str]()
    for text in texts:
        counts.update(text)
    share = sum(n for _, n in counts.most_common(most)) / max(counts.total(), 1)
    return min(max(share, LEAST_COVERAGE), 0.9999)


def characters() -> Tokenizer:
    """The smallest tokenizer, in which printable ASCII characters and newline are a piece each.

    Nothing is ever merged, and any other text is spelled out in bytes, so nothing is lost.
    """
    return _train(iter(PRINTABLE), vocab_size=CHARACTERS, model_type="char", character_coverage=1.0)


def _train(sentences: Iterator[str], **options: Any) -> Tokenizer:
    sink = io.BytesIO()
    sentencepiece.SentencePieceTrainer.Train(
        sentence_iterator=sentences,
        model_writer=sink,
        normalization_rule_name="identity",
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        byte_fallback=True,
        # SentencePiece silently skips longer lines; `training_sentences` avoids that.
        max_sentence_length=LONGEST_SENTENCE,
        user_defined_symbols=["\n"],
        bos_id=-1,
        eos_id=-1,
        minloglevel=2,
        **options,
    )
    return Tokenizer(sink.getvalue())
