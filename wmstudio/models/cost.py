"""The memory that running a model takes, computed before any of it is allocated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass
from wmstudio.machine import free_memory, in_words
from wmstudio.models.language_model import state_bytes

if TYPE_CHECKING:
    from wmstudio.models.language_model import LanguageModel

MOST_STATE_BYTES = 2**28
"""Largest state that is accepted, however much memory the machine has."""
STATES, CHUNK = 8, 64
"""Smallest number of snapshots that are kept, and tokens that are read at a time."""
LARGE = 4 * 10**6
"""From this many bytes per token on, a note is shown."""


class CostError(ValueError):
    """A model needs more memory than there is. The message is part of a sentence."""


@dataclass(frozen=True)
class MemoryCost:
    """Bytes of a ``state``, and of all signals of one token as float32 (``shown``)."""

    state: int
    shown: int

    @property
    def reading(self) -> int:
        """Upper bound in bytes while a chunk of a text is read."""
        return STATES * self.state + 2 * CHUNK * self.shown

    def check(self) -> None:
        """Compare the cost with the machine's memory.

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
        """A sentence for people if the cost is large, otherwise empty."""
        if max(self.state, self.shown) < LARGE:
            return ""
        return (
            f"This model's memory is large: its state takes {in_words(self.state)}, and showing "
            f"everything takes {in_words(self.shown)} for each token, so reading is slow."
        )


def cost_of(model: LanguageModel) -> MemoryCost:
    """The cost of a model. A model on the ``meta`` device is enough and allocates nothing."""
    shown = sum(signal.size for signal in model.signals.values())
    return MemoryCost(state_bytes(model.initial_state(1)), 4 * shown)
