"""Stories after bAbI's worlds, with questions, made from a seed: a generator of our own.

Its sentences have the form of the tasks of Weston et al. 2015 ("Towards AI-complete question
answering") that the numbers name, and their words with some more people, places and things, so that
what is learned is not which of six rooms comes up most. It differs from theirs in this:

* Stories are of any length up to that of the task's longest, and each ends with a question; others
  stand between their sentences if ``between`` says so.
* Who moves where is drawn uniformly; theirs has grammar and a simulation of wishes.
* ``more`` is the share of stories whose people, places and things are drawn from the longer lists.

Shapes: none; all is text.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wmstudio.example_sets.base import FOLLOWS, ExampleError, ExampleSet, PromptExample
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PEOPLE = ("Mary", "John", "Daniel", "Sandra")
MORE_PEOPLE = ("Julie", "Bill", "Fred", "Emma", "Oscar", "Ruth")
SHE = frozenset(("Mary", "Sandra", "Julie", "Emma", "Ruth"))
PLACES = ("bathroom", "hallway", "kitchen", "garden", "office", "bedroom")
MORE_PLACES = ("cellar", "library", "attic", "stable", "park", "school")
THINGS = ("football", "milk", "apple")
MORE_THINGS = ("book", "lamp", "letter", "basket", "key")
GO = ("moved", "went", "went back", "journeyed", "travelled")
GET = ("got", "took", "grabbed", "picked up")
DROP = ("dropped", "left", "discarded", "put down")
THEN = ("Then", "After that", "Afterwards", "Following that")
KINDS = ("mouse", "wolf", "cat", "sheep")
MORE_KINDS = ("fox", "lion", "goose", "horse")
MANY = {"mouse": "mice", "wolf": "wolves", "sheep": "sheep", "fox": "foxes", "goose": "geese"}
ANIMALS = ("Gertrude", "Winona", "Emily", "Jessica")


class StoryQuestion(NamedTuple):
    """A question about a story so far. ``needed`` are the sentences that answer it, by number."""

    text: str
    answer: str
    needed: tuple[int, ...]


@dataclass
class World:
    """Who is where and has what, and the sentences that tell it.

    ``at`` is a person's place with the sentence that says it, ``has`` a thing's holder with the
    sentence in which it was got, and ``lies`` where a thing was put down.
    """

    rng: np.random.Generator
    people: tuple[str, ...]
    places: tuple[str, ...]
    things: tuple[str, ...]
    sentences: list[str] = field(default_factory=list)
    at: dict[str, tuple[str, int]] = field(default_factory=dict)
    has: dict[str, tuple[str, int]] = field(default_factory=dict)
    trail: dict[str, list[tuple[str, tuple[int, ...]]]] = field(default_factory=dict)
    """Where each thing was, place by place, with the sentences that say so."""

    def pick(self, among: Sequence[str]) -> str:
        """One of these."""
        return among[int(self.rng.integers(len(among)))]

    def tell(self, sentence: str) -> int:
        """Add a sentence. Returns its number."""
        self.sentences.append(sentence)
        return len(self.sentences) - 1

    def go(self, who: Sequence[str], place: str, number: int) -> None:
        """Some people are at a place now, with what they carry."""
        for person in who:
            self.at[person] = place, number
            for thing, (holder, got) in self.has.items():
                if holder == person:
                    self._moved(thing, place, (got, number))

    def move(self, who: Sequence[str], named: str = "", places: Sequence[str] = ()) -> None:
        """Some people go somewhere else; ``named`` stands for them in the sentence."""
        here = {self.at[person][0] for person in who if person in self.at}
        place = self.pick([one for one in places or self.places if one not in here])
        subject = named or " and ".join(who)
        self.go(who, place, self.tell(f"{subject} {self.pick(GO)} to the {place}."))

    def get(self, person: str, thing: str) -> None:
        """A person takes a thing where both are."""
        place, came = self.at[person]
        number = self.tell(f"{person} {self.pick(GET)} the {thing}{self.pick(('', ' there'))}.")
        self.has[thing] = person, number
        self._moved(thing, place, (number, came))

    def drop(self, thing: str) -> None:
        """A thing is put down where its holder is."""
        person, _ = self.has.pop(thing)
        place, came = self.at[person]
        number = self.tell(f"{person} {self.pick(DROP)} the {thing}{self.pick(('', ' there'))}.")
        self.trail[thing][-1] = place, (number, came)

    def lying(self, place: str) -> list[str]:
        """Things that a person at a place may take: those that were put down there, or unseen."""
        return [
            thing
            for thing in self.things
            if thing not in self.has
            and (thing not in self.trail or self.trail[thing][-1][0] == place)
        ]

    def _moved(self, thing: str, place: str, why: tuple[int, ...]) -> None:
        trail = self.trail.setdefault(thing, [])
        if not trail or trail[-1][0] != place:
            trail.append((place, why))
        else:
            trail[-1] = place, why


def wander(world: World) -> None:
    """Somebody walks about, takes a thing or puts one down."""
    person = world.pick(world.people)
    what = world.rng.random()
    carried = [thing for thing, (holder, _) in world.has.items() if holder == person]
    if person in world.at and what < 0.25 and (found := world.lying(world.at[person][0])):
        world.get(person, world.pick(found))
    elif carried and what > 0.85:
        world.drop(world.pick(carried))
    else:
        world.move([person])


def walk(world: World) -> None:
    """One person goes somewhere."""
    world.move([world.pick(world.people)])


def walk_on(world: World) -> None:
    """One person goes somewhere, and in the next sentence, as "he" or "she", elsewhere."""
    person = world.pick(world.people)
    world.move([person])
    world.move([person], f"{world.pick(THEN)} {'she' if person in SHE else 'he'}")


def walk_together(world: World) -> None:
    """Two people go somewhere."""
    world.move(_two(world))


def walk_on_together(world: World) -> None:
    """Two people go somewhere, and in the next sentence, as "they", elsewhere."""
    both = _two(world)
    world.move(both)
    world.move(both, f"{world.pick(THEN)} they")


def fear(world: World) -> None:
    """Which kinds of animals are afraid of which, and of what kind four animals are."""
    kinds = [str(kind) for kind in world.rng.permutation(world.places)][:4]
    sentences: list[str] = []
    for kind in kinds:
        afraid = world.pick([other for other in kinds if other != kind])
        world.trail[kind] = [(afraid, (len(sentences),))]
        of = MANY.get(afraid, f"{afraid}s")
        sentences.append(f"{MANY.get(kind, f'{kind}s').capitalize()} are afraid of {of}.")
    for animal in ANIMALS:
        world.at[animal] = world.pick(kinds), len(sentences)
        sentences.append(f"{animal} is a {world.at[animal][0]}.")
    order = [int(i) for i in world.rng.permutation(len(sentences))]
    for i in order:
        world.tell(sentences[i])
    told = {number: place for place, number in enumerate(order)}
    world.at = {animal: (kind, told[n]) for animal, (kind, n) in world.at.items()}
    world.trail = {kind: [(afraid, (told[n],))] for kind, [(afraid, (n,))] in world.trail.items()}


def where_is_someone(world: World) -> StoryQuestion | None:
    """One fact says it."""
    person = world.pick(sorted(world.at))
    place, number = world.at[person]
    return StoryQuestion(f"Where is {person}?", place, (number,))


def where_is_something(world: World) -> StoryQuestion | None:
    """Who took it, and where they went, or where it was put down."""
    if not world.trail:
        return None
    thing = world.pick(sorted(world.trail))
    place, why = world.trail[thing][-1]
    return StoryQuestion(f"Where is the {thing}?", place, why)


def where_was_something(world: World) -> StoryQuestion | None:
    """Where it was before it came to another place."""
    moved = [
        (thing, i)
        for thing, trail in sorted(world.trail.items())
        for i in range(1, len(trail))
        # A place that it came to twice would leave open which time is meant.
        if [place for place, _ in trail].count(trail[i][0]) == 1
    ]
    if not moved:
        return None
    thing, i = moved[int(world.rng.integers(len(moved)))]
    (before, came), (after, why) = world.trail[thing][i - 1 : i + 1]
    return StoryQuestion(f"Where was the {thing} before the {after}?", before, (*why, *came))


def yes_or_no(world: World) -> StoryQuestion | None:
    """Whether somebody is somewhere, whatever they took or put down."""
    person = world.pick(sorted(world.at))
    place, number = world.at[person]
    asked = place if world.rng.random() < 0.5 else world.pick(world.places)
    return StoryQuestion(
        f"Is {person} in the {asked}?", "yes" if asked == place else "no", (number,)
    )


def what_is_feared(world: World) -> StoryQuestion | None:
    """What an animal is afraid of follows from its kind."""
    animal = world.pick(ANIMALS)
    kind, number = world.at[animal]
    afraid, why = world.trail[kind][-1]
    return StoryQuestion(f"What is {animal.lower()} afraid of?", afraid, (number, *why))


def _two(world: World) -> list[str]:
    return [world.people[i] for i in world.rng.choice(len(world.people), 2, replace=False)]


def evenly(rng: np.random.Generator) -> float:
    """Stories of all lengths alike."""
    return float(rng.random())


def mostly_short(rng: np.random.Generator) -> float:
    """Most stories are short, as in bAbI, whose stories end at the fifth question."""
    return float(rng.random()) ** 3


class BabiTask(NamedTuple):
    """How stories of a task are made: what happens next, what is asked, and how long they are."""

    text: str
    happen: Callable[[World], None]
    ask: Callable[[World], StoryQuestion | None]
    least: int
    """Fewest sentences before a question."""
    longest: int
    """Most sentences of bAbI's stories of the task."""
    length: Callable[[np.random.Generator], float] = evenly
    """Draws a length: from 0, the least, to 1, the longest."""


