"""`slots`: coupled to the LSTM's loop, or as fading slots that name what they hold.

The formulas are those of `memory/slots.py` and, with ``recent`` tokens in the keys, those of
`memory/slots_fading.py` or `memory/slots_words.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.memory.family import Family
from wmstudio.memory.slots import POLICIES, WRITTEN_ONCE_A, SlotMemory, SlotsSizes
from wmstudio.memory.slots_fading import FadingSlots
from wmstudio.memory.slots_words import WordSlots
from wmstudio.models.pointer_lstm import PointerLanguageModel

if TYPE_CHECKING:
    from torch import nn


class FadingSlotsLanguageModel(PointerLanguageModel):
    """An LSTM beside fading slots."""

    window_setting = "capacity", "how many slots there are"


def _model(sizes: SlotsSizes) -> nn.Module:
    if not sizes.recent:
        return SlotMemory(sizes.embedding, sizes.hidden, sizes.slots, sizes.width, sizes.policy)
    of_slots = (
        sizes.embedding,
        sizes.hidden,
        sizes.heads,
        sizes.width,
        sizes.narrow,
        sizes.slots,
        sizes.recent,
    )
    once_a_word = sizes.written == "word"
    memory = WordSlots(sizes.vocab_size, *of_slots) if once_a_word else FadingSlots(*of_slots)
    return FadingSlotsLanguageModel(sizes, memory)


FAMILY = Family(
    name="slots",
    text="an LSTM with a buffer of slots, read by similarity",
    sizes=SlotsSizes,
    make=_model,
    tiny={"embedding": 8, "hidden": 12, "slots": 5, "width": 4},
    choices={"policy": POLICIES, "written": WRITTEN_ONCE_A},
)
