"""Answers of a model: greedy and by beams, costs and choices, against a loop of single steps."""

import math

import pytest
import torch

from tests import support
from wmstudio.app.saved.training_record import follows_of
from wmstudio.contract import Tap
from wmstudio.evaluation.answers import answering
from wmstudio.evaluation.answers.answering import Answerer
from wmstudio.example_sets.base import FOLLOWS, PromptExample
from wmstudio.models.scoring import PredictionError

EXAMPLES = [
    PromptExample("The fox ran into the wood.\nWhere is the fox?", "wood", ("wood", "pond")),
    PromptExample("A hen", "an egg", ("an egg", "a stone", "two")),
    PromptExample("The fox ran into the pond.\nWhere is the fox?", "pond", ("wood", "pond")),
    PromptExample("x" * 40, "y", ("y", "z")),
]


def steps(model, ids):
    """The state and the nats of each token of a text, one step at a time."""
    state, nats = model.initial_state(), []
    for token in ids:
        nats.append(-float(model.logits(state).float().log_softmax(-1)[0, token]))
        _, state = model.step(torch.tensor([token]), state, Tap())
    return state, nats


@pytest.fixture(params=["lstm", "pointer", "transformer"])
def answerer(request, monkeypatch):
    monkeypatch.setattr(answering, "MOST_TOKENS", 12)
    return Answerer(support.model(request.param, seed=2), support.tokenizer())


@torch.no_grad()
def test_that_greedy_answers_take_the_likeliest_token_each_time(answerer):
    model, tokenizer = answerer.model, answerer.tokenizer
    wanted = []
    for one in EXAMPLES:
        state, _ = steps(model, tokenizer.encode(one.prompt + FOLLOWS).ids)
        written = b""
        for _ in range(answering.MOST_TOKENS):
            token = int(model.logits(state).argmax())
            written += tokenizer.pieces[token]
            _, state = model.step(torch.tensor([token]), state, Tap())
            if b"\n" in written:
                break
        wanted.append(written.decode(errors="replace").partition("\n")[0].strip())
    counted = []
    assert answerer.written(EXAMPLES, counted.append) == wanted
    assert sum(counted) == len(EXAMPLES)


@torch.no_grad()
def test_that_costs_are_those_of_single_steps_and_choices_follow_from_them(answerer):
    tokenizer = answerer.tokenizer

    def cost(one, choice):
        before = tokenizer.encode(one.prompt + FOLLOWS).ids
        wanted = tokenizer.encode(f" {choice}\n").ids
        _, nats = steps(answerer.model, [*before, *wanted])
        return sum(nats[len(before) :]), len(wanted)

    for one, found in zip(EXAMPLES, answerer.costs(EXAMPLES), strict=True):
        nats, tokens = cost(one, one.target)
        assert found.tokens == tokens
        assert found.nats == pytest.approx(nats, rel=1e-4)
    best = [min(one.choices, key=lambda choice: cost(one, choice)[0]) for one in EXAMPLES]
    assert answerer.chosen(EXAMPLES) == best
    assert answerer.chosen([PromptExample("a", "b")]) == [""]


# Probabilities of a, b and a line break after each token.
PROBABILITIES = {-1: (0.6, 0.4, 0.0), 0: (0.4, 0.3, 0.3), 1: (0.02, 0.02, 0.96)}


class Scripted(torch.nn.Module):
    """A model of three tokens whose greedy answer is worse than another one."""

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(1))

    def initial_state(self, batch):
        return {"last": torch.full((batch,), -1)}

    def advanced(self, tokens_BT, state):
        return self.initial_state(len(tokens_BT))

    def logits(self, state):
        rows = [PROBABILITIES.get(at, PROBABILITIES[-1]) for at in state["last"].tolist()]
        return torch.tensor(rows).clamp_min(1e-9).log()

    def step(self, token_B, state, tap):
        now = {"last": token_B}
        return self.logits(now), now


class Letters:
    pieces = (b"a", b"b", b"\n")

    def encode(self, text):
        return support.tokenizer().encode(text)


def test_that_beams_find_an_answer_that_is_likelier_than_the_greedy_one(monkeypatch):
    monkeypatch.setattr(answering, "MOST_TOKENS", 4)
    one = [PromptExample("q", "b")]
    greedy, beams = (Answerer(Scripted(), Letters(), beams=n).written(one)[0] for n in (1, 3))
    assert greedy == "aaaa"
    # mean of log 0.4 and log 0.96, against log 0.6 and log 0.4 and so on
    assert beams == "b"
    assert math.log(0.4 * 0.96) / 2 > math.log(0.6 * 0.3) / 2


@pytest.mark.parametrize("beams", [1, 3])
@pytest.mark.parametrize("value", [torch.nan, torch.inf])
def test_that_a_model_without_probabilities_writes_no_answer(value, beams):
    model = support.without_probabilities(value).eval()
    with pytest.raises(PredictionError, match="no probabilities"):
        Answerer(model, support.tokenizer(), beams=beams).written([PromptExample("q", "b")])


def test_that_the_mark_is_the_one_of_training_where_it_is_known(tmp_path):
    assert follows_of(tmp_path) == FOLLOWS
    assert follows_of(support.checkpoint(tmp_path / "books")) == FOLLOWS
    folder = support.checkpoint(tmp_path / "examples")
    (folder / "training.json").write_text('{"examples": {"follows": " = "}}')
    assert follows_of(folder) == " = "
