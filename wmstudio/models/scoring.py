"""The number of bits that a model needs for a text.

Shapes: B batch, T time, V vocabulary.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from wmstudio.models.predictions import log_probs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt

    from wmstudio.models.language_model import LanguageModel

CHUNK = 256


class PredictionError(ValueError):
    """A model predicts nothing. The message says what to do."""


def checked(logits: Tensor) -> Tensor:
    """The same logits ``[…, V]``, of which probabilities can be made.

    The largest tells of NaN; beside an infinite one, and if nothing is possible, there are none.

    Raises:
        PredictionError: probabilities would be no numbers.
    """
    if not bool(logits.amax(dim=-1).isfinite().all()):
        raise PredictionError("the model gives no probabilities: train it again")
    return logits


@torch.inference_mode()
def text_bits(
    model: LanguageModel,
    texts: Sequence[npt.NDArray[np.int32]],
    chunk: int = CHUNK,
    tell: Callable[[int], object] | None = None,
) -> list[float]:
    """Bits that the model needs for each tokenised text, read whole with one state.

    The first token is predicted from the initial state, since no token marks a beginning. ``tell``
    is called with the number of tokens of the longest text read since the last call.
    """
    longest = max(len(ids) for ids in texts)
    # One more than the longest text: after its last token nothing is predicted.
    tokens_BT = torch.zeros(len(texts), longest + 1, dtype=torch.long)
    real_BT = torch.zeros(len(texts), longest + 1, dtype=torch.bool)
    for row, ids in enumerate(texts):
        tokens_BT[row, : len(ids)] = torch.from_numpy(ids).long()
        real_BT[row, : len(ids)] = True
    state = model.initial_state(len(texts))
    # Somebody's module may have no parameters.
    tokens_BT = tokens_BT.to(next(iter(state.values())).device)
    nats_B = _nats(model.logits(state).unsqueeze(1), tokens_BT[:, :1], real_BT[:, :1])
    for start in range(0, longest, chunk):
        stop = min(start + chunk, longest)
        done = model.prefill(tokens_BT[:, start:stop], state)
        state = done.state
        wanted = slice(start + 1, stop + 1)
        nats_B += _nats(done.logits_BTV, tokens_BT[:, wanted], real_BT[:, wanted])
        if tell is not None:
            tell(stop - start)
    return [float(nats) / log(2) for nats in nats_B]


def _nats(logits_BTV: Tensor, tokens_BT: Tensor, real_BT: Tensor) -> Tensor:
    """Surprise of the real tokens of each text ``[B]``, in nats; float64 on the CPU."""
    nats_BT = -log_probs(logits_BTV).gather(-1, tokens_BT.unsqueeze(-1)).squeeze(-1)
    # Not every device has float64.
    return nats_BT.cpu().double().where(real_BT, 0.0).sum(dim=1)
