"""Reading text files: one by one, or a folder of books with some held out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BOM = b"\xef\xbb\xbf"


class TextError(ValueError):
    """A text that cannot be used; the message says which file, why, and what to do."""


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, newlines as they are, without a byte order mark.

    Raises:
        TextError: missing, unreadable, binary or not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        why = "there is no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise TextError(f"{path} cannot be read: {why}") from error
    data = data.removeprefix(BOM)
    if b"\0" in data[:8192]:
        raise TextError(f"{path} is not a text file (it contains zero bytes)")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise TextError(
            f"{path} is not UTF-8 text (byte {error.start:,} cannot be read): "
            "save it as UTF-8 and open it again"
        ) from error


@dataclass(frozen=True)
class Corpus:
    """Books by name: those to learn from, and those held out."""

    train: dict[str, str]
    held_out: dict[str, str]


def read_corpus(folder: Path, held_out: list[str]) -> Corpus:
    """Every ``.txt`` in a folder, in the order of their names.

    Raises:
        TextError: no texts there, or a book to hold out is not among them.
    """
    books = {path.stem: path for path in sorted(folder.glob("*.txt"))}
    if not books:
        raise TextError(f"{folder} has no .txt files to learn from")
    if missing := [name for name in held_out if name not in books]:
        raise TextError(f"{folder} has no book {missing[0]}.txt, which the recipe holds out")
    texts = {name: read_text(path) for name, path in books.items()}
    return Corpus(
        train={name: text for name, text in texts.items() if name not in held_out},
        held_out={name: texts[name] for name in held_out},
    )
