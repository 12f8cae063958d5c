"""The cloze of names: questions are cut by the rule, and answered by whole sentences."""

import numpy as np
import pytest

from tests import support
from tests.evaluation.prose import NAMES, prose
from wmstudio.evaluation.language import EvaluationError
from wmstudio.evaluation.model_reader import ModelReader
from wmstudio.evaluation.name_cloze import (
    CONTEXT,
    MOST_CANDIDATES,
    answers,
    cloze,
    guesses,
    questions,
)
from wmstudio.evaluation.reader import Passage, stretch_bits
from wmstudio.text.sentences import sentences

TEXTS = {"a": prose(1), "b": prose(2, names=NAMES[:5])}


class Oracle:
    """Knows the true texts: their tokens are cheap where all before them is true, too."""

    def __init__(self, asked):
        self.tokenizer = support.tokenizer()
        self.true = {self._text(q, q.answer) for q in asked}

    def _text(self, question, name):
        return f"{question.context}{question.before}{name}{question.after}"

    def bits(self, texts, wanted, tell=None):
        return [
            np.full(len(places), 1.0 if self.tokenizer.decode(ids.tolist()) in self.true else 2.0)
            for ids, places in zip(texts, wanted, strict=True)
        ]


def test_questions_have_the_sentences_and_candidates_of_the_rule():
    asked = questions(TEXTS, seed=1)
    assert len(asked) > 200
    whole = "\n".join(TEXTS.values())
    for q in asked:
        assert f"{q.context}{q.before}{q.answer}{q.after}" in whole
        before = sentences(q.context)
        assert len(before) == CONTEXT
        assert 3 <= len(q.candidates) == len(set(q.candidates)) <= MOST_CANDIDATES
        assert q.answer in q.candidates
        assert all(name in q.context for name in q.candidates)
        rest = q.before + q.after
        assert not any(name in rest.replace(",", " ").split() for name in q.candidates)
        named = [i for i, (a, b) in enumerate(before) if q.answer in q.context[a:b]]
        assert q.since == CONTEXT - named[-1]


def test_questions_are_drawn_by_the_seed():
    few = questions(TEXTS, seed=1, most=50)
    assert len(few) == 50
    assert few == questions(TEXTS, seed=1, most=50)
    assert few != questions(TEXTS, seed=2, most=50)


@pytest.mark.parametrize("text", [support.PAGE, "", "It was dark. " * 50])
def test_texts_without_names_are_told(text):
    with pytest.raises(EvaluationError, match="asks for a name"):
        questions({"a": text}, seed=1)


def test_an_oracle_is_always_right_with_context():
    asked = questions(TEXTS, seed=1, most=80)
    found = cloze(Oracle(asked), asked, seed=1)
    assert found["with context"]["value"] == 1.0
    assert found["without context"]["value"] < 0.6
    counts = [one["count"] for one in found["sentences since"].values()]
    assert sum(counts) == 80


def test_the_answer_takes_the_fewest_bits_from_the_name_to_the_end():
    reader = ModelReader(support.model(), support.tokenizer())
    asked = questions(TEXTS, seed=1, most=6)
    for with_context in (True, False):
        chosen = answers(reader, asked, with_context)
        for q, name in zip(asked, chosen, strict=True):
            begin = (q.context if with_context else "") + q.before
            costs = {}
            for candidate in q.candidates:
                text = begin + candidate + q.after
                ((bits,),) = stretch_bits(reader, [Passage(text, ((len(begin), len(text)),))])
                costs[candidate] = bits.sum()
            assert costs[name] == pytest.approx(min(costs.values()), rel=1e-4)


def test_guesses_count_names_of_the_context():
    asked = questions(TEXTS, seed=1, most=60)
    found = guesses(asked, seed=1)
    assert found["questions"] == 60
    assert found["chance"] == pytest.approx(np.mean([1 / len(q.candidates) for q in asked]))
    latest = [max(q.candidates, key=q.context.rfind) == q.answer for q in asked]
    assert found["latest"]["value"] == pytest.approx(np.mean(latest))
    assert 0 < found["most frequent"]["value"] < 1
