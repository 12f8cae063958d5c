import json
import subprocess
import sys
import zipfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.backends.writers import CHARACTERS, WordLanguageModel
from tests.support import ROUNDING, checkpoint
from wmstudio.backends.registry import open_model
from wmstudio.contract import Patch
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    Edit,
    Failure,
    Frame,
    Generate,
    GenerationFinished,
    Open,
    OpenedModel,
    Record,
    RecordingSaved,
    Tokenise,
    View,
)
from wmstudio.engine.recorded import open_recording
from wmstudio.engine.recording import (
    COLUMNS,
    RecordingError,
    read_recording,
    record,
    write_recording,
)
from wmstudio.testing.fake import FakeBackend, open_fake

WRITTEN = Path(__file__).parents[1] / "backends" / "written"
OLD = Path(__file__).parent / "recordings"
"""Written by the versions of the program that had these formats."""
TEXT = "The cat sat on the mat. Who is there? 🐻 " * 6


def engine_of(open_=open_fake):
    return Engine(
        lambda command: (
            open_recording(command) if str(command.source).endswith(".wmtrace") else open_(command)
        )
    )


def done(engine, command):
    return [event for event in engine.do(command) if event is not None]


def frame(engine, text, caret, watch):
    view = View(1, text, caret, watch=tuple(watch), window=(0, 10_000))
    return [f for f in engine.look(view) if isinstance(f, Frame)][-1]


def compare(live, recorded, watch):
    assert recorded.complete
    assert len(recorded.trace) == len(live.trace) == live.length == recorded.length
    for name in (
        "ids",
        "ends",
        "surprisal_bits",
        "entropy_bits",
        "ranks",
        "topk_ids",
        "topk_probs",
    ):
        ours, theirs = recorded.trace.column(name), live.trace.column(name)
        if name in ("ids", "ends"):
            assert np.array_equal(ours, theirs), name
        elif name == "ranks":
            # Two that are as probable but for rounding may change places.
            assert abs(ours - theirs).max() <= 2
        elif name != "topk_ids":
            np.testing.assert_allclose(ours, theirs, **ROUNDING, err_msg=name)
    n = len(live.trace)
    for ours, theirs in zip(recorded.trace.chunks, live.trace.chunks, strict=True):
        if theirs.topk_memory is None:
            assert ours.topk_memory is None
        else:
            np.testing.assert_allclose(ours.topk_memory, theirs.topk_memory, **ROUNDING)
    for name in watch:
        a, b = recorded.trace.signal(name, 0, n), live.trace.signal(name, 0, n)
        np.testing.assert_allclose(a, b, **ROUNDING, err_msg=name)
        ours, theirs = (
            t.picture(name, 0, n, b[0].size)[0].astype(int) for t in (recorded.trace, live.trace)
        )
        # A number beside the edge between two of the 256 shades may fall on either side.
        assert abs(ours - theirs).max() <= 1, name


@pytest.mark.parametrize("family", ["slots", "stack", "keyvalue", "pointer", "transformer"])
def test_a_recording_shows_what_the_model_showed(tmp_path, family):
    path, source = tmp_path / "a.wmtrace", checkpoint(tmp_path / "m", family)
    engine = engine_of(open_model)
    opened = done(engine, Open(source, "cpu"))[-1]
    live = frame(engine, TEXT, 0, opened.signals)
    assert done(engine, Record(path, TEXT)) == [RecordingSaved(path, len(live.trace))]

    again = engine_of(open_model)
    said = done(again, Open(path))[-1]
    assert said.recorded.text == TEXT
    assert said.recorded.lacks == ()
    assert (said.name, said.family, said.pieces) == (opened.name, opened.family, opened.pieces)
    assert dict(said.signals) == dict(opened.signals)
    compare(live, frame(again, TEXT, 0, opened.signals), opened.signals)
    for caret in (-1, 7, len(TEXT)):
        one, two = (frame(e, TEXT, max(caret, 0), ()).snapshot for e in (engine, again))
        assert [c.token for c in two.candidates] == [c.token for c in one.candidates]
        assert two.token == one.token
        assert two.entropy_bits == pytest.approx(one.entropy_bits, abs=1e-4)
        assert set(two.signals) == set(one.signals)
        for name, x in one.signals.items():
            np.testing.assert_allclose(two.signals[name], x, **ROUNDING)
        assert two.usage.texts == one.usage.texts
        assert two.usage.bytes == one.usage.bytes
        assert two.usage.occupancy == pytest.approx(one.usage.occupancy, abs=1e-5)


@pytest.mark.parametrize("family", ["slots", "transformer"])
def test_a_recording_keeps_every_bit_of_every_number(tmp_path, family):
    backend, opened = open_model(Open(checkpoint(tmp_path / "m", family), "cpu"))
    *_, made = record(backend, opened, TEXT)
    write_recording(tmp_path / "a.wmtrace", made)
    found = read_recording(tmp_path / "a.wmtrace")

    assert found.arrays.keys() == made.arrays.keys()
    assert found.signals.keys() == made.signals.keys()
    for kept, given in ((found.arrays, made.arrays), (found.signals, made.signals)):
        for name, x in given.items():
            assert np.asarray(kept[name]).tobytes() == np.asarray(x, kept[name].dtype).tobytes()


