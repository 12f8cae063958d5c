"""Labels of units: kept, found again by the model, and never in the way."""

import json

import pytest

from wmstudio.app.saved import unit_labels
from wmstudio.app.saved.unit_labels import LONGEST, UnitLabels
from wmstudio.files.locking import Lock


def test_a_label_is_there_after_a_restart_also_if_the_model_was_moved(tmp_path):
    path = tmp_path / "kept" / "labels.json"
    UnitLabels.load(path).set("stories", "abc", ("lstm.0.cell", 17), "  quote\ndetector ")

    again = UnitLabels.load(path)
    assert again.of("renamed", "abc") == {("lstm.0.cell", 17): "quote detector"}
    assert again.of("stories", "other") == {}
    assert again.of("stories", "") == again.of("stories", "abc")


def test_labels_are_listed_by_signal_and_unit_and_taken_away_by_nothing(tmp_path):
    labels = UnitLabels(tmp_path / "a.json")
    for unit in (("b", 3), ("b", 12), ("a", 200)):
        labels.set("m", "h", unit, f"{unit}")
    labels.set("m", "h", ("b", 12), "")

    assert list(labels.of("m", "h")) == [("a", 200), ("b", 3)]
    assert list(UnitLabels.load(labels.path).of("m", "h")) == [("a", 200), ("b", 3)]


def test_models_have_labels_of_their_own_and_long_ones_are_cut():
    labels = UnitLabels()
    labels.set("m", "1", ("a", 0), "x" * 1000)
    labels.set("m", "2", ("a", 0), "two")

    assert len(labels.of("m", "1")["a", 0]) == LONGEST
    assert labels.of("m", "2") == {("a", 0): "two"}


@pytest.mark.parametrize(
    "written",
    [
        "",
        "[",
        "{}",
        "[1, []]",
        '[{"name": "m", "hash": "h", "labels": {"a": "x", "a[1]": 3, "a[b]": "x"}}]',
        '[{"name": "m", "hash": "h", "labels": {"a[99999999999]": "x", "a[2]": ""}}]',
        "[" * 100_000,
    ],
)
def test_what_cannot_be_used_is_passed_over(tmp_path, written):
    path = tmp_path / "labels.json"
    path.write_text(written)
    labels = UnitLabels.load(path)

    assert labels.of("m", "h") == {}
    labels.set("m", "h", ("a", 1), "b")
    assert UnitLabels.load(path).of("m", "h") == {("a", 1): "b"}


def test_a_damaged_file_of_labels_is_kept_beside_the_new_one(tmp_path):
    path = tmp_path / "labels.json"
    half = json.dumps([{"name": "m", "hash": "h", "labels": {"a[1]": "good", "a[x]": "no"}}])
    for written in ("[{,", half):
        path.write_text(written)
        UnitLabels.load(path).set("m", "h", ("a", 2), "new")
    UnitLabels.load(path).set("m", "h", ("a", 3), "newer")

    assert UnitLabels.load(path).of("m", "h") == {
        ("a", 1): "good",
        ("a", 2): "new",
        ("a", 3): "newer",
    }
    kept = {file.name: file.read_text() for file in tmp_path.glob("*.damaged*")}
    assert kept == {"labels.json.damaged": "[{,", "labels.json.damaged1": half}


def test_a_file_of_labels_that_cannot_be_read_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "labels.json"
    UnitLabels.load(path).set("m", "h", ("a", 1), "kept")
    before = path.read_bytes()

    def broken(*_):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(unit_labels, "read_bytes", broken)
        labels = UnitLabels.load(path)
        with pytest.raises(OSError, match="Input/output"):
            labels.set("m", "h", ("a", 2), "new")
    assert path.read_bytes() == before
    labels.save()
    assert UnitLabels.load(path).of("m", "h") == {("a", 1): "kept", ("a", 2): "new"}


def test_labels_that_cannot_be_written_again_are_passed_over(tmp_path):
    path = tmp_path / "labels.json"
    labels = {"g[1]": "good", "g[2]": "\ud800", "g[x]": "no", "g[3]": 4, "g[4]": "a\nb"}
    path.write_text(json.dumps([{"name": "m", "hash": "h", "labels": labels}, 3, {"name": 1}]))
    found = UnitLabels.load(path)

    assert found.of("m", "h") == {("g", 1): "good"}
    found.set("m", "h", ("g", 5), "new")
    assert UnitLabels.load(path).of("m", "h") == {("g", 1): "good", ("g", 5): "new"}


def test_two_windows_do_not_lose_one_anothers_labels(tmp_path):
    path = tmp_path / "labels.json"
    one, other = UnitLabels.load(path), UnitLabels.load(path)
    one.set("a", "hash", ("lstm.0.cell", 1), "quotes")
    other.set("a", "hash", ("lstm.0.cell", 2), "commas")
    other.set("b", "another", ("lstm.0.cell", 3), "names")
    one.set("a", "hash", ("lstm.0.cell", 1), "")
    assert UnitLabels.load(path).of("a", "hash") == {("lstm.0.cell", 2): "commas"}
    assert one.of("b", "another") == {("lstm.0.cell", 3): "names"}


def test_labels_that_somebody_is_writing_are_waited_for_and_then_told(tmp_path, monkeypatch):
    path = tmp_path / "labels.json"
    monkeypatch.setattr(UnitLabels.save, "__defaults__", (0.0,))
    labels = UnitLabels.load(path)
    with Lock(path.with_suffix(".lock")), pytest.raises(OSError, match="is locked by process"):
        labels.set("a", "hash", ("lstm.0.cell", 1), "quotes")
    # Until the end of the program it holds all the same.
    assert labels.of("a", "hash") == {("lstm.0.cell", 1): "quotes"}


def test_models_with_any_name_can_be_labelled(tmp_path):
    path = tmp_path / "labels.json"
    for name in ("\ud800", "é", "a\0b"):
        UnitLabels.load(path).set(name, "", ("g", 1), "first")

        assert UnitLabels.load(path).of(name, "") == {("g", 1): "first"}


def test_a_label_that_could_not_be_kept_goes_along_with_the_next(tmp_path, monkeypatch):
    mine, other = (UnitLabels.load(tmp_path / "labels.json") for _ in range(2))

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(unit_labels, "write_file", full)
        with pytest.raises(OSError, match="No space"):
            mine.set("m", "h", ("a", 1), "mine")
    assert not mine.is_saved
    other.set("m", "h", ("a", 2), "theirs")
    mine.set("m", "h", ("a", 3), "mine, too")
    assert mine.is_saved
    kept = UnitLabels.load(tmp_path / "labels.json").of("m", "h")
    assert kept == {("a", 1): "mine", ("a", 2): "theirs", ("a", 3): "mine, too"}
