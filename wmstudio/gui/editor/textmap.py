"""Converts places between UTF-16 units, as in Qt, and code points, as in Python."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


class TextMap:
    """Converts places of one text. It costs nothing for text in the Basic Multilingual Plane."""

    def __init__(self, text: str, utf16_length: int | None = None) -> None:
        """Take a text. Passing its length in UTF-16 units, if known, saves a scan."""
        self.text = text
        self._plain = text.isascii() or utf16_length == len(text)

    @cached_property
    def _ends(self) -> npt.NDArray[np.int64] | None:
        """The end of each code point in UTF-16 units; None if both counts are the same."""
        if self._plain:
            return None
        points = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), "<u4")
        wide = points > 0xFFFF
        return np.cumsum(1 + wide, dtype=np.int64) if wide.any() else None

    @property
    def utf16_length(self) -> int:
        """Length of the text in UTF-16 units."""
        return self.utf16(len(self.text))

    def utf16(self, place: int) -> int:
        """A place in code points as UTF-16 units, limited to the text."""
        place = min(max(place, 0), len(self.text))
        if self._ends is None or place == 0:
            return place
        return int(self._ends[place - 1])

    def utf16_all(self, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Many places in code points as UTF-16 units."""
        within = np.clip(places, 0, len(self.text))
        if self._ends is None:
            return within
        found: npt.NDArray[np.int64] = np.concatenate([[0], self._ends])[within]
        return found

    def code_points(self, place: int) -> int:
        """A place in UTF-16 units as code points. Inside a pair it is rounded down."""
        place = max(place, 0)
        if self._ends is None:
            return min(place, len(self.text))
        return int(np.searchsorted(self._ends, place, side="right"))
