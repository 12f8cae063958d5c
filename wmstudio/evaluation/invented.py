"""Words and sentences written for the tests of remembering, which occur in no book.

Names are made of syllables, so that no model has learned them; filler has no names, and none of
the nouns that lists are made of.
"""

from __future__ import annotations

from itertools import product

import numpy as np


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


NOUNS = _words(
    """basket candle ladder kettle hammer button saddle pebble ribbon feather barrel lantern needle
    blanket bucket whistle mirror trumpet carpet pillow spoon anchor bottle bridge cabin castle
    cherry clock cradle crown drum engine fiddle garden glove harp helmet honey island jacket jewel
    kitten lemon marble meadow mitten onion orchard oven paddle parcel pepper pigeon pocket puppet
    rabbit rocket salmon scissors shovel spider statue thimble ticket turnip umbrella violin wagon
    walnut wheel willow window"""
)
LIST_SIZE = 6

_FIRST = [
    _words("Tam Orv Bel Quil Fen Dro Hesk Jor Kel Lum Nar Osk Pel Rud Sev Tor Ulm Vey Yar Zan"),
    _words("sin ika ora dek iva mund essa ric olin wen abus usk ith anda"),
]
_LAST = [
    _words("Grau Holm Strun Pem Gwick Thorl Bramm Cald Dunf Falk Gris Kest Lorb Mell Nock Quar"),
    _words("beck worthy mott lace stave rigg ley combe dyke wright"),
]

INTRODUCTIONS = (
    "There was once a miller whose name was {name}.",
    "On the hill lived a shoemaker called {name}.",
    "The youngest of all the sailors was {name}.",
    "In that house there was a servant named {name}.",
    "The new teacher at the school was {name}.",
    "They told him that the stranger was {name}.",
)
RETURNS = (
    "Just then up came {name}.",
    "They had to wait for {name}.",
    "At the door stood {name}.",
    "Nobody had thought of {name}.",
    "There in the lane was {name}.",
    "It was a letter for {name}.",
)
"""Sentences that end with the name."""

FILLER = _lines("""
    The rain had stopped by then and the road was dry.
    A cool wind came up from the sea.
    All the lamps in the street were burning.
    Nothing at all could be heard in the yard.
    The old dog slept beside the fire.
    There was bread on the table and a little cheese.
    Far away a bell was ringing slowly.
    The snow lay deep on all the fields.
    Somebody had left the gate wide open.
    The leaves were turning yellow and red.
    It grew darker and darker under the trees.
    The river ran fast and was very cold.
    No ship had come in for many days.
    The children played on the stairs till supper.
    Every evening the sheep came down to drink.
    In the morning the grass was wet again.
    The fire had almost gone out by that time.
    There was a smell of apples in the room.
    The cart went slowly up the steep road.
    One could see the smoke from a long way off.
    The door creaked whenever it was opened.
    Soup was boiling in the big black pot.
    Some of the birds had already flown away.
    The moon stood high above the roofs.
    The path was narrow and full of stones.
    Two men were mending the wall of the well.
    The mice ran about behind the boards.
    It was the coldest night of the whole winter.
    The baker had shut his shop early.
    The ice on the pond was thick and clear.
    A long shadow fell upon the floor.
    The corn was nearly ready to be cut.
    The stars came out one after another.
    The hens had all gone to their places.
    The water was as smooth as glass.
    The market was over and the people went home.
    The mill was standing still that day.
    A little later the clouds went away.
    The hay had been brought in before the storm.
    The cows were lying down in the shade.
    The stove was hot and the tea was ready.
    The whole valley was full of mist.
""")
"""Sentences of seven to eleven words."""
CLOSING = {
    len(line.split()): line
    for line in _lines("""
    So it went.
    Then it was quiet.
    The sun was still shining.
    After that nothing happened for long.
    It was getting late and rather cold.
    The whole house smelled of soap and smoke.
    At last the noise in the street was over.
    The fog came in and hid all of the boats.
    By and by the wind went down and the sea slept.
    When it struck eight they put out the light and went upstairs.
    For a while there was no sound but that of the falling rain.
    The next day was a holiday, and so the shops were shut until noon.
""")
}
"""One sentence of each number of words, from three, to fill up the rest."""


def filler(words: int, seed: tuple[int, ...]) -> str:
    """This many words of sentences in an order that follows from the seed.

    With the same seed, a longer filler begins like a shorter one, but for the last sentence.

    Raises:
        ValueError: fewer than three words, or more than there are.
    """
    order = iter(np.random.default_rng(seed).permutation(len(FILLER)))
    lines, left = [], words
    try:
        while left > max(CLOSING):
            lines.append(FILLER[next(order)])
            left -= len(lines[-1].split())
        return " ".join([*lines, CLOSING[left]])
    except (StopIteration, KeyError):
        raise ValueError(f"there is no filler of {words} words") from None


def names(count: int, random: np.random.Generator) -> list[str]:
    """Made-up first and last names, each used once."""
    first, last = (["".join(parts) for parts in product(*sides)] for sides in (_FIRST, _LAST))
    chosen = (random.permutation(len(pool))[:count] for pool in (first, last))
    return [f"{first[i]} {last[j]}" for i, j in zip(*chosen, strict=True)]


def noun_lists(count: int, random: np.random.Generator) -> list[tuple[str, ...]]:
    """Lists of different nouns; neighbouring lists (in a ring) share none.

    (A shuffled row of all nouns is cut into lists. If more rows are needed, they are redrawn until
    they fit.)
    """
    rows = -(-count * LIST_SIZE // len(NOUNS))
    while True:
        nouns = [NOUNS[i] for _ in range(rows) for i in random.permutation(len(NOUNS))]
        lists = [tuple(nouns[i * LIST_SIZE : (i + 1) * LIST_SIZE]) for i in range(count)]
        ring = zip(lists, lists[1:] + lists[:1], strict=True)
        if count == 1 or not any(set(a) & set(b) for a, b in ring):
            return lists
