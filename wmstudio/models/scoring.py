"""How many bits a model needs for a text.

Shapes: B batch, T time, V vocabulary.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional as F

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from wmstudio.models.recurrent import RecurrentLanguageModel

CHUNK = 256


@torch.no_grad()
def text_bits(
    model: RecurrentLanguageModel, texts: Sequence[npt.NDArray[np.int32]], chunk: int = CHUNK
) -> list[float]:
    """Bits that the model needs for each tokenised text.

    The whole of each text, its state carried along; its first token is predicted from the initial
    state (there is no token that marks a beginning).
    """
    device = next(model.parameters()).device
    longest = max(len(ids) for ids in texts)
    tokens_BT = torch.zeros(len(texts), longest, dtype=torch.long)
    real_BT = torch.zeros(len(texts), longest, dtype=torch.bool)
    for row, ids in enumerate(texts):
        tokens_BT[row, : len(ids)] = torch.from_numpy(ids).long()
        real_BT[row, : len(ids)] = True
    tokens_BT, real_BT = tokens_BT.to(device), real_BT.to(device)
    state = model.initial_state(len(texts))
    before_BV = model.logits(state)
    nats_B = torch.zeros(len(texts), dtype=torch.float64, device=device)
    for start in range(0, longest, chunk):
        part_BT = tokens_BT[:, start : start + chunk]
        done = model.prefill(part_BT, state)
        logits_BTV = torch.cat([before_BV.unsqueeze(1), done.logits_BTV[:, :-1]], dim=1)
        nats_BT = _nats(logits_BTV, part_BT)
        nats_B += (nats_BT * real_BT[:, start : start + chunk]).double().sum(dim=1)
        state, before_BV = done.state, done.logits_BTV[:, -1]
    return [float(nats) / log(2) for nats in nats_B]


def _nats(logits_BTV: Tensor, tokens_BT: Tensor) -> Tensor:
    """Surprisal of each token ``[B, T]``, in nats."""
    return F.cross_entropy(logits_BTV.transpose(1, 2).float(), tokens_BT, reduction="none")
