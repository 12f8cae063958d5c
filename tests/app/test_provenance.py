"""Where a candidate comes from is told by the weights of a memory that names tokens."""

from dataclasses import replace

import numpy as np
import pytest

from wmstudio.app.provenance import Source, sources
from wmstudio.backends.registry import open_model
from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.messages import Open, View

TEXT = (
    "Once upon a time there was a girl whose name was Tabitha Brook. She lived by the sea. "
    "Every morning Tabitha Brook went down to the boats, and the men called out to"
)


@pytest.fixture(scope="module")
def pointer():
    backend, opened = open_model(Open("tales-pointer", "cpu"))
    view = View(1, TEXT + " Tabitha", len(TEXT) + 8)
    return list(DocumentEngine(backend).read(view))[-1], opened


def found(pointer, piece):
    frame, opened = pointer
    candidate = next(c for c in frame.snapshot.candidates if opened.pieces[c.token] == piece)
    return candidate, sources(candidate, frame.snapshot, frame.trace, opened.signals)


def test_sources_are_places_of_the_same_piece_strongest_first(pointer):
    frame, opened = pointer
    for candidate in frame.snapshot.candidates:
        places = sources(candidate, frame.snapshot, frame.trace, opened.signals)
        assert all(frame.trace.id(place.token) == candidate.token for place in places)
        shares = [place.share for place in places]
        assert shares == sorted(shares, reverse=True)


def test_all_sources_together_are_the_share_of_the_memory(pointer):
    frame, opened = pointer
    told = 0
    for candidate in frame.snapshot.candidates:
        places = sources(candidate, frame.snapshot, frame.trace, opened.signals, limit=1000)
        share = candidate.memory / candidate.probability
        # What is left out is less than LEAST at each of the places of this piece.
        left_out = 0.001 * int((frame.trace.column("ids") == candidate.token).sum())
        assert share - left_out <= sum(p.share for p in places) <= share + 1e-5
        told += bool(places)
    assert told >= 3


def test_the_likeliest_word_comes_from_where_it_stood_before(pointer):
    frame, opened = pointer
    first = frame.snapshot.candidates[0]
    places = sources(first, frame.snapshot, frame.trace, opened.signals)
    assert sum(place.share for place in places) > 0.5
    start, stop = frame.trace.span(places[0].token)
    assert TEXT.find(TEXT[start:stop]) > 0
    assert "Brook"[: len(TEXT[start:stop].strip())] == TEXT[start:stop].strip()


def test_a_candidate_that_the_memory_does_not_expect_has_no_sources(pointer):
    frame, opened = pointer
    candidate = replace(frame.snapshot.candidates[0], memory=0.0)
    assert sources(candidate, frame.snapshot, frame.trace, opened.signals) == ()
    unknown = replace(frame.snapshot.candidates[0], memory=None)
    assert sources(unknown, frame.snapshot, frame.trace, opened.signals) == ()


def test_a_limit_keeps_the_strongest(pointer):
    candidate, places = found(pointer, pointer[1].pieces[pointer[0].snapshot.candidates[0].token])
    frame, opened = pointer
    assert sources(candidate, frame.snapshot, frame.trace, opened.signals, limit=1) == places[:1]
    assert isinstance(places[0], Source)


def test_a_model_that_names_nothing_has_no_sources():
    backend, opened = open_model(Open("stories-lstm", "cpu"))
    frame = list(DocumentEngine(backend).read(View(1, "The cat", 7)))[-1]
    candidate = replace(frame.snapshot.candidates[0], memory=np.float32(0.1).item())
    assert sources(candidate, frame.snapshot, frame.trace, opened.signals) == ()
