"""Scores of answers, beside figures that were worked out by hand or by other code."""

import builtins
import json

import numpy as np
import pytest

from tests import support
from wmstudio.cli import main
from wmstudio.evaluation import memory_tasks
from wmstudio.evaluation.answers import report as answer_report
from wmstudio.evaluation.answers import scores as answer_scores
from wmstudio.evaluation.answers.answering import Answerer, TargetCost
from wmstudio.evaluation.answers.baselines import baselines
from wmstudio.evaluation.language import EvaluationError
from wmstudio.example_sets.base import ExampleSet, PromptExample, to_json_lines

TARGETS = ["a", "a", "a", "b", "b", "c"]
ANSWERS = ["a", "a", "b", "b", "x", "a"]


def test_that_white_space_does_not_make_an_answer_wrong():
    found = answer_scores.exact([" a  b", "c", "d"], ["a b", "c ", "D"])
    assert found["value"] == pytest.approx(2 / 3)


def test_that_scores_by_class_are_those_by_hand():
    found = answer_scores.by_class(ANSWERS, TARGETS)
    assert found["confusion"] == [[2, 1, 0, 0], [0, 1, 0, 1], [1, 0, 0, 0]]
    classes = found["classes"]
    assert classes["a"] == {
        "precision": pytest.approx(2 / 3),
        "recall": pytest.approx(2 / 3),
        "F1": pytest.approx(2 / 3),
        "count": 3,
    }
    assert (classes["b"]["precision"], classes["b"]["recall"]) == (0.5, 0.5)
    assert (classes["c"]["precision"], classes["c"]["F1"]) == (0, 0)
    macro = found["macro precision"]
    assert macro["value"] == pytest.approx((2 / 3 + 1 / 2) / 3)
    assert macro["low"] <= macro["value"] <= macro["high"]


def test_that_texts_are_no_classes():
    assert answer_scores.by_class(["a", "b"], ["a", "b"]) is None
    many = [str(i) for i in range(40)] * 3
    assert answer_scores.by_class(many, many) is None


def test_that_perplexity_is_that_of_all_tokens_together():
    found = answer_scores.perplexity([TargetCost(2.0, 1), TargetCost(1.0, 5)])
    assert found["value"] == pytest.approx(np.exp(0.5))
    assert found["low"] <= found["value"] <= found["high"]


def test_that_scores_of_texts_are_the_libraries_own():
    pytest.importorskip("rouge_score")
    sacrebleu = pytest.importorskip("sacrebleu")
    targets = ["the cat sat on the mat", "never trust a fox with a hen"]
    answers = ["the cat sat on a mat", "trust a fox"]
    found = answer_scores.of_texts(answers, targets)
    assert found["BLEU"]["value"] == sacrebleu.corpus_bleu(answers, [targets]).score
    assert found["chrF"]["value"] == sacrebleu.corpus_chrf(answers, [targets]).score
    assert "version:" in found["BLEU"]["signature"]
    # Unigrams: 5 of 6 and 6, and 3 of 3 and 7.
    assert found["rouge1"]["value"] == pytest.approx((5 / 6 + 2 * 3 / 10) / 2)
    chinese = answer_scores.of_texts(["我喜歡狗"], ["我喜歡貓"])
    assert "tok:zh" in chinese["BLEU"]["signature"]
    assert "rouge1" not in chinese


@pytest.mark.parametrize("answers", [["the cat sat on the mat", "zzz"], ["a", "b"]])
def test_that_texts_may_share_words_with_some_targets_and_none_with_others(answers):
    pytest.importorskip("rouge_score")
    sacrebleu = pytest.importorskip("sacrebleu")
    targets = [answers[0], "x"]
    found = answer_scores.of_texts(answers, targets)
    assert found["BLEU"]["value"] == sacrebleu.corpus_bleu(answers, [targets]).score
    # No letter is shared in some of the samples of the bootstrap, and all are in others.
    assert found["chrF"]["low"] < found["chrF"]["high"]


@pytest.mark.parametrize("right", [0, 1, 11, 12])
def test_that_intervals_of_text_scores_stay_within_0_and_100(right):
    pytest.importorskip("rouge_score")
    pytest.importorskip("sacrebleu")
    targets = [f"{word} saw the cat on the red mat" for word in "abcdefghijkl"]
    answers = [one if i < right else "zzz zz z zzzz" for i, one in enumerate(targets)]
    for score in answer_scores.of_texts(answers, targets).values():
        assert 0 <= score["low"] <= score["value"] <= score["high"] <= 100


