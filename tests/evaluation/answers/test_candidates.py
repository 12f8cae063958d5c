"""Targets among candidates: how they are drawn, and who chooses which."""

import json

import pytest

from tests import support
from wmstudio.cli import main
from wmstudio.evaluation.answers.answering import Answerer, TargetCost
from wmstudio.evaluation.answers.candidates import chosen_by_likeness, with_candidates
from wmstudio.evaluation.language import EvaluationError
from wmstudio.example_sets.base import ExampleSet, PromptExample, to_json_lines

TALK = [
    PromptExample(f"What is a {n}?", f"Well, {n} is {n}.") for n in ["fox", "hen", "owl", "cat"]
]


def test_that_candidates_are_the_target_and_targets_of_others_at_any_place():
    many = [PromptExample(f"p{n}", f"t{n % 50}") for n in range(100)]
    drawn = with_candidates(many, 20)
    for one, before in zip(drawn, many, strict=True):
        assert (one.prompt, one.target) == (before.prompt, before.target)
        assert len(set(one.choices)) == 20
        assert one.target in one.choices
        assert set(one.choices) <= {f"t{n}" for n in range(50)}
    assert len({one.choices.index(one.target) for one in drawn}) > 10
    assert with_candidates(many, 20) == drawn


def test_that_more_candidates_than_targets_are_refused():
    with pytest.raises(EvaluationError, match="5 candidates cannot be drawn from 4"):
        with_candidates(TALK, 5)


def test_that_baselines_choose_what_is_most_like_their_answer():
    drawn = with_candidates(TALK, 4)
    chosen = chosen_by_likeness(drawn, {"always": ["the owl, of course"] * 4})
    assert chosen["always"] == ["Well, owl is owl."] * 4
    assert chosen["most like the prompt"] == [one.target for one in TALK]


def test_that_the_model_chooses_what_the_prompt_makes_likelier_and_not_what_is_short(monkeypatch):
    nats = {
        ("What is a fox?", "Well, fox is fox."): 20.0,
        ("", "Well, fox is fox."): 30.0,
        ("What is a fox?", "No."): 4.0,
        ("", "No."): 3.0,
    }
    one = PromptExample("What is a fox?", "Well, fox is fox.", ("No.", "Well, fox is fox."))
    monkeypatch.setattr(
        Answerer,
        "costs",
        lambda self, asked, tell=None: [
            TargetCost(nats[each.prompt, each.target], 1) for each in asked
        ],
    )
    answerer = Answerer(support.model(), support.tokenizer())
    assert answerer.chosen([one]) == ["No."]
    assert answerer.fitting([one]) == ["Well, fox is fox."]


def test_that_eval_tells_hits_of_the_model_and_of_each_baseline(tmp_path, capsys):
    pytest.importorskip("rouge_score")
    pytest.importorskip("sacrebleu")
    folder = support.checkpoint(tmp_path / "tiny")
    path, figures = tmp_path / "talk.jsonl", tmp_path / "out.json"
    path.write_text(to_json_lines(ExampleSet("s", tuple(TALK)).examples))
    words = ["eval", str(folder), "--examples", str(path), "--json", str(figures)]
    assert main([*words, "--candidates", "3"]) == 0
    told = capsys.readouterr().out
    assert "hits@1 of 3" in told
    assert "most like the prompt" in told
    (found,) = json.loads(figures.read_text())["examples"]
    assert found["baselines"]["most like the prompt"]["hits@1 of 3"]["value"] == 1
    by_hand = sum(one["chosen"] == one["target"] for one in found["examples"]) / 4
    assert found["scores"]["hits@1 of 3"]["value"] == by_hand
    assert main([*words, "--candidates", "9"]) == 1
    assert "9 candidates cannot be drawn" in capsys.readouterr().err
