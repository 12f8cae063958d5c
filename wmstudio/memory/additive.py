"""`additive`: a memory that adds up the embeddings it sees, ``WM_t = tanh(x_t + WM_{t-1})``.

It has no learned gates, and depends on the words alone: beside the LSTM, not inside it.

Shapes: B batch, T time, E embedding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from wmstudio.contract import Kind, Signal, UsageTexts
from wmstudio.memory.base import USAGE_NAMES, BatchUsage, Memory, share_above, usage_signals
from wmstudio.memory.family import Family, MemorySizes

if TYPE_CHECKING:
    from wmstudio.contract import State, Tap

SATURATED = 0.99
VECTOR = "wm.vector"


class AdditiveMemory(Memory):
    """``WM_t = tanh(x_t + WM_{t-1})``, ``WM_0 = 0``, as wide as the embedding."""

    usage_texts = UsageTexts("share of memory units with |WM| above 0.99")

    def __init__(self, embedding: int) -> None:
        super().__init__()
        self.width = embedding
        self.register_buffer("_zeros", torch.zeros(embedding), persistent=False)
        self.signals = [
            Signal(VECTOR, Kind.ACTIVATION, ("unit",), (embedding,), "WM: the memory", -1.0, 1.0),
            *usage_signals(),
        ]

    def initial_state(self, batch: int) -> State:
        """Zeros."""
        return {VECTOR: self.get_buffer("_zeros").expand(batch, -1)}

    def advance(
        self, x_BE: Tensor, before_BH: Tensor, h_BH: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, State]:
        """Advance by one token."""
        wm_BE = tap(VECTOR, torch.tanh(x_BE + state[VECTOR]))
        return wm_BE, {VECTOR: wm_BE}

    def sequence(
        self, x_BTE: Tensor, before_BTH: Tensor, h_BTH: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, State]:
        """Advance by many tokens: every ``WM_t`` ``[B, T, E]``, and the last state."""
        wm_BE, seen = state[VECTOR], []
        for t in range(x_BTE.shape[1]):
            wm_BE = torch.tanh(x_BTE[:, t] + wm_BE)
            seen.append(wm_BE)
        wm_BTE = torch.stack(seen, dim=1)
        tap.stretch(VECTOR, wm_BTE)
        if tap.watches(*USAGE_NAMES):
            BatchUsage(saturation(wm_BTE), None, None).show(tap.stretch)
        return wm_BTE, {VECTOR: wm_BE}

    def output(self, state: State) -> Tensor:
        """The memory itself."""
        return state[VECTOR]

    def batch_usage(self, state: State) -> BatchUsage:
        """The share of saturated units as occupancy."""
        return BatchUsage(saturation(state[VECTOR]), None, None)


def saturation(wm: Tensor) -> Tensor:
    """Share of units with ``|WM| > 0.99``, which can hardly change any more; over the last dim."""
    return share_above(wm, SATURATED)


FAMILY = Family(
    name="additive",
    text="an LSTM beside a working memory that adds up what it sees",
    sizes=MemorySizes,
    make=lambda sizes: AdditiveMemory(sizes.embedding),
    tiny={"embedding": 8, "hidden": 12},
)
