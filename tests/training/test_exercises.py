"""A memory task is learned like a book, and nothing is lost on the way."""

import json

import pytest
import torch
from torch.nn import functional as F

from tests import support
from tests.training.stopping import killed_after
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.contract import Tap
from wmstudio.models.task_scoring import task_score
from wmstudio.tasks.registry import check_task
from wmstudio.text import tokenizer as tok
from wmstudio.training.exercises import Exercises
from wmstudio.training.loop import ResumeError, Trainer
from wmstudio.training.recipe import read_recipe
from wmstudio.training.run import follow, prepare

CPU = torch.device("cpu")
RECALL = 'name = "recall"\npairs = 2\nkeys = 4\nvalues = 4'


@pytest.fixture
def recipe(tmp_path):
    def make(family="lstm", **training):
        return read_recipe(support.task_recipe(tmp_path / "tiny.toml", family, **training))

    return make


def train(recipe, folder):
    prepared = prepare(recipe, folder, CPU)
    follow(prepared)
    return prepared.trainer.model.state_dict()


@pytest.mark.parametrize("family", support.SIZES)
def test_that_a_run_which_is_killed_and_resumed_ends_with_the_same_weights(
    recipe, tmp_path, monkeypatch, family
):
    wanted = train(recipe(family), tmp_path / "at once")
    killed_after(monkeypatch, 6, lambda: train(recipe(family), tmp_path / "in parts"))
    assert prepare(recipe(family), tmp_path / "in parts", CPU).trainer.step == 4
    found = train(recipe(family), tmp_path / "in parts")
    torch.testing.assert_close(found, wanted, **support.SAME_TRAINING)


@pytest.mark.parametrize("family", support.SIZES)
def test_that_the_loss_is_that_of_the_answers_alone(recipe, family):
    one = recipe(family)
    trainer = Trainer(one, Exercises(one.data.task, one.training, tok.characters()).batches, CPU)
    batch = trainer.batches[0]
    state, nats = trainer.model.initial_state(4), []
    for t in range(batch.inputs.shape[1]):
        logits_BV, state = trainer.model.step(torch.tensor(batch.inputs[:, t]), state, Tap())
        for row in range(4):
            if batch.counted[row, t]:
                target = torch.tensor(batch.targets[row, t])
                nats.append(F.cross_entropy(logits_BV[row], target).item())
    assert len(nats) == 4 * 3
    assert next(trainer.steps()).nats == pytest.approx(sum(nats) / len(nats), rel=1e-4)


@pytest.mark.parametrize("family", support.SIZES)
def test_that_training_raises_the_accuracy(recipe, tmp_path, family):
    schedule = {"steps": 150, "batch": 64, "learning_rate": 0.02, "warmup_steps": 5}
    one = recipe(family, task='name = "copy"\nlength = 1\nsymbols = 4', **schedule)
    prepared = prepare(one, tmp_path / "tiny", CPU)
    assert prepared.examine().record["accuracy"] < 0.6
    for _ in prepared.trainer.steps():
        pass
    assert prepared.examine().record["accuracy"] > 0.9


def test_that_the_record_and_the_card_carry_what_is_measured(recipe, tmp_path):
    folder = tmp_path / "tiny"
    train(recipe(task=RECALL, validate_every=5), folder)
    opened = open_checkpoint(folder)
    task = check_task("recall", {"pairs": 2, "keys": 4, "values": 4})
    score = task_score(opened.model, opened.tokenizer, task)
    record = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    assert record["task"] == {"name": "recall", **task.sizes}
    assert record["accuracy"] == score.accuracy
    assert record["chance"] == 0.25
    assert record["questions"] == 512 * 2
    found = {
        int(group): (of["accuracy"], of["questions"])
        for group, of in record["accuracy_by_group"].items()
    }
    assert found == score.by_group
    assert record["steps"] == record["of_steps"] == 12
    assert record["tokens_seen"] == 12 * 4 * 6
    assert record["parameters"] == opened.parameters
    assert [told["step"] for told in record["history"]] == [5, 10, 12]
    assert record["history"][-1]["accuracy"] == round(score.accuracy, 4)
    assert not any("bits_per_byte" in key for key in record)
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert f"**{score.accuracy:.4f}** of 1,024 questions (chance 0.2500)" in card
    assert "pairs 2, keys 4, values 4, reassigned 0" in card
    assert "12 of 12 steps, 0.0 million symbols" in card
    assert all(
        f"| {group} | {accuracy:.4f} | {count:,} |" in card
        for group, (accuracy, count) in score.by_group.items()
    )
    assert 'name = "recall"' in card
    assert "bits per byte" not in card
    assert "books" not in card


def test_that_progress_is_told_in_accuracy_and_nats(recipe, tmp_path, capsys):
    train(recipe(validate_every=5), tmp_path / "tiny")
    told = capsys.readouterr().err
    assert "of fresh questions answered right" in told
    assert "nats/answer" in told
    assert "bits" not in told


def test_that_a_run_of_another_task_is_refused(recipe, tmp_path):
    folder = tmp_path / "tiny"
    train(recipe(), folder)
    with pytest.raises(ResumeError, match="run of another model or task"):
        prepare(recipe(task='name = "copy"\nlength = 4\nsymbols = 4'), folder, CPU)
    assert prepare(recipe(), folder, CPU).trainer.step == 12


def test_that_the_folder_has_the_tokenizer_by_characters(recipe, tmp_path):
    train(recipe(), tmp_path / "tiny")
    kept = (tmp_path / "tiny" / "tokenizer.model").read_bytes()
    assert kept == tok.characters().model_bytes
