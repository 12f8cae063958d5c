"""Getting ready for a caller's requests: checks, and argument names of version 0.1."""

from __future__ import annotations

import warnings
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from wmstudio.contract import Edit, EditError, Forgets, Patch, PatchError, Signal
from wmstudio.engine.editing import WordEdit, located
from wmstudio.engine.messages import PlacedEdit, Word
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.library import given
from wmstudio.library.given import TraceError
from wmstudio.text.documents import document_of
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.engine.backend import Backend, Encoded

Value = TypeVar("Value")
LONG = 50_000
"""Compiled loops save more on so many tokens than the half second that loading them takes."""


def get_ready(
    backend: Backend,
    patches: Sequence[Patch],
    edits: Sequence[Edit],
    tokens: int,
    *,
    goes_on: bool = False,
) -> None:
    """Check what is asked for of a text of this length, and load what reads a long one faster.

    If it ``goes_on``, patches may also be of what is read or written after the text.

    Raises:
        PatchError: see `check_patches`.
        EditError: see `check_edits`.
    """
    check_patches(patches, backend.signals, None if goes_on else tokens)
    check_edits(edits, tokens)
    load_loops(backend, tokens)


def load_loops(backend: Backend, tokens: int) -> None:
    """Load the compiled loops if a text of this length is worth it, and numba is installed."""
    if tokens >= LONG and isinstance(backend, TorchBackend):
        backend.prepare()


def watched(signals: Sequence[str] | None, there: Mapping[str, Signal]) -> tuple[str, ...]:
    """The names of the signals to record, each once; None is for all that are ``there``.

    Raises:
        TraceError: there is no such signal. The message says what there is.
    """
    if signals is None:
        return tuple(there)
    example = f"[{next(iter(there), 'lstm.0.cell')!r}]"
    names = given.several(signals, "signals", str, example)
    for name in names:
        if name not in there:
            near = get_close_matches(name, there, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise TraceError(f"this model has no signal {name!r}; {hint}it has: {', '.join(there)}")
    return tuple(dict.fromkeys(names))


def check_patches(
    patches: Sequence[Patch], signals: Mapping[str, Signal], tokens: int | None
) -> None:
    """Check that a model with these signals can apply the patches to a text of so many tokens.

    Raises:
        PatchError: it cannot. The message says what it has.
        TraceError: there is something else than patches.
    """
    example = "[Patch('lstm.0.cell', 'set', 0.0)]"
    for patch in given.several(patches, "patches", Patch, example):
        patch.check(signals)
        first = patch.tokens[0] if patch.tokens is not None else 0
        if tokens is not None and 0 < tokens <= first:
            raise PatchError(
                f"the text has {tokens:,} tokens, counted from 0, and none is number {first:,}"
            )


def check_edits(edits: Sequence[Edit], tokens: int) -> None:
    """Check that the edits are at tokens of a text of this length.

    Raises:
        EditError: one is not, or has arguments that none takes.
        TraceError: there is something else than edits.
    """
    for edit in given.several(edits, "edits", Edit, "[Edit(3, 'clear_all')]"):
        edit.check()
        if not 0 <= edit.token < tokens:
            raise EditError(
                f"the text has {tokens:,} tokens, counted from 0, and none is number {edit.token:,}"
            )


def forgetting(word: str, text: str, backend: Backend) -> list[Edit]:
    """Edits that forget every occurrence of a word in a text, each right after its last token.

    Raises:
        EditError: the memory keeps no single words, or the word is not in the text.
        TraceError: it is no text.
    """
    return _present(word, text, backend.encode(text), backend)


def _present(word: str, text: str, encoded: Encoded, backend: Backend) -> list[Edit]:
    """What `forgetting` returns, and raises."""
    found = _places(word, text, encoded, backend)
    if not found:
        raise EditError(f"there is no word {excerpt(word)} in the text")
    return found


def _places(word: str, text: str, encoded: Encoded, backend: Backend) -> list[Edit]:
    """Edits that forget every occurrence of a word. Raises `EditError` if none can."""
    found = located(_everywhere(word, backend), text, encoded)
    return [WordEdit(one.token, one.name, one.arguments, word=word) for one in found]


def _everywhere(word: str, backend: Backend) -> PlacedEdit:
    """An edit that forgets a word wherever it stands. Raises `EditError` if none can."""
    spec = next((s for s in backend.edits.values() if s.forgets is Forgets.TOKEN), None)
    if spec is None:
        raise EditError("the memory of this model keeps no single words")
    if not given.text(word, "word"):
        raise EditError("there is no word to forget")
    return PlacedEdit(None, spec.id, word=Word(spec.arguments[0].name, every=word))


def going_on(
    edits: Sequence[Edit], forget: Sequence[str], text: str, encoded: Encoded, backend: Backend
) -> tuple[list[Edit], list[PlacedEdit | Edit]]:
    """The edits of a text, and those of the text with what a model writes after it.

    Every place of the words to ``forget`` is forgotten, also where the model writes them, and so is
    a word whose every place in the text is among the ``edits``, as by `forgetting`.

    Raises:
        EditError: the memory keeps no single words.
        TraceError: there is something else than words.
    """
    words = dict.fromkeys(given.several(forget, "forget", str, "['cat']"))
    there = list(edits)
    for word in words:
        there += _places(word, text, encoded, backend)
    for word in dict.fromkeys(one.word for one in edits if isinstance(one, WordEdit)):
        if set(_present(word, text, encoded, backend)) <= set(edits):
            words[word] = None
    later: list[PlacedEdit | Edit] = [
        one for one in edits if not (isinstance(one, WordEdit) and one.word in words)
    ]
    return there, [*later, *(_everywhere(word, backend) for word in words)]


def plain_document(text: str, name: str = "text") -> str:
    """Normalise a text like the window and the command line: see `wmstudio.text.documents`."""
    document = document_of(given.text(text, name))
    if said := document.note(f"the {name}"):
        warnings.warn(said, stacklevel=3)
    return document.text


def renamed(old: str, given: Value | None, new: str, value: Value) -> Value:
    """The value of an argument that may be given by its ``old`` name, which warns."""
    if given is None:
        return value
    warnings.warn(f"'{old}' is now called '{new}'", DeprecationWarning, stacklevel=3)
    return given
