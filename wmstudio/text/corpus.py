"""A folder of books, of which some are held out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wmstudio.text.documents import TextError, read_document
from wmstudio.untrusted import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wmstudio.text.documents import Document


@dataclass(frozen=True)
class Corpus:
    """Books by name: those to learn from, and those held out."""

    train: dict[str, str]
    held_out: dict[str, str]
    notes: tuple[str, ...] = ()
    """What is not read as it is written, a sentence each."""


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
        name = shortened(f"{missing[0]}.txt")
        raise TextError(f"{folder} has no book {name}, which the recipe holds out")
    if not held_out or len(set(held_out)) == len(books):
        raise TextError(
            f"{folder} has no book to {'learn from' if held_out else 'validate on'}: "
            "the recipe must hold out at least one of them, and not all"
        )
    documents = {name: read_document(path) for name, path in books.items()}
    texts = {name: document.text for name, document in documents.items()}
    if empty := [name for name in held_out if not texts[name]]:
        raise TextError(f"{books[empty[0]]} is empty, and the recipe holds it out")
    return Corpus(
        train={name: text for name, text in texts.items() if name not in held_out},
        held_out={name: texts[name] for name in held_out},
        notes=tuple(_notes(folder, documents)),
    )


def _notes(folder: Path, documents: dict[str, Document]) -> Iterator[str]:
    changed = [name for name, document in documents.items() if document.is_changed]
    if changed:
        note = documents[changed[0]].note(str(folder / f"{changed[0]}.txt"))
        more = f"; the same goes for {len(changed):,} of its books" if len(changed) > 1 else ""
        yield note + more
