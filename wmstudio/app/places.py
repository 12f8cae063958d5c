"""How places in a text move when the text changes. All places are in code points."""

from __future__ import annotations

from itertools import pairwise

from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.alignment import align, stands_alone
from wmstudio.text.changing import common_end, common_start
from wmstudio.text.stretches import Spot, moved, place_of


@dataclass(frozen=True)
class Change:
    """The text from ``start`` to ``stop`` was replaced, and is now longer by ``more``."""

    start: int
    stop: int
    more: int

    def moved(self, place: int) -> int | None:
        """The new place of the character before a place; None if it was deleted."""
        if place <= self.start:
            return place
        return None if place <= self.stop else place + self.more

    def carried(self, spot: Spot) -> Spot | None:
        """The new place of a token, which moves with its character."""
        place = self.moved(place_of(spot))
        return None if place is None else moved(spot, place)

    def kept(self, place: int) -> int:
        """The new place, or the place of the change if what was there is gone."""
        if place <= self.start:
            return place
        return self.start if place < self.stop else place + self.more


def change_between(old: str, new: str, start: int = 0, stop: int | None = None) -> Change:
    """The shortest change between two texts, within ``start`` to ``stop`` of the old one.

    If the texts also differ elsewhere, the search covers both whole texts.
    """
    stop = len(old) if stop is None else stop
    more = len(new) - len(old)
    if not 0 <= start <= stop <= len(old) or stop + more < start:
        start, stop = 0, len(old)
    before, after = old[start:stop], new[start : stop + more]
    first = start + common_start(before, after)
    # The common suffix must not overlap the common prefix.
    most = min(len(before), len(after)) - (first - start)
    behind = common_end(before, after, most)
    return Change(first, stop - behind, more)


def word_changes(old: str, new: str) -> tuple[Change, ...]:
    """All changes between two texts word by word, from the last to the first, to be made in turn.

    A word stays where it is in both texts together with a word beside it, or with the beginning or
    the end of the text: a word by itself may be another one that only reads the same.
    """
    same, ends = align(old, new), (len(old), len(new))
    stays = [(0, 0, 0)]
    for a, b, length in zip(same.a, same.b, same.lengths, strict=True):
        at_an_end = (a, b) == (0, 0) or (a + length, b + length) == ends
        if at_an_end or not stands_alone(old[a : a + length]):
            stays.append((a, b, length))
    changes = []
    for (a, b, length), (a_next, b_next, _) in pairwise([*stays, (*ends, 0)]):
        start, stop = a + length, a_next
        more = b_next - (b + length) - (stop - start)
        if stop > start or more:
            changes.append(Change(start, stop, more))
    return tuple(changes[::-1])
