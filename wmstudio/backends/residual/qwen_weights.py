"""Tensors of Qwen3-Next and Qwen3.5 (gated delta networks), by transformers' names.

Shapes: C width, D width of a key, E experts, F hidden units, G heads of keys, K width of the
convolution, N heads of values, R = N / G, V width of a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.backends.residual.plan import NamedTensors, ResidualPlan, around
from wmstudio.models.mixers.attention import AttentionConfig
from wmstudio.models.mixers.feed_forward import FeedForwardConfig
from wmstudio.models.mixers.gated_delta import GatedDeltaConfig
from wmstudio.models.mixers.mixture import MixtureConfig
from wmstudio.models.mixers.residual import ResidualConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.models.mixers.base import MixerConfig
    from wmstudio.weights.stored import Floats, StoredTensor

ONE = np.float32(1.0)
"""What the weights of their norms leave out, but for the norm of what a delta layer reads."""


def is_qwen(tensors: Mapping[str, StoredTensor]) -> bool:
    """Whether they are named as those of Qwen3-Next or Qwen3.5 are."""
    begin = "layers.0."
    return "embed_tokens.weight" in tensors and any(
        name.startswith((f"{begin}linear_attn.", f"{begin}self_attn.q_norm.")) for name in tensors
    )


def qwen(
    tensors: Mapping[str, StoredTensor],
    width: int,
    layers: tuple[tuple[MixerConfig, ...], ...],
    epsilon: float,
    start: int | None = None,
) -> ResidualPlan:
    """A plan for these tensors, of layers with these mixers.

    Raises:
        FormatError: a tensor is missing.
    """
    v, _ = NamedTensors(tensors).shape("embed_tokens.weight", 2)
    config = ResidualConfig(
        vocab_size=v, width=width, layers=layers, epsilon=epsilon,
        is_tied="lm_head.weight" not in tensors, start=start,
    )  # fmt: skip

    def read() -> dict[str, Floats]:
        get = NamedTensors(tensors)
        # The head that predicts several tokens is not part of the model.
        get.leave_out(*(name for name in tensors if name.startswith("mtp.")))
        ours = around(get, config, "embed_tokens", "norm", less=1.0)
        for i, mixers in enumerate(layers):
            at, to = f"layers.{i}", f"layers.{i}"
            names = ("input_layernorm", "post_attention_layernorm")
            for n, (name, mixer) in enumerate(zip(names, mixers, strict=True)):
                ours[f"{to}.norms.{n}.weight"] = get(f"{at}.{name}.weight", width) + ONE
                own = _mixer(get, at, width, mixer)
                ours |= {f"{to}.mixers.{n}.{part}": x for part, x in own.items()}
        get.check_all_used()
        return ours

    first = [mixers[0] for mixers in layers]
    delta = next((one for one in first if isinstance(one, GatedDeltaConfig)), None)
    heads = f"{delta.heads} heads of {delta.key} times {delta.value}" if delta else "no heads"
    what = (
        f"Qwen with gated delta networks: {len(layers)} layers of {width:,} with {heads}, "
        f"{sum(isinstance(one, AttentionConfig) for one in first)} of them attention, "
        f"vocabulary of {v:,}"
    )
    windows = [one.window for one in first if isinstance(one, AttentionConfig)]
    told = tuple(
        f"Its attention sees the last {window:,} tokens, and forgets what is further back."
        for window in windows[:1]
    )
    return ResidualPlan(config, "delta", what, read, told)


def _mixer(get: NamedTensors, at: str, c: int, mixer: MixerConfig) -> dict[str, Floats]:
    if isinstance(mixer, GatedDeltaConfig):
        return _delta(get, f"{at}.linear_attn", c, mixer)
    if isinstance(mixer, AttentionConfig):
        return _attention(get, f"{at}.self_attn", c, mixer)
    if isinstance(mixer, MixtureConfig):
        return _mixture(get, f"{at}.mlp", c, mixer)
    assert isinstance(mixer, FeedForwardConfig)
    f = mixer.hidden
    found = {}
    for theirs, name, rows, columns in (
        ("gate_proj", "gate", f, c), ("up_proj", "widen", f, c), ("down_proj", "narrow", c, f)
    ):  # fmt: skip
        found[f"{name}.weight"] = get(f"{at}.mlp.{theirs}.weight", rows, columns)
        found[f"{name}.bias"] = np.zeros(rows, np.float32)
    return found


def _delta(get: NamedTensors, at: str, c: int, mixer: GatedDeltaConfig) -> dict[str, Floats]:
    n, g, d, v = mixer.heads, mixer.key_heads, mixer.key, mixer.value
    r, keys, values = n // g, g * d, n * v
    if f"{at}.in_proj_qkvz.weight" in get:
        # By heads of keys: each has its q and k, then v and z of the heads that share them.
        grouped = get(f"{at}.in_proj_qkvz.weight", 2 * (keys + values), c)
        cut = np.split(grouped.reshape(g, -1, c), np.cumsum([d, d, r * v]), axis=1)
        q, k, value, gate = (x.reshape(-1, c) for x in cut)
        enter = np.concatenate([q, k, value])
    else:
        enter = get(f"{at}.in_proj_qkv.weight", 2 * keys + values, c)
        gate = get(f"{at}.in_proj_z.weight", values, c)
    if f"{at}.in_proj_ba.weight" in get:
        both = get(f"{at}.in_proj_ba.weight", 2 * n, c).reshape(g, 2, r, c)
        store, keep = both[:, 0].reshape(n, c), both[:, 1].reshape(n, c)
    else:
        store, keep = (get(f"{at}.in_proj_{part}.weight", n, c) for part in "ba")
    found = {"enter": enter, "gate": gate, "store": store, "keep": keep}
    return {
        **{f"{name}.weight": np.ascontiguousarray(x) for name, x in found.items()},
        "keep.bias": get(f"{at}.dt_bias", n),
        "convolution.weight": get(f"{at}.conv1d.weight", 2 * keys + values, mixer.kernel),
        "a_log": get(f"{at}.A_log", n),
        "norm": get(f"{at}.norm.weight", v),
        "output.weight": get(f"{at}.out_proj.weight", c, values),
    }


def _attention(get: NamedTensors, at: str, c: int, mixer: AttentionConfig) -> dict[str, Floats]:
    h, g, d = mixer.heads, mixer.kv_heads, mixer.head_width
    found = {f"{n}_norm.weight": get(f"{at}.{n[0]}_norm.weight", d) + ONE for n in ("query", "key")}
    for part, columns in (("weight", (c,)), ("bias", ())):
        of = get if part == "weight" else get.maybe
        # By heads: each has its query, and then its gate.
        both = of(f"{at}.q_proj.{part}", 2 * h * d, *columns).reshape(h, 2, d, *columns)
        for i, name in enumerate(("query", "gate")):
            found[f"{name}.{part}"] = np.ascontiguousarray(both[:, i].reshape(h * d, *columns))
        for name in ("key", "value"):
            found[f"{name}.{part}"] = of(f"{at}.{name[0]}_proj.{part}", g * d, *columns)
    found["output.weight"] = get(f"{at}.o_proj.weight", c, h * d)
    return {**found, "output.bias": get.maybe(f"{at}.o_proj.bias", c)}


def _mixture(get: NamedTensors, at: str, c: int, mixer: MixtureConfig) -> dict[str, Floats]:
    e, f, s = mixer.experts, mixer.hidden, mixer.shared
    if f"{at}.experts.gate_up_proj" in get:
        enter = get(f"{at}.experts.gate_up_proj", e, 2 * f, c)
        leave = get(f"{at}.experts.down_proj", e, c, f)
    else:
        each = [f"{at}.experts.{i}" for i in range(e)]
        ups = [[get(f"{one}.{n}_proj.weight", f, c) for n in ("gate", "up")] for one in each]
        enter = np.stack([np.concatenate(pair) for pair in ups])
        leave = np.stack([get(f"{one}.down_proj.weight", c, f) for one in each])
    shared = [get(f"{at}.shared_expert.{n}_proj.weight", s, c) for n in ("gate", "up")]
    return {
        "router.weight": get(f"{at}.gate.weight", e, c),
        "enter": enter,
        "leave": leave,
        "shared_enter.weight": np.concatenate(shared),
        "shared_leave.weight": get(f"{at}.shared_expert.down_proj.weight", c, s),
        "shared_gate.weight": get(f"{at}.shared_expert_gate.weight", 1, c),
    }
