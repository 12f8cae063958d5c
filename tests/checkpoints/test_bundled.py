"""What is bundled can be listed and found, without torch."""

import json
import subprocess
import sys

import pytest

from tests import support
from wmstudio import paths
from wmstudio.backends.runs.listing import steps_in
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.layout import CheckpointError


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A program that ships two checkpoints and a broken one."""
    monkeypatch.setattr(paths, "assets", lambda: tmp_path)
    place = tmp_path / "checkpoints"
    support.checkpoint(place / "stories-slots", "slots", name="stories-slots")
    support.checkpoint(place / "stories-lstm", "lstm", name="stories-lstm")
    (place / "broken").mkdir()
    (place / "broken" / "config.json").write_text("{")
    return place


def test_that_the_list_says_what_the_files_say(shipped):
    lstm, slots = bundled.bundled()
    assert (lstm.name, lstm.family) == ("stories-lstm", "lstm")
    assert (slots.name, slots.family) == ("stories-slots", "slots")
    assert lstm.parameters == sum(p.numel() for p in support.model("lstm").parameters())
    files = list((shipped / "stories-lstm").iterdir())
    assert lstm.bytes == sum(path.stat().st_size for path in files)
    assert lstm.validation_bits_per_byte == 3.25


@pytest.mark.parametrize(
    "name", ["", ".", "..", "Stories-lstm", "broken", "missing", "../checkpoints/stories-lstm"]
)
def test_that_only_what_is_listed_is_there(shipped, name):
    assert all(map(bundled.has, [one.name for one in bundled.bundled()]))
    assert not bundled.has(name)


def test_that_one_without_a_training_record_has_no_score(shipped):
    (shipped / "stories-lstm" / "training.json").unlink()
    assert bundled.bundled()[0].validation_bits_per_byte is None


def test_that_a_checkpoint_is_read_again_only_once_a_file_has_changed(shipped, monkeypatch):
    read, real = [], bundled.describe
    monkeypatch.setattr(bundled, "describe", lambda place: read.append(place.name) or real(place))
    before = bundled.bundled()
    assert sorted(read) == ["broken", "stories-lstm", "stories-slots"]
    read.clear()
    assert bundled.bundled() == before
    assert read == ["broken"]
    read.clear()
    config = shipped / "stories-slots" / "config.json"
    config.write_text(config.read_text() + "\n")
    assert bundled.bundled()[1].bytes == before[1].bytes + 1
    assert "stories-lstm" not in read


def test_that_one_that_learned_a_task_says_which_and_how_well(shipped):
    record = {"task": {"name": "recall", "pairs": 8}, "accuracy": 0.25}
    (shipped / "stories-lstm" / "training.json").write_text(json.dumps(record))
    one = bundled.bundled()[0]
    assert (one.task, one.accuracy, one.validation_bits_per_byte) == ("recall", 0.25, None)


def test_that_the_favourite_is_the_default_and_else_the_first(shipped, monkeypatch):
    monkeypatch.setattr(bundled, "FAVOURITE", "stories-slots")
    assert bundled.default() == "stories-slots"
    (shipped / "stories-slots" / "config.json").unlink()
    assert bundled.default() == "stories-lstm"
    (shipped / "stories-lstm" / "config.json").unlink()
    assert bundled.default() is None


def test_that_one_is_found_by_name_folder_or_file(shipped, tmp_path, monkeypatch):
    folder = shipped / "stories-lstm"
    assert bundled.find("stories-lstm") == folder
    assert bundled.find(str(folder)) == folder
    assert bundled.find(folder) == folder
    assert bundled.find(folder / "model.safetensors") == folder
    monkeypatch.chdir(shipped)
    assert bundled.find("./broken").resolve() == shipped / "broken"


@pytest.mark.parametrize(
    "name", ["storys-lstm", "nothing like it", "x" * 5000, "a\0b", "~nobody-here/x"]
)
def test_that_an_unknown_name_is_a_sentence_and_never_anything_else(shipped, name):
    with pytest.raises(CheckpointError) as caught:
        bundled.find(name)
    assert "stories-lstm, stories-slots" in str(caught.value)
    assert ("did you mean 'stories-lstm'" in str(caught.value)) == (name == "storys-lstm")


def test_that_no_name_at_all_is_a_sentence(shipped):
    with pytest.raises(CheckpointError, match="has no name"):
        bundled.find("")


def test_that_listing_imports_no_torch():
    code = (
        "import sys, json; from wmstudio.checkpoints import bundled; bundled.bundled();"
        "print(json.dumps([m for m in ('torch', 'sentencepiece', 'PySide6') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


RUNS = {"recall-slots-training": 1000, "dyck-superposition-training": 600}


@pytest.mark.parametrize(("name", "last"), RUNS.items())
def test_a_bundled_run_has_20_steps_in_which_the_task_is_learned(name, last):
    folder = bundled.find(name)
    steps = steps_in(folder)
    assert len(steps) == 20
    assert (min(steps), max(steps)) == (0, last)
    record = json.loads((folder / "training.json").read_text())
    accuracy = {entry["step"]: entry["accuracy"] for entry in record["history"]}
    assert set(steps) <= accuracy.keys()
    assert accuracy[0] < 0.05
    assert accuracy[last] > 0.99
    assert json.loads((folder / "config.json").read_text())["name"] == name


def test_the_bundled_runs_and_all_assets_are_small():
    runs = [path for path in bundled.runs_folder().rglob("*") if path.is_file()]
    assert sorted(one.name for one in bundled.runs()) == sorted(RUNS)
    assert sum(path.stat().st_size for path in runs) < 8_000_000
    everything = [path for path in paths.assets().rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in everything) < 64_000_000