@pytest.fixture
def recorded(tmp_path):
    """A recording of the scripted model, and an engine in which it is open."""
    path = tmp_path / "a.wmtrace"
    engine = engine_of()
    done(engine, Open("scripted"))
    done(engine, Record(path, "abcxyz", (Edit(1, "clear_all"), Edit(2, "nonsense"))))
    again = engine_of()
    assert isinstance(done(again, Open(path))[-1], OpenedModel)
    return path, again


def test_edits_are_in_what_was_recorded_and_told_in_words(recorded):
    path, engine = recorded
    live = engine_of()
    done(live, Open("scripted"))
    view = View(1, "abcxyz", 6, interventions=(Edit(1, "clear_all"),))
    expected = [f for f in live.look(view) if f is not None][-1]
    shown = frame(engine, "abcxyz", 6, ())

    assert np.array_equal(
        shown.trace.column("surprisal_bits"), expected.trace.column("surprisal_bits")
    )
    assert shown.snapshot.usage == expected.snapshot.usage
    assert read_recording(path).changes == ("clear_all after token 1",)


def test_of_another_text_it_tells_only_what_it_begins_with_as_the_recorded_one_does(recorded):
    _, engine = recorded
    other = frame(engine, "abcNyz", 6, ())

    assert other.length == 3
    assert other.cursor == 2
    assert frame(engine, "no", 2, ()).length == 0


def test_what_was_not_recorded_is_refused_in_words_and_nothing_is_invented(recorded):
    _, engine = recorded
    asked = [f for f in engine.look(View(2, "abcxyz", 6, ask="q")) if f is not None][-1]
    assert asked.complete
    assert not asked.snapshot.probe.known
    assert asked.snapshot.probe.candidates == ()

    assert isinstance(done(engine, Tokenise(("a",)))[0], Failure)
    done(engine, Generate(1, "abcxyz"))
    answers = [event for _ in range(3) for event in engine.generate_on()]
    assert [type(a) for a in answers] == [GenerationFinished, Failure]
    assert "recording" in answers[1].message
    assert "recording" in next(iter(engine.look(View(3, "ab", patches=(GATE,))))).message


GATE = Patch("fake.gate", "set", 0.0)


def test_signals_that_were_left_out_are_named(tmp_path):
    backend, opened = open_fake(Open("scripted"))
    *_, made = record(backend, opened, "abc", signals=["fake.gate"])

    assert set(made.signals) == {"fake.gate"}
    assert "slots.values" in made.lacks
    with pytest.raises(RecordingError, match="nonsense"):
        list(record(backend, opened, "abc", signals=["nonsense"]))


def test_a_recording_of_an_empty_text_opens(tmp_path):
    engine = engine_of()
    done(engine, Open("scripted"))
    done(engine, Record(tmp_path / "a.wmtrace", ""))
    done(engine, Open(tmp_path / "a.wmtrace"))

    assert frame(engine, "", 0, ()).length == 0


