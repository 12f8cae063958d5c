"""What counts as the text of a document: one rule for the whole program.

Bytes are UTF-8, and a byte order mark (U+FEFF at the start) is no part of the text. Lines end with
LF: CR LF, CR and the paragraph separator U+2029 become one, as an editor has one kind of line.
U+FDD0 and U+FDD1, which are reserved for use inside programs (Unicode 16.0, section 23.7) and which
Qt uses so, become U+FFFD. Every other character stays as it is, U+2028, U+00A0 and U+0085 included.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import IO, TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
LINE_ENDS = {"\n": "LF", "\r\n": "CRLF", "\r": "CR", "\u2029": "U+2029"}
RESERVED = ("\ufdd0", "\ufdd1")
REPLACEMENT = "\ufffd"
PIECE = 1 << 20
"""Number of bytes read at once."""
LOOKED_AT = 8192
"""A zero byte among the first ones marks a binary file."""
LARGEST = 1 << 30
"""Largest text in bytes, so that an endless file does not fill the memory."""
_CHANGED = re.compile("[\r\u2029\ufdd0\ufdd1]")


class TextError(ValueError):
    """A text that cannot be used. The message says which file, why, and what to do."""


@dataclass(frozen=True)
class Document:
    """A text, and how the bytes that it was made of were written."""

    text: str
    bom: bool = False
    line_ends: tuple[str, ...] = ()
    """The line endings that were found, the most frequent first."""
    replaced: int = 0
    """Number of reserved characters that became U+FFFD."""

    @property
    def newline(self) -> str:
        """The line ending with which the text is written again."""
        # Other programs do not take a paragraph separator for the end of a line.
        return next((end for end in self.line_ends if end != "\u2029"), "\n")

    @property
    def is_changed(self) -> bool:
        """Whether the text differs from what was written by more than a byte order mark."""
        return bool(self.replaced) or any(end != "\n" for end in self.line_ends)

    def note(self, name: str) -> str:
        """A sentence (without a full stop) about what is not read as it was written, or nothing."""
        kinds = ", ".join(LINE_ENDS[end] for end in self.line_ends)
        count = f"{self.replaced:,}"
        if all(end == "\n" for end in self.line_ends):
            if not self.replaced:
                return ""
            return f"{name} has reserved characters ({count}), which are read as U+FFFD"
        if not self.replaced:
            return f"{name} has {kinds} line ends, which are read as LF"
        return (
            f"{name} has {kinds} line ends, which are read as LF, and reserved characters "
            f"({count}), which are read as U+FFFD"
        )


def document_of(text: str) -> Document:
    """Make a document from a string."""
    bom = text.startswith("\ufeff")
    text = text.lstrip("\ufeff")
    if not _CHANGED.search(text):
        return Document(text, bom, ("\n",) if "\n" in text else ())
    pairs = text.count("\r\n")
    ends = Counter(
        {
            "\r\n": pairs,
            "\n": text.count("\n") - pairs,
            "\r": text.count("\r") - pairs,
            "\u2029": text.count("\u2029"),
        }
    )
    replaced = sum(map(text.count, RESERVED))
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n")
    for character in RESERVED:
        plain = plain.replace(character, REPLACEMENT)
    return Document(plain, bom, tuple(end for end, n in ends.most_common() if n), replaced)


def plain_text(text: str) -> str:
    """The text of a string, without a report of what was changed."""
    return document_of(text).text


def decode_document(data: bytes, name: str) -> Document:
    """Decode the bytes of a document; ``name`` stands for them in messages.

    Raises:
        TextError: they are binary or not UTF-8.
    """
    _check_kind(data, name)
    try:
        return document_of(data.decode())
    except UnicodeDecodeError as error:
        at = error.start - (len(BOM) if data.startswith(BOM) else 0)
        raise TextError(
            f"{name} is not UTF-8 text (byte {at:,} cannot be read): "
            "save it as UTF-8 and open it again"
        ) from error


def read_document(path: Path) -> Document:
    """Read a document from a file, or from a pipe such as ``/dev/fd/63``.

    Raises:
        TextError: missing, unreadable, a folder, too large, binary or not UTF-8.
    """
    try:
        with path.open("rb") as file:
            return read_stream(file, str(path))
    except (OSError, ValueError) as error:
        if isinstance(error, TextError):
            raise
        raise cannot_be_read(path, error) from error


def cannot_be_read(path: Path, error: Exception) -> TextError:
    """The error for a file that the system refused to open or read."""
    if isinstance(error, FileNotFoundError):
        return TextError(f"{path} cannot be read: there is no such file")
    if isinstance(error, IsADirectoryError) or os.path.isdir(path):
        return TextError(f"{path} is a folder: name a file of text")
    return TextError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}")


def read_stream(file: IO[bytes], name: str) -> Document:
    """Read a document to the end of a stream.

    Raises:
        TextError: too large, binary or not UTF-8.
        OSError: it cannot be read.
    """
    return decode_document(b"".join(pieces(file, name)), name)


def pieces(file: IO[bytes], name: str) -> Iterator[bytes]:
    """Yield the bytes of a text in pieces of `PIECE`, as long as they may be text.

    Raises:
        TextError: too large or binary.
        OSError: it cannot be read.
    """
    size = 0
    while part := file.read(PIECE):
        if not size:
            # Checked before the rest is read, which may never end.
            _check_kind(part, name)
        size += len(part)
        if size > LARGEST:
            raise TextError(f"{name} is larger than {LARGEST >> 30} GB: use a part of it")
        yield part


def read_text(path: Path) -> str:
    """The text of a file, without a report of what was changed; see `read_document`."""
    return read_document(path).text


def _check_kind(data: bytes, name: str) -> None:
    if data.startswith(UTF16_BOMS):
        raise TextError(f"{name} is UTF-16 text: save it as UTF-8 and open it again")
    if b"\0" in data[:LOOKED_AT]:
        raise TextError(f"{name} is not a text file (it contains zero bytes)")
