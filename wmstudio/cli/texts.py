"""What a TEXT|FILE on the command line means, and the texts of files, with a note about each."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.cli.shared import note
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
# What people name files of text, and other files that they may take for texts.
_ENDING = re.compile(
    r"\S\.(txt|text|md|markdown|rst|html?|tex|csv|tsv|jsonl?|xml|log|py|srt|toml|ya?ml"
    r"|epub|pdf|rtf|docx?|odt|gz|zip|npz|wmtrace|wmstudio)",
    re.IGNORECASE,
)
# From a root, from here, from home or from a drive; a sentence that begins so has spaces.
_ROOTED = re.compile(r"(/|\.{1,2}[/\\]|~[^/\\\s]*[/\\]|\\\\|[A-Za-z]:[/\\]|file://)\S*")


def text_or_file(word: str) -> str:
    """The text that a TEXT|FILE means: of a file if there is one, of standard input for ``-``.

    Raises:
        TextError: the file is not text, or the word looks like a path and nothing is there.
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
    # Unlike Path's, this raises nothing when a long text is no possible name.
    if os.path.exists(word):
        return text_of_file(Path(word))
    if looks_like_path(word):
        raise TextError(f"there is no file {word!r}; to use it as a text, put a space after it")
    return _told(document_of(word), "the text")


def text_of_file(path: Path) -> str:
    """The text of a file; what is not read as it is written is noted.

    Raises:
        TextError: it cannot be read.
    """
    return _told(read_document(path), str(path))


def looks_like_path(word: str) -> bool:
    """Whether somebody who wrote this meant a file rather than a text."""
    if not word or word != word.strip() or "\n" in word:
        return False
    if os.path.lexists(word):  # a link that leads nowhere
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
