"""A folder of steps opens as one model, whose step is a setting."""

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

import wmstudio
from tests import support
from tests.backends import writers
from tests.backends.runs.folders import RUNS, hugging_face_run, own_run, torch_run, torch_step
from tests.engine.commands import answers
from wmstudio.app import catalogue
from wmstudio.backends import registry, torch_file
from wmstudio.backends.converted import save
from wmstudio.checkpoints.layout import CheckpointError
from wmstudio.contract import SettingError
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    Configure,
    Failure,
    Open,
    OpenedModel,
    SaveModel,
    View,
    Weigh,
    Weighed,
)

TEXT = "the cat sat on the mat"
real = torch_file.read_torch


@pytest.fixture(params=RUNS, ids=str)
def run(request, tmp_path):
    return RUNS[request.param](tmp_path / "run")


@pytest.fixture
def own(tmp_path):
    return own_run(tmp_path / "run")


def engine_of(folder):
    engine = Engine(registry.open_model, save)
    opened = [told for told in answers(engine, Open(folder, "cpu")) if told is not None]
    return engine, opened[0]


def at(engine, *values):
    (told,) = answers(engine, Configure(values))
    return told


def shown(engine, text=TEXT):
    """The surprise of every token, and all signals at the last one."""
    *_, frame = (f for f in engine.look(View(1, text, len(text))) if f is not None)
    return frame.trace.column("surprisal_bits", 0, len(frame.trace)), frame.snapshot.signals


def assert_same(found, wanted):
    np.testing.assert_allclose(found[0], wanted[0], **support.ROUNDING)
    assert found[1].keys() == wanted[1].keys()
    for name, x in wanted[1].items():
        np.testing.assert_allclose(found[1][name], x, **support.ROUNDING, err_msg=name)


# --- opening --------------------------------------------------------------------------------------


def test_every_step_shows_what_opening_it_alone_shows(run):
    engine, opened = engine_of(run)
    seen = []
    for step in opened.run.steps:
        place = at(engine, ("training_step", step)).run.place
        if place == run:
            place = run / "step-001000.safetensors"
        alone, _ = engine_of(place)
        found = shown(engine)
        assert_same(found, shown(alone))
        seen.append(found[0])
    assert not any(np.allclose(a, b) for a, b in pairwise(seen))


def test_the_newest_step_is_open_at_first(run):
    _, opened = engine_of(run)
    assert opened.run.step == opened.run.steps[-1]
    assert opened.run.folder == run
    assert opened.values == ()
    assert opened.settings["training_step"].among == opened.run.steps
    assert opened.name == ("tiny" if opened.folder else "run")


def test_a_run_is_recognised_and_a_step_alone_is_not_one(own):
    assert registry.recognise(own).format is registry.RUNS
    step = own / "step-000010.safetensors"
    assert registry.recognise(step).path == step
    _, opened = engine_of(step)
    assert opened.run is None
    assert "training_step" not in opened.settings
    assert opened.folder == step


def test_notebooks_choose_the_step_like_any_setting(own):
    model = wmstudio.open(own, device="cpu")
    early = model.configured(training_step=10)
    assert early.opened.run.step == 10
    alone = wmstudio.open(own / "step-000010.safetensors", device="cpu")
    assert early.bits(TEXT)[0] == pytest.approx(alone.bits(TEXT)[0], rel=1e-6)
    assert model.bits(TEXT)[0] != pytest.approx(early.bits(TEXT)[0], rel=1e-3)


def test_other_settings_stay_while_the_step_changes(own):
    model = wmstudio.open(own, device="cpu").configured(capacity=2)
    early = model.configured(training_step=10)
    alone = wmstudio.open(own / "step-000010.safetensors", device="cpu").configured(capacity=2)
    assert early.settings["capacity"].value == 2
    assert early.bits(TEXT)[0] == pytest.approx(alone.bits(TEXT)[0], rel=1e-6)


def test_a_step_that_was_not_kept_is_told_with_its_neighbours(own):
    engine, _ = engine_of(own)
    told = at(engine, ("training_step", 99))
    assert told == Failure("training_step cannot be 99: the nearest that it can be is 10 or 100.")
    model = wmstudio.open(own, device="cpu")
    with pytest.raises(SettingError, match="from 0 to 1,000"):
        model.configured(training_step=1001)


# --- damaged, missing, of another shape -----------------------------------------------------------


