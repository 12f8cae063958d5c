"""Holding out examples: nothing of the test is learned, and what is left out is told."""

import pytest

from wmstudio.example_sets.base import ExampleError, ExampleSet, PromptExample
from wmstudio.example_sets.holding_out import hold_out, plain


def talks(count):
    """Conversations of three turns, each of which begins in its own way."""
    return [
        one
        for n in range(count)
        for one in (
            PromptExample(f"Hello {n}!", f"Hi {n}"),
            PromptExample(f"hello, {n}\n> Hi {n}\nHow are you?", f"Fine {n}"),
        )
    ]


def test_that_a_conversation_stays_together_whatever_its_first_turn_is_written_like():
    found = hold_out(ExampleSet("s", tuple(talks(40))), 0.25, seed=2)
    numbers = [
        {plain(one.prompt.split("\n")[0]) for one in part.examples}
        for part in (found.known, found.held_out)
    ]
    assert not numbers[0] & numbers[1]
    assert [len(part) for part in numbers] == [30, 10]
    assert len(found.held_out) == 20
    assert found.held_out.notes == ()
    again = hold_out(ExampleSet("s", tuple(talks(40))), 0.25, seed=2)
    assert again == found
    assert hold_out(ExampleSet("s", tuple(talks(40))), 0.25, seed=3) != found


def test_that_a_target_that_is_learned_too_is_left_out_of_the_test():
    same = [PromptExample(f"Bye {n}", "See you!" if n % 2 else f"Bye {n}") for n in range(40)]
    found = hold_out(ExampleSet("s", tuple(same)), 0.5, seed=1)
    assert {one.target for one in found.known.examples} >= {"See you!"}
    assert all(one.target != "See you!" for one in found.held_out.examples)
    left = 20 - len(found.held_out)
    assert 0 < left < 20
    assert "twice" not in found.held_out.notes[0]
    assert found.held_out.notes == (f"{left} whose target is learned too are left out of the test",)


def test_that_classes_are_learned_and_tested_and_an_example_that_occurs_twice_is_tested_once():
    labelled = [
        PromptExample(f"It is {n // 2}", "good" if n // 2 % 2 else "bad") for n in range(80)
    ]
    found = hold_out(ExampleSet("s", tuple(labelled)), 0.25, seed=1)
    assert {one.target for one in found.held_out.examples} == {"good", "bad"}
    assert (len(found.known), len(found.held_out)) == (60, 10)
    assert found.held_out.notes == ("10 that occur twice are left out of the test",)


@pytest.mark.parametrize("share", [0.0, 0.01])
def test_that_too_few_examples_are_refused_in_a_sentence(share):
    with pytest.raises(ExampleError, match=r"too few different first lines \(4\) to hold out"):
        hold_out(ExampleSet("s", tuple(talks(4))), share, seed=1)


def test_that_signs_alone_are_different_prompts():
    assert plain("  Hello, you! ") == "hello you"
    assert plain("?!") == "?!"
    assert plain("吃饭了吗？") == "吃饭了吗"
