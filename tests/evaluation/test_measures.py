"""What is measured of a checkpoint is what the model itself gives, step by step."""

from dataclasses import asdict

import pytest
import torch

from tests import support
from wmstudio.contract import Tap
from wmstudio.evaluation import measures
from wmstudio.evaluation.grammar import Pair
from wmstudio.evaluation.language import EvaluationError, score_text

SETS = {
    "one": [Pair("The cat sat.", "The cat sit."), Pair("in the house", "house the in")],
    "two": [Pair("Who is there?", "Who are there?")],
}


@pytest.mark.parametrize("family", support.SIZES)
def test_that_memory_use_is_measured_after_the_whole_text(family):
    model, ids = support.model(family).eval(), support.tokenizer().encode(support.PAGE).ids
    state = model.initial_state()
    with torch.no_grad():
        for i in ids:
            _, state = model.step(torch.tensor([int(i)]), state, Tap())
    wanted = model.memory_usage(state)
    found = measures.at_work(model, support.tokenizer(), support.PAGE, "", steps=20)
    assert (found["tokens"], found["steps"]) == (len(ids), 20)
    assert found["milliseconds_per_token"] > 0
    usage = found["memory_usage"]
    assert usage["texts"] == asdict(wanted.texts)
    assert usage["bytes"] == wanted.bytes
    for name in ("occupancy", "pressure", "interference"):
        assert usage[name] == pytest.approx(getattr(wanted, name), abs=1e-5)


def test_that_a_text_shorter_than_the_steps_to_time_is_stepped_whole():
    found = measures.at_work(support.model().eval(), support.tokenizer(), "The cat", "")
    assert found["steps"] == found["tokens"] == len(support.tokenizer().encode("The cat").ids)


def test_that_an_empty_text_is_told():
    with pytest.raises(EvaluationError, match="empty"):
        measures.at_work(support.model(), support.tokenizer(), "", "")


def test_that_the_mean_is_over_sets_and_not_over_pairs():
    found = measures.of_grammar(support.model().eval(), support.tokenizer(), SETS, "")
    one, two = (found["sets"][name]["accuracy"] for name in ("one", "two"))
    assert found["mean_accuracy"] == pytest.approx((one + two) / 2)
    assert [found["sets"][name]["pairs"] for name in SETS] == [2, 1]


def test_that_the_figures_of_a_text_are_its_score():
    model = support.model().eval()
    found = measures.of_text(model, support.tokenizer(), support.PAGE, "")
    score = score_text(model, support.tokenizer(), support.PAGE)
    assert found["bits"] == pytest.approx(score.bits, rel=1e-5)
    assert found["tokens"] == score.tokens