def test_a_damaged_step_is_told_and_the_others_open(own):
    (own / "step-000010.safetensors").write_bytes(b"junk")
    engine, _ = engine_of(own)
    before = shown(engine)
    told = at(engine, ("training_step", 10))
    assert isinstance(told, Failure)
    assert "step-000010.safetensors is not a safetensors file" in told.message
    assert_same(shown(engine), before)
    assert at(engine, ("training_step", 100)).run.step == 100


def test_a_damaged_newest_step_is_left_out_with_a_note(tmp_path):
    folder = torch_run(tmp_path / "run")
    (folder / "step_300.pt").write_bytes(b"PK\x03\x04 and no more")
    _, opened = engine_of(folder)
    assert opened.run.step == 20
    assert opened.note.startswith("Step 300 is left out: step_300.pt cannot be opened")


def test_a_step_of_another_shape_is_told(tmp_path):
    folder = torch_run(tmp_path / "run")
    torch_step(folder, 20, hidden=15)
    engine, _ = engine_of(folder)
    told = at(engine, ("training_step", 20))
    assert "step 20 (step_20.pt) is of another model than the other steps of run" in told.message
    assert at(engine, ("training_step", 1)).run.step == 1


def test_a_step_that_is_gone_is_told(own):
    engine, _ = engine_of(own)
    (own / "step-000010.safetensors").unlink()
    told = at(engine, ("training_step", 10))
    assert told == Failure("training_step cannot be 10: the nearest that it can be is 0 or 100.")


def test_a_run_without_one_sound_step_is_told(tmp_path):
    folder = torch_run(tmp_path / "run")
    for path in folder.glob("*.pt"):
        path.write_bytes(b"PK\x03\x04 and no more")
    _, told = engine_of(folder)
    assert isinstance(told, Failure)
    assert "step_300.pt cannot be opened" in told.message


# --- while it is trained --------------------------------------------------------------------------


def test_a_new_step_appears_and_the_newest_is_followed(tmp_path):
    folder = torch_run(tmp_path / "run")
    engine, _ = engine_of(folder)
    torch_step(folder, 400)
    opened = at(engine)
    assert (opened.run.step, opened.run.steps) == (400, (1, 20, 300, 400))


def test_a_new_step_does_not_move_a_chosen_one(tmp_path):
    folder = torch_run(tmp_path / "run")
    engine, _ = engine_of(folder)
    at(engine, ("training_step", 20))
    torch_step(folder, 400)
    opened = at(engine, ("training_step", 20))
    assert (opened.run.step, opened.run.steps[-1]) == (20, 400)


def test_a_step_that_is_still_being_written_waits(tmp_path):
    folder = torch_run(tmp_path / "run")
    engine, _ = engine_of(folder)
    (folder / "step_400.pt").write_bytes(b"PK\x03\x04")
    assert at(engine).run.step == 300
    torch_step(folder, 400)
    assert at(engine).run.step == 400


def test_a_step_that_is_written_again_is_read_again(own):
    engine, _ = engine_of(own)
    at(engine, ("training_step", 10))
    before = shown(engine)
    shutil.copy(own / "step-000000.safetensors", own / "step-000010.safetensors")
    at(engine, ("training_step", 10))
    after = shown(engine)
    at(engine, ("training_step", 0))
    assert_same(after, shown(engine))
    assert not np.allclose(after[0], before[0])


# --- hashes, weights, saving ----------------------------------------------------------------------


def test_each_step_is_found_again_by_its_own_hashes(run):
    engine, opened = engine_of(run)
    for step in opened.run.steps[:2]:
        chosen = at(engine, ("training_step", step))
        assert catalogue.locate(str(run), chosen.hashes, run) == (str(run), "")
        other = dict.fromkeys(chosen.hashes, "0" * 64)
        assert catalogue.locate(str(run), other, run)[1] == catalogue.OTHER


def test_labels_of_units_belong_to_a_step(own):
    engine, opened = engine_of(own)
    chosen = at(engine, ("training_step", 10))
    found = {catalogue.weights_hash(one.hashes) for one in (opened, chosen)}
    assert len(found) == 2
    assert "" not in found


def test_weights_are_those_of_the_open_step(own):
    engine, _ = engine_of(own)
    at(engine, ("training_step", 10), ("capacity", 2))
    told = answers(engine, Weigh())
    tensors = next(event for event in told if isinstance(event, Weighed)).tensors
    wanted = wmstudio.open(own / "step-000010.safetensors", device="cpu").model.state_dict()
    for one in tensors:
        x = wanted[one.facts.name].numpy()
        np.testing.assert_allclose(one.values.reshape(x.shape), x, err_msg=one.facts.name)


