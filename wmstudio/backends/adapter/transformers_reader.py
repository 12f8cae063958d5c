"""A model of transformers as the studio calls it: whole, or on from a cache."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

CACHES = ("cache", "past_key_values", "cache_params", "state", "mems")
"""What models call the cache that they take and give. Of another name they would make nothing."""


class TransformersReader(nn.Module):
    """The logits of a model of transformers."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner
        self._called = ""
        """The name of its cache, once it has given one."""

    def forward(self, ids_1T: Tensor) -> Any:
        """Of a text that is read from its beginning."""
        return self.inner(input_ids=ids_1T, use_cache=False).logits

    def on(self, ids_1n: Tensor, cache: Any, first: int, **more: Any) -> tuple[Any, Any]:
        """Of tokens that follow a cache, and the next cache; None where there is none."""
        given = {} if cache is None else {self._called: cache}
        out = self.inner(input_ids=ids_1n, use_cache=True, **given, **more)
        self._called = next((name for name in CACHES if out.get(name) is not None), "")
        return out.logits, out.get(self._called)

    def at(self, ids_1n: Tensor, cache: Any, first: int) -> tuple[Any, Any]:
        """As `on`, told where in the text the tokens are, which some do not see from the cache."""
        places_1n = torch.arange(first, first + ids_1n.shape[1], device=ids_1n.device).unsqueeze(0)
        return self.on(ids_1n, cache, first, position_ids=places_1n)
