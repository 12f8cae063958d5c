"""The checkpoints that learned a memory task: small, and as good as their cards say."""

import json

import pytest

from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.evaluation.memory_tasks import score
from wmstudio.tasks.registry import check_task

EXERCISED = {one.name: one for one in bundled.bundled() if one.task is not None}


def record_of(name):
    return json.loads((EXERCISED[name].folder / "training.json").read_text())


def test_that_the_tasks_are_there_that_show_what_a_memory_is_for():
    assert {one.task for one in EXERCISED.values()} >= {"recall", "copy", "dyck"}


@pytest.mark.parametrize("name", EXERCISED)
def test_that_it_is_small_and_its_training_was_finished(name):
    assert EXERCISED[name].bytes < 500_000
    assert 45_000 <= EXERCISED[name].parameters <= 55_000
    record = record_of(name)
    assert record["steps"] == record["of_steps"]


@pytest.mark.parametrize("name", EXERCISED)
def test_that_other_questions_are_answered_as_well_as_the_card_says(name):
    record = record_of(name)
    sizes = dict(record["task"])
    task = check_task(sizes.pop("name"), sizes)
    checkpoint = open_checkpoint(EXERCISED[name].folder)
    found = score(checkpoint.model, checkpoint.tokenizer, task, sequences=64, seed=77)
    assert found.accuracy == pytest.approx(record["accuracy"], abs=0.05)
    card = (EXERCISED[name].folder / "README.md").read_text()
    assert f"**{record['accuracy']:.4f}**" in card
