"""An engine on a server answers as one at home does, over bad lines too."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from tests.backends.runs.folders import own_run
from tests.runtime.remote.serving import Relay, Window, serving
from tests.support import ROUNDING, assert_same_candidates
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    Connection,
    Failure,
    Frame,
    Generate,
    GenerationFinished,
    Open,
    OpenedModel,
    Patch,
    Record,
    RecordingSaved,
    Sampling,
    SaveModel,
    Search,
    SearchEnded,
    SearchResult,
    Served,
    Stretch,
    Tokenise,
    TokenisedTexts,
    View,
)
from wmstudio.engine.trace import COLUMNS
from wmstudio.engine.wire.frames import FrameWriter
from wmstudio.runtime.remote.keys import make_keys

TEXT = "The old woman went to the market, and the old man stayed at home by the fire. " * 3
NAME = "recall-slots"


def watched(opened):
    return tuple(name for name, signal in opened.signals.items() if signal.shape)[:3]


def at_home(name, view):
    engine = Engine(open_model)
    list(engine.do(Open(name, "cpu")))
    return [answer for answer in engine.look(view) if isinstance(answer, Frame)][-1]


@pytest.mark.parametrize("name", ["recall-slots", "needle-keyvalue", "tales-pointer", "dyck-lstm"])
def test_that_a_remote_frame_equals_the_local_one(name):
    with serving(name) as server, Window(server.port) as window:
        window.engine.post(Open(name, "cpu"))
        opened = window.until(window.opened)
        patch = Patch(next(n for n, s in opened.signals.items() if s.patchable), "add", 0.5)
        watch = watched(opened)
        for number, extra in enumerate(({}, {"patches": (patch,), "untouched": True}), 1):
            view = View(number, TEXT, 40, watch=watch, window=(0, 500), **extra)
            window.engine.submit(view)
            there = window.until(lambda n=number: window.complete(n))
            # Not at the same time: what Python does with warnings is the same for all threads.
            ours = at_home(name, view)
            pairs = [(ours.trace, there.trace)]
            if extra:
                pairs.append((ours.trace.untouched, there.trace.untouched))
            for a, b in pairs:
                equal_traces(a, b, watch, opened)
            assert_same_candidates(there.snapshot.candidates, ours.snapshot.candidates)
            assert there.snapshot.rounded
            at = Stretch(tuple(opened.signals), there.cursor, there.cursor + 1)
            window.engine.submit(replace(view, revision=number + 10, exact=(at,)))
            there = window.until(lambda n=number: window.complete(n + 10))
            assert there.snapshot.rounded == ()
            for name_, value in ours.snapshot.signals.items():
                np.testing.assert_allclose(there.snapshot.signals[name_], value, **ROUNDING)


def equal_traces(a, b, watch, opened):
    """Equal within rounding: they were computed by two models, each with weights of its own."""
    for column in COLUMNS:
        x, y = a.column(column), b.column(column)
        if column == "topk_ids":  # two that are as probable may change places
            assert (x == y).mean() > 0.9
        elif column == "ranks":
            assert abs(x.astype(int) - y).max() <= 2
        else:
            np.testing.assert_allclose(x, y, **ROUNDING, err_msg=column)
    for name in watch:
        signal = opened.signals[name]
        (x, known_x), (y, known_y) = (t.picture(name, 0, len(a), signal.size) for t in (a, b))
        assert abs(x.astype(int) - y).max() <= 1  # of 255, where a value lies between two of them
        np.testing.assert_array_equal(known_x, known_y)
        step = (signal.high - signal.low) / 255
        x, y = (t.exact(name, 0, len(a), signal.size) for t in (a, b))
        assert np.nanmax(np.abs(x - y)) <= 0.502 * step + ROUNDING["atol"]


def test_that_only_the_servers_own_models_open(tmp_path):
    with serving(NAME) as server, Window(server.port) as window:
        for source in ("copy-lstm", tmp_path, "../assets"):
            window.engine.post(Open(source))
            failure = window.until(lambda: window.all(Failure))[0]
            assert "has no model" in failure.message
            window.events.clear()


def test_that_pages_that_stay_are_the_same_objects(monkeypatch):
    # However slow this is, a key may follow.
    monkeypatch.setattr("wmstudio.runtime.remote.session.REST", inf)
    with serving(NAME) as server, Window(server.port) as window:
        window.engine.post(Open(NAME))
        text = TEXT * 10
        window.engine.submit(View(1, text, 10))
        first = window.until(lambda: window.complete(1))
        window.engine.submit(View(2, text + "x", 10))
        second = window.until(lambda: window.complete(2))
        assert second.trace.chunks[0] is first.trace.chunks[0]
        assert second.snapshot is first.snapshot


def test_that_weights_are_exact_once_no_key_follows(monkeypatch):
    rest = "wmstudio.runtime.remote.session.REST"
    monkeypatch.setattr(rest, inf)
    with serving("tales-slots") as server, Window(server.port) as window:
        window.engine.post(Open("tales-slots", "cpu"))
        window.until(window.opened)
        view = View(1, TEXT, 40)
        window.engine.submit(view)
        first = window.until(lambda: window.complete(1)).snapshot
        assert "slots.weights" in first.rounded
        monkeypatch.setattr(rest, 0.0)

        def exactly():
            seen = [frame for frame in window.frames if frame.snapshot is not None]
            return next((f for f in seen if "slots.weights" not in f.snapshot.rounded), None)

        there = window.until(exactly)
        ours = at_home("tales-slots", view).snapshot.signals["slots.weights"]
        np.testing.assert_allclose(there.snapshot.signals["slots.weights"], ours, **ROUNDING)
        assert there.snapshot.candidates == first.candidates


def test_that_candidates_out_of_sight_come_when_they_are_asked_for():
    with serving(NAME) as server, Window(server.port) as window:
        window.engine.post(Open(NAME))
        text = TEXT * 20
        window.engine.submit(View(1, text, len(text), window=(4_000, 4_100)))
        without = window.until(lambda: window.complete(1))
        assert not without.trace.chunk_of(500).has_candidates
        asked = View(2, text, len(text), window=(4_000, 4_100), also=(Stretch((), 500, 501),))
        window.engine.submit(asked)
        there = window.until(lambda: window.complete(2)).trace.chunk_of(500)
        ours = at_home(NAME, asked).trace.chunk_of(500)
        assert (there.topk_ids == ours.topk_ids).mean() > 0.9
        np.testing.assert_allclose(there.topk_probs, ours.topk_probs, **ROUNDING)


def test_that_a_cut_line_comes_back_with_everything():
    with serving(NAME) as server:
        relay = Relay(server.port)
        with Window(relay.port) as window:
            window.engine.post(Open(NAME))
            for revision in range(1, 10):
                window.engine.submit(View(revision, TEXT[: 20 + revision], 20))
                if revision == 5:
                    window.until(lambda: window.complete(5))
                    relay.cut()
                    window.engine.post(Tokenise(("one", "two")))
                    window.until(window.lost)
                    # It is tried again and again: what answers hangs up at once.
                    window.until(lambda: len(window.all(Connection)) > 8)
                    assert not any(e.final for e in window.all(Connection))
            relay.mend()
            frame = window.until(lambda: window.complete(9))
            assert frame.length == at_home(NAME, View(9, TEXT[:29], 20)).length
            told = window.until(lambda: window.all(TokenisedTexts))
            assert len(told) == 1
            assert len(window.all(OpenedModel)) == 1
        relay.close()


def test_that_a_restarted_server_is_given_all_again():
    with Window(1) as nowhere:
        nowhere.until(nowhere.lost)
    with serving(NAME) as first:
        port = first.port
        window = Window(port)
        window.engine.post(Open(NAME))
        window.engine.submit(View(1, TEXT, 20))
        window.until(lambda: window.complete(1))
        window.engine.post(Generate(7, TEXT, Sampling(tokens=100_000)))
    window.until(window.lost)
    window.frames.clear()
    with serving(NAME, port=port), window:
        window.until(lambda: window.complete(1))
        assert window.frames[-1].is_of(window.all(OpenedModel)[-1])
        ended = window.until(lambda: window.all(GenerationFinished))
        assert ended[0].stopped
        assert [f.about for f in window.all(Failure)] == ["generating"]


def test_that_a_fault_in_an_answer_ends_one_session_which_begins_anew(monkeypatch, caplog):
    with serving(NAME) as server, Window(server.port) as window, Window(server.port) as other:
        for one in (window, other):
            one.engine.post(Open(NAME))
            one.until(one.opened)
        pack, faults = FrameWriter.pack, [ZeroDivisionError("planted")]

        def packing(self, frame, *more, **brief):
            if faults:
                raise faults.pop()
            return pack(self, frame, *more, **brief)

        monkeypatch.setattr(FrameWriter, "pack", packing)
        window.engine.submit(View(1, TEXT, 20))
        assert "fault" in window.until(window.lost).sentence
        window.until(lambda: window.complete(1))
        other.engine.submit(View(1, TEXT, 20))
        other.until(lambda: other.complete(1))
        assert other.lost() is None
    assert "planted" in caplog.text


def test_that_text_is_pasted_and_taken_back(caplog):
    with serving(NAME) as server, Window(server.port) as window:
        window.engine.post(Open(NAME))
        watch = watched(window.until(window.opened))
        pasted = TEXT * 40
        for number, text in enumerate((TEXT, TEXT + pasted, TEXT, TEXT[:-1], TEXT[:-9], ""), 1):
            window.engine.submit(View(number, text, len(text), watch=watch, window=(0, 500)))
            there = window.until(lambda n=number: window.complete(n)).trace
            if len(there):
                assert there.end_of(len(there) - 1) == len(text)
                assert there.signal(watch[0], max(len(there) - 9, 0), len(there)) is not None
        assert window.lost() is None
    assert not caplog.text


def test_that_a_wrong_key_is_one_sentence():
    server_keys, ours, others = make_keys(), make_keys(), make_keys()
    with serving(NAME, keys=server_keys, allowed=[ours.public]) as server:
        for key, own in (
            (server_keys.public, others),
            (others.public, ours),
            (None, None),
        ):
            with Window(server.port, key, own) as window:
                lost = window.until(window.lost)
                assert "key" in lost.sentence
                assert lost.final
        with Window(server.port, server_keys.public, ours) as window:
            assert window.until(lambda: window.all(Served))


def test_that_a_tunnel_without_its_other_end_is_tried_again():
    server_keys, ours = make_keys(), make_keys()
    with serving(NAME, keys=server_keys, allowed=[ours.public]) as server:
        relay = Relay(server.port)
        relay.cut()
        with Window(relay.port, server_keys.public, ours) as window:
            assert not window.until(window.lost).final
            relay.mend()
            window.until(lambda: window.all(Served))
            relay.cut()
            window.until(lambda: len([e for e in window.all(Connection) if e.state == "lost"]) > 2)
            assert not any(e.final for e in window.all(Connection))
            relay.mend()
            window.until(lambda: len(window.all(Served)) == 2)
        relay.close()


def test_that_a_known_server_with_another_key_is_tried_once_more():
    server_keys, other_keys, ours = make_keys(), make_keys(), make_keys()
    with serving(NAME, keys=server_keys, allowed=[ours.public]) as first:
        port, window = first.port, Window(first.port, server_keys.public, ours)
        window.until(lambda: window.all(Served))
    with serving(NAME, port=port, keys=other_keys, allowed=[ours.public]), window:
        lost = window.until(lambda: next((e for e in window.all(Connection) if e.final), None))
        assert "another key" in lost.sentence


def test_that_another_version_is_one_final_sentence(monkeypatch):
    with serving(NAME) as server:
        monkeypatch.setattr("wmstudio.runtime.remote.talk.protocol", lambda: "older")
        with Window(server.port) as window:
            lost = window.until(window.lost)
            assert lost.final
            assert "install the same version" in lost.sentence


def test_that_files_are_written_and_read_on_this_side(tmp_path):
    book = tmp_path / "book.txt"
    book.write_text("aaa bbb " * 50)
    with serving(NAME) as server, Window(server.port) as window:
        window.engine.post(Open(NAME))
        opened = window.until(window.opened)
        path = tmp_path / "one.wmtrace"
        window.engine.post(Record(path, TEXT))
        saved = window.until(lambda: window.all(RecordingSaved))[0]
        assert saved.path == path
        _, recorded = open_model(Open(path))
        assert recorded.recorded.text == TEXT
        name = next(n for n, s in opened.signals.items() if s.shape)
        window.engine.post(Search(1, name, -9.0, (0,), file=book))
        assert window.until(lambda: window.all(SearchResult))[0].tokens == 400
        window.engine.post(Search(2, name, 0.5, (0,), file=tmp_path / "none.txt"))
        assert "none.txt" in window.until(lambda: window.all(SearchEnded))[0].why
        book.write_bytes(b"\xef\xbb\xbf" + b"aaa\r\nbbb\r" * 50)  # read as a text that is opened
        window.engine.post(Search(3, name, -9.0, (0,), file=book))
        assert window.until(lambda: window.all(SearchResult)[1:])[0].tokens == 400
        book.write_bytes("café".encode("latin-1"))
        window.engine.post(Search(4, name, 0.5, (0,), file=book))
        assert "save it as UTF-8" in window.until(lambda: window.all(SearchEnded)[1:])[0].why
        window.engine.post(SaveModel(tmp_path / "copy"))
        assert "another machine" in window.until(lambda: window.all(Failure))[0].message
        assert not (tmp_path / "copy").exists()


def test_that_too_many_windows_are_refused():
    with serving(NAME, most=1) as server, Window(server.port) as one:
        one.until(lambda: one.all(Served))
        with Window(server.port) as other:
            assert "windows already" in other.until(other.lost).sentence


@pytest.mark.parametrize(("delay", "rate"), [(0.01, 10e6), (0.04, 1e6)])
def test_that_typing_over_a_slow_line_ends_in_the_right_frame(delay, rate):
    with serving(NAME) as server:
        relay = Relay(server.port, delay, rate)
        with Window(relay.port) as window:
            window.engine.post(Open(NAME))
            opened = window.until(window.opened)
            for n in range(1, 31):
                window.engine.submit(
                    View(n, TEXT[: 40 + n], 40 + n, watch=watched(opened), window=(0, 200))
                )
            there = window.until(lambda: window.complete(30))
            ours = at_home(NAME, View(30, TEXT[:70], 70, watch=watched(opened), window=(0, 200)))
            equal_traces(ours.trace, there.trace, watched(opened), opened)
            assert any(e.state == "connected" for e in window.all(Connection))
        relay.close()


def test_that_closing_while_connecting_returns_at_once():
    window = Window(1)
    window.engine.post(Open(NAME))
    assert window.engine.close()


def test_that_runs_in_folders_of_the_same_name_are_told_apart(tmp_path):
    places = {"run": tmp_path / "a" / "run", "run (2)": tmp_path / "b" / "run"}
    for place in places.values():
        place.parent.mkdir()
        own_run(place, steps=(0, 5))
    with serving(*places, places=places) as server, Window(server.port) as window:
        for count, name in enumerate(places, 1):
            window.engine.post(Open(name, "cpu"))
            window.until(lambda count=count: len(window.all(OpenedModel)) == count)
    runs = [opened.run for opened in window.all(OpenedModel)]
    assert [str(run.folder) for run in runs] == list(places)
    assert not any(run.here for run in runs)
    assert [run.steps for run in runs] == [(0, 5), (0, 5)]
