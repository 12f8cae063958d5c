"""The argument TEXT|FILE, and reading text files with notes about their encoding."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.cli.shared import note
from wmstudio.files.plain_name import as_unicode
from wmstudio.text.documents import (
    TextError,
    cannot_be_read,
    document_of,
    read_document,
    read_stream,
)

if TYPE_CHECKING:
    from wmstudio.text.documents import Document

STDIN = "-"
# Suffixes of text files, and of other files that people may take for texts.
_ENDING = re.compile(
    r"\S\.(txt|text|md|markdown|rst|html?|tex|csv|tsv|jsonl?|xml|log|py|srt|toml|ya?ml"
    r"|epub|pdf|rtf|docx?|odt|gz|zip|npz|wmtrace|wmstudio)",
    re.IGNORECASE,
)
# A path from a root, from here, from home or from a drive.
_ROOTED = re.compile(r"(/|\.{1,2}[/\\]|~[^/\\\s]*[/\\]|\\\\|[A-Za-z]:[/\\]|file://)\S*")


def text_or_file(word: str) -> str:
    """Read the argument TEXT|FILE: a file if it exists, ``-`` for standard input, or else a text.

    Raises:
        TextError: the file is not text, or the argument looks like a path that does not exist.
    """
    if word == STDIN:
        try:
            return _told(read_stream(sys.stdin.buffer, "standard input"), "standard input")
        except OSError as error:
            raise cannot_be_read(Path("standard input"), error) from error
    if os.path.isdir(word):
        raise TextError(
            f"{word!r} is a folder: name a file; to use it as a text, put a space after it"
        )
    # Unlike pathlib, this raises nothing when a long text is not a possible name.
    if os.path.exists(word):
        return text_of_file(Path(word))
    if looks_like_path(word):
        raise TextError(f"there is no file {word!r}; to use it as a text, put a space after it")
    return _told(document_of(_as_typed(word)), "the text")


def _as_typed(word: str) -> str:
    """A text as it was typed, in UTF-8, also where the system's settings name another encoding.

    Raises:
        TextError: it is not UTF-8.
    """
    try:
        return word if as_unicode(word) == word else os.fsencode(word).decode()
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise TextError(
            "the text is not UTF-8: put it into a file that is saved as UTF-8, and name that"
        ) from error


def text_of_file(path: Path) -> str:
    """Read a text file, and print a note if it is not read exactly as it is written.

    Raises:
        TextError: it cannot be read.
    """
    return _told(read_document(path), str(path))


def looks_like_path(word: str) -> bool:
    """Whether the user who typed this probably meant a file."""
    if not word or word != word.strip() or "\n" in word:
        return False
    if os.path.lexists(word):  # a dangling link
        return True
    folder = os.path.dirname(word)
    return bool(
        _ROOTED.fullmatch(word)
        or _ENDING.fullmatch(word, max(word.rfind(".") - 1, 0))
        or (folder.strip("/") and os.path.isdir(folder))
    )


def _told(document: Document, name: str) -> str:
    if said := document.note(name):
        note(said)
    return document.text
