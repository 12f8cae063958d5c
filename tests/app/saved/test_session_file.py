import json
import math
from dataclasses import replace

import numpy as np
import pytest

from tests.support import checkpoint
from wmstudio.app.branches import Bookmark, Branch, Tree
from wmstudio.app.saved import session_file
from wmstudio.app.saved.second_text import SecondText
from wmstudio.app.saved.session_file import (
    VERSION,
    KeptIntervention,
    ModelReference,
    SavedSession,
    SessionError,
    read_session,
    to_dict,
    write_session,
)
from wmstudio.checkpoints.hashes import hashes_of
from wmstudio.contract import PASTE
from wmstudio.engine.memory_file import copied_part
from wmstudio.engine.messages import Patch, PlacedEdit, PlacedPatch, Word
from wmstudio.text.stretches import BEFORE, Within

MODEL = ModelReference("here/tiny", "tiny", {"config.json": "ab"}, (("capacity", 4), ("on", True)))
COPIED = copied_part(
    {"values": np.arange(6, dtype=np.float32).reshape(2, 3), "writer": np.array(4)},
    part="item",
    model="0123",
    name="tiny",
    origin="item 1 “O”",
)
FULL = SavedSession(
    tree=Tree(
        (
            Branch(1, "main", text="Once\nupon 🐻\ud800", caret=3),
            Branch(2, "other", 1, 4, "Once", 2, (Bookmark("here", 1),)),
        ),
        2,
    ),
    newline="\r\n",
    bom=True,
    model=MODEL,
    second=replace(MODEL, name="second", values=()),
    cursor=2,
    span=(1, 3),
    axis=(0, 40),
    edits_on=False,
    interventions=(
        KeptIntervention(
            PlacedEdit(3, "clear", (("slot", 1),), (("token", 2),)), "clear 1", "0 “O”"
        ),
        KeptIntervention(PlacedEdit(Within(3, 1), "clear", (), (("token", Within(2, 0)),)), "", ""),
        KeptIntervention(PlacedEdit(None, "forget", word=Word("token", 1, 3)), "forget", ""),
        KeptIntervention(PlacedEdit(3, "forget", word=Word("token", every="Tab")), "forget", ""),
        KeptIntervention(
            PlacedPatch(Patch("gate", "set", 0.25, (7,)), 2, Within(3, 1)),
            "gate, unit 7 held at 0.2500",
            "at tokens 1 to 2",
            on=False,
            name="the seventh",
        ),
        KeptIntervention(PlacedPatch(Patch("gate", "add", -1.0)), "gate − 1", "at every token"),
        KeptIntervention(PlacedEdit(3, PASTE, (("item", 2),), copied=COPIED), "put in", "0 “O”"),
    ),
    patches=(Patch("gate", "scale", 0.5, (1, 2), (0, 4)), Patch("gate", "set", 1.0)),
    layout="AAAA",
    text={"shading": True, "shade": "token.surprisal"},
    panels={"gates.2": {"signal": "lstm.0.input_gate"}, "timeline": {"tracks": ["a", "b"]}},
    duplicates=("gates.2",),
    second_text=SecondText("Twice\nupon 🐻\ud800", 4, "twice.txt"),
    second_edits=(
        KeptIntervention(PlacedEdit(3, PASTE, (("item", 2),), copied=COPIED), "put in", "0 “T”"),
    ),
)


EDIT = to_dict(FULL)["edits"][0]


def test_an_edit_of_a_file_from_before_words_has_none(tmp_path):
    old = {name: value for name, value in EDIT.items() if name != "word"}
    assert read_session(write(tmp_path, edits=[old])).interventions == FULL.interventions[:1]


def test_what_was_saved_is_read_again_to_the_last_character(tmp_path):
    write_session(tmp_path / "a.wmstudio", FULL)

    assert read_session(tmp_path / "a.wmstudio") == FULL


def test_a_cursor_before_the_first_token_is_read_again(tmp_path):
    write_session(tmp_path / "a.wmstudio", replace(FULL, cursor=BEFORE))
    assert read_session(tmp_path / "a.wmstudio").cursor == BEFORE


