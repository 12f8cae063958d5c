"""Stories as a memory task: what is asked follows from what was told."""

import re

import numpy as np
import pytest

from wmstudio.evaluation.subjects.load_subjects import SUBJECTS
from wmstudio.evaluation.subjects.story_facts import (
    SYMBOL_OF,
    WORDS,
    StoryFacts,
    spelled,
)
from wmstudio.example_sets.worlds import PEOPLE, PLACES

WORD_OF = {symbol: word for word, symbol in SYMBOL_OF.items()}


def stories(facts, rows=200, seed=0):
    drawn = StoryFacts(facts=facts).questions(rows, np.random.default_rng(seed))
    for row in range(rows):
        words = [WORD_OF[int(symbol)] for symbol in drawn.inputs_BT[row]]
        asked = np.flatnonzero(drawn.asked_BT[row])
        answers = [WORD_OF[int(drawn.answers_BT[row, at])] for at in asked]
        yield words, asked, answers, drawn.groups_BT[row, asked]


@pytest.mark.parametrize("facts", [1, 3, 8])
def test_each_answer_is_where_the_person_was_told_last(facts):
    for words, asked, answers, ago in stories(facts):
        text = " ".join(words[: SUBJECTS["stories"].shown(facts)])
        told = re.findall(r"(\w+) [a-z ]+ to the (\w+) \.", text)
        assert len(told) == facts
        for at, answer, since in zip(asked, answers, ago, strict=True):
            assert words[at - 3 : at + 1] == ["Where", "is", words[at - 1], "?"]
            last = max(n for n, (person, _) in enumerate(told) if person == words[at - 1])
            assert (told[last][1], facts - last) == (answer, since)


def test_everybody_named_is_asked_for_before_anybody_again():
    for words, asked, _, _ in stories(8):
        named = {word for word in words[: asked[0] - 3] if word in PEOPLE}
        assert {words[at - 1] for at in asked} == named


def test_a_story_holds_as_many_people_as_the_formula_says():
    for facts in (1, 2, 8):
        counts = [len({words[at - 1] for at in asked}) for words, asked, _, _ in stories(facts)]
        assert np.mean(counts) == pytest.approx(StoryFacts(facts=facts).held, abs=0.15)


def test_guessing_a_place_is_right_as_often_as_chance():
    answers = [answer for _, _, found, _ in stories(8, 500) for answer in found]
    shares = [answers.count(place) / len(answers) for place in PLACES]
    assert shares == pytest.approx([StoryFacts().chance] * len(PLACES), abs=0.04)


def test_every_word_has_a_symbol_of_its_own_and_verbs_are_one():
    assert len(set(SYMBOL_OF.values())) == len(WORDS)
    words = [WORD_OF[symbol] for symbol in spelled("Mary went back to the garden.")]
    assert words == ["Mary", "went back", "to", "the", "garden", "."]
