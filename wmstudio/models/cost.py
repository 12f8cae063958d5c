"""What it takes to run a model, told before any of it is allocated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wmstudio.machine import free_memory, in_words
from wmstudio.models.language_model import state_bytes

if TYPE_CHECKING:
    from wmstudio.models.language_model import LanguageModel

MOST_STATE_BYTES = 2**28
"""Of what a model carries from one token to the next, however much memory the machine has."""
STATES, CHUNK = 8, 64
"""Snapshots that are kept at least, and tokens that are read at a time."""
LARGE = 4 * 10**6
"""Bytes of a token from which on people are told."""


class CostError(ValueError):
    """A model that takes more memory than there is; part of a sentence: ``a memory of …``."""


@dataclass(frozen=True)
class MemoryCost:
    """Bytes of a ``state``, and of all that is ``shown`` of one token (every signal, float32)."""

    state: int
    shown: int

    @property
    def reading(self) -> int:
        """Bytes that are taken at once, at most, while a chunk of a text is read."""
        return STATES * self.state + 2 * CHUNK * self.shown

    def check(self) -> None:
        """Compare it with what the machine has.

        Raises:
            CostError: it is too much.
        """
        if self.state > MOST_STATE_BYTES:
            raise CostError(
                f"a memory of {self.state:,} bytes; this program goes up to {MOST_STATE_BYTES:,}"
            )
        if self.reading > (free := free_memory()):
            raise CostError(
                f"a memory of {self.state:,} bytes, with which {CHUNK} tokens take "
                f"{in_words(self.reading)}; this machine has {in_words(free)} free"
            )

    @property
    def note(self) -> str:
        """A sentence for people where it is much; else nothing."""
        if max(self.state, self.shown) < LARGE:
            return ""
        return (
            f"This model's memory is large: its state takes {in_words(self.state)}, and showing "
            f"everything takes {in_words(self.shown)} for each token, so reading is slow."
        )


def cost_of(model: LanguageModel) -> MemoryCost:
    """The cost of a model; one on the ``meta`` device allocates nothing."""
    shown = sum(signal.size for signal in model.signals.values())
    return MemoryCost(state_bytes(model.initial_state(1)), 4 * shown)
