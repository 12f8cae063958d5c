"""Reading and writing text files for an editor with one kind of newline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.files.writing import FileWriter
from wmstudio.gui.base.patience import Work, finished
from wmstudio.gui.base.translation import counted, tr
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.documents import (
    BOM,
    LINE_ENDS,
    PIECE,
    TextError,
    cannot_be_read,
    decode_document,
    pieces,
)
from wmstudio.untrusted import is_special

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.text.documents import Document


class SaveError(OSError):
    """A text could not be written. The message is one sentence. What was there is unchanged."""


@dataclass(frozen=True)
class Convention:
    """How a file is written: its line endings, and whether it begins with a byte order mark."""

    newline: str = "\n"
    bom: bool = False


@dataclass(frozen=True)
class TextFile:
    """A file's text with LF between lines, and a note if reading changed it."""

    text: str
    convention: Convention
    note: str = ""
    digest: str = ""
    """The SHA-256 of the file's bytes."""
    altered: bool = False
    """Whether characters were replaced that saving cannot restore."""


def open_text(path: Path) -> TextFile:
    """Read a UTF-8 file.

    Raises:
        TextError: missing, unreadable, binary or not UTF-8.
    """
    return finished(opening(path))


def opening(path: Path) -> Work[TextFile]:
    """Read a file in pieces, yielding the share that has been read after each."""
    import hashlib

    if is_special(path):
        raise TextError(
            tr("{file} is not a regular file. Save its text to a file and open that", file=path)
        )
    try:
        size = max(path.stat().st_size, 1)
        with path.open("rb") as file:
            parts = []
            for part in pieces(file, str(path)):
                parts.append(part)
                yield 0.5 * min(len(parts) * PIECE / size, 1.0)
    except OSError as error:
        raise cannot_be_read(path, error) from error
    data = b"".join(parts)
    document, digest = decode_document(data, str(path)), hashlib.sha256(data).hexdigest()
    yield 0.8
    convention = Convention(document.newline, document.bom)
    altered = bool(document.replaced) or "\u2029" in document.line_ends
    return TextFile(document.text, convention, _note(path.name, document), digest, altered)


def _note(name: str, document: Document) -> str:
    notes, newline = [], LINE_ENDS[document.newline]
    if len(document.line_ends) > 1:
        notes.append(
            tr(
                "{file} mixes {kinds} line endings. They look the same here and are "
                "saved as {kind}.",
                file=name,
                kinds=", ".join(LINE_ENDS[end] for end in document.line_ends),
                kind=newline,
            )
        )
    elif document.line_ends not in ((), ("\n",)):
        notes.append(
            tr(
                "{file} has {kinds} line endings. The model reads LF, and the file is "
                "saved with {kind}.",
                file=name,
                kinds=LINE_ENDS[document.line_ends[0]],
                kind=newline,
            )
        )
    if document.replaced:
        notes.append(
            counted(
                document.replaced,
                "{file} contains {n} reserved character. It is read and saved as U+FFFD.",
                "{file} contains {n} reserved characters. They are read and saved as U+FFFD.",
                file=name,
            )
        )
    return " ".join(notes)


def saving(path: Path, text: str, convention: Convention) -> Work[None]:
    """Write a text in pieces. If it is not finished, the old file is unchanged.

    Raises:
        SaveError: it cannot be written.
    """
    try:
        with FileWriter(path) as file:
            if convention.bom:
                file.write(BOM)
            for start in range(0, len(text), PIECE):
                part = text[start : start + PIECE].replace("\n", convention.newline)
                file.write(part.encode("utf-8", errors="replace"))
                yield min((start + PIECE) / len(text), 1.0)
            file.commit()
    except OSError as error:
        said = tr(
            "{file} could not be saved: {why}. Your text is still open.",
            file=path,
            why=error.strerror,
        )
        raise SaveError(said) from error
