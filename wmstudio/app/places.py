"""How places in a text move when the text changes. All places are in code points."""

from __future__ import annotations

from wmstudio.lazy_dataclass import dataclass
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
