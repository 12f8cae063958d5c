"""Searches for places where units are active. A text is indexed once, then searched quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.engine.backend import Refused
from wmstudio.engine.editing import located, read
from wmstudio.engine.messages import Search, SearchMatch, SearchProgress, SearchResult
from wmstudio.engine.recorded import NOT_RECORDED
from wmstudio.engine.timeline import CHUNK
from wmstudio.engine.unit_index import Place, UnitIndex, is_on, packed, watchable
from wmstudio.text.documents import read_text
from wmstudio.text.stretches import Ends, stretch_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from wmstudio.contract import Patch
    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import Edit, PlacedEdit

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


def index_text(
    backend: Backend,
    text: str,
    signal: str,
    threshold: float,
    *,
    patches: Sequence[Patch] = (),
    edits: Sequence[PlacedEdit | Edit] = (),
    below: bool = False,
) -> Iterator[tuple[int, int] | UnitIndex]:
    """Read a text and store one bit per unit and token: active or not.

    A unit is active at or above the threshold, or with ``below`` at or below it. Yields (tokens
    done, tokens in all), (0, 0) while the text is being tokenised, and the index at the end.

    Raises:
        SearchError: no such signal, or the index would be too large.
        Refused: it is a recording, and the text is not the recorded one.
    """
    declared = backend.signals.get(signal)
    if declared is None or not watchable(declared):
        raise SearchError(f"This model has no signal {signal!r} of units.")
    document = backend.document()
    for _ in document.prepare(text):
        yield 0, 0
    encoded = document.encode(text)
    if len(text) > encoded.ends[-1:].sum():
        raise Refused(NOT_RECORDED)
    tokens, words = len(encoded.ids), packed(np.zeros((0, declared.size), np.bool_)).shape[0]
    if 8 * words * tokens > MOST_BYTES:
        raise SearchError(
            f"An index of {tokens:,} tokens would take {8 * words * tokens / 2**30:.1f} GB, and at "
            f"most {MOST_BYTES / 2**30:.0f} GB can be kept: search a shorter text."
        )
    bits_WT = np.zeros((words, tokens), np.uint64)
    placed = [one for edit in edits for one in located(edit, text, encoded)]
    state = backend.initial_state()
    for start in range(0, tokens, CHUNK):
        ids = encoded.ids[start : start + CHUNK]
        reading = read(
            backend, placed, ids, state, position=start, watch=(signal,), patches=patches, top=1,
            refuse=lambda *_: None,
        )  # fmt: skip
        state = reading.state
        on = is_on(reading.signals[signal].reshape(len(ids), -1), threshold, below=below)
        bits_WT[:, start : start + len(ids)] = packed(on)
        yield start + len(ids), tokens
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
        text = asked.text if asked.file is None else _read(asked.file)
        key = (asked.file, asked.signal, asked.threshold, asked.below, asked.edits, text)
        index = next((index for known, index in self._kept if known == key), None)
        if index is None:
            for done in index_text(
                self._backend,
                text,
                asked.signal,
                asked.threshold,
                edits=asked.edits,
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


def _read(file: Path) -> str:
    try:
        size = file.stat().st_size
    except OSError as error:
        raise SearchError(f"{file} cannot be read: {error.strerror or error}.") from error
    if size > LARGEST_FILE:
        raise SearchError(f"{file} is larger than {LARGEST_FILE // 2**20} MB: search a part of it.")
    return read_text(file)
