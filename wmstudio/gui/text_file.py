"""Text files in and out of an editor that knows one kind of newline and no byte order mark."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wmstudio.files.writing import FileWriter
from wmstudio.gui.patience import Work, finished
from wmstudio.gui.translation import tr
from wmstudio.text.corpus import BOM, TextError, text_of

if TYPE_CHECKING:
    from pathlib import Path

PIECE = 1 << 20
"""Bytes or characters that are read or written at once."""
NEWLINES = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}


class SaveError(OSError):
    """A text could not be written; one sentence. What was there is as it was."""


@dataclass(frozen=True, slots=True)
class Convention:
    """How a file is written: what ends its lines, and whether it begins with a byte order mark."""

    newline: str = "\n"
    bom: bool = False


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's text with LF between lines, and one line to be told if that changed it."""

    text: str
    convention: Convention
    note: str = ""


def open_text(path: Path) -> TextFile:
    """Read a UTF-8 file.

    Raises:
        TextError: missing, unreadable, binary or not UTF-8.
    """
    return finished(opening(path))


def opening(path: Path) -> Work[TextFile]:
    """The same, a piece at a time: which share has been read comes after each."""
    try:
        size = max(path.stat().st_size, 1)
        with path.open("rb") as file:
            parts = []
            while part := file.read(PIECE):
                parts.append(part)
                yield 0.5 * min(len(parts) * PIECE / size, 1.0)
    except OSError as error:
        why = (
            tr("there is no such file") if isinstance(error, FileNotFoundError) else error.strerror
        )
        raise TextError(tr("{file} cannot be read: {why}", file=path, why=why)) from error
    data = b"".join(parts)
    bom = data.startswith(BOM)
    written = text_of(data, str(path))
    del data, parts
    yield 0.6
    pairs = written.count("\r\n")
    ends = Counter(
        {
            "\r\n": pairs,
            "\n": written.count("\n") - pairs,
            "\r": written.count("\r") - pairs,
        }
    )
    newline = ends.most_common(1)[0][0] if ends.total() else "\n"
    yield 0.8
    text = written.replace("\r\n", "\n").replace("\r", "\n")
    return TextFile(text, Convention(newline, bom), _note(path.name, newline, ends))


def _note(name: str, newline: str, ends: Counter[str]) -> str:
    kinds = [NEWLINES[end] for end, n in ends.items() if n]
    if len(kinds) > 1:
        return tr(
            "{file} mixes {kinds} line ends: they are shown as one kind, and saved as {kind}.",
            file=name,
            kinds=", ".join(kinds),
            kind=NEWLINES[newline],
        )
    if newline != "\n":
        kind = NEWLINES[newline]
        return tr(
            "{file} has {kind} line ends: the model reads LF, they are saved as {kind}.",
            file=name,
            kind=kind,
        )
    return ""


def save_text(path: Path, text: str, convention: Convention) -> None:
    """Write all of the text or nothing.

    Raises:
        SaveError: it cannot be written.
    """
    finished(saving(path, text, convention))


def saving(path: Path, text: str, convention: Convention) -> Work[None]:
    """The same, a piece at a time; whoever stops asking leaves the old file as it was."""
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
            "{file} could not be saved: {why}. The text is kept here.",
            file=path,
            why=error.strerror,
        )
        raise SaveError(said) from error
