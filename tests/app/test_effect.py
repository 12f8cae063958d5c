"""Which effect of edits is told: that on a token, or that on what is expected next."""

from dataclasses import replace
from math import inf, log2, nan

import pytest

from wmstudio.app.effect import Effect, bits_of, effect_of
from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.messages import Candidate, CandidatePair, Edit, View
from wmstudio.testing.fake import FakeBackend


def effect(now, was, of_next):
    """An effect on a token, and on a candidate: probabilities with and without the edits."""
    pair = CandidatePair(*(Candidate(3, p) for p in of_next)) if of_next else None
    return Effect(5, 9, 1.0, 7, -log2(now), -log2(was), pair)


@pytest.mark.parametrize(
    ("now", "was", "of_next", "told"),
    [
        (1e-6, 1e-4, (1e-5, 0.99), True),
        (0.35, 0.82, (0.015, 0.3), False),  # more bits, but less of its probability
        (1e-9, 0.5, (0.2, 0.9), False),  # more of its probability, but fewer bits
        (0.0007, 0.666, (0.0007, 0.666), False),
        (0.2, 0.3, None, False),
        (1e-4, 1e-3, (0.0, 0.5), True),
    ],
)
def test_the_next_token_is_told_where_it_changes_more_in_both_measures(now, was, of_next, told):
    assert effect(now, was, of_next).is_of_next == told


def test_without_a_token_that_has_changed_only_the_next_one_can_be_told():
    pair = CandidatePair(Candidate(3, 0.5), Candidate(3, 0.4))
    assert Effect(5, 5, 0.0, None, next_token=pair).is_of_next
    assert not Effect(5, 5, 0.0, None).is_of_next
    assert not Effect(5, 9, nan, 7, nan, 1.0, pair).is_of_next


@pytest.mark.parametrize(
    ("now", "was", "is_told"),
    [
        (0.5, 0.5000001, False),
        (1e-6, 1.00001e-6, False),
        (0.5, 0.498, True),
        (1e-6, 2e-6, True),
        (0.0, 0.5, True),
        (0.0, 0.0, False),
        (nan, 0.5, True),
    ],
)
def test_what_two_readings_differ_by_in_the_last_bits_is_no_change(now, was, is_told):
    edits = (Edit(5, "clear_all"),)  # after all that was read
    view = View(1, "abcdef", 5, interventions=edits, untouched=True)
    frame = list(DocumentEngine(FakeBackend()).read(view))[-1]
    pair = CandidatePair(Candidate(3, now), Candidate(3, was))
    effect = effect_of(replace(frame, pairs=(pair,)))
    assert effect.token is None
    assert effect.next_token == (pair if is_told else None)
    assert effect.is_of_next == is_told


def test_bits_of_what_has_become_impossible_or_possible():
    assert bits_of(0.5, 0.25) == 1.0
    assert (bits_of(0.5, 0.0), bits_of(0.0, 0.5)) == (inf, -inf)
