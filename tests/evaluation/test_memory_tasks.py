"""A checkpoint's score is the one that its training recorded."""

import json

import pytest
import torch

from tests import support
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.evaluation.memory_tasks import score
from wmstudio.models.scoring import PredictionError
from wmstudio.tasks.registry import check_task
from wmstudio.training.recipe import read_recipe
from wmstudio.training.run import follow, prepare


def test_that_scoring_a_checkpoint_gives_what_training_wrote_down(tmp_path):
    recipe = read_recipe(support.task_recipe(tmp_path / "tiny.toml"))
    follow(prepare(recipe, tmp_path / "tiny", torch.device("cpu")))
    written = json.loads((tmp_path / "tiny" / "training.json").read_text())
    sizes = dict(written["task"])
    task = check_task(sizes.pop("name"), sizes)
    opened = open_checkpoint(tmp_path / "tiny")
    found = score(opened.model, opened.tokenizer, task)
    assert found.record(task).items() <= written.items()
    longer = score(opened.model, opened.tokenizer, check_task("copy", {"length": 9}))
    assert len(longer.by_group) == 9
    assert longer.questions == 512 * 9


@pytest.mark.parametrize("value", [torch.nan, torch.inf])
def test_that_a_model_without_probabilities_has_no_score(value):
    model = support.without_probabilities(value)
    with pytest.raises(PredictionError, match="no probabilities"):
        score(model, support.tokenizer(), check_task("copy", {"length": 3}))
