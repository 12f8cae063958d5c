"""What is to be remembered in the load study: pairs, or the facts of stories."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wmstudio.evaluation.subjects.story_facts import ASKED, FACT, StoryFacts
from wmstudio.tasks.recall import Recall

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wmstudio.tasks.base import Task

VALUES = 16


class LoadSubject(NamedTuple):
    """A task for each size of a set, and the words in which the page tells of it."""

    sizes: Callable[[Sequence[int]], list[int]]
    """The sizes that are tested, by the capacities."""
    task: Callable[[int, Sequence[int]], Task]
    """The task with a set of this size, by the capacities."""
    shown: Callable[[int], int]
    """The number of symbols that show a set of this size."""
    held: Callable[[int], float]
    """How much is to be remembered of a set of this size."""
    chance: float
    title: str
    asks: str
    unit: str
    """What a set consists of."""
    kept: str
    """What is remembered."""
    value: str
    """What an answer is."""
    kept_means: str


def _pairs(capacities: Sequence[int]) -> list[int]:
    sizes = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
    return [n for n in sizes if n <= 2 * max(capacities)]


def _recall(pairs: int, capacities: Sequence[int]) -> Recall:
    """Associative recall, with as many keys as the largest set needs."""
    return Recall(pairs=pairs, keys=max(2 * max(capacities), 2), values=VALUES)


SUBJECTS = {
    "recall": LoadSubject(
        _pairs,
        _recall,
        lambda pairs: 2 * pairs,
        float,
        1 / VALUES,
        "What a working memory holds",
        "Associative recall: pairs of key and value are shown, then every key is asked for its "
        "value.",
        "pairs",
        "pairs kept",
        "values",
        "the most pairs that were remembered of any set, guesses taken off: n (accuracy − chance) "
        "/ (1 − chance)",
    ),
    "stories": LoadSubject(
        lambda _: [1, 2, 3, 4, 6, 8],
        lambda facts, _: StoryFacts(facts=facts),
        lambda facts: FACT * facts,
        lambda facts: StoryFacts(facts=facts).held,
        StoryFacts().chance,
        "What a working memory holds of a story",
        "Stories after bAbI’s first task, a word for each token: each sentence moves one of four "
        f"people to one of six places, then {ASKED} questions ask where they are.",
        "facts",
        "places kept",
        "places",
        "the most people of a story whose places were remembered, guesses taken off: m (accuracy − "
        "chance) / (1 − chance) with the mean number m of people in stories of that length",
    ),
}
"""By the names that the command line has for them."""
