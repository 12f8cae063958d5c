"""Tensors of xLSTM (its mLSTM layers) as transformers names them, as a model of ours.

Shapes: C width, F hidden units, N heads, K key features and V value features of all heads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.backends.residual.plan import NamedTensors, ResidualPlan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.models.mixers.mlstm import MlstmConfig
    from wmstudio.weights.stored import Floats, StoredTensor

BEGIN = "backbone."
PROJECTIONS = {"q": "query", "k": "key", "v": "value", "ogate_preact": "output_gate"}
GATES = {"igate_preact": "input_gate", "fgate_preact": "forget_gate"}
FEED_FORWARD = {"proj_up_gate": "gate", "proj_up": "widen"}
"""Our names for what is made of a layer's input. In files that fuse them they are one tensor."""


def is_xlstm(tensors: Mapping[str, StoredTensor]) -> bool:
    """Whether they are named as transformers names those of xLSTM."""
    return {f"{BEGIN}embeddings.weight", f"{BEGIN}blocks.0.norm_mlstm.weight"} <= tensors.keys()


def xlstm(
    tensors: Mapping[str, StoredTensor],
    mixer: MlstmConfig,
    logit_cap: float,
    start: int | None = None,
) -> ResidualPlan:
    """A plan for these tensors. The heads and the widths of keys and values are those of ``mixer``.

    Raises:
        FormatError: a tensor is missing.
    """
    from wmstudio.models.mixers.feed_forward import FeedForwardConfig
    from wmstudio.models.mixers.residual import ResidualConfig

    tensors = {name.removeprefix(BEGIN): x for name, x in tensors.items()}
    get = NamedTensors(tensors)
    v, c = get.shape("embeddings.weight", 2)
    layers = len({n.split(".")[1] for n in tensors if n.startswith("blocks.") and n.count(".") > 1})
    _, hidden = get.shape("blocks.0.ffn.proj_down.weight", 2)
    config = ResidualConfig(
        vocab_size=v,
        width=c,
        layers=((mixer, FeedForwardConfig(hidden=hidden)),) * layers,
        epsilon=mixer.epsilon,
        is_tied="lm_head.weight" not in tensors,
        cap=logit_cap,
        start=start,
    )

    def read() -> dict[str, Floats]:
        get = NamedTensors(tensors)
        ours = {
            "words.embedding.weight": get("embeddings.weight", v, c),
            "words.bias": np.zeros(v, np.float32),
            "start": np.zeros(c, np.float32),
            "norm.weight": get("out_norm.weight", c),
        }
        if not config.is_tied:
            ours["words.decoder.weight"] = get("lm_head.weight", v, c)
        for i in range(layers):
            own = _mlstm(get, f"blocks.{i}.mlstm_layer", c, mixer)
            ours |= {f"layers.{i}.mixers.0.{name}": x for name, x in own.items()}
            own = _feed_forward(get, f"blocks.{i}.ffn", c, hidden)
            ours |= {f"layers.{i}.mixers.1.{name}": x for name, x in own.items()}
            for n, name in enumerate(("norm_mlstm", "norm_ffn")):
                ours[f"layers.{i}.norms.{n}.weight"] = get(f"blocks.{i}.{name}.weight", c)
        get.check_all_used()
        return ours

    what = f"xLSTM: {layers} mLSTM layers of {c:,} in {mixer.heads} heads, vocabulary of {v:,}"
    return ResidualPlan(config, "mlstm", what, read)


def _mlstm(get: NamedTensors, at: str, c: int, mixer: MlstmConfig) -> dict[str, Floats]:
    n, keys, values = mixer.heads, mixer.keys, mixer.values
    sizes = {"q": keys, "k": keys, "v": values, "ogate_preact": values}
    weights = _fused(get, f"{at}.qkv_opreact.weight", at, sizes, c)
    found = {f"{PROJECTIONS[name]}.weight": x for name, x in weights.items()}
    gates = dict.fromkeys(GATES, n)
    for part, shape in (("weight", (c,)), ("bias", ())):
        own = _fused(get, f"{at}.ifgate_preact.{part}", at, gates, *shape)
        found |= {f"{GATES[name]}.{part}": x for name, x in own.items()}
    found["norm.weight"] = get(f"{at}.multihead_norm.weight", values)
    found["output.weight"] = get(f"{at}.out_proj.weight", c, values)
    return {**_no_biases(found), **found, "norm.bias": np.zeros(values, np.float32)}


def _feed_forward(get: NamedTensors, at: str, c: int, f: int) -> dict[str, Floats]:
    sizes = dict.fromkeys(FEED_FORWARD, f)
    weights = _fused(get, f"{at}.proj_up_gate_z.weight", at, sizes, c)
    found = {f"{FEED_FORWARD[name]}.weight": x for name, x in weights.items()}
    found["narrow.weight"] = get(f"{at}.proj_down.weight", c, f)
    return {**_no_biases(found), **found}


def _fused(
    get: NamedTensors, whole: str, at: str, sizes: Mapping[str, int], *columns: int
) -> dict[str, Floats]:
    """Tensors with so many rows each, by name: alone, or all in one that is called ``whole``."""
    if whole not in get:
        part = whole.rpartition(".")[2]
        return {name: get(f"{at}.{name}.{part}", n, *columns) for name, n in sizes.items()}
    rows = get(whole, sum(sizes.values()), *columns)
    cut = np.split(rows, np.cumsum([*sizes.values()])[:-1])
    return {name: np.ascontiguousarray(x) for name, x in zip(sizes, cut, strict=True)}


def _no_biases(weights: Mapping[str, Floats]) -> dict[str, Floats]:
    """Zeros for the biases that such files do not have."""
    return {
        f"{name.removesuffix('.weight')}.bias": np.zeros(len(x), np.float32)
        for name, x in weights.items()
        if name.endswith(".weight")
    }
