"""Searches in the engine: indexes against an independent pass, between views, given up cleanly."""

import os
from pathlib import Path

import numpy as np
import pytest

import wmstudio
from tests.engine.commands import answers, engine_of
from tests.support import checkpoint
from wmstudio.backends.registry import open_model
from wmstudio.engine import searching
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    Edit,
    Frame,
    Generate,
    GenerationFinished,
    Open,
    Record,
    Sampling,
    Search,
    SearchEnded,
    SearchProgress,
    SearchResult,
    StopSearch,
    View,
)
from wmstudio.engine.recorded import open_recording
from wmstudio.engine.searching import SearchError, index_text
from wmstudio.engine.unit_index import UnitIndex
from wmstudio.runtime.mailbox import Mailbox, work
from wmstudio.testing.fake import FakeBackend, open_fake

TEXT = "The cat sat on the mat. Who is there? 🐻 " * 6


@pytest.mark.parametrize("family", ["slots", "transformer"])
def test_an_index_has_the_bits_of_an_independent_trace(tmp_path, family):
    source = checkpoint(tmp_path / "m", family)
    model = wmstudio.open(source, "cpu")
    name = next(n for n, s in model.signals.items() if len(s.shape) == 1 and s.size > 8)
    values = model.trace(TEXT).signals[name]
    threshold = float(np.median(values)) + 1e-3
    *_, index = index_text(open_model(Open(source, "cpu"))[0], TEXT, name, threshold)

    clear = abs(values - threshold) > 1e-5
    np.testing.assert_array_equal(index.on(0, len(values))[clear], (values >= threshold)[clear])
    np.testing.assert_array_equal(index.ends, model.trace(TEXT, signals=[]).spans[:, 1])


def test_a_search_finds_the_places_of_the_formula_and_their_text():
    # Unit u of the scripted gate is (t % 10 + u) / 16: from 10/16 on units 1, 2 and 3 are on
    # at the tenth of every ten tokens, and 2 and 3 at the ninth.
    text = "0123456789" * 20
    told = answers(engine_of(), Search(7, "fake.gate", 10 / 16, (1, 2, 3), text, apart=((9, 10),)))
    done = told[-1]

    assert isinstance(done, SearchResult)
    assert (done.run, done.whole, done.tokens) == (7, 19, 200)
    first = done.matches[0]
    assert (first.place.start, first.place.stop, first.place.units) == (19, 20, 3)
    assert first.span == (19, 20)
    assert first.text == "9"
    assert first.before == text[:19]
    assert first.after == text[20:60]
    assert [e.done for e in told[:-1]] == [64, 128, 192, 200]
    assert all(isinstance(e, SearchProgress) and e.of == 200 for e in told[:-1])


def test_a_text_that_was_indexed_is_not_read_again_and_one_that_changed_is():
    engine = engine_of()
    backend = engine._searcher._backend
    answers(engine, Search(1, "fake.gate", 0.5, (1,), "a" * 100))
    read = backend.tokens_read
    told = answers(engine, Search(2, "fake.gate", 0.5, (2, 3), "a" * 100))
    assert [type(e) for e in told] == [SearchResult]
    assert backend.tokens_read == read
    answers(engine, Search(3, "fake.gate", 0.5, (2,), "a" * 101))
    answers(engine, Search(4, "fake.gate", 0.6, (2,), "a" * 101))
    answers(
        engine, Search(5, "fake.gate", 0.6, (2,), "a" * 101, interventions=(Edit(3, "clear_all"),))
    )
    assert backend.tokens_read == read + 3 * 101
    assert len(engine._searcher._kept) == searching.KEPT


def test_edits_of_the_state_are_in_what_is_searched():
    # What is seen of token 4 is as the edit left it, with nothing read; token 5 is the first again.
    *_, index = index_text(FakeBackend(), "a" * 10, "fake.gate", 0.5, edits=[Edit(4, "clear_all")])
    t = np.array([0, 1, 2, 3, 9, 0, 1, 2, 3, 4])
    expected = (t[:, None] + np.arange(4)) / 16 >= 0.5
    np.testing.assert_array_equal(index.on(0, 10), expected)