def test_a_plain_text_is_a_session_too(tmp_path):
    plain = SavedSession(Tree((Branch(1, "main", text="Once"),)))
    write_session(tmp_path / "a.wmstudio", plain)

    assert read_session(tmp_path / "a.wmstudio") == plain


def test_a_session_of_many_files_and_a_long_expression_is_read_again(tmp_path):
    files = {f"model-{i:05}.safetensors": "ab" for i in range(1_000)}
    panels = {"units": {"expression": "a|" * 16_000}, "gates": {"added": [str(i) for i in files]}}
    large = replace(FULL, model=replace(MODEL, hashes=files), panels=panels)
    write_session(tmp_path / "a.wmstudio", large)

    assert read_session(tmp_path / "a.wmstudio") == large


@pytest.mark.parametrize(
    "changes",
    [
        {"patches": (Patch("gate", "set", math.nan),)},
        {"model": replace(MODEL, name="n" * 2_000)},
        {"tree": replace(FULL.tree, active=3)},
    ],
)
def test_a_session_that_could_not_be_read_again_replaces_no_file(tmp_path, changes):
    path = tmp_path / "a.wmstudio"
    write_session(path, FULL)
    with pytest.raises(SessionError, match=r"could not be read again .*: save the text by itself"):
        write_session(path, replace(FULL, **changes))
    assert read_session(path) == FULL


def write(tmp_path, **changes):
    path = tmp_path / "a.wmstudio"
    path.write_text(json.dumps(json.loads(json.dumps(to_dict(FULL))) | changes))
    return path


def refused(path):
    with pytest.raises(SessionError) as error:
        read_session(path)
    said = str(error.value)
    assert str(path) in said
    assert said.endswith(".")
    assert "\n" not in said
    return said


def test_a_newer_version_is_refused_in_a_sentence_that_says_what_to_do(tmp_path):
    assert "newer" in refused(write(tmp_path, version=VERSION + 1))


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 0},
        {"version": True},
        {"format": "another"},
        {"newline": "x"},
        {"bom": 1},
        {"cursor": -1},
        {"cursor": 2.0},
        {"span": [3, 1]},
        {"span": [1, 2, 3]},
        {"axis": "all"},
        {"model": {"source": "a"}},
        {"model": []},
        {"edits": [{"place": 1}]},
        {"edits": [[]]},
        {"edits": [EDIT | {"place": None}]},
        {"edits": [EDIT | {"word": {"argument": "token"}}]},
        {"edits": [EDIT | {"word": {"argument": "token", "start": -1, "stop": 2, "every": ""}}]},
        {"edits": {"a": 1}},
        {"edits_on": 1},
        {"patches": [{"signal": "a", "op": "run", "value": 1, "unit": None, "tokens": None}]},
        {"layout": "é"},
        {"text": {"a": None}},
        {"text": {"a": {"b": 1}}},
        {"panels": {"a": 1}},
        {"panels": {"a": {"b": {"c": 1}}}},
        {"duplicates": "gates.2"},
        {"duplicates": [1]},
        {"document": {"branches": [], "active": 1}},
        {"document": None},
    ],
)
def test_what_is_not_as_the_format_says_is_refused(tmp_path, changes):
    refused(write(tmp_path, **changes))


LATER = "preset", "edits_on", "second_text", "second_edits"


def test_sessions_from_before_there_was_something_are_without_it(tmp_path):
    kept = to_dict(FULL)
    for name in LATER:
        del kept[name]
    (tmp_path / "a.wmstudio").write_text(json.dumps(kept))
    found = read_session(tmp_path / "a.wmstudio")
    assert found == replace(FULL, preset="", edits_on=True, second_text=None, second_edits=())


@pytest.mark.parametrize("name", [name for name in to_dict(FULL) if name not in LATER])
def test_nothing_of_it_may_be_missing(tmp_path, name):
    kept = to_dict(FULL)
    del kept[name]
    (tmp_path / "a.wmstudio").write_text(json.dumps(kept))

    refused(tmp_path / "a.wmstudio")


