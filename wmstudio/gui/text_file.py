"""Text files in and out of an editor that knows one kind of newline and no byte order mark."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QIODevice, QSaveFile

from wmstudio.gui.translation import tr
from wmstudio.text.corpus import BOM, read_text

if TYPE_CHECKING:
    from pathlib import Path

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
    written = read_text(path)
    with path.open("rb") as file:
        bom = file.read(len(BOM)) == BOM
    pairs = written.count("\r\n")
    ends = Counter(
        {
            "\r\n": pairs,
            "\n": written.count("\n") - pairs,
            "\r": written.count("\r") - pairs,
        }
    )
    newline = ends.most_common(1)[0][0] if ends.total() else "\n"
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
    data = text.replace("\n", convention.newline).encode("utf-8", errors="replace")
    file = QSaveFile(str(path))
    ok = (
        file.open(QIODevice.OpenModeFlag.WriteOnly)
        and file.write((BOM if convention.bom else b"") + data) >= 0
        and file.commit()
    )
    if not ok:
        why = file.errorString()
        said = tr("{file} could not be saved: {why}. The text is kept here.", file=path, why=why)
        raise SaveError(said)
