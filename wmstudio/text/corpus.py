"""A folder of books, some of which, or some chapters of which, are held out."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.documents import TextError, read_document
from wmstudio.untrusted import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wmstudio.text.documents import Document


@dataclass(frozen=True)
class Corpus:
    """Books by name: those for training, and those held out."""

    train: dict[str, str]
    held_out: dict[str, str]
    notes: tuple[str, ...] = ()
    """One sentence about each book that is not read exactly as it is written."""


@dataclass(frozen=True)
class Chapters:
    """Which chapters to hold out of the training books: every ``every``-th, from 2 upwards.

    A chapter begins with a line that begins with ``heading``, and ends where the next one begins.
    """

    heading: re.Pattern[str]
    every: int

    def split(self, text: str) -> tuple[str, str]:
        """Split a book into what is read and what is held out (nothing of few chapters)."""
        headings = re.finditer(rf"^(?:{self.heading.pattern})", text, re.MULTILINE)
        cuts = [0, *(found.start() for found in headings), len(text)]
        # The text before the first chapter is part 0.
        read: list[str] = []
        held_out: list[str] = []
        for number, (begin, end) in enumerate(pairwise(cuts)):
            (held_out if number and number % self.every == 0 else read).append(text[begin:end])
        return "".join(read), "".join(held_out)


@dataclass(frozen=True)
class BookEnds:
    """Hold out the end of each training book: a share of its characters, 0…1."""

    share: float

    def split(self, text: str) -> tuple[str, str]:
        """Split a book into what is read and its end."""
        cut = int((1 - self.share) * len(text))
        return text[:cut], text[cut:]


def read_corpus(
    folder: Path, held_out: list[str], parts: Chapters | BookEnds | None = None
) -> Corpus:
    """Read every ``.txt`` file in a folder, sorted by name.

    What ``parts`` holds out of a book is one held-out text.

    Raises:
        TextError: there are no texts, a book to hold out is missing, no book has chapters to hold
            out, or nothing is left to train on.
    """
    if not folder.is_dir():
        raise TextError(f"there is no folder {folder} with .txt files to learn from")
    # Hidden files are skipped: macOS leaves a ``._NAME.txt`` beside every text.
    found = (path for path in sorted(folder.glob("*.txt")) if not path.name.startswith("."))
    books = {path.stem: path for path in found}
    if not books:
        raise TextError(f"{folder} has no .txt files to learn from")
    if missing := [name for name in held_out if name not in books]:
        name = shortened(f"{missing[0]}.txt")
        raise TextError(f"{folder} has no book {name}, which the recipe holds out")
    if not (held_out or parts) or len(set(held_out)) == len(books):
        raise TextError(
            f"{folder} has no book to {'learn from' if held_out else 'validate on'}: "
            "the recipe must hold out at least one of them, and not all"
        )
    documents = {name: read_document(path) for name, path in books.items()}
    texts = {name: document.text for name, document in documents.items()}
    if empty := [name for name in held_out if not texts[name]]:
        raise TextError(f"{books[empty[0]]} is empty, and the recipe holds it out")
    train = {name: text for name, text in texts.items() if name not in held_out}
    held = {name: texts[name] for name in held_out}
    if parts:
        split = {name: parts.split(text) for name, text in train.items()}
        train = {name: read for name, (read, _) in split.items()}
        which = "chapters" if isinstance(parts, Chapters) else "end"
        found_parts = {f"{name} ({which})": part for name, (_, part) in split.items() if part}
        if not found_parts:
            raise TextError(f"{folder} has no book {_with(parts)}, as the recipe says")
        held |= found_parts
    return Corpus(
        train=train,
        held_out=held,
        notes=tuple(_notes(folder, documents)),
    )


def _with(parts: Chapters | BookEnds) -> str:
    if isinstance(parts, BookEnds):
        return f"of whose end {parts.share:.0%} can be held out"
    return (
        f"with {parts.every} chapters whose headings begin with {shortened(parts.heading.pattern)}"
    )


def _notes(folder: Path, documents: dict[str, Document]) -> Iterator[str]:
    changed = [name for name, document in documents.items() if document.is_changed]
    if changed:
        note = documents[changed[0]].note(str(folder / f"{changed[0]}.txt"))
        more = f"; the same goes for {len(changed):,} of its books" if len(changed) > 1 else ""
        yield note + more
