"""Places in a text that is being written: what a change does to them. All in code points."""

from __future__ import annotations

from dataclasses import dataclass

from wmstudio.text.changing import common_end, common_start
from wmstudio.text.stretches import Spot, moved, place_of


@dataclass(frozen=True, slots=True)
class Change:
    """What stood from ``start`` to ``stop`` gave way, and the text is ``more`` longer now."""

    start: int
    stop: int
    more: int

    def moved(self, place: int) -> int | None:
        """Where a place is now that is held by the character before it; None if that is gone."""
        if place <= self.start:
            return place
        return None if place <= self.stop else place + self.more

    def carried(self, spot: Spot) -> Spot | None:
        """Where a token is now, which goes with its character."""
        place = self.moved(place_of(spot))
        return None if place is None else moved(spot, place)

    def kept(self, place: int) -> int:
        """Where a place is now; where what it was in is gone, the place where that was."""
        if place <= self.start:
            return place
        return self.start if place < self.stop else place + self.more


def change_between(old: str, new: str, start: int = 0, stop: int | None = None) -> Change:
    """The shortest stretch that changed, looked for from ``start`` to ``stop`` of the old text.

    Where the texts cannot differ in that stretch alone, it is looked for in all of them.
    """
    stop = len(old) if stop is None else stop
    more = len(new) - len(old)
    if not 0 <= start <= stop <= len(old) or stop + more < start:
        start, stop = 0, len(old)
    before, after = old[start:stop], new[start : stop + more]
    first = start + common_start(before, after)
    # From behind, but not over what is common from the front.
    most = min(len(before), len(after)) - (first - start)
    behind = common_end(before, after, most)
    return Change(first, stop - behind, more)
