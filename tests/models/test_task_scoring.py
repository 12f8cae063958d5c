"""Accuracy in a memory task is counted as one would by hand."""

import numpy as np
import pytest
import torch

from tests import support
from wmstudio.contract import Prefill, Tap
from wmstudio.models import task_scoring
from wmstudio.models.registry import build
from wmstudio.models.task_scoring import TaskScore, task_score
from wmstudio.tasks.registry import check_task
from wmstudio.text import tokenizer as tok
from wmstudio.training.batches import TaskBatches

COPY = check_task("copy", {"length": 4, "symbols": 3})


@pytest.fixture(scope="module")
def characters():
    return tok.characters()


class Copier(torch.nn.Module):
    """Copies all but what stands at one place, of which it says that it is a blank."""

    def __init__(self, ids, wrong):
        super().__init__()
        self.nothing = torch.nn.Parameter(torch.zeros(1))
        self.ids, self.wrong = ids, wrong

    def initial_state(self, batch=1):
        return {}

    def prefill(self, tokens_BT, state):
        said_BT = torch.zeros_like(tokens_BT)
        said_BT[:, 4:8] = tokens_BT[:, :4]
        said_BT[:, 4 + self.wrong] = int(self.ids[ord("_")])
        logits_BTV = torch.nn.functional.one_hot(said_BT, tok.CHARACTERS).float()
        return Prefill(logits_BTV, state, {})


def test_that_answers_are_right_or_wrong_where_they_are(characters):
    score = task_score(Copier(characters.ascii, wrong=2), characters, COPY, sequences=100)
    assert score.accuracy == 0.75
    assert score.by_group == {1: (1.0, 100), 2: (1.0, 100), 3: (0.0, 100), 4: (1.0, 100)}
    assert (score.questions, score.chance) == (400, 1 / 3)


@pytest.mark.parametrize("family", support.SIZES)
def test_that_it_is_what_stepping_gives_with_the_likeliest_of_all_pieces(family, monkeypatch):
    monkeypatch.setattr(task_scoring, "SEQUENCES_AT_A_TIME", 7)
    tokenizer = support.tokenizer()  # of another kind: every symbol is still a token of its own
    torch.manual_seed(0)
    model = build(family.split()[0], support.SIZES[family])
    # So that a random model is right now and then: the likeliest piece is mostly one of three.
    with torch.no_grad():
        model.words.bias[tokenizer.ascii[[ord(c) for c in "abc"]]] += 3.0
    score = task_score(model, tokenizer, COPY, sequences=20, seed=5)
    rng = np.random.default_rng(np.random.SeedSequence(5, spawn_key=(0,)))
    drawn = COPY.questions(20, rng)
    right = {1: [], 2: [], 3: [], 4: []}
    for row in range(20):
        text, answers = drawn.lines(row)
        state = model.initial_state()
        for t, symbol in enumerate(text):
            token = tokenizer.encode(symbol).ids
            assert len(token) == 1
            logits, state = model.step(torch.tensor(token).long(), state, Tap())
            if answers[t] != " ":
                said = tokenizer.decode([int(logits.argmax())])
                right[int(drawn.groups_BT[row, t])].append(said == answers[t])
    assert score.by_group == {group: (np.mean(x), 20) for group, x in right.items()}
    assert 0 < score.accuracy < 1


def test_that_the_questions_follow_from_the_seed_and_are_in_no_training(characters):
    drawn = []

    class Spy:
        tokens, chance = COPY.tokens, COPY.chance

        def questions(self, rows, rng):
            made = check_task("recall", {}).questions(rows, rng)
            drawn.append({bytes(row) for row in made.inputs_BT})
            return made

    model = support.build("lstm", support.SIZES["lstm"] | {"vocab_size": tok.CHARACTERS})
    for seed in (0, 0, 1):
        task_score(model, characters, Spy(), sequences=64, seed=seed)
    assert drawn[0] == drawn[1]
    assert not drawn[0] & drawn[2]
    for seed in (0, 1):
        batches = TaskBatches([Spy()], characters, 64, seed)
        for step in range(10):
            batches[step]
    assert all(not drawn[0] & trained for trained in drawn[3:])


def test_that_groups_are_gathered_where_they_are_many():
    by_group = {0: (0.0, 1), 1: (1.0, 3), 16: (0.0, 1), 17: (0.5, 2), 256: (0.25, 4), 257: (1.0, 1)}
    score = TaskScore(0.5, by_group, 12, 0.1)
    assert score.binned(6) == {str(group): found for group, found in by_group.items()}
    assert score.binned(5) == {
        "0": (0.0, 1),
        "1–16": (0.75, 4),
        "17–64": (0.5, 2),
        "65–256": (0.25, 4),
        "257 and more": (1.0, 1),
    }
