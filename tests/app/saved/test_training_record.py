"""What a checkpoint's training record says, and how damaged ones are refused."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.backends.runs.folders import hugging_face_run
from wmstudio import paths
from wmstudio.app.saved.training_record import (
    MEASURES,
    TrainingCurve,
    curve_at,
    read_record,
    record_of,
)
from wmstudio.backends.registry import open_model
from wmstudio.engine.messages import Open
from wmstudio.untrusted import UntrustedError

BUNDLED = sorted((paths.assets() / "checkpoints").iterdir())


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    return tmp_path


def write(folder, record):
    (folder / "training.json").write_text(json.dumps(record))
    return read_record(folder)


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda folder: folder.name)
def test_curves_of_bundled_checkpoints_are_those_of_their_files(folder):
    written = json.loads((folder / "training.json").read_text())
    record = read_record(folder)

    assert (record.steps, record.tokens) == (written["steps"], written["tokens_seen"])
    assert record.curves
    for curve in record.curves:
        factor = 100 if curve.key in ("accuracy", "exact") else 1
        entries = [entry for entry in written["history"] if curve.key in entry]
        assert list(curve.steps) == [entry["step"] for entry in entries]
        assert curve.values == pytest.approx([factor * entry[curve.key] for entry in entries])
        assert curve.key in MEASURES


def test_a_checkpoint_without_a_record_has_none(folder):
    assert read_record(folder) is None
    assert read_record(None) is None
    assert read_record(folder / "nowhere") is None


def test_figures_that_are_not_known_keep_their_names_and_come_last(folder):
    entries = [
        {"step": 20, "gradient_norm": 2, "accuracy": 0.5},
        {"step": 10, "gradient_norm": 3.5},
    ]
    record = write(folder, {"history": entries})

    accuracy, norm = record.curves
    assert accuracy == TrainingCurve("accuracy", (20,), (50.0,))
    assert norm == TrainingCurve("gradient_norm", (10, 20), (3.5, 2.0))
    assert (norm.measure.name, norm.measure.unit) == ("gradient norm", "")
    assert (record.steps, record.seconds, record.start) == (None, None, "")


@pytest.mark.parametrize(
    "record",
    [
        [],
        {"history": 3},
        {"history": [{"accuracy": 1}]},
        {"history": [{"step": 1, "accuracy": "all"}]},
        {"history": [{"step": -1, "accuracy": 1}]},
        {"history": [{"step": 1, "accuracy": math.nan}]},
        {"history": [{"step": 1} | {f"a{n}": 1 for n in range(9)}]},
        {"steps": "many"},
        {"train_seconds": -1},
    ],
)
def test_a_damaged_record_is_refused_in_a_part_of_a_sentence(folder, record):
    with pytest.raises(UntrustedError) as raised:
        write(folder, record)
    assert "\n" not in str(raised.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["history", "step", "steps", "accuracy"]), inner)
    ),
    max_leaves=9,
)


@given(record=JSON)
def test_any_json_is_read_or_refused(tmp_path_factory, record):
    folder = tmp_path_factory.mktemp("record")
    (folder / "config.json").write_text("{}")
    try:
        found = write(folder, record)
    except UntrustedError:
        return
    assert all(math.isfinite(v) for curve in found.curves for v in curve.values)


@pytest.fixture
def trainers(tmp_path):
    """A run of the Trainer of transformers, as it is open."""
    folder = hugging_face_run(tmp_path / "run")
    return open_model(Open(folder, "cpu"))[1], folder


def test_the_trainers_log_of_the_newest_step_has_all_curves(trainers):
    opened, _ = trainers
    record = record_of(opened)
    assert record.steps == 150
    assert {curve.key: curve.steps for curve in record.curves} == {
        "loss": (50, 100, 150),
        "eval_loss": (50, 100, 150),
    }
    assert record.curves[0].values == (6.0, 3.0, 2.0)


def test_a_damaged_log_of_the_trainer_is_told(trainers):
    opened, folder = trainers
    state = folder / "checkpoint-150" / "trainer_state.json"
    state.write_text('{"global_step": 150, "log_history": [{"step": 5, "loss": "low"}]}')
    with pytest.raises(UntrustedError, match="log_history"):
        record_of(opened)
    state.unlink()
    assert record_of(opened) is None


def test_a_curve_at_other_steps_is_on_its_lines():
    curve = TrainingCurve("loss", (10, 20), (4.0, 2.0))
    assert curve_at(curve, (0, 10, 15, 20, 30)) == (4.0, 4.0, 3.0, 2.0, 2.0)