@pytest.mark.parametrize("make", [own_run, torch_run], ids=["own", "torch"])
def test_the_open_step_is_what_is_saved(tmp_path, make):
    folder, out = make(tmp_path / "run"), tmp_path / "out"
    engine, opened = engine_of(folder)
    at(engine, ("training_step", opened.run.steps[1]))
    wanted = shown(engine)
    answers(engine, SaveModel(out))
    saved, told = engine_of(out)
    assert told.run is None
    assert_same(shown(saved), wanted)


def test_a_folder_of_two_models_is_no_run(tmp_path):
    folder = tmp_path / "two"
    folder.mkdir()
    for name in ("one_step_1.pt", "other_step_1.pt"):
        torch.save(writers.WordLanguageModel().state_dict(), folder / name)
    assert registry.recognise(folder) is None
    with pytest.raises((ValueError, CheckpointError), match="several models"):
        registry.find(folder)


def test_the_trainers_steps_open_from_a_folder_without_a_model_of_its_own(tmp_path):
    folder = hugging_face_run(tmp_path / "run")
    engine, opened = engine_of(folder)
    assert isinstance(opened, OpenedModel)
    state = json.loads((folder / "checkpoint-100" / "trainer_state.json").read_text())
    assert at(engine, ("training_step", 100)).run.step == state["global_step"]


def test_the_lines_of_the_docs_choose_a_step(tmp_path, monkeypatch, capsys):
    page = (Path(__file__).parents[3] / "docs" / "checkpoints.md").read_text("utf-8")
    section = page.partition("## A training run")[2].partition("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    monkeypatch.chdir(own_run(tmp_path / "my-model").parent)
    exec(compile(code, "checkpoints.md", "exec"), {})
    early, last = re.findall(r"\(([0-9.]+), \d+\)", capsys.readouterr().out)
    assert float(early) != pytest.approx(float(last), rel=1e-3)


def test_the_open_step_stays_when_its_files_go(tmp_path):
    folder = torch_run(tmp_path / "run")
    engine, _ = engine_of(folder)
    before = shown(engine)
    (folder / "step_300.pt").unlink()
    told = at(engine)
    assert (told.run.step, told.run.steps) == (300, (1, 20, 300))
    assert_same(shown(engine), before)
    assert at(engine, ("training_step", 20)).run.step == 20
    assert isinstance(at(engine, ("training_step", 300)), OpenedModel)


def test_a_folder_that_goes_leaves_the_open_step(tmp_path):
    folder = torch_run(tmp_path / "run")
    engine, _ = engine_of(folder)
    before = shown(engine)
    shutil.rmtree(folder)
    assert at(engine).run.steps == (300,)
    assert_same(shown(engine), before)
    told = at(engine, ("training_step", 20))
    assert isinstance(told, Failure)


def test_a_run_of_one_step_is_one_that_goes_on(tmp_path):
    folder = own_run(tmp_path / "run", steps=(0,))
    engine, opened = engine_of(folder)
    assert opened.run.steps == (0,)
    own_run(folder, steps=(0, 10))
    assert at(engine).run.steps == (0, 10)
    trainers = hugging_face_run(tmp_path / "trainers", steps=(50,))
    assert engine_of(trainers)[1].run.steps == (50,)


def test_one_file_that_is_named_like_a_step_is_a_model_by_itself(tmp_path):
    folder = torch_run(tmp_path / "run", steps=(20,))
    _, opened = engine_of(folder)
    assert opened.run is None


def test_a_damaged_step_is_read_once_until_it_is_written_again(tmp_path, monkeypatch):
    folder = torch_run(tmp_path / "run")
    (folder / "step_300.pt").write_bytes(b"PK\x03\x04 and no more")
    engine, _ = engine_of(folder)
    tried = []
    monkeypatch.setattr(
        torch_file, "read_torch", lambda path: tried.append(path.name) or real(path)
    )
    told = [at(engine, ("training_step", step)) for step in (300, 20, 300, 1)]
    assert told[0] == told[2]
    assert "step_300.pt cannot be opened" in told[0].message
    assert "step_300.pt" not in tried
    torch_step(folder, 300)
    assert at(engine, ("training_step", 300)).run.step == 300
    assert "step_300.pt" in tried


def test_a_folder_that_was_found_half_written_is_tried_again(tmp_path):
    folder = hugging_face_run(tmp_path / "run")
    weights = folder / "checkpoint-150" / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:200])
    engine, opened = engine_of(folder)
    assert opened.run.step == 100
    # Only the file changes, not the folder that it is in.
    with weights.open("r+b") as file:
        file.write(whole)
    assert at(engine).run.step == 150
