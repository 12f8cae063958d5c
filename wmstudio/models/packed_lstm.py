"""PyTorch's fused LSTM with weights that are arranged once, and not at every call.

On a processor `torch.nn.LSTM` is oneDNN's, which arranges the weights in its own way at the
beginning of every call. Of a call for 64 tokens at a width of 512 that is a quarter. PyTorch's
compiler arranges them beforehand with an operator of its own, which is used here, too: whether it
is there and does the same is tried with the first weights of each module.

Shapes: T time, B batch, E inputs, H hidden units.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

TRIED = 4
"""Number of tokens of the trial."""
LSTM_MODE = 2
"""What oneDNN calls an LSTM."""


class PackedLstm:
    """Runs an `nn.LSTM` of one layer with its weights packed, as long as they are the same."""

    def __init__(self) -> None:
        self._of: object = None
        self._packed: tuple[Tensor, ...] | None = None

    def __deepcopy__(self, memo: dict[int, Any]) -> PackedLstm:
        return PackedLstm()

    def __reduce__(self) -> tuple[type[PackedLstm], tuple[()]]:
        return PackedLstm, ()

    def run(
        self, fused: nn.LSTM, x_BTE: Tensor, h_BH: Tensor, c_BH: Tensor
    ) -> tuple[Tensor, Tensor, Tensor] | None:
        """Every h ``[B, T, H]``, and the last h and c; None where only ``fused`` can do it."""
        weights = fused.all_weights[0]
        usable = (
            not torch.is_grad_enabled()
            and not torch.is_autocast_enabled(x_BTE.device.type)
            and all(
                x.device.type == "cpu" and x.dtype is torch.float32 and not x.is_inference()
                for x in weights
            )
            and torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
            and torch.backends.mkldnn.enabled
        )
        if not usable:
            return None
        are = tuple((x.data_ptr(), x._version) for x in weights)
        if are != self._of:
            self._of, self._packed = are, _packed(fused)
        if self._packed is None:
            return None
        return _run(self._packed, fused, x_BTE, h_BH, c_BH)


def _packed(fused: nn.LSTM) -> tuple[Tensor, ...] | None:
    """The weights and biases as oneDNN wants them; None if that is impossible or wrong."""
    w_ZE, u_ZH, b_Z, c_Z = (x.detach() for x in fused.all_weights[0])
    hidden = fused.hidden_size
    x_BTE = w_ZE[:TRIED].unsqueeze(0)
    h_BH, c_BH = u_ZH[:1], u_ZH[1:2]
    try:
        w, u = torch.ops.mkldnn._reorder_mkldnn_rnn_layer_weight(
            w_ZE, u_ZH, hidden, False, True, False, [TRIED, 1, fused.input_size]
        )
        packed = w, u, b_Z, c_Z
        found = _run(packed, fused, x_BTE, h_BH, c_BH)
    except (AttributeError, RuntimeError):
        # Another version of PyTorch, or sizes or a processor for which oneDNN has no such thing.
        return None
    right_BTH, (h_1BH, c_1BH) = fused(x_BTE, (h_BH.unsqueeze(0), c_BH.unsqueeze(0)))
    right = right_BTH, h_1BH[0], c_1BH[0]
    return packed if all(map(torch.allclose, found, right)) else None


def _run(
    packed: tuple[Tensor, ...], fused: nn.LSTM, x_BTE: Tensor, h_BH: Tensor, c_BH: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    state = h_BH.unsqueeze(0), c_BH.unsqueeze(0)
    h_TBH, h_1BH, c_1BH, _ = torch.ops.aten.mkldnn_rnn_layer(
        x_BTE.transpose(0, 1).contiguous(), *packed, *state, False, [], LSTM_MODE,
        fused.hidden_size, 1, True, False, False, False,
    )  # fmt: skip
    return h_TBH.transpose(0, 1), h_1BH[0], c_1BH[0]
