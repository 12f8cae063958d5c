"""Holding examples out for a test, so that nothing of the test has been learned.

Examples stay together whose prompts have the same first line, whatever its case and punctuation:
the turns of a conversation, and the translations of a sentence. Of what is held out, examples are
left out whose target is learned too, unless targets are classes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wmstudio.example_sets.base import ExampleError, classes_of

if TYPE_CHECKING:
    from wmstudio.example_sets.base import ExampleSet

SIGNS = re.compile(r"[\W_]+")


class HeldOut(NamedTuple):
    """Examples to learn from, and others to test with."""

    known: ExampleSet
    held_out: ExampleSet


def hold_out(examples: ExampleSet, share: float, seed: int) -> HeldOut:
    """Split a set; ``share`` is that of the first lines whose examples are held out.

    Notes of the second set say what was left out of it. An example that occurs twice there is kept
    once.

    Raises:
        ExampleError: one of the two would be empty.
    """
    firsts = [plain(one.prompt.strip().partition("\n")[0]) for one in examples.examples]
    different = list(dict.fromkeys(firsts))
    order = np.random.default_rng(seed).permutation(len(different))
    out = {different[i] for i in order[: round(share * len(different))]}
    pairs = list(zip(firsts, examples.examples, strict=True))
    known = tuple(one for first, one in pairs if first not in out)
    away = [one for first, one in pairs if first in out]
    once = list({(plain(one.prompt), plain(one.target)): one for one in away}.values())
    learned: set[str] = set()
    if classes_of(one.target for one in examples.examples) is None:
        learned = {plain(one.target) for one in known}
    new = tuple(one for one in once if plain(one.target) not in learned)
    if not known or not new:
        raise ExampleError(
            f"{examples.name} has too few different first lines ({len(different):,}) to hold out "
            f"{100 * share:g}% of them"
        )
    twice, learned_too = len(away) - len(once), len(once) - len(new)
    note = (
        "1 that occurs twice is left out of the test"
        if twice == 1
        else f"{twice:,} that occur twice are left out of the test"
    )
    note_too = (
        "1 whose target is learned too is left out of the test"
        if learned_too == 1
        else f"{learned_too:,} whose target is learned too are left out of the test"
    )
    notes = (*([note] if twice else []), *([note_too] if learned_too else []))
    return HeldOut(replace(examples, examples=known), replace(examples, examples=new, notes=notes))


def plain(text: str) -> str:
    """A text in lower case, without white space and punctuation; if it has nothing else, itself."""
    return SIGNS.sub(" ", text.lower()).strip() or text
