"""What was measured of whether a model was opened rightly."""

from __future__ import annotations

from wmstudio.lazy_dataclass import dataclass

LEAD = 0.1
"""Bits per character below which one way of reading is no better than another."""
TOLERANCE = 1e-4
"""Of the largest logarithm of a probability: float32 in another order stays well below."""


@dataclass(frozen=True)
class Proof:
    """What was measured on ``characters`` of a paragraph, which are ``tokens`` of the model.

    ``bits`` is what the model needs for them, ``uniform`` what a guess would need in which every
    piece is equally likely. ``step`` and ``resume`` are the largest differences between the
    expectations after reading at once and after reading token by token, or on from a snapshot;
    relative to the largest logarithm of a probability.
    """

    characters: int
    tokens: int
    bits: float
    uniform: float
    step: float
    resume: float

    @property
    def bits_per_character(self) -> float:
        """What the model needs for a character."""
        return self.bits / max(self.characters, 1)

    @property
    def uniform_per_character(self) -> float:
        """What a guess needs for a character."""
        return self.uniform / max(self.characters, 1)

    @property
    def reads_english(self) -> bool:
        """Whether it reads the paragraph better than a guess."""
        return self.uniform_per_character - self.bits_per_character >= LEAD

    @property
    def runs_right(self) -> bool:
        """Whether reading in every way gives the same."""
        return self.step <= TOLERANCE and self.resume <= TOLERANCE
