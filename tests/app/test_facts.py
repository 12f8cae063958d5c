"""What the card of a token says, against the model's own distribution."""

import numpy as np
import pytest

from wmstudio.app.facts import facts_of
from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.messages import View
from wmstudio.testing.fake import FakeBackend

TEXT = "abz é"
BACKEND = FakeBackend()


@pytest.fixture(scope="module")
def frame():
    return list(DocumentEngine(BACKEND).read(View(1, TEXT, 0, top=6, window=(0, 6))))[-1]


@pytest.mark.parametrize("token", range(6))
def test_that_every_number_is_of_what_was_expected_there(frame, token):
    ids = BACKEND.encode(TEXT).ids
    before = (0, int(ids[token - 1])) if token else BACKEND.initial_state()
    p = np.exp(BACKEND.log_probs(before).astype(float))
    facts = facts_of(frame, BACKEND.pieces, token)
    assert (facts.id, facts.vocabulary) == (ids[token], 256)
    assert facts.piece == bytes([ids[token]])
    assert facts.probability == pytest.approx(p[ids[token]], rel=1e-5)
    assert facts.surprisal_bits == pytest.approx(-np.log2(p[ids[token]]), rel=1e-5)
    assert facts.rank == (p > p[ids[token]] * (1 + 1e-6)).sum() + 1
    best = facts.alternatives[0]
    assert (best.token, best.probability) == (p.argmax(), pytest.approx(0.5, rel=1e-5))
    assert len(facts.alternatives) == 6


def test_that_a_token_that_was_not_read_has_none(frame):
    assert facts_of(frame, BACKEND.pieces, 6) is None
    assert facts_of(frame, BACKEND.pieces, -1) is None


def test_that_only_whole_characters_can_be_put_in_place_of_whole_characters(frame):
    first, second = (facts_of(frame, BACKEND.pieces, token) for token in (4, 5))
    assert first.replacement(b"x") == "x"
    assert first.replacement(b"\xe2") is None
    assert second.replacement(b"x") is None


def test_that_a_part_of_a_character_says_of_which(frame):
    shown = [facts_of(frame, BACKEND.pieces, token).shown for token in range(6)]
    assert shown == ["a", "b", "z", "␣", "é 1/2", "é 2/2"]
