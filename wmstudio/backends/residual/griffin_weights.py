"""Tensors of RecurrentGemma (Griffin), by transformers' names, as a model of ours.

Shapes: C width, D features of a head, F hidden units, G heads of keys, H heads, K width of the
convolution, N blocks, U units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.backends.residual.plan import NamedTensors, ResidualPlan, around
from wmstudio.models.mixers.rg_lru import RgLruConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.models.mixers.attention import AttentionConfig
    from wmstudio.models.mixers.feed_forward import FeedForwardConfig
    from wmstudio.models.mixers.residual import ResidualConfig
    from wmstudio.weights.stored import Floats, StoredTensor

NORMS = ("temporal_pre_norm", "channel_pre_norm")
PARTS = {"gate_proj": "gate", "up_proj": "widen", "down_proj": "narrow"}


def is_griffin(tensors: Mapping[str, StoredTensor]) -> bool:
    """Whether they are named as RecurrentGemma's are."""
    return {"embed_tokens.weight", "layers.0.temporal_pre_norm.weight"} <= tensors.keys()


def scale_of(width: int) -> float:
    """The factor of the embeddings: √C as bfloat16, the type in which transformers keeps it."""
    import torch

    return float(torch.tensor(width**0.5, dtype=torch.bfloat16))


def griffin(
    tensors: Mapping[str, StoredTensor],
    config: ResidualConfig,
    part: FeedForwardConfig,
) -> ResidualPlan:
    """A plan for these tensors. Every layer has a mixer and this feed-forward part."""
    c, first = config.width, [mixers[0] for mixers in config.layers]

    def read() -> dict[str, Floats]:
        get = NamedTensors(tensors)
        ours = around(get, config, "embed_tokens", "final_norm", less=1.0)
        for i, mixer in enumerate(first):
            at, to = f"layers.{i}", f"layers.{i}"
            for n, name in enumerate(NORMS):
                ours[f"{to}.norms.{n}.weight"] = get(f"{at}.{name}.weight", c) + np.float32(1.0)
            own = (
                _recurrent(get, f"{at}.temporal_block", c, mixer)
                if isinstance(mixer, RgLruConfig)
                else _attention(get, f"{at}.temporal_block", c, mixer)  # type: ignore[arg-type]
            )
            ours |= {f"{to}.mixers.0.{name}": x for name, x in own.items()}
            for theirs, name in PARTS.items():
                rows, columns = (c, part.hidden) if name == "narrow" else (part.hidden, c)
                weight = get(f"{at}.mlp_block.{theirs}.weight", rows, columns)
                ours[f"{to}.mixers.1.{name}.weight"] = weight
                ours[f"{to}.mixers.1.{name}.bias"] = get(f"{at}.mlp_block.{theirs}.bias", rows)
        get.check_all_used()
        return ours

    recurrent = sum(isinstance(one, RgLruConfig) for one in first)
    what = (
        f"RecurrentGemma: {len(first)} layers of {c:,}, {recurrent} of them recurrent, "
        f"vocabulary of {config.vocab_size:,}"
    )
    return ResidualPlan(config, "griffin", what, read)


def _recurrent(get: NamedTensors, at: str, c: int, mixer: RgLruConfig) -> dict[str, Floats]:
    u, n, d = mixer.units, mixer.blocks, mixer.units // mixer.blocks
    found = {}
    for theirs, name, rows, columns in (
        ("linear_x", "enter", u, c), ("linear_y", "gate", u, c), ("linear_out", "output", c, u)
    ):  # fmt: skip
        found[f"{name}.weight"] = get(f"{at}.{theirs}.weight", rows, columns)
        found[f"{name}.bias"] = get(f"{at}.{theirs}.bias", rows)
    for theirs, name in (("input_gate", "input"), ("recurrent_gate", "decay")):
        found[f"{name}_weight"] = get(f"{at}.rg_lru.{theirs}_weight", n, d, d)
        found[f"{name}_bias"] = get(f"{at}.rg_lru.{theirs}_bias", n, d)
    return {
        **found,
        "rate": get(f"{at}.rg_lru.recurrent_param", u),
        "convolution.weight": get(f"{at}.conv_1d.weight", u, mixer.kernel),
        "convolution.bias": get(f"{at}.conv_1d.bias", u),
    }


def _attention(get: NamedTensors, at: str, c: int, mixer: AttentionConfig) -> dict[str, Floats]:
    rows, shared = mixer.heads * mixer.head_width, mixer.kv_heads * mixer.head_width
    found = {}
    for theirs, name, n, m in (
        ("q_proj", "query", rows, c), ("k_proj", "key", shared, c), ("v_proj", "value", shared, c),
        ("o_proj", "output", c, rows),
    ):  # fmt: skip
        found[f"{name}.weight"] = get(f"{at}.{theirs}.weight", n, m)
        found[f"{name}.bias"] = get.maybe(f"{at}.{theirs}.bias", n)
    return found
