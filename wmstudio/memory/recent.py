"""The context after a token: the LSTM's state, and narrow copies of the last embeddings.

A hidden state says what may come next. It does not say precisely what came just before, by which
a place in a text is found again::

    e_t = W_e x_t / |W_e x_t|                    a narrow copy of the token's embedding
    c_t = [h_t; e_t; e_{t-1}; …]                 the context after token t

Shapes: B batch, T time, H hidden units, C width of a copy, N copies, L = N + T, X = H + N·C width
of a context.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor


def contexts(e_BTC: Tensor, recent_BF: Tensor, h_BTH: Tensor, before_BH: Tensor) -> Tensor:
    """``c`` before the first of T tokens, and after each: ``[B, 1 + T, X]``.

    ``recent_BF`` are the N copies before the first token, newest first, ``F = N·C``. ``before_BH``
    is the hidden state at that point.
    """
    tokens, width = e_BTC.shape[1:]
    earlier_BNC = recent_BF.reshape(len(recent_BF), -1, width)
    copies = earlier_BNC.shape[1]
    # Here the oldest come first; the state has the newest first.
    e_BLC = torch.cat([earlier_BNC.flip(1), e_BTC], dim=1)
    recent = [e_BLC[:, copies - 1 - i :][:, : tokens + 1] for i in range(copies)]
    return torch.cat([torch.cat([before_BH.unsqueeze(1), h_BTH], dim=1), *recent], dim=-1)
