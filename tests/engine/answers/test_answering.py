"""Answers to examples in the engine: against the command's answers, between views, stoppable."""

import pytest
import torch

import wmstudio
from tests.engine.commands import answers, engine_of
from tests.support import checkpoint
from wmstudio.backends.registry import open_model
from wmstudio.engine.answers import answering
from wmstudio.engine.backend import Refused
from wmstudio.engine.messages import (
    AnswerExamples,
    ExampleAnswered,
    Frame,
    Open,
    SearchEnded,
    StopSearch,
    View,
)
from wmstudio.evaluation.answers.answering import Answerer
from wmstudio.example_sets.base import FOLLOWS, PromptExample
from wmstudio.runtime.mailbox import Mailbox, work

EXAMPLES = tuple(
    PromptExample(f"The fox saw {n} hens.\nHow many?", str(n), id=str(n)) for n in range(4)
)


@pytest.fixture(scope="module", params=["lstm", "slots", "pointer", "transformer"])
def model(request, tmp_path_factory):
    return checkpoint(tmp_path_factory.mktemp("models") / request.param, request.param)


def test_that_answers_and_costs_are_those_of_the_command(model, monkeypatch):
    monkeypatch.setattr(answering, "LONGEST", 8)
    monkeypatch.setattr("wmstudio.evaluation.answers.answering.MOST_TOKENS", 8)
    loaded = wmstudio.open(model, "cpu")
    answerer = Answerer(loaded.model, loaded.tokenizer)
    found = answers(engine_of(open_model, model), AnswerExamples(3, EXAMPLES, FOLLOWS))
    told = [one for one in found if isinstance(one, ExampleAnswered)]
    assert [(one.run, one.number) for one in told] == [(3, n) for n in range(4)]
    assert [one.answer for one in told] == answerer.written(EXAMPLES)
    assert [one.last for one in told] == [False, False, False, True]
    for one, cost in zip(told, answerer.costs(EXAMPLES), strict=True):
        assert one.tokens == cost.tokens
        assert one.bits == pytest.approx(cost.nats / 0.693147180559945, rel=1e-4)


def test_that_a_view_is_answered_in_between_and_a_stop_ends_it(model):
    engine, mailbox = engine_of(open_model, model), Mailbox(lambda: None)
    mailbox.put_command(AnswerExamples(1, EXAMPLES * 40, FOLLOWS))
    told, looked = [], False
    while work(mailbox, engine):
        events, frame = mailbox.take()
        told += [*events, *([frame] if frame else [])]
        if not looked and any(isinstance(one, ExampleAnswered) for one in told):
            looked = True
            mailbox.put_view(View(1, "The fox", 7))
        if frame is not None and frame.complete:
            mailbox.put_command(StopSearch())
    assert any(isinstance(one, Frame) for one in told)
    assert 0 < sum(isinstance(one, ExampleAnswered) for one in told) < 160
    assert told[-1] == SearchEnded(1)


def test_that_a_model_without_probabilities_is_told_and_writes_nothing(tmp_path):
    backend, _ = open_model(Open(str(checkpoint(tmp_path / "lstm", "lstm")), "cpu"))
    with torch.no_grad():
        backend.model.words.bias[3] = torch.nan
    with pytest.raises(Refused, match="no numbers"):
        list(answering.answering(backend, AnswerExamples(1, EXAMPLES, FOLLOWS)))