def test_views_and_generations_are_answered_between_the_chunks_of_a_search():
    engine, mailbox = engine_of(), Mailbox(lambda: None)
    mailbox.put_command(Search(1, "fake.gate", 0.5, (1,), "a" * 1000))
    for _ in range(3):
        work(mailbox, engine)
    assert any(isinstance(event, SearchProgress) for event in mailbox.take()[0])
    mailbox.put_view(View(1, "abc", 3))
    mailbox.put_command(Generate(5, "a", Sampling(tokens=2)))
    kinds = []
    while work(mailbox, engine):
        events, frame = mailbox.take()
        kinds += [type(e).__name__ for e in events] + ([type(frame).__name__] if frame else [])
    assert kinds.index(Frame.__name__) < kinds.index(SearchResult.__name__)
    assert kinds.index(GenerationFinished.__name__) < kinds.index(SearchProgress.__name__)


def test_a_search_that_is_stopped_says_so_and_the_next_one_goes_on():
    engine = engine_of()
    list(engine.do(Search(1, "fake.gate", 0.5, (1,), "a" * 1000)))
    list(engine.do(Search(2, "fake.gate", 0.5, (1,), "b" * 10)))
    list(engine.go_on())
    assert list(engine.do(StopSearch())) == [SearchEnded(1), SearchEnded(2)]
    assert not engine.busy
    assert isinstance(answers(engine, Search(3, "fake.gate", 0.5, (1,), "abc"))[-1], SearchResult)


def test_another_model_ends_the_searches_of_the_one_before():
    engine = engine_of()
    list(engine.do(Search(1, "fake.gate", 0.5, (1,), "a" * 1000)))
    assert SearchEnded(1) in answers(engine, Open("another"))
    assert not engine.busy


def test_what_cannot_be_searched_is_told_in_a_sentence(tmp_path, monkeypatch):
    binary, text = tmp_path / "a.bin", tmp_path / "a.txt"
    binary.write_bytes(b"\0" * 10)
    text.write_text("line\r\nline")
    asked = {"signal": "fake.gate", "threshold": 0.5, "units": (1,)}
    engine = engine_of()
    why = {
        "no such signal": answers(engine, Search(1, "nonsense", 0.5, (1,), "a")),
        "not a text": answers(engine, Search(2, **asked, file=binary)),
        "missing": answers(engine, Search(3, **asked, file=tmp_path / "none.txt")),
        "a device": answers(engine, Search(7, **asked, file=Path(os.devnull))),
        "nothing is open": answers(Engine(open_fake), Search(4, **asked, text="a")),
    }
    monkeypatch.setattr(searching, "MOST_BYTES", 100)
    why["too long"] = answers(engine, Search(5, **asked, text="a" * 100))
    monkeypatch.setattr(searching, "LARGEST_FILE", 3)
    why["too large"] = answers(engine, Search(6, **asked, file=text))
    assert "it is not a regular file" in why["a device"][-1].why
    for told in why.values():
        assert isinstance(told[-1], SearchEnded)
        assert told[-1].why.endswith(".")


def test_a_file_is_read_as_the_editor_reads_it_from_the_initial_state(tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"one\r\ntwo")
    done = answers(engine_of(), Search(1, "fake.gate", 0.5, (1,), file=file))[-1]
    assert done.tokens == len("one\ntwo")


def test_a_recording_is_searched_in_its_own_text_and_refuses_another(tmp_path):
    path, engine = tmp_path / "a.wmtrace", engine_of()
    live = answers(engine, Record(path, TEXT), Search(1, "fake.gate", 0.6, (1, 2), TEXT))[-1]
    recorded = engine_of(open_recording, path)
    assert answers(recorded, Search(1, "fake.gate", 0.6, (1, 2), TEXT))[-1] == live
    assert "recording" in answers(recorded, Search(2, "fake.gate", 0.6, (1,), "other"))[-1].why


def test_an_empty_text_has_an_empty_index():
    *_, index = index_text(FakeBackend(), "", "fake.gate", 0.5)
    assert isinstance(index, UnitIndex)
    assert len(index) == 0
    with pytest.raises(SearchError, match="units"):
        list(index_text(FakeBackend(), "a", "slots.values", 0.5))