def test_a_recording_opens_without_torch(recorded):
    path, _ = recorded
    code = (
        "import sys\n"
        "from wmstudio.runtime.start import _make_engine\n"
        "from wmstudio.engine.messages import Open, View\n"
        "engine = _make_engine()\n"
        "assert list(engine.do(Open(sys.argv[1])))[-1].recorded\n"
        "assert [f for f in engine.look(View(1, 'abcxyz', 6)) if f][-1].snapshot\n"
        "assert 'torch' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)


def rewritten(path, change=None, **arrays):
    """The same file with another header, or other parts."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    if change:
        header = json.loads(parts["header.json"])
        change(header)
        parts["header.json"] = json.dumps(header).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, data in (parts | arrays).items():
            file.writestr(name, data)


def refused(path):
    with pytest.raises(RecordingError) as error:
        read_recording(path)
    said = str(error.value)
    assert str(path) in said
    assert said.endswith(".")
    return said


def test_a_recording_of_version_1_opens_with_texts_of_memory_use():
    backend, opened = open_recording(Open(OLD / "version-1.wmtrace"))
    assert opened.recorded.text == "The cat"
    usage = backend.memory_usage(len("The cat"))
    assert list(usage.shares()) == [("occupancy", 1.0, "share of slots in use")]


def test_a_recording_of_version_2_opens_with_a_text_for_each_number():
    backend, opened = open_recording(Open(OLD / "version-2.wmtrace"))
    assert (opened.family, opened.recorded.text) == ("pointer", "The cat sat")
    assert asdict(backend.memory_usage(1).texts) == {
        "occupancy": "share of the window that holds tokens",
        "pressure": "weight of the last read on the token that the next one pushes out",
        "interference": "1 - the largest weight that the last read gave to one piece of text",
    }
    assert backend.recording.arrays["topk_memory"].shape[0] == len(backend.recording.arrays["ids"])


@pytest.mark.parametrize(
    "change",
    [
        lambda h: h.pop("memory_usage"),
        lambda h: h.update(memory_usage="occupancy: how full it is"),
        lambda h: h["memory_usage"].pop("pressure"),
        lambda h: h["memory_usage"].update(occupancy=1),
    ],
)
def test_a_recording_without_sound_texts_of_memory_use_is_refused(recorded, change):
    path, _ = recorded
    rewritten(path, change)

    assert "memory_usage" in refused(path)


def test_a_newer_version_is_refused_in_a_sentence(recorded):
    path, _ = recorded
    rewritten(path, lambda header: header.update(version=4))

    assert "newer" in refused(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda h: h.update(format="x"),
        lambda h: h.update(version=0),
        lambda h: h.pop("text"),
        lambda h: h.update(text="a"),
        lambda h: h["arrays"].update(ids=[10**12]),
        lambda h: [h["arrays"].update({n: [10**12, *s[1:]]}) for n, s in h["arrays"].items()],
        lambda h: h["arrays"].pop("loads"),
        lambda h: h["arrays"].update(other=[1]),
        lambda h: h["signals"].pop(),
        lambda h: h["signals"][0].update(shape=[-1]),
        lambda h: h["signals"][0].update(low=2.0),
        lambda h: h["pieces"].pop(),
        lambda h: h.update(pieces=["zz"]),
    ],
)
def test_headers_that_do_not_fit_are_refused(recorded, change):
    path, _ = recorded
    rewritten(path, change)

    refused(path)


def test_arrays_that_do_not_fit_are_refused(recorded, tmp_path):
    path, _ = recorded
    for name in COLUMNS:
        data = path.read_bytes()
        rewritten(path, **{f"{name}.npy": b"\x93NUMPY\x01\x00"})
        refused(path)
        path.write_bytes(data)
    np.save(tmp_path / "o.npy", np.array([object()] * 6), allow_pickle=True)
    rewritten(path, **{"ids.npy": (tmp_path / "o.npy").read_bytes()})
    refused(path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x80\x04N.", b"{}"])
def test_files_that_are_no_zip_are_refused(tmp_path, data):
    (tmp_path / "a.wmtrace").write_bytes(data)

    refused(tmp_path / "a.wmtrace")
    refused(tmp_path / "missing.wmtrace")


def test_a_bad_recording_leaves_the_model_that_is_open(tmp_path):
    engine = engine_of()
    done(engine, Open("scripted"))
    (tmp_path / "a.wmtrace").write_bytes(b"")
    assert isinstance(done(engine, Open(tmp_path / "a.wmtrace"))[0], Failure)

    assert frame(engine, "abc", 3, ()).snapshot is not None


def test_a_text_that_would_fill_the_memory_is_refused_before_it_is_read(monkeypatch):
    backend, opened = open_fake(Open("scripted"))
    monkeypatch.setattr("wmstudio.engine.recording.MOST_BYTES", 100)
    with pytest.raises(RecordingError, match="shorter"):
        next(record(backend, opened, "abc" * 100))
    assert isinstance(backend, FakeBackend)
    assert backend.tokens_read == 0


def test_a_recorded_text_that_the_window_cannot_show_is_refused(tmp_path):
    path = tmp_path / "old.wmtrace"
    *_, made = record(*open_fake(Open("scripted")), "one\r\ntwo")
    write_recording(path, made)

    assert "record it again" in refused(path)


def words(folder):
    """A model of words, of which it knows a few; its other words are one piece."""
    torch.save(WordLanguageModel().state_dict(), folder / "lstm.pt")
    known = ["<unk>", *(f"w{i}" for i in range(len(CHARACTERS) - 1))]
    (folder / "vocab.json").write_text(json.dumps({word: i for i, word in enumerate(known)}))
    return folder / "lstm.pt"


@pytest.mark.parametrize("make", [words, lambda folder: WRITTEN / "llama-f16.gguf"])
def test_a_recording_of_tokens_that_do_not_spell_the_text_opens(tmp_path, make):
    # Llama's begin with a space that nobody typed.
    backend, opened = open_model(Open(str(make(tmp_path)), "cpu"))
    text = "w1 other,  w2\n\nW3"
    *_, made = record(backend, opened, text)
    assert b"".join(made.pieces[i] for i in made.arrays["ids"]).decode() != text
    write_recording(tmp_path / "a.wmtrace", made)

    again = read_recording(tmp_path / "a.wmtrace")
    assert again.text == text
    for name, array in made.arrays.items():
        np.testing.assert_array_equal(again.arrays[name], array.astype(again.arrays[name].dtype))
    # One that was made before it told whether they do.
    rewritten(tmp_path / "a.wmtrace", lambda header: header.pop("spells"))
    assert read_recording(tmp_path / "a.wmtrace").text == text
