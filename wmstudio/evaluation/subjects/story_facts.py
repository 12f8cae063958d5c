"""Stories with questions as a memory task: who is where, a word for each symbol.

The stories are those of `wmstudio.example_sets.worlds`, task 1 (after bAbI, Weston et al. 2015).

Shapes: B sequences, T symbols.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from wmstudio.example_sets.worlds import GO, PEOPLE, PLACES, World, walk
from wmstudio.lazy_dataclass import dataclass
from wmstudio.tasks.base import LETTERS, Questions, Task, size

WORDS = (*PEOPLE, *PLACES, *GO, "to", "the", ".", "Where", "is", "?")
SYMBOL_OF = {word: ord(letter) for word, letter in zip(WORDS, LETTERS, strict=False)}
"""The ASCII code that stands for a word; a verb of two words is one."""
FACT, QUESTION, ASKED = 6, 4, 4
"""Symbols of a sentence and of a question, and the number of questions after a story."""


@dataclass(frozen=True, kw_only=True)
class StoryFacts(Task):
    """``facts`` sentences, each of which moves somebody, then four questions where somebody is.

    Everybody who was named is asked for before anybody is asked for again.
    """

    name: ClassVar[str] = "story facts"
    text: ClassVar[str] = "people go from place to place: where is each of them?"

    facts: int = size(8)

    @property
    def tokens(self) -> int:
        """Those of the sentences and of the questions."""
        return FACT * self.facts + QUESTION * ASKED

    @property
    def chance(self) -> float:
        """Any place."""
        return 1 / len(PLACES)

    @property
    def group_name(self) -> str:
        """How many sentences ago it was told."""
        return "sentences since the fact"

    @property
    def held(self) -> float:
        """The mean number of people in a story, whose places are to be remembered."""
        return len(PEOPLE) * (1 - (1 - 1 / len(PEOPLE)) ** self.facts)

    def questions(self, rows: int, rng: np.random.Generator) -> Questions:
        """Stories with their questions."""
        inputs = np.zeros((rows, self.tokens), np.uint8)
        answers, groups = np.zeros_like(inputs), np.zeros(inputs.shape, np.int64)
        for row in range(rows):
            world = World(rng, PEOPLE, PLACES, ())
            for _ in range(self.facts):
                walk(world)
            symbols = [symbol for line in world.sentences for symbol in spelled(line)]
            named = [str(person) for person in rng.permutation(sorted(world.at))]
            for n in range(ASKED):
                person = named[n % len(named)]
                symbols += spelled(f"Where is {person}?")
                place, number = world.at[person]
                answers[row, len(symbols) - 1] = SYMBOL_OF[place]
                groups[row, len(symbols) - 1] = self.facts - number
            inputs[row] = symbols
        return Questions(inputs, answers, groups)


def spelled(sentence: str) -> list[int]:
    """The symbols of a sentence of task 1, word by word."""
    for verb in GO:
        if f" {verb} to " in sentence:
            before, after = sentence.split(f" {verb} to ")
            words = [before, verb, "to", *after[:-1].split(), after[-1]]
            break
    else:
        words = [*sentence[:-1].split(), sentence[-1]]
    return [SYMBOL_OF[word] for word in words]