BABI: dict[int, BabiTask] = {
    1: BabiTask("one supporting fact", walk, where_is_someone, 2, 10),
    2: BabiTask("two supporting facts", wander, where_is_something, 4, 60, mostly_short),
    3: BabiTask("three supporting facts", wander, where_was_something, 8, 220, mostly_short),
    6: BabiTask("yes or no", wander, yes_or_no, 2, 26, mostly_short),
    11: BabiTask("coreference", walk_on, where_is_someone, 2, 10),
    12: BabiTask("conjunction", walk_together, where_is_someone, 2, 10),
    13: BabiTask("compound coreference", walk_on_together, where_is_someone, 2, 10),
    15: BabiTask("deduction", fear, what_is_feared, 8, 8),
}
"""The tasks that can be made, by their numbers."""
TRIES = 1_000


def babi_stories(
    tasks: Sequence[int],
    questions: int,
    seed: int,
    *,
    more: float = 0.0,
    longest: int = 0,
    between: float = 0.0,
    follows: str = FOLLOWS,
) -> ExampleSet:
    """Make this many stories of each task, each of which ends with a question, in order of tasks.

    The group of an example is its task. ``more`` (0…1) is the share of stories about the longer
    lists of people, places and things. ``longest`` is the most sentences of a story, or 0 for what
    is usual in the task. ``between`` (0…1) is the largest share of a story's sentences after which
    a question stands with its answer, which ``follows`` comes before; each story draws its share.

    Raises:
        ExampleError: a task is none of `BABI`.
    """
    if unknown := [task for task in tasks if task not in BABI]:
        known = ", ".join(map(str, BABI))
        raise ExampleError(
            f"there is no generator for bAbI's task {unknown[0]}; there is for {known}"
        )
    found = []
    for task in tasks:
        rng = np.random.default_rng((seed, task))
        for number in range(questions):
            lines, last = _story(BABI[task], rng, more, longest, between, follows)
            prompt = "\n".join([*lines, last.text])
            found.append(PromptExample(prompt, last.answer, id=f"{task}-{number}", group=str(task)))
    return ExampleSet("stories", tuple(found), "made from a seed, after bAbI (Weston et al. 2015)")


def _story(
    task: BabiTask,
    rng: np.random.Generator,
    more: float,
    longest: int,
    between: float,
    follows: str,
) -> tuple[list[str], StoryQuestion]:
    """The lines of a story, with questions that are answered in it, and its last question."""
    most = max(min(longest or task.longest, task.longest), task.least)
    for _ in range(TRIES):
        all_of = rng.random() < more
        places = PLACES + MORE_PLACES * all_of
        if task.happen is fear:
            places = KINDS + MORE_KINDS * all_of
        world = World(rng, PEOPLE + MORE_PEOPLE * all_of, places, THINGS + MORE_THINGS * all_of)
        length = task.least + round((most - task.least) * task.length(rng))
        # Were all stories full of answers, it would be enough to copy from these.
        share = between * rng.random()
        lines: list[str] = []
        told = 0
        while told < length:
            task.happen(world)
            lines += world.sentences[told:]
            told = len(world.sentences)
            asked = task.ask(world) if task.least <= told and rng.random() < share else None
            if asked:
                lines.append(f"{asked.text}{follows} {asked.answer}")
        if last := task.ask(world):
            return lines, last
    raise AssertionError("a story with a question is far more likely than one without")
