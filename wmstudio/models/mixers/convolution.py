"""A causal convolution of each unit with its own last inputs, as stands before many mixers.

    y_t = b + Σ_{j<K} w_j x_{t-K+1+j}

Shapes: B batch, T time, U units, K width of the filter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from wmstudio.contract import Kind
from wmstudio.models.mixers.base import last

if TYPE_CHECKING:
    from wmstudio.contract import Signal, State
    from wmstudio.models.mixers.base import Mixer, Show


class CausalConvolution(nn.Module):
    """Filters over the last K inputs. Its part of the state is a window of the last K - 1."""

    def __init__(self, mixer: Mixer, units: int, kernel: int, *, has_bias: bool = True) -> None:
        super().__init__()
        if kernel < 2:
            raise ValueError(f"a convolution over {kernel} token is none: it needs at least 2")
        self.weight = nn.Parameter(torch.empty(units, kernel))
        nn.init.uniform_(self.weight, -(kernel**-0.5), kernel**-0.5)
        self.bias = nn.Parameter(torch.zeros(units)) if has_bias else None
        self.state_name = f"{mixer.name}.window"

    def signal(self, mixer: Mixer) -> Signal:
        """Declare the window."""
        units, kernel = self.weight.shape
        text = "the last inputs of the convolution, oldest first"
        return mixer.signal(
            "window", Kind.SLOTS, (kernel - 1, units), text, 3.0, dims=("row", "unit")
        )

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Zeros."""
        units, kernel = self.weight.shape
        return {self.state_name: self.weight.detach().new_zeros(batch, kernel - 1, units)}

    def run(self, x_BTU: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor]]:
        """The filtered inputs ``[B, T, U]``, and the new window."""
        tokens, before = x_BTU.shape[1], state[self.state_name]
        rows_BRU = torch.cat([before.to(x_BTU.dtype), x_BTU], dim=1)
        first_U, *others = self.weight.unbind(1)
        y_BTU = first_U * rows_BRU[:, :tokens]
        for j, w_U in enumerate(others, 1):
            y_BTU = torch.addcmul(y_BTU, w_U, rows_BRU[:, j : j + tokens])
        if self.bias is not None:
            y_BTU = y_BTU + self.bias
        windows = rows_BRU.unfold(1, before.shape[1], 1)[:, 1:].transpose(2, 3)
        window = last(show(self.state_name, windows))
        return y_BTU, {self.state_name: window.to(before.dtype)}
