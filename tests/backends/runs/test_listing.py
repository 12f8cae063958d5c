"""Which training steps a folder holds."""

import json

import pytest

from tests import support
from tests.backends.runs.folders import OWN, hugging_face_run, own_run, torch_run
from wmstudio.backends.runs.listing import steps_in


def names(folder):
    return {step: path.name for step, path in steps_in(folder).items()}


def files(folder, *names):
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"PK")
    return folder


def test_our_own_run_ends_with_the_checkpoint_itself(tmp_path):
    folder = own_run(tmp_path / "run")
    places = steps_in(folder)
    assert tuple(places) == OWN
    assert places[1000] == folder
    assert places[100] == folder / "step-000100.safetensors"


def test_a_checkpoint_between_two_kept_steps_is_a_step(tmp_path):
    folder = own_run(tmp_path / "run")
    record = folder / "training.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), "steps": 1500}))
    assert tuple(steps_in(folder)) == (*OWN, 1500)
    record.unlink()
    assert tuple(steps_in(folder)) == OWN


def test_the_trainers_folders_are_steps_in_the_order_of_numbers(tmp_path):
    folder = hugging_face_run(tmp_path / "run", steps=(100, 50, 1000))
    assert names(folder) == {50: "checkpoint-50", 100: "checkpoint-100", 1000: "checkpoint-1000"}


def test_a_model_beside_the_steps_is_one_if_it_says_at_which_step(tmp_path):
    folder = hugging_face_run(tmp_path / "run", steps=(50, 100))
    last = tmp_path / "run" / "checkpoint-100"
    for name in ("config.json", "model.safetensors"):
        (folder / name).write_bytes((last / name).read_bytes())
    assert steps_in(folder) == {}
    (folder / "trainer_state.json").write_text('{"global_step": 120}')
    assert names(folder) == {50: "checkpoint-50", 100: "checkpoint-100", 120: "run"}


def test_files_that_scripts_save_are_steps(tmp_path):
    folder = torch_run(tmp_path / "run", steps=(20, 3, 100))
    assert names(folder) == {3: "step_3.pt", 20: "step_20.pt", 100: "step_100.pt"}


@pytest.mark.parametrize(
    "pattern", ["ckpt_{}.pt", "model-step{}.safetensors", "iter-{}.bin", "epoch=2-step={}.ckpt"]
)
def test_common_names_of_steps_are_known(tmp_path, pattern):
    folder = files(tmp_path / "run", *(pattern.format(step) for step in (5, 40)))
    assert tuple(steps_in(folder)) == (5, 40)


def test_lightnings_epochs_are_steps_of_one_run(tmp_path):
    folder = files(tmp_path / "run", "epoch=0-step=10.ckpt", "epoch=1-step=20.ckpt")
    assert tuple(steps_in(folder)) == (10, 20)


@pytest.mark.parametrize(
    "there",
    [
        ("encoder_step_1.pt", "encoder_step_2.pt", "decoder_step_1.pt"),
        ("step_1.txt", "step_2.txt"),
        ("model.pt", "other.pt"),
        (),
    ],
)
def test_other_files_are_no_run(tmp_path, there):
    assert steps_in(files(tmp_path / "run", *there)) == {}


def test_a_step_with_two_files_is_one_step(tmp_path):
    folder = files(tmp_path / "run", "step_1.pt", "step_2.pt", "step_1.ckpt", "step_2.ckpt")
    assert names(folder) == {1: "step_1.pt", 2: "step_2.pt"}


def test_a_file_and_a_plain_checkpoint_have_no_steps(tmp_path):
    folder = support.checkpoint(tmp_path / "tiny")
    assert steps_in(folder) == {}
    assert steps_in(folder / "model.safetensors") == {}
