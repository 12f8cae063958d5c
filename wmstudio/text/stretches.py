"""Conversion between stretches of a text and tokens.

Places are counted in code points. Where each token ends does not tell these apart by itself: a
character that takes several tokens (its bytes) gives its width to the first of them and none to the
others, though it belongs to all of them. So whoever goes from text to tokens or back does it here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    import numpy.typing as npt


def spans_of(ends_T: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """``[T, 2]``: start and end (exclusive) of each token. Together they tile the text.

    If a character has several tokens, the first one has its span and the others are empty.
    """
    starts_T = np.concatenate([np.zeros(1, np.int64), ends_T[:-1]])[: len(ends_T)]
    return np.stack([starts_T, ends_T], axis=1)


class Tiling(Protocol):
    """The tokens of a text in order, by the places where they end."""

    def __len__(self) -> int:
        """Number of tokens."""
        ...

    def end_of(self, token: int) -> int:
        """Where a token ends. Raises IndexError if there is no such token."""
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
    """A token of a character that has several, but not its last; ``number`` counts from 0."""

    place: int
    """Where the character ends."""
    number: int


Spot = int | Within
"""A token by its place in the text, independent of the tokenizer.

A plain place means the last token that ends there (or before).
"""
BEFORE = Within(0, -1)
"""The spot before the first token, which may itself end at place 0: it may cover nothing."""


def tokens_of(tiling: Tiling, start: int, stop: int) -> tuple[int, int]:
    """The tokens (half open) that contain any character from ``start`` to ``stop``.

    They include all tokens of a character that has several. The result is empty for an empty
    stretch, and for one beyond the tokens.
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

    A character is included as a whole if any of its tokens is.
    """
    holder = tiling.token_before(tiling.end_of(first) - 1) + 1
    return (tiling.end_of(holder - 1) if holder else 0), tiling.end_of(after - 1)


def spot_of(tiling: Tiling, token: int) -> Spot:
    """The spot of a token; -1 is the place before the first."""
    if token < 0:
        return BEFORE
    place = tiling.end_of(token)
    if tiling.token_before(place) == token:
        return place
    return Within(place, token - tiling.token_before(place - 1) - 1)


def token_at(tiling: Tiling, spot: Spot) -> int:
    """The token at a spot; -1 is the place before the first.

    If the character has fewer tokens here, it is the last one; if no token ends at the place, it is
    the last one that ends before it.
    """
    if isinstance(spot, int):
        return tiling.token_before(spot)
    last, first = tiling.token_before(spot.place), tiling.token_before(spot.place - 1) + 1
    return min(first + spot.number, last)


def place_of(spot: Spot) -> int:
    """Where the character of a spot ends."""
    return spot if isinstance(spot, int) else spot.place


def moved(spot: Spot, place: int) -> Spot:
    """The same token of the character, which now ends at another place."""
    if spot == BEFORE:
        return spot
    return place if isinstance(spot, int) else spot._replace(place=place)
