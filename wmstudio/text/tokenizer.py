"""A lossless SentencePiece tokenizer whose spans are counted in code points.

``decode(encode(s)) == s`` holds for every Python string, lone surrogates included, and the spans
of the tokens tile the text. SentencePiece itself is lossless only for most strings (its space sign
``▁`` is also a character that people may type, and it cannot take surrogates), so what it cannot
carry goes through its byte pieces.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sentencepiece

from wmstudio.text.paragraphs import (
    LONGEST_CUT,
    Encoding,
    Ids,
    ParagraphTokenizer,
    cutting,
    paragraphs,
    starting_characters,
)
from wmstudio.text.sentence_pieces import SPACE_SIGN, first_byte, text_of
from wmstudio.untrusted import UntrustedError, read_bytes

__all__ = [
    "LONGEST_CUT",
    "Encoding",
    "Tokenizer",
    "TokenizerError",
    "characters",
    "load",
    "paragraphs",
    "train",
]

PRINTABLE = "".join(map(chr, range(ord(" "), ord("~") + 1)))
CHARACTERS = 1 + 256 + 1 + len(PRINTABLE)
"""Pieces of the `characters` tokenizer: unknown, every byte, newline, and printable ASCII."""
BESIDE_WORDS = 1 + 256 + 1 + 1
"""Pieces of the `words` tokenizer besides the words: unknown, every byte, newline and a space."""

LARGEST = 100_000_000
"""Largest model in bytes."""
MOST_PIECES = 1_000_000
_BYTES_ONLY = re.compile("([\x00\u2581\ud800-\udfff]+)")
LONGEST_SENTENCE = 4192
"""Longest line in bytes from which SentencePiece learns; it skips longer ones."""
_SHORT_CUT = cutting(LONGEST_SENTENCE // 4)  # a character has at most four bytes


LEAST_COVERAGE = 0.98
"""Lowest coverage of characters by pieces that SentencePiece accepts."""


class TokenizerError(ValueError):
    """A file that is not a usable tokenizer. The message says why."""


class Tokenizer(ParagraphTokenizer):
    """A SentencePiece model. Build one with `load` or `train`."""

    def __init__(self, model_bytes: bytes) -> None:
        super().__init__()
        self.model_bytes = model_bytes
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
        if not processor.IsByte(processor.PieceToId("<0x00>")):
            raise TokenizerError(
                "this SentencePiece model has no byte pieces, so it cannot spell every text "
                "(train it with byte_fallback)"
            )
        first = first_byte(processor.PieceToId)
        if first is None:
            raise TokenizerError(
                "the byte pieces of this SentencePiece model are not all there in their order, so "
                "texts would not be lossless (use it as it was trained)"
            )
        self._first_byte = first
        self.pieces = [self._bytes_of(i) for i in range(processor.GetPieceSize())]
        self._characters = np.array([starting_characters(x) for x in self.pieces], np.int32)

    def share_of_bytes(self, ids: npt.NDArray[np.int32]) -> float:
        """The share of these tokens that are single bytes of characters without a piece."""
        if not len(ids):
            return 0.0
        return float(np.mean((ids >= self._first_byte) & (ids < self._first_byte + 256)))

    @cached_property
    def ascii(self) -> npt.NDArray[np.int64]:
        """The token of each ASCII character by its code: ``[128]``."""
        return np.array([self.encode(chr(code)).ids[0] for code in range(128)], np.int64)

    def _bytes_of(self, token: int) -> bytes:
        p = self._processor
        if p.IsByte(token):
            if not 0 <= token - self._first_byte < 256:
                raise TokenizerError("a byte piece of this SentencePiece model is no byte")
            return bytes([token - self._first_byte])
        if p.IsControl(token) or p.IsUnknown(token) or p.IsUnused(token):
            return b""
        return text_of(p.IdToPiece(token))

    def cut(self, paragraph: str) -> tuple[Ids, Ids]:
        """The tokens of a paragraph; what SentencePiece cannot carry is spelled in bytes."""
        ids: list[int] = []
        for i, part in enumerate(_BYTES_ONLY.split(paragraph)):
            ids += self._byte_ids(part) if i % 2 else self._processor.EncodeAsIds(part)
        if self.decode(ids) != paragraph:  # the model normalises: spell it out
            ids = self._byte_ids(paragraph)
        found = np.array(ids, np.int32)
        return found, self._characters[found]

    def _byte_ids(self, text: str) -> list[int]:
        return [self._first_byte + b for b in text.encode("utf-8", "surrogatepass")]


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
        # SentencePiece ends its message with the number of pieces that there are.
        most = re.search(r"<= (\d+)", str(error))
        advice = f"at most {int(most[1]):,}" if most else "another vocab_size"
        raise TokenizerError(
            f"a tokenizer of {vocab_size:,} pieces cannot be trained from these texts: "
            f"use more text, or {advice}"
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


def closed(pieces: Sequence[str]) -> Tokenizer:
    """A tokenizer that has these pieces, such as ``" garden"``, newline and the space.

    Any other text is spelled out in bytes, so nothing is lost.
    """
    return _train(
        iter([" "]),
        vocab_size=BESIDE_WORDS + len(pieces),
        model_type="char",
        character_coverage=1.0,
        symbols=[piece.replace(" ", SPACE_SIGN) for piece in pieces],
    )


def _train(sentences: Iterator[str], *, symbols: Sequence[str] = (), **options: Any) -> Tokenizer:
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
        user_defined_symbols=["\n", *symbols],
        bos_id=-1,
        eos_id=-1,
        minloglevel=2,
        **options,
    )
    return Tokenizer(sink.getvalue())
