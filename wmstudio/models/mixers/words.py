"""Embedding and output layer of a residual language model.

Shapes: C width of the model, V vocabulary, R rows (tokens).
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.models.layers import Words
from wmstudio.models.loss import SumOfNats


class ResidualWords(Words):
    """logits = D features + b, where D is the embedding if the two are tied.

    Embeddings are multiplied by ``scale``. With a ``cap``, logits are ``cap · tanh(logits / cap)``.
    """

    def __init__(
        self, vocab_size: int, width: int, *, is_tied: bool, scale: float, cap: float
    ) -> None:
        nn.Module.__init__(self)
        self.embedding = nn.Embedding(vocab_size, width)
        nn.init.normal_(self.embedding.weight, std=width**-0.5 / scale)
        self.decoder = None if is_tied else nn.Linear(width, vocab_size, bias=False)
        self.bias = nn.Parameter(torch.zeros(vocab_size))
        self._scale, self._cap = scale, cap

    @property
    def reads(self) -> int:
        """How many features the output is made of."""
        return self.embedding.embedding_dim

    def embed(self, tokens: Tensor) -> Tensor:
        """``[…]`` → ``[…, C]``."""
        return super().embed(tokens) * self._scale

    def logits(self, features: Tensor) -> Tensor:
        """``[…, C]`` → ``[…, V]``."""
        raw = F.linear(features, self._output, self.bias)
        return torch.tanh(raw / self._cap) * self._cap if self._cap else raw

    def nats(self, features_RF: Tensor, target_R: Tensor, *memory: Tensor) -> Tensor:
        """Sum of the surprise of these tokens; no memory adds to such a model."""
        if self._cap:
            return F.cross_entropy(self.logits(features_RF), target_R, reduction="sum")
        summed: object = SumOfNats.apply(  # type: ignore[no-untyped-call]
            features_RF, self._output, self.bias, target_R
        )
        return cast("Tensor", summed)

    @property
    def _output(self) -> Tensor:
        return self.embedding.weight if self.decoder is None else self.decoder.weight
