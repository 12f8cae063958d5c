"""Searches for places where units are active. A text is indexed once, then searched quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from wmstudio.engine.backend import Refused
from wmstudio.engine.editing import Results, read
from wmstudio.engine.messages import Search, SearchMatch, SearchProgress, SearchResult
from wmstudio.engine.recorded import NOT_RECORDED
from wmstudio.engine.timeline import CHUNK
from wmstudio.engine.unit_index import Place, UnitIndex, is_on, packed, watchable
from wmstudio.text.documents import read_text
from wmstudio.text.stretches import Ends, stretch_of
from wmstudio.untrusted import is_special

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator, Sequence
    from pathlib import Path

    from wmstudio.contract import Patch, Signal
    from wmstudio.engine.backend import Backend, Encoded, ReadResult
    from wmstudio.engine.messages import Edit, FindUnits, Intervention

Step = TypeVar("Step")
LARGEST_FILE = 256 * 2**20
"""Largest text that is searched, in bytes."""
MOST_BYTES = 2**30
"""Limit for the bits of an index, in bytes."""
KEPT = 2
"""Number of indexes that are kept: one of the document and one of another file."""
AROUND = 40
"""Number of characters before and after a match that are shown with it."""
LONGEST = 200
"""Number of characters of a match that are shown."""


class SearchError(ValueError):
    """A text that cannot be searched. The message is a sentence."""


def units_of(backend: Backend, name: str) -> Signal:
    """The signal of this name.

    Raises:
        SearchError: there is none that has units.
    """
    declared = backend.signals.get(name)
    if declared is None or not watchable(declared):
        raise SearchError(f"This model has no signal {name!r} of units.")
    return declared


def tokenising(backend: Backend, text: str, step: Step) -> Generator[Step, None, Encoded]:
    """Tokenise a text, and yield ``step`` after each part of it.

    Raises:
        Refused: it is a recording, and the text is not the recorded one.
    """
    document = backend.document()
    for _ in document.prepare(text):
        yield step
    encoded = document.encode(text)
    if len(text) > encoded.ends[-1:].sum():
        raise Refused(NOT_RECORDED)
    return encoded


def readings(
    backend: Backend,
    text: str,
    encoded: Encoded,
    *,
    watch: Collection[str],
    patches: Sequence[Patch] = (),
    edits: Sequence[Intervention | Edit] = (),
) -> Iterator[tuple[int, ReadResult]]:
    """Read a text, one chunk at a time: the number of its first token, and what was read."""
    changes = Results(edits, text, encoded, backend.signals)
    patches = (*patches, *changes.patches)
    state = backend.initial_state()
    for start in range(0, len(encoded.ids), CHUNK):
        ids = encoded.ids[start : start + CHUNK]
        reading = read(
            backend, changes.edits, ids, state, position=start, watch=watch, patches=patches, top=0,
            refuse=lambda *_: None,
        )  # fmt: skip
        state = reading.state
        yield start, reading


def index_text(
    backend: Backend,
    text: str,
    signal: str,
    threshold: float,
    *,
    patches: Sequence[Patch] = (),
    edits: Sequence[Intervention | Edit] = (),
    below: bool = False,
) -> Iterator[tuple[int, int] | UnitIndex]:
    """Read a text and store one bit per unit and token: active or not.

    A unit is active at or above the threshold, or with ``below`` at or below it. Yields (tokens
    done, tokens in all), (0, 0) while the text is being tokenised, and the index at the end.

    Raises:
        SearchError: no such signal, or the index would be too large.
        Refused: it is a recording, and the text is not the recorded one.
    """
    declared = units_of(backend, signal)
    encoded = yield from tokenising(backend, text, (0, 0))
    tokens, words = len(encoded.ids), packed(np.zeros((0, declared.size), np.bool_)).shape[0]
    if 8 * words * tokens > MOST_BYTES:
        raise SearchError(
            f"An index of {tokens:,} tokens would take {8 * words * tokens / 2**30:.1f} GB, and at "
            f"most {MOST_BYTES / 2**30:.0f} GB can be kept: search a shorter text."
        )
    bits_WT = np.zeros((words, tokens), np.uint64)
    for start, reading in readings(
        backend, text, encoded, watch=(signal,), patches=patches, edits=edits
    ):
        values = reading.signals[signal]
        stop = start + len(values)
        on = is_on(values.reshape(len(values), -1), threshold, below=below)
        bits_WT[:, start:stop] = packed(on)
        yield stop, tokens
    yield UnitIndex(signal, threshold, text, encoded.ends, declared.size, bits_WT)


class Searcher:
    """Answers searches with one model, and keeps the latest indexes."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._kept: list[tuple[tuple[object, ...], UnitIndex]] = []

    def search(self, asked: Search) -> Iterator[SearchProgress | SearchResult]:
        """Yield progress, then the result.

        Raises:
            SearchError, TextError, Refused: it cannot be searched; the message is a sentence.
        """
        text = text_of(asked)
        key = (asked.file, asked.signal, asked.threshold, asked.below, asked.interventions, text)
        index = next((index for known, index in self._kept if known == key), None)
        if index is None:
            for done in index_text(
                self._backend,
                text,
                asked.signal,
                asked.threshold,
                edits=asked.interventions,
                below=asked.below,
            ):
                if isinstance(done, UnitIndex):
                    index = done
                else:
                    yield SearchProgress(asked.run, *done)
            assert index is not None
        others = [(known, kept) for known, kept in self._kept if known != key]
        self._kept = [*others, (key, index)][-KEPT:]
        found = index.find(asked.units, exclude=asked.apart)
        yield SearchResult(
            asked.run, tuple(_told(index, place) for place in found.places), found.whole, len(index)
        )


def _told(index: UnitIndex, place: Place) -> SearchMatch:
    """A match with its text and context."""
    start, stop = stretch_of(Ends(index.ends), place.start, place.stop)
    return SearchMatch(
        place,
        (start, stop),
        index.text[max(start - AROUND, 0) : start],
        index.text[start : min(stop, start + LONGEST)],
        index.text[stop : stop + AROUND],
    )


def text_of(asked: Search | FindUnits) -> str:
    """The text that a request is about.

    Raises:
        SearchError, TextError: it is a file that cannot be read.
    """
    return asked.text if asked.file is None else _read(asked.file)


def _read(file: Path) -> str:
    try:
        size = file.stat().st_size
        if is_special(file):
            raise SearchError(f"{file} cannot be read: it is not a regular file.")
    except OSError as error:
        raise SearchError(f"{file} cannot be read: {error.strerror or error}.") from error
    if size > LARGEST_FILE:
        raise SearchError(f"{file} is larger than {LARGEST_FILE // 2**20} MB: search a part of it.")
    return read_text(file)
