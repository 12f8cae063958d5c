"""Tokenizers of other people's models that are a list of pieces: characters, words, bytes, numbers.

The document is never changed by them. What a vocabulary cannot say is read as its own sign for what
is unknown, or else as a piece that is told (`unknown`), and the token covers it as it was typed; so
the spans tile any text.

Shapes: T tokens, V pieces.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from wmstudio.text.paragraphs import Ids, ParagraphTokenizer

UNKNOWN = ("<unk>", "<UNK>", "[UNK]", "<|unk|>", "UNK", "unk", "<oov>", "<OOV>", "�")
ENDS_OF_LINE = ("<eos>", "<EOS>", "</s>", "<eol>", "<nl>", "\n")
_CONTROL = re.compile(
    r"<\|?/?(?:s|pad|bos|eos|sos|start|end|endoftext|mask|cls|sep)\d*\|?>|\[[A-Z]+\]", re.I
)
_PART = re.compile("^(?:[\u2581\u0120]|##)|(?:</w>|@@)$")
_NUMBER = re.compile(r"\s*(?:\d+|\S)\s*")


class ListedTokenizer(ParagraphTokenizer):
    """A tokenizer that knows its pieces by a text for each."""

    def __init__(self, texts: Sequence[str], pieces: Sequence[bytes], unknown: int | None) -> None:
        super().__init__()
        self.pieces = list(pieces)
        self._ids: dict[str, int] = {}
        for id, text in enumerate(texts):
            self._ids.setdefault(text, id)
        own = next((self._ids[name] for name in UNKNOWN if name in self._ids), None)
        self.has_unknown = own is not None
        """Whether the vocabulary has a sign of its own for what it does not know."""
        spare = self._ids.get(" ", 0) if unknown is None else unknown
        self.unknown = spare if own is None else own
        """The id that what is not in the vocabulary is read as."""

    def cut(self, paragraph: str) -> tuple[Ids, Ids]:
        """Piece by piece; what is not known is read as `unknown`."""
        found = [(self.id_of(part), len(part)) for part in self.parts(paragraph)]
        both = np.array(found, np.int32).reshape(-1, 2)
        return both[:, 0].copy(), both[:, 1].copy()

    def find(self, text: str) -> int | None:
        """The id of a piece, if there is one with this text."""
        return self._ids.get(text)

    @abstractmethod
    def parts(self, paragraph: str) -> Iterator[str]:
        """Cut a paragraph into what is looked up."""

    def id_of(self, part: str) -> int:
        """Its token."""
        return self._ids.get(part, self.unknown)


class CharacterTokenizer(ListedTokenizer):
    """A token a character."""

    def __init__(self, characters: Sequence[str], unknown: int | None = None) -> None:
        pieces = [b"" if _CONTROL.fullmatch(c) else _utf8(c) for c in characters]
        super().__init__(characters, pieces, unknown)

    def parts(self, paragraph: str) -> Iterator[str]:
        """Each character."""
        return iter(paragraph)


class WordTokenizer(ListedTokenizer):
    """A token a word, with the white space before it; a line end is one if the vocabulary has it.

    Case is given up where every word of the vocabulary is in lower case.
    """

    def __init__(self, words: Sequence[str], unknown: int | None = None) -> None:
        known = set(words)
        self._line_end = next((w for w in ENDS_OF_LINE if w in known), None)
        self._lower = all(w == w.lower() for w in words if not w.startswith(("<", "[")))
        pieces = [b"\n" if w == self._line_end else _utf8(f" {w}") for w in words]
        super().__init__(words, pieces, unknown)

    def parts(self, paragraph: str) -> Iterator[str]:
        """Each word with what is before it, and each line end."""
        start = 0
        # White space that nothing follows, and a line end that is no token, belong to the token
        # before them, or are one of their own.
        stops = [m.end() for m in re.finditer(r"\s*\S+", paragraph)]
        if self._line_end is not None and paragraph.endswith("\n"):
            stops = [*stops, len(paragraph)]
        elif stops:
            stops[-1] = len(paragraph)
        for stop in stops or ([len(paragraph)] if paragraph else []):
            yield paragraph[start:stop]
            start = stop

    def id_of(self, part: str) -> int:
        """The word without the white space about it."""
        word = part.strip()
        if not word and self._line_end is not None and part.endswith("\n"):
            return self._ids[self._line_end]
        return self._ids.get(word.lower() if self._lower else word, self.unknown)


class ByteTokenizer(ParagraphTokenizer):
    """A token a byte of UTF-8; of fewer than 256, those beyond are read as the last one."""

    def __init__(self, count: int = 256) -> None:
        super().__init__()
        self.pieces = [bytes([i]) for i in range(count)]

    def cut(self, paragraph: str) -> tuple[Ids, Ids]:
        """A character belongs to the first of its bytes."""
        bytes_T = np.frombuffer(paragraph.encode("utf-8", "surrogatepass"), np.uint8)
        ids = np.minimum(bytes_T, len(self.pieces) - 1).astype(np.int32)
        return ids, (bytes_T & 0xC0 != 0x80).astype(np.int32)


class NumberTokenizer(ParagraphTokenizer):
    """For a model whose vocabulary is not there: the text is its ids, as numbers with spaces."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.pieces = [b"%d " % i for i in range(count)]

    def cut(self, paragraph: str) -> tuple[Ids, Ids]:
        """Each number; what is none, or too large, is read as 0."""
        parts = _NUMBER.findall(paragraph) or ([paragraph] if paragraph else [])
        return (
            np.array([self._id_of(part) for part in parts], np.int32),
            np.array([len(part) for part in parts], np.int32),
        )

    def _id_of(self, part: str) -> int:
        digits = part.strip()
        known = digits.isascii() and digits.isdigit() and len(digits) < 10
        return int(digits) if known and int(digits) < len(self.pieces) else 0


def of_texts(texts: Sequence[str]) -> CharacterTokenizer | WordTokenizer:
    """The tokenizer of a list of pieces: of characters, if all but the control pieces are one."""
    plain = [text for text in texts if not _CONTROL.fullmatch(text) and text not in UNKNOWN]
    one_each = all(len(text) <= 1 for text in plain)
    return CharacterTokenizer(texts) if one_each else WordTokenizer(texts)


def are_parts(texts: Sequence[str]) -> bool:
    """Whether these are parts of words, by the signs that tokenizers which merge write at them.

    Which of them a text is made of cannot be told from them alone.
    """
    marked = sum(bool(_PART.search(text)) for text in texts if len(text) > 1)
    return marked > len(texts) / 20


def in_order(ids: Mapping[str, int], count: int) -> list[str] | None:
    """The texts of a table of ids in their order; None where it has not exactly 0 to ``count`` - 1.

    Ids that nothing has (0 is often kept for padding) get an empty text.
    """
    texts = [""] * count
    for text, id in ids.items():
        if not 0 <= id < count:
            return None
        texts[id] = text
    return texts if len(ids) >= count - 2 else None


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
