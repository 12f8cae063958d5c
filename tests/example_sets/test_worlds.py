"""Stories that are made: what is asked follows from what is told, by a second, simple reading."""

import re

import pytest

from wmstudio.example_sets.base import ExampleError
from wmstudio.example_sets.worlds import BABI, GET, KINDS, MANY, babi_stories

MOVE = re.compile(r"(.+?) (?:moved|went back|went|journeyed|travelled) to the (\w+)\.")
TAKE = re.compile(rf"(\w+) (?:{'|'.join(GET)}) the (\w+)(?: there)?\.")
DROP = re.compile(r"(\w+) (?:dropped|left|discarded|put down) the (\w+)(?: there)?\.")
AFRAID = re.compile(r"(\w+) are afraid of (\w+)\.")
IS_A = re.compile(r"(\w+) is a (\w+)\.")
PRONOUN = re.compile(r"(?:Then|After that|Afterwards|Following that) (?:he|she|they)$")
ONE_OF = {MANY.get(kind, f"{kind}s"): kind for kind in (*KINDS, "fox", "lion", "goose", "horse")}


def answer(prompt):
    """What a reader says who keeps a table of all places."""
    *story, question = prompt.split("\n")
    at, holder, trails, afraid, kinds = {}, {}, {}, {}, {}
    subject = []

    def seen(thing, place):
        trail = trails.setdefault(thing, [])
        if not trail or trail[-1] != place:
            trail.append(place)

    for sentence in story:
        if found := MOVE.fullmatch(sentence):
            subject = subject if PRONOUN.match(found[1]) else found[1].split(" and ")
            for person in subject:
                at[person] = found[2]
                for thing, who in holder.items():
                    if who == person:
                        seen(thing, found[2])
        elif found := TAKE.fullmatch(sentence):
            holder[found[2]] = found[1]
            seen(found[2], at[found[1]])
        elif found := DROP.fullmatch(sentence):
            assert holder.pop(found[2]) == found[1]
        elif found := AFRAID.fullmatch(sentence):
            afraid[ONE_OF[found[1].lower()]] = ONE_OF[found[2]]
        elif found := IS_A.fullmatch(sentence):
            kinds[found[1].lower()] = found[2]
        else:
            raise AssertionError(sentence)
    if found := re.fullmatch(r"Where is the (\w+)\?", question):
        return trails[found[1]][-1]
    if found := re.fullmatch(r"Where is (\w+)\?", question):
        return at[found[1]]
    if found := re.fullmatch(r"Where was the (\w+) before the (\w+)\?", question):
        trail = trails[found[1]]
        return trail[trail.index(found[2]) - 1]
    if found := re.fullmatch(r"Is (\w+) in the (\w+)\?", question):
        return "yes" if at[found[1]] == found[2] else "no"
    found = re.fullmatch(r"What is (\w+) afraid of\?", question)
    return afraid[kinds[found[1]]]


@pytest.mark.parametrize("task", BABI)
@pytest.mark.parametrize("more", [0.0, 1.0])
def test_that_every_answer_follows_from_its_story(task, more):
    stories = babi_stories([task], 200, 5, more=more)
    assert len(stories) == 200
    for one in stories.examples:
        assert answer(one.prompt) == one.target, one.prompt
    assert len({one.target for one in stories.examples}) >= 2


@pytest.mark.parametrize("task", BABI)
def test_that_questions_between_sentences_are_answered_from_those_before(task):
    stories = babi_stories([task], 60, 5, between=1.0, follows=" =>")
    asked = 0
    for one in stories.examples:
        told, lines = [], one.prompt.split("\n")
        for line in lines:
            question, mark, said = line.partition(" => ")
            if mark:
                assert answer("\n".join([*told, question])) == said, one.prompt
                asked += 1
            else:
                told.append(line)
        assert answer("\n".join(told)) == one.target
    assert asked >= 10


@pytest.mark.parametrize("task", BABI)
def test_that_stories_are_no_longer_than_babis_longest(task):
    most = max(one.prompt.count("\n") for one in babi_stories([task], 300, 1).examples)
    # A pair of sentences may be begun at the last but one.
    assert most <= BABI[task].longest


def test_that_a_seed_makes_the_same_stories_again():
    first, again, other = (babi_stories([1, 2], 20, seed) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    # A task's stories do not depend on which other tasks are made.
    assert babi_stories([2], 20, 7).examples == first.examples[20:]


def test_that_a_task_without_a_generator_is_refused():
    with pytest.raises(ExampleError, match="no generator for bAbI's task 4"):
        babi_stories([1, 4], 1, 0)
