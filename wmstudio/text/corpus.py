"""Reading text files: one by one, or a folder of books with some held out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


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
    return text_of(data, str(path))


def text_of(data: bytes, name: str) -> str:
    """The text of bytes that should be UTF-8; ``name`` is what to call them in a message.

    Raises:
        TextError: binary or not UTF-8.
    """
    if data.startswith(UTF16_BOMS):
        raise TextError(f"{name} is UTF-16 text: save it as UTF-8 and open it again")
    data = data.removeprefix(BOM)
    if b"\0" in data[:8192]:
        raise TextError(f"{name} is not a text file (it contains zero bytes)")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise TextError(
            f"{name} is not UTF-8 text (byte {error.start:,} cannot be read): "
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
        TextError: no texts there, a book to hold out is not among them, or nothing is left.
    """
    if not folder.is_dir():
        raise TextError(f"there is no folder {folder} with .txt files to learn from")
    # Not the hidden ones: a Mac leaves a file of its own, ``._NAME.txt``, beside every text.
    found = (path for path in sorted(folder.glob("*.txt")) if not path.name.startswith("."))
    books = {path.stem: path for path in found}
    if not books:
        raise TextError(f"{folder} has no .txt files to learn from")
    if missing := [name for name in held_out if name not in books]:
        raise TextError(f"{folder} has no book {missing[0]}.txt, which the recipe holds out")
    if not held_out or len(set(held_out)) == len(books):
        raise TextError(
            f"{folder} has no book to {'learn from' if held_out else 'validate on'}: "
            "the recipe must hold out at least one of them, and not all"
        )
    texts = {name: read_text(path) for name, path in books.items()}
    if empty := [name for name in held_out if not texts[name]]:
        raise TextError(f"{books[empty[0]]} is empty, and the recipe holds it out")
    return Corpus(
        train={name: text for name, text in texts.items() if name not in held_out},
        held_out={name: texts[name] for name in held_out},
    )
