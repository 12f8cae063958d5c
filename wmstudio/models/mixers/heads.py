"""What mixers with heads have in common.

Shapes: B batch, T time, N heads, V width of a head.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.memory.base import rows_of_layers

if TYPE_CHECKING:
    from wmstudio.contract import SignalRows
    from wmstudio.models.mixers.base import Mixer


def by_head(x: Tensor, heads: int) -> Tensor:
    """``[…, N V]`` → ``[…, N, V]``."""
    return x.reshape(*x.shape[:-1], heads, -1)


def own_rows(mixer: Mixer, *layers: str) -> dict[str, tuple[SignalRows, ...]]:
    """`DeclaresRows` for layers that make the signal of their name; one that is None makes none."""
    made = {name: getattr(mixer, name) for name in layers}
    found = {name: x.out_features for name, x in made.items() if isinstance(x, nn.Linear)}
    return rows_of_layers(mixer, {name: (f"{mixer.name}.{name}", n) for name, n in found.items()})


class HeadNorm(nn.Module):
    """A layer norm of each head, with weights and biases of all."""

    def __init__(self, size: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size))
        self._epsilon = epsilon

    def forward(self, x_BTNV: Tensor) -> Tensor:
        """``[B, T, N, V]`` → ``[B, T, N V]``."""
        normed = F.layer_norm(x_BTNV, x_BTNV.shape[-1:], eps=self._epsilon)
        return normed.flatten(2) * self.weight + self.bias
