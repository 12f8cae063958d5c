"""What the card of a token says, against the model's own distribution."""

from dataclasses import replace

import numpy as np
import pytest

from tests.engine.frames import frame as by_hand
from wmstudio.app.facts import facts_of
from wmstudio.app.figures.source import expression_of
from wmstudio.app.quantities import RANK, Quantity
from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.messages import View
from wmstudio.engine.trace import Trace
from wmstudio.testing.fake import FakeBackend
from wmstudio.text.stretches import Within, token_at

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


def test_that_what_is_no_number_is_not_the_most_probable(frame):
    (chunk,) = frame.trace.chunks
    bits = chunk.surprisal_bits.copy()
    bits[2] = np.nan
    astray = replace(frame, trace=Trace((replace(chunk, surprisal_bits=bits),)))
    ranks = [facts_of(astray, BACKEND.pieces, token).rank for token in (1, 2, 3)]
    assert ranks == [int(chunk.ranks[1]), None, int(chunk.ranks[3])]
    found = Quantity(RANK).values(astray.trace, 1, 4)
    np.testing.assert_array_equal(found, [chunk.ranks[1], np.nan, chunk.ranks[3]])
    values = {"np": np, "trace": astray.trace.chunks[0]}
    told = eval(expression_of(Quantity(RANK), 1, 4), values)
    np.testing.assert_array_equal(told, found)


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


def test_that_a_token_that_covers_nothing_is_found_again_by_its_place():
    text = [b"", b"a", b"b"]
    found = facts_of(by_hand(text, [4, 2, 1]), [b" "], 0)
    assert (found.span, found.part) == ((0, 0), (0, 1))
    assert token_at(by_hand(text, [4, 2, 1]).trace, Within(found.span[1], found.part[0])) == 0


def test_that_a_space_that_nobody_typed_is_not_written_again():
    # As Llama's: its pieces begin with one, and so does its reading of every text.
    pieces = [b" Once"]
    untyped = by_hand([b"Once", b" upon"], [1, 1])
    first, second = (facts_of(untyped, pieces, token) for token in (0, 1))
    assert [first.replacement(x) for x in (b" Two", b"ing", b" ")] == ["Two", "ing", None]
    assert second.replacement(b" Two") == " Two"
    typed = facts_of(by_hand([b" Once"], [1]), pieces, 0)
    assert typed.replacement(b" Two") == " Two"
    alone = facts_of(by_hand([b"", b"Once"], [1, 1]), [b" "], 0)
    assert alone.replacement(b" Two") == "Two"
