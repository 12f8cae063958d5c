"""Which tokens a stretch of a text has, and which stretch some tokens have.

Places are counted in code points. Where each token ends does not tell these apart by itself: a
character that takes several tokens (its bytes) gives its width to the first of them and none to the
others, though it belongs to all of them. So whoever goes from text to tokens or back does it here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def spans_of(ends_T: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """``[T, 2]``: start (inclusive) and end (exclusive) of each token; together they tile the text.

    Of a character of several tokens the first has it, and the others have no width.
    """
    starts_T = np.concatenate([np.zeros(1, np.int64), ends_T[:-1]])[: len(ends_T)]
    return np.stack([starts_T, ends_T], axis=1)


class Tiling(Protocol):
    """The tokens of a text, in order: where each of them ends."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def end_of(self, token: int) -> int:
        """Where a token ends; raises IndexError where there is none of the number."""
        ...

    def token_before(self, place: int) -> int:
        """The last token that ends at or before a place; -1 if none does."""
        ...


@dataclass(frozen=True)
class Ends:
    """A `Tiling` by the ends of all tokens, ``[T]``."""

    ends: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    def end_of(self, token: int) -> int:
        """See `Tiling`."""
        if not 0 <= token < len(self.ends):
            raise IndexError(f"token {token} of {len(self.ends)}")
        return int(self.ends[token])

    def token_before(self, place: int) -> int:
        """See `Tiling`."""
        return int(np.searchsorted(self.ends, place, side="right")) - 1


class Within(NamedTuple):
    """One of several tokens of a character, but not its last: ``number`` counts them from 0."""

    place: int
    """Where the character ends."""
    number: int


Spot = int | Within
"""A token by where it stands in the text, which any tokenizer can be asked about.

A plain place means the last token that ends there (or before).
"""


def tokens_of(tiling: Tiling, start: int, stop: int) -> tuple[int, int]:
    """The tokens (half open) that have any of the characters from ``start`` to ``stop``.

    All tokens of a character that takes several; none for an empty stretch, or one that lies
    beyond the tokens.
    """
    start = max(start, 0)
    first = tiling.token_before(start) + 1
    if start >= stop or first >= len(tiling):
        return first, first
    holder = tiling.token_before(stop - 1) + 1
    if holder >= len(tiling):
        return first, len(tiling)
    return first, tiling.token_before(tiling.end_of(holder)) + 1


def stretch_of(tiling: Tiling, first: int, after: int) -> tuple[int, int]:
    """The stretch of the text of tokens ``first`` to ``after`` (half open, at least one).

    A character of which they have any token is in it as a whole.
    """
    holder = tiling.token_before(tiling.end_of(first) - 1) + 1
    return (tiling.end_of(holder - 1) if holder else 0), tiling.end_of(after - 1)


def spot_of(tiling: Tiling, token: int) -> Spot:
    """Where a token stands; -1 is the place before the first."""
    if token < 0:
        return 0
    place = tiling.end_of(token)
    if tiling.token_before(place) == token:
        return place
    return Within(place, token - tiling.token_before(place - 1) - 1)


def token_at(tiling: Tiling, spot: Spot) -> int:
    """The token at a spot; -1 is the place before the first.

    Where the character takes fewer tokens here, its last one; where no token ends at the place, the
    last one that ends before it.
    """
    if isinstance(spot, int):
        return tiling.token_before(spot)
    last, first = tiling.token_before(spot.place), tiling.token_before(spot.place - 1) + 1
    return min(first + spot.number, last)


def place_of(spot: Spot) -> int:
    """Where the character ends that a spot is in."""
    return spot if isinstance(spot, int) else spot.place


def moved(spot: Spot, place: int) -> Spot:
    """The same token of the character that now ends at another place."""
    return place if isinstance(spot, int) else spot._replace(place=place)