def test_that_missing_libraries_are_named_with_the_command_that_installs_them(monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("sacrebleu"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EvaluationError, match=r"pip install 'wmstudio\[applications\]'"):
        answer_scores.of_texts(["a"], ["b"])


def test_that_baselines_answer_without_reading():
    known = ExampleSet(
        "k",
        (
            PromptExample("The food was cold and bad", "negative"),
            PromptExample("A lovely phone", "positive"),
            PromptExample("A lovely, lovely place", "positive"),
        ),
    )
    asked = [PromptExample("Cold food. Not good.", "negative"), PromptExample("我", "x")]
    found = baselines(asked, known)
    assert found["most frequent answer"] == ["positive", "positive"]
    assert found["nearest example"] == ["negative", "negative"]
    assert found["first sentence"] == ["Cold food.", "我"]
    alone = baselines(asked, None)
    assert alone["most frequent of these answers"] == ["negative", "negative"]
    assert "nearest example" not in alone


SET = ExampleSet(
    "set",
    tuple(
        PromptExample(
            f"The fox saw {n} hens", "yes" if n % 2 else "no", ("yes", "no"), group=str(n)
        )
        for n in range(8)
    ),
)


def test_that_a_stopped_run_goes_on_where_it_was_and_gives_the_same(tmp_path, monkeypatch):
    answerer = Answerer(support.model(), support.tokenizer())
    monkeypatch.setattr(answer_report, "AT_A_TIME", 3)
    wanted = answer_report.report(answerer, SET, None)
    kept, asked = tmp_path / "kept", []
    real = Answerer.written

    def until_the_second(self, examples, tell=None):
        if len(asked) == 2:
            raise KeyboardInterrupt
        asked.append(len(examples))
        return real(self, examples, tell)

    with monkeypatch.context() as patched:
        patched.setattr(Answerer, "written", until_the_second)
        with pytest.raises(KeyboardInterrupt):
            answer_report.report(answerer, SET, None, kept)
    asked.clear()
    monkeypatch.setattr(
        Answerer,
        "written",
        lambda self, part, tell=None: asked.append(len(part)) or real(self, part),
    )
    found = answer_report.report(answerer, SET, None, kept)
    assert asked == [2]
    # What comes after it may be stopped, too: whoever writes the report removes the answers.
    assert len(json.loads(kept.read_text())["written"]) == 8
    assert found["scores"]["exact"] == wanted["scores"]["exact"]
    assert [one["answer"] for one in found["examples"]] == [
        one["answer"] for one in wanted["examples"]
    ]


def test_that_answers_of_another_model_or_damaged_ones_are_not_gone_on_from(tmp_path):
    kept = tmp_path / "kept"
    for content in ("nonsense", json.dumps({"key": "x", "written": ["a"] * 8})):
        kept.write_text(content)
        found = answer_report.report(
            Answerer(support.model(), support.tokenizer()), SET, None, kept
        )
        assert len(found["examples"]) == 8


def test_that_eval_tells_scores_baselines_and_every_answer(tmp_path, capsys):
    folder = support.checkpoint(tmp_path / "tiny")
    path, figures = tmp_path / "set.jsonl", tmp_path / "out.json"
    path.write_text(to_json_lines(SET.examples))
    code = main(["eval", str(folder), "--examples", str(path), "--json", str(figures)])
    told = capsys.readouterr()
    assert (code, told.err) == (0, "")
    for words in ("set.jsonl: 8 examples", "the model", "most frequent", "macro F1", "by group"):
        assert words in told.out
    (found,) = json.loads(figures.read_text())["examples"]
    assert len(found["examples"]) == 8
    assert found["scores"]["chosen"]["count"] == 8
    assert list(found["scores"]["groups"]) == [str(n) for n in range(8)]
    assert not list(tmp_path.glob("*.partial"))


def test_that_answers_are_kept_until_the_figures_are_written(tmp_path, monkeypatch):
    folder, asked = support.checkpoint(tmp_path / "tiny"), []
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        (tmp_path / f"{name}.jsonl").write_text(to_json_lines(SET.examples))
    words = f"eval {folder} --examples one.jsonl --examples two.jsonl --task copy --json out.json"
    real = Answerer.written

    def written(self, examples, tell=None):
        asked.append(len(examples))
        return real(self, examples, tell)

    monkeypatch.setattr(Answerer, "written", written)
    with monkeypatch.context() as patched:
        patched.setattr(memory_tasks, "score", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            main(words.split())
    assert asked == [8, 8]
    assert main(words.split()) == 0
    assert asked == [8, 8]
    assert not list(tmp_path.glob("*.partial"))


def test_that_eval_refuses_bad_examples_in_a_line(tmp_path, capsys):
    path = tmp_path / "set.jsonl"
    path.write_text('{"prompt": "a", "target": ""}\n')
    assert main(["eval", "copy-lstm", "--examples", str(path)]) == 1
    told = capsys.readouterr().err
    assert "its target is empty" in told
    assert told.count("\n") == 1
