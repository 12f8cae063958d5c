"""The report has every reader in every table, and its figures are those of the tests."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tests import support
from tests.evaluation.prose import prose
from wmstudio.evaluation import name_cloze, remembering
from wmstudio.evaluation.kneser_ney import KneserNey, NgramReader
from wmstudio.evaluation.model_reader import ModelReader
from wmstudio.evaluation.remembering_report import RememberingPlan, report, span, tables

TEXTS = {"one": prose(1), "two": prose(2)}
OTHER = prose(3)


@pytest.fixture(scope="module")
def plan():
    return RememberingPlan(
        TEXTS, {"other": OTHER, "copy of one": TEXTS["one"]}, seed=2, questions=5
    )


@pytest.fixture(scope="module")
def found(plan):
    return report(support.model(), support.tokenizer(), plan)


def test_every_reader_is_measured_and_can_be_kept(found):
    assert list(found["readers"]) == [
        "without neural cache",
        "with neural cache",
        "5-gram",
        "5-gram with cache",
    ]
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    on = found["readers"]["with neural cache"]["settings"]
    assert on == {**found["readers"]["without neural cache"]["settings"], "cache": True}
    assert (found["seed"], found["texts"], found["guesses"]["questions"]) == (2, ["one", "two"], 5)


def test_figures_are_those_of_the_tests(found):
    tokenizer = support.tokenizer()
    ids = tokenizer.encode(OTHER).ids.astype(np.int64)
    # What is measured on was not counted.
    ngrams = NgramReader(KneserNey.counted([ids], tokenizer.vocab_size), tokenizer)
    cached = ModelReader(support.model().configured(cache=True), tokenizer)
    asked = name_cloze.questions(TEXTS, 2, 5)
    for name, reader in (("5-gram", ngrams), ("with neural cache", cached)):
        figures = found["readers"][name]
        assert figures["names"] == name_cloze.cloze(reader, asked, 2)
        assert figures["again"] == remembering.remember(reader, TEXTS, 2)["again"]
    assert found["readers"]["5-gram"]["tokens"] == len(ids)


def test_without_questions_there_is_nothing_about_names(plan, found, monkeypatch):
    monkeypatch.setattr(remembering, "remember", lambda *_: found["readers"]["5-gram"])
    monkeypatch.setattr(name_cloze, "cloze", lambda *_: pytest.fail("a name is asked for"))
    # Nothing in it is a name, so that any question would be refused.
    unnamed = replace(plan, texts={"one": "nobody. " * 9}, counted={}, questions=0)
    told = report(support.model(), support.tokenizer(), unnamed)
    assert "guesses" not in told
    assert [title for title, _ in tables(told)] == [title for title, _ in list(tables(found))[:3]]


def test_tables_have_a_row_for_each_reader(found):
    shown = list(tables(found))
    assert len(shown) == 5
    for title, rows in shown:
        assert title
        assert len({len(row) for row in rows}) == 1
    again, lists, names = ({row[0]: row for row in shown[i][1]} for i in (0, 1, 3))
    for name, figures in found["readers"].items():
        assert again[name][1] == span(figures["again"]["250"])
        assert lists[f"{name}, new"][2] == span(figures["list"]["new"]["30"])
        assert names[name][1] == span(figures["names"]["with context"], ".1%")


def test_without_texts_to_count_there_are_no_ngrams():
    only = RememberingPlan(TEXTS, {}, questions=1)
    assert list(report(support.model("transformer"), support.tokenizer(), only)["readers"]) == [
        "as it is"
    ]
