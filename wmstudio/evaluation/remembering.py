"""Does it remember what it has just read? Three tests, each a ratio of bits: now over before.

* *again*: a passage, something else, the passage again. 1 is no memory; a copy would be near 0.
* *list*: six nouns, filler, and six nouns again: the same in order, the same in another order, or
  new ones (after Armeni, Honey & Linzen 2022, aclanthology.org/2022.conll-1.28). Whoever remembers
  saves on the same and not on new ones; whoever remembers the order saves more in order.
* *new name*: a made-up name is introduced and comes again after some words. Counted are the pieces
  that follow its first: that somebody comes is for the sentence to say, who it is for memory.

Ratios are of sums over all items, with an interval over the items (`estimate`). Passages are cut
by rule and seed from texts that are given; all else is written for this program (`invented`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wmstudio.evaluation import invented
from wmstudio.evaluation.estimate import estimate
from wmstudio.evaluation.language import EvaluationError
from wmstudio.evaluation.reader import Passage, stretch_bits
from wmstudio.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wmstudio.evaluation.reader import Bits, Reader

GAPS = (250, 1000, 4000)
"""Approximate distances of *again* in characters."""
DISTANCES = (10, 30, 100, 300)
"""Distances of the other tests in words."""
PASSAGE, LEAD = 300, 250
"""Approximate lengths in characters: of what is read twice, and of what precedes it."""
SLACK = 0.35
"""By how much a cut may be longer, as a share of its length, since it ends with a sentence."""
ATTEMPTS = 200
"""Attempts to cut one passage."""
ORDERS = ("same", "other", "new")


class Item(NamedTuple):
    """A passage of a test with its distance and condition.

    The result is the bits of its second stretch over those of the first.
    """

    group: tuple[str, ...]
    passage: Passage


# --- again -------------------------------------------------------------------------------------


def again_items(texts: Mapping[str, str], seed: int, count: int = 24) -> list[Item]:
    """Passages to be read twice, from texts by name; each other's texts fill the gaps.

    Raises:
        EvaluationError: the texts are too short.
    """
    random = np.random.default_rng([seed, 1])
    prose = [(text, sentences(text)) for _, text in sorted(texts.items())]
    items, used = [], set[tuple[int, int]]()
    for number in range(count):
        which = number % len(prose)
        for _ in range(ATTEMPTS):
            found = _cut(*prose[which], int(random.integers(2**31)), (PASSAGE,))
            other = (which + 1 + int(random.integers(max(1, len(prose) - 1)))) % len(prose)
            between = _cut(*prose[other], int(random.integers(2**31)), (LEAD, *GAPS))
            if not found or not between or (which, found[0][0]) in used:
                continue
            if which == other and found[0][0] < between[-1][1] and between[0][0] < found[0][1]:
                continue
            used.add((which, found[0][0]))
            passage = prose[which][0][slice(*found[0])]
            lead, *gaps = (prose[other][0][slice(*cut)] for cut in between)
            items += [
                Item((f"{gap}",), _again(lead, passage, text))
                for gap, text in zip(GAPS, gaps, strict=True)
            ]
            break
        else:
            raise EvaluationError(
                f"the texts are too short to cut {count} passages from: name more or longer ones"
            )
    return items


def _again(lead: str, passage: str, gap: str) -> Passage:
    before = f"{lead}\n\n"
    between = f"{before}{passage}\n\n{gap}\n\n"
    first, second = len(before), len(between)
    size = len(passage)
    return Passage(f"{between}{passage}", ((first, first + size), (second, second + size)))


def _cut(
    text: str, spans: Sequence[tuple[int, int]], draw: int, sizes: Sequence[int]
) -> list[tuple[int, int]]:
    """Cut whole sentences: the first size by itself, the others all from where that one ends.

    Empty if that is impossible.
    """
    at, cuts = draw % max(1, len(spans)), list[tuple[int, int]]()
    start, follow = at, at
    for number, size in enumerate(sizes):
        if number == 1:
            start = follow = follow + 1
        while follow < len(spans) and spans[follow][1] - spans[start][0] < size:
            follow += 1
        if follow >= len(spans) or start >= len(spans):
            return []
        low, high = spans[start][0], spans[follow][1]
        if high - low > size * (1 + SLACK):
            return []
        cuts.append((low, high))
    return cuts


# --- list --------------------------------------------------------------------------------------


def list_items(seed: int, count: int = 24) -> list[Item]:
    """Lists of nouns, each followed by the same order, another order, and the next list."""
    random = np.random.default_rng([seed, 2])
    lists = invented.noun_lists(count, random)
    items = []
    for number, nouns in enumerate(lists):
        other = nouns
        while any(a == b for a, b in zip(nouns, other, strict=True)):
            other = tuple(nouns[i] for i in random.permutation(len(nouns)))
        # Every list is first once and new once, so that all nouns have the same weight.
        then = {"same": nouns, "other": other, "new": lists[(number + 1) % count]}
        for words in DISTANCES:
            between = invented.filler(words, (seed, 2, number))
            for order in ORDERS:
                items.append(Item((order, f"{words}"), _list(nouns, between, then[order])))
    return items


def _list(nouns: Sequence[str], between: str, then: Sequence[str]) -> Passage:
    first = "She read out the list: "
    second = f"{first}{', '.join(nouns)}. {between} Then she read out the list: "
    low, high = len(first), len(first) + len(", ".join(nouns))
    text = f"{second}{', '.join(then)}."
    return Passage(text, ((low, high), (len(second), len(text) - 1)))


# --- new name ----------------------------------------------------------------------------------


def name_items(seed: int, count: int = 60) -> list[Item]:
    """Made-up names, each introduced and repeated at every distance."""
    random = np.random.default_rng([seed, 3])
    items = []
    for number, name in enumerate(invented.names(count, random)):
        introduction = str(random.choice(invented.INTRODUCTIONS)).format(name=name)
        returns = str(random.choice(invented.RETURNS))
        head = len(returns.split()) - 1
        low = introduction.index(name)
        for words in DISTANCES:
            between = invented.filler(words - head, (seed, 3, number))
            text = f"{introduction} {between} {returns.format(name=name)}"
            again = text.rindex(name)
            spans = ((low, low + len(name)), (again, again + len(name)))
            items.append(Item((f"{words}",), Passage(text, spans)))
    return items


# --- all of them -------------------------------------------------------------------------------


def ratios(
    reader: Reader,
    items: Sequence[Item],
    seed: int,
    skip: int = 0,
    tell: Callable[[int], object] | None = None,
) -> dict[str, Any]:
    """Bits of the second over the first stretch, by group; nested as the groups are.

    ``skip`` pieces at the beginning of each stretch are not counted.

    Raises:
        EvaluationError: a probability is not finite, or nothing is left to count.
    """
    found = stretch_bits(reader, [item.passage for item in items], tell)
    sums: dict[tuple[str, ...], list[tuple[float, float]]] = {}
    for item, (first, second) in zip(items, found, strict=True):
        sums.setdefault(item.group, []).append((_sum(first, skip), _sum(second, skip)))
    told: dict[str, Any] = {}
    for group, pairs in sums.items():
        first_bits, second_bits = zip(*pairs, strict=True)
        if not sum(first_bits):
            raise EvaluationError("every name is a single piece here: there is nothing to count")
        into = told
        for name in group[:-1]:
            into = into.setdefault(name, {})
        into[group[-1]] = estimate(second_bits, first_bits, seed)
    return told


def _sum(bits: Bits, skip: int) -> float:
    return float(bits[skip:].sum())


def remember(
    reader: Reader,
    texts: Mapping[str, str],
    seed: int,
    tell: Callable[[int], object] | None = None,
) -> dict[str, Any]:
    """All three tests: by name, then by order (of *list*), then by distance.

    Raises:
        EvaluationError: see `again_items` and `ratios`.
    """
    return {
        "again": ratios(reader, again_items(texts, seed), seed, tell=tell),
        "list": ratios(reader, list_items(seed), seed, tell=tell),
        "new name": ratios(reader, name_items(seed), seed, skip=1, tell=tell),
    }


PASSAGES = 24 * len(GAPS) + 24 * len(ORDERS) * len(DISTANCES) + 60 * len(DISTANCES)
"""Number of passages that `remember` reads."""