@pytest.mark.parametrize(
    "data",
    [b"", b"\x80\x04N.", b"[" * 100_000, b"null", b"[]", b"{}", b'{"format": NaN}', b"1" * 10_000],
)
def test_damaged_files_are_refused(tmp_path, data):
    (tmp_path / "a.wmstudio").write_bytes(data)

    refused(tmp_path / "a.wmstudio")


def test_a_file_cut_short_anywhere_is_refused(tmp_path):
    path = write(tmp_path)
    data = path.read_bytes()
    for stop in range(0, len(data) - 1, 37):
        path.write_bytes(data[:stop])
        refused(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    refused(tmp_path / "none.wmstudio")
    refused(tmp_path)


def test_a_file_that_is_too_large_is_refused_unread_and_never_written(tmp_path, monkeypatch):
    path = write(tmp_path)
    before = path.read_bytes()
    monkeypatch.setattr(session_file, "LARGEST", 100)
    monkeypatch.setattr(json, "loads", None)

    assert "too large" in refused(path)
    with pytest.raises(SessionError):
        write_session(path, FULL)
    assert path.read_bytes() == before


def test_hashes_tell_one_model_from_another_and_a_copy_is_the_same(tmp_path):
    one = hashes_of(checkpoint(tmp_path / "one", seed=0))
    assert hashes_of(checkpoint(tmp_path / "copy", seed=0)) == one

    other = hashes_of(checkpoint(tmp_path / "other", seed=1))
    assert other["model.safetensors"] != one["model.safetensors"]
    assert other["tokenizer.model"] == one["tokenizer.model"]


def test_files_that_the_config_says_nothing_of_are_hashed_to_the_same(tmp_path):
    folder = checkpoint(tmp_path / "one")
    declared = hashes_of(folder)
    config = json.loads((folder / "config.json").read_text())
    kept = {k: v for k, v in config.items() if not k.endswith("sha256")}
    (folder / "config.json").write_text(json.dumps(kept))

    found = hashes_of(folder)
    assert found["model.safetensors"] == declared["model.safetensors"]
    assert found["tokenizer.model"] == declared["tokenizer.model"]


DIGITS = int("9" * 400)


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: kept.update(cursor=DIGITS),
        lambda kept: kept.update(cursor=2**31),
        lambda kept: kept.update(span=[0]),
        lambda kept: kept.update(axis=[0, DIGITS]),
        lambda kept: kept.update(layout="é"),
        lambda kept: kept.update(newline=["\n"]),
        lambda kept: kept.update(bom=1),
        lambda kept: kept.update(text=[]),
        lambda kept: kept.update(panels=[]),
        lambda kept: kept.update(panels={"a": {"b": DIGITS}}),
        lambda kept: kept.update(duplicates={}),
        lambda kept: kept["model"].update(settings={"capacity": DIGITS}),
        lambda kept: kept["model"].update(hashes={"config.json": 3}),
        lambda kept: kept["edits"][0].update(arguments={"slot": DIGITS}),
        lambda kept: kept["edits"][0].update(place=[1, 2, 3]),
        lambda kept: kept["patches"][0].update(value=DIGITS),
        lambda kept: kept["patches"][0].update(value=float("inf")),
        lambda kept: kept["patches"][0].update(op=["set"]),
        lambda kept: kept["patches"][0].update(unit=[1] * 100),
        lambda kept: kept["document"]["branches"][0].update(caret=DIGITS),
        lambda kept: kept["document"]["branches"][0].update(parent="x"),
        lambda kept: kept["document"].update(branches={}),
        lambda kept: kept.update(version=DIGITS),
    ],
)
def test_values_that_cannot_be_are_refused_in_a_short_sentence(tmp_path, change):
    kept = json.loads(json.dumps(to_dict(FULL)))
    change(kept)
    path = tmp_path / "a.wmstudio"
    path.write_text(json.dumps(kept))

    with pytest.raises(SessionError) as error:
        read_session(path)
    said = str(error.value).removeprefix(str(path))
    assert said.endswith(".")
    assert len(said) < 300
