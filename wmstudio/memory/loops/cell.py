"""The LSTM's part of a step, for the loops over tokens: those that read, and the one that learns.

Shapes: B batch, H hidden units, Z = 4H.
"""

from __future__ import annotations

import torch
from torch import Tensor


def cell(
    z_BZ: Tensor,
    c_BH: Tensor,
    lstm_BZ: Tensor,
    c_out_BH: Tensor,
    tanh_c_BH: Tensor,
    h_out_BH: Tensor,
) -> tuple[Tensor, Tensor]:
    """Write the gates i f g o, c, tanh c and h, given the preactivations of the gates and c before.

    Where nobody needs tanh c, it may be the tensor of h. Returns h and c, the tensors that were
    written. It stays within the subset of Python that TorchScript compiles.
    """
    hidden = c_BH.size(1)
    torch.sigmoid(z_BZ, out=lstm_BZ)
    i_BH, f_BH, g_BH, o_BH = lstm_BZ.chunk(4, dim=-1)
    torch.tanh(z_BZ[:, 2 * hidden : 3 * hidden], out=g_BH)
    torch.addcmul(i_BH * g_BH, f_BH, c_BH, out=c_out_BH)
    torch.mul(o_BH, torch.tanh(c_out_BH, out=tanh_c_BH), out=h_out_BH)
    return h_out_BH, c_out_BH
