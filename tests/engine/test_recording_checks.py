"""Damaged recordings: each change is one that a reader which trusts the file falls over."""

import io
import json
import os
import zipfile
from contextlib import suppress

import numpy as np
import pytest

from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Failure, Open, OpenedModel, Record, View
from wmstudio.engine.recorded import open_recording
from wmstudio.engine.recording import RecordingError, read_recording, record, write_recording
from wmstudio.testing.fake import open_fake

TEXT = "abcxyz"


@pytest.fixture
def path(tmp_path):
    engine = Engine(open_fake)
    list(engine.do(Open("scripted")))
    list(engine.do(Record(tmp_path / "a.wmtrace", TEXT)))
    return tmp_path / "a.wmtrace"


def change(path, header=None, **arrays):
    """Change the header, and arrays by what is done to each."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    if header:
        found = json.loads(parts["header.json"])
        header(found)
        parts["header.json"] = json.dumps(found).encode()
    for name, act in arrays.items():
        part = f"signals/{name}.npy" if "." in name else f"{name}.npy"
        x = np.load(io.BytesIO(parts[part])).copy()
        act(x)
        data = io.BytesIO()
        np.save(data, x)
        parts[part] = data.getvalue()
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)


def refused(path):
    with pytest.raises(RecordingError) as error:
        read_recording(path)
    said = str(error.value)
    assert said.startswith(str(path))
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said.removeprefix(str(path))) < 300
    return said


def put(value, at=-1):
    def act(x):
        x.reshape(-1)[at] = value

    return act


@pytest.mark.parametrize("name", ["surprisal_bits", "entropy_bits", "topk_probs", "loads"])
@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_numbers_that_are_not_finite_are_refused(path, name, value):
    change(path, **{name: put(value)})

    refused(path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("surprisal_bits", np.nan),
        ("topk_probs", 1.5),
        ("topk_ids", 256),
        ("topk_ids", -1),
        ("ranks", 0),
        ("ranks", 257),
        ("first_log_probs", np.nan),
        ("first_log_probs", 1.0),
        ("loads", -1.0),
        ("loads", 1e300),
        ("ids", 256),
        ("ids", -1),
        ("ids", 7),
        ("ends", 99),
        ("ends", -1),
        ("ends", 5),
        ("fake.gate", np.nan),
        ("slots.writer", 6.0),
        ("slots.writer", -2.0),
        ("slots.writer", 0.5),
    ],
)
def test_numbers_beyond_their_range_are_refused(path, name, value):
    change(path, **{name: put(value)})

    refused(path)


def of(signal, /, **changes):
    return lambda h: next(s for s in h["signals"] if s["name"] == signal).update(changes)


@pytest.mark.parametrize(
    "header",
    [
        lambda h: h.clear(),
        lambda h: h.update(version=True),
        lambda h: h.update(version=10**400),
        lambda h: h.update(signals=3),
        lambda h: h.update(signals=[None]),
        lambda h: h["signals"].append(h["signals"][0]),
        of("fake.gate", kind="nonsense"),
        of("fake.gate", kind=["gate"]),
        of("fake.gate", kind="slots"),
        of("fake.gate", name=""),
        of("fake.gate", name="x" * 100_000),
        of("fake.gate", low=None),
        of("fake.gate", low=1e308, high=1.5e308),
        of("fake.gate", high=10**400),
        of("fake.gate", high=1e-30),
        of("fake.gate", layer=-1),
        of("fake.gate", layer=2**80),
        of("fake.gate", patchable=1),
        of("fake.gate", dims=["a", "b"]),
        of("fake.gate", shape=[0]),
        of("fake.gate", shape=[1, 2, 3, 4]),
        of("fake.gate", shape="4"),
        of("slots.writer", shape=[2]),
        lambda h: h.update(settings=[["a", 1]]),
        lambda h: h.update(settings={"a": [1]}),
        lambda h: h.update(settings={"a": 10**400}),
        lambda h: h.update(changes="abc"),
        lambda h: h.update(changes=[1]),
        lambda h: h.update(pieces=["0g"]),
        lambda h: h.update(pieces=[7] * 256),
        lambda h: h.update(pieces="ab" * 256),
        lambda h: h.update(arrays=[]),
        lambda h: h["arrays"].update(ids=6),
        lambda h: h["arrays"].update(ids=[]),
        lambda h: h["arrays"].update(ids=[6.0]),
        lambda h: h["arrays"].update({"signals/none": [6]}),
        lambda h: h.update(parameters=-1),
        lambda h: h.update(parameters=10**400),
        lambda h: h.update(text=["a"]),
        lambda h: h.update(text=TEXT + "!"),
        lambda h: h.update(name=None),
        lambda h: h.update(memory_usage=1),
    ],
)
def test_headers_that_are_not_sound_are_refused(path, header):
    change(path, header)

    refused(path)


def with_part(path, name, data, **how):
    with zipfile.ZipFile(path) as file:
        parts = {n: file.read(n) for n in file.namelist()}
    parts[name] = data
    with zipfile.ZipFile(path, "w", **how) as file:
        for n, part in parts.items():
            file.writestr(n, part)


@pytest.mark.parametrize(
    "text", ["{'descr': '<i4'", "(", "'", "{'descr': 'O', 'fortran_order': False, 'shape': (6,)}"]
)
def test_array_headers_that_are_no_python_are_refused(path, text):
    data = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()
    with_part(path, "ids.npy", data + bytes(24))

    refused(path)


def test_nested_headers_and_other_compressions_are_refused(path):
    whole = path.read_bytes()
    with_part(path, "header.json", b"[" * 200_000)
    assert "deep" in refused(path)
    path.write_bytes(whole)
    with_part(path, "header.json", b"{}", compression=zipfile.ZIP_LZMA)
    assert "compressed" in refused(path)


def test_cut_files_and_flipped_bytes_are_refused_or_do_no_harm(path):
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    for at in rng.integers(0, len(whole), 300).tolist():
        flipped = bytearray(whole)
        flipped[at] ^= int(rng.integers(1, 256))
        for data in (bytes(flipped), whole[:at]):
            path.write_bytes(data)
            with suppress(RecordingError):
                read_recording(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX systems")
def test_a_named_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "a.wmtrace")

    assert "regular file" in refused(tmp_path / "a.wmtrace")


def test_what_could_not_be_opened_again_is_not_written(tmp_path):
    backend, opened = open_fake(Open("scripted"))
    *_, made = record(backend, opened, TEXT)
    made.arrays["surprisal_bits"][0] = np.nan

    with pytest.raises(RecordingError, match="cannot be recorded"):
        write_recording(tmp_path / "b.wmtrace", made)
    assert not list(tmp_path.iterdir())


def test_damaged_recordings_leave_the_engine_alive(path):
    def opener(command):
        return open_recording(command) if str(command.source) != "scripted" else open_fake(command)

    engine = Engine(opener)
    list(engine.do(Open("scripted")))
    change(path, **{"slots.writer": put(6.0)})
    (failed,) = (event for event in engine.do(Open(path)) if event is not None)

    assert isinstance(failed, Failure)
    assert [f for f in engine.look(View(1, TEXT, 6)) if f is not None][-1].complete
    assert isinstance([e for e in engine.do(Open("scripted")) if e][-1], OpenedModel)
