"""A neural cache, which needs no training, beside any recurrent model (Grave et al. 2017).

Beside each of the last W tokens are kept the features that the model had just before it. Where the
present features are like those, the same token is expected again::

    p(w) = (1 - λ) p_model(w) + λ Σ_i softmax_i(θ cos(f_t, f_{i-1})) [x_i = w]

(In the paper it is a dot product; with the cosine the same θ does for every model.)

Shapes: B batch, T time, F features, R rows kept before, J = R + T, W window, V vocabulary.
"""

from __future__ import annotations

from dataclasses import fields
from math import log
from typing import TYPE_CHECKING

import torch
from torch.nn import functional as F

from wmstudio.contract import Bounds, Kind, Setting, Signal
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.window import LONGEST_WINDOW, Window, by_distance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from wmstudio.contract import State

WEIGHTS = "cache.weights"


@dataclass(frozen=True, kw_only=True)
class NeuralCache:
    """The settings of a cache: ``cache_weight`` is λ, ``cache_sharpness`` θ, ``cache_window`` W."""

    cache: bool = False
    cache_weight: float = 0.1
    cache_sharpness: float = 12.0
    cache_window: int = 500

    @property
    def settings(self) -> Mapping[str, Setting]:
        """These numbers as settings of a model."""
        about = {
            "cache": ("expect again what followed when the model was in a similar state", 0, 1),
            "cache_weight": ("λ: how much the cache counts beside the model", 0, 1),
            "cache_sharpness": ("θ: how alike states must be", 0, 100),
            "cache_window": ("W: how many tokens it looks back", 1, LONGEST_WINDOW),
        }
        bounds = {"cache_window": Bounds(switch="cache")}
        return {
            f.name: Setting(
                f.name, text, getattr(self, f.name), low=low, high=high, bounds=bounds.get(f.name)
            )
            for f in fields(self)
            for text, low, high in [about[f.name]]
        }

    @property
    def signal(self) -> Signal:
        """The signal of its weights over past tokens."""
        return Signal(
            WEIGHTS,
            Kind.ATTENTION,
            ("back",),
            (self.cache_window,),
            "weight of the cache on past tokens as the next token, by distance",
            patchable=False,
            names=True,
        )

    def window(self, features: int) -> Window:
        """The window of rows: features, then the token's id."""
        return Window("cache", self.cache_window, features + 1)

    def read(
        self, before_BF: Tensor, f_BTF: Tensor, tokens_BT: Tensor, state: State
    ) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
        """Advance by T tokens, given the features before and after each.

        Returns weights ``[B, T, J]`` over tokens ``[B, J]``, and the cache's part of the state.
        """
        window = self.window(f_BTF.shape[-1])
        new_BTX = self._rows(before_BF, f_BTF, tokens_BT)
        rows_BRX = window.rows(state)
        reach_BTJ = window.reach(state, rows_BRX.shape[1], tokens_BT.shape[1])
        rows_BJX = torch.cat([rows_BRX, new_BTX], dim=1)
        weights_BTJ, tokens_BJ = self._look(f_BTF, rows_BJX, reach_BTJ)
        return weights_BTJ, tokens_BJ, window.extended(state, new_BTX)

    def stored(
        self, before_BF: Tensor, f_BTF: Tensor, tokens_BT: Tensor, state: State
    ) -> dict[str, Tensor]:
        """The cache's part of the state after T tokens, as `read` returns it."""
        window = self.window(f_BTF.shape[-1])
        return window.extended(state, self._rows(before_BF, f_BTF, tokens_BT))

    @staticmethod
    def _rows(before_BF: Tensor, f_BTF: Tensor, tokens_BT: Tensor) -> Tensor:
        """A row for each token: the features before it, and its id."""
        previous_BTF = torch.cat([before_BF.unsqueeze(1), f_BTF[:, :-1]], dim=1)
        token_BT1 = tokens_BT.unsqueeze(-1).to(f_BTF.dtype)
        return torch.cat([F.normalize(previous_BTF, dim=-1), token_BT1], dim=-1)

    def after(self, logits_BV: Tensor, f_BF: Tensor, state: State) -> tuple[Tensor, Tensor]:
        """The result of `mixed` after a state: ``[B, V]`` each."""
        window = self.window(f_BF.shape[-1])
        rows_BRX = window.rows(state)
        reach_BR = window.reach_of_last(state, rows_BRX.shape[1])
        weights_B1R, tokens_BR = self._look(f_BF.unsqueeze(1), rows_BRX, reach_BR.unsqueeze(1))
        log_B1V, cached_B1V = self.mixed(logits_BV.unsqueeze(1), weights_B1R, tokens_BR)
        return log_B1V[:, 0], cached_B1V[:, 0]

    def without(self, features: int, state: State, token: int | None) -> dict[str, Tensor] | None:
        """The cache's part of the state without one token, or without any if the token is None.

        None if nothing is kept of that token.
        """
        window = self.window(features)
        tokens_BR = window.rows(state)[..., -1]
        there_BR = window.reach_of_last(state, tokens_BR.shape[1]) & (tokens_BR >= 0)
        at_BR = state[window.count].unsqueeze(1) + torch.arange(
            -tokens_BR.shape[1], 0, device=tokens_BR.device
        )
        marked_BR = there_BR if token is None else there_BR & (at_BR == token)
        if token is not None and not marked_BR.any():
            return None
        whole = {name: state[name] for name in window.names}
        return {**whole, **window.overwritten(state, marked_BR, -1, -1.0)}

    def by_distance(self, weights_BTJ: Tensor) -> Tensor:
        """The weights as the signal shows them: ``[B, T, W]`` by tokens back."""
        return by_distance(weights_BTJ, self.cache_window)

    def mixed(
        self, logits_BTV: Tensor, weights_BTJ: Tensor, tokens_BJ: Tensor
    ) -> tuple[Tensor, Tensor]:
        """``log((1 - λ) p_model + λ p_cache)`` and ``λ p_cache``.

        With an empty cache they are the model's own distribution and 0.
        """
        model_BTV = logits_BTV.log_softmax(dim=-1)
        cached_BTV = torch.zeros_like(model_BTV).scatter_add(
            -1, tokens_BJ.clamp_min(0).unsqueeze(1).expand_as(weights_BTJ), weights_BTJ
        )
        share = self.cache_weight
        part_BTV = share * cached_BTV
        if share == 0:
            return model_BTV, part_BTV
        # The logarithm of 0 has no gradient, even where nothing depends on it.
        none_BTV = part_BTV == 0
        mixed_BTV = part_BTV.masked_fill(none_BTV, 1.0).log().masked_fill(none_BTV, -torch.inf)
        if share < 1:
            mixed_BTV = torch.logaddexp(model_BTV + log(1 - share), mixed_BTV)
        empty_BT1 = weights_BTJ.sum(dim=-1, keepdim=True) == 0
        return torch.where(empty_BT1, model_BTV, mixed_BTV), part_BTV

    def _look(self, f_BTF: Tensor, rows_BJX: Tensor, reach_BTJ: Tensor) -> tuple[Tensor, Tensor]:
        then_BJF, tokens_BJ = rows_BJX[..., :-1], rows_BJX[..., -1].long()
        scores_BTJ = self.cache_sharpness * F.normalize(f_BTF, dim=-1) @ then_BJF.transpose(1, 2)
        # A forgotten token has the id -1.
        reach_BTJ = reach_BTJ & (tokens_BJ >= 0).unsqueeze(1)
        scores_BTJ = scores_BTJ.masked_fill(~reach_BTJ, -torch.inf)
        # Before the first token nothing is in reach.
        return scores_BTJ.softmax(dim=-1).nan_to_num(), tokens_BJ
