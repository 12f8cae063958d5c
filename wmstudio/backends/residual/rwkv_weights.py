"""Tensors of RWKV-4 to RWKV-7, by the names of the authors' ``.pth`` files, as a model of ours.

Shapes: A channels of the time mixing, C width, F units of the channel mixing, N heads, K features
of a head, L layers, R rank, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.backends.found import FormatError
from wmstudio.backends.residual.plan import NamedTensors, ResidualPlan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.models.mixers.base import MixerConfig
    from wmstudio.weights.stored import Floats, StoredTensor

    Read = Callable[[NamedTensors, str, int], dict[str, Floats]]

MARKS = {7: "r_k", 6: "time_maa_x", 5: "ln_x.weight", 4: "time_decay"}
"""A tensor of the first layer's time mixing that a version has, and older ones do not."""
SHARES = {4: "time_mix_", 5: "time_mix_", 6: "time_maa_", 7: "x_"}
"""How the names of the shares of token shift begin."""
HUGGINGFACE = {
    "embeddings": "emb",
    "pre_ln": "ln0",
    "attention": "att",
    "feed_forward": "ffn",
    "time_mix_key": "time_mix_k",
    "time_mix_value": "time_mix_v",
    "time_mix_receptance": "time_mix_r",
}
"""The authors' names for those of transformers."""


def is_rwkv(tensors: Mapping[str, StoredTensor]) -> bool:
    """Whether they are named as RWKV's are."""
    return {"emb.weight", "blocks.0.att.key.weight", "blocks.0.ffn.key.weight"} <= tensors.keys()


def renamed(tensors: Mapping[str, StoredTensor]) -> dict[str, StoredTensor]:
    """Tensors that transformers has named, by the authors' names."""
    found = {}
    for name, x in tensors.items():
        parts = name.removeprefix("rwkv.").split(".")
        found[".".join(HUGGINGFACE.get(part, part) for part in parts)] = x
    return found


def rwkv(tensors: Mapping[str, StoredTensor], start: int | None = None) -> ResidualPlan:
    """A plan for these tensors.

    Raises:
        FormatError: they are of no known version, or their sizes do not fit together.
    """
    from wmstudio.models.mixers.residual import ResidualConfig
    from wmstudio.models.mixers.rwkv import ChannelMixConfig

    version = next((n for n, mark in MARKS.items() if f"blocks.0.att.{mark}" in tensors), None)
    if version is None:
        raise FormatError("it is of no version of RWKV that is read (4 to 7)")
    get = NamedTensors(tensors)
    v, c = get.shape("emb.weight", 2)
    layers = len({n.split(".")[1] for n in tensors if n.startswith("blocks.") and n.count(".") > 1})
    hidden, _ = get.shape("blocks.0.ffn.key.weight", 2)
    time_mix, heads, read = VERSIONS[version](get, c)
    has_receptance = version < 7
    channel_mix = ChannelMixConfig(hidden=hidden, has_receptance=has_receptance)
    config = ResidualConfig(
        vocab_size=v,
        width=c,
        layers=((time_mix, channel_mix),) * layers,
        norm="layer",
        is_embedding_normed="blocks.0.ln0.weight" in tensors,
        is_tied="head.weight" not in tensors,
        start=start,
    )

    def all_tensors() -> dict[str, Floats]:
        get = NamedTensors(tensors)
        ours = {
            "words.embedding.weight": get("emb.weight", v, c),
            "words.bias": np.zeros(v, np.float32),
            "start": np.zeros(c, np.float32),
            **_norm(get, "ln_out", "norm", c),
        }
        if not config.is_tied:
            ours["words.decoder.weight"] = get("head.weight", v, c)
        if config.is_embedding_normed:
            ours |= _norm(get, "blocks.0.ln0", "embedding_norm", c)
        for i in range(layers):
            at, to = f"blocks.{i}", f"layers.{i}"
            for n in range(2):
                ours |= _norm(get, f"{at}.ln{n + 1}", f"{to}.norms.{n}", c)
            own = read(get, f"{at}.att", i)
            ours |= {f"{to}.mixers.0.{name}": x for name, x in own.items()}
            own = _channel_mix(get, f"{at}.ffn", version, c, hidden)
            ours |= {f"{to}.mixers.1.{name}": x for name, x in own.items()}
        get.check_all_used()
        return ours

    shared = f" in {heads} heads" if heads else ""
    what = f"RWKV-{version}: {layers} layers of {c:,}{shared}, vocabulary of {v:,}"
    return ResidualPlan(config, f"rwkv{version}", what, all_tensors)


def _norm(get: NamedTensors, name: str, to: str, size: int) -> dict[str, Floats]:
    return {f"{to}.{part}": get(f"{name}.{part}", size) for part in ("weight", "bias")}


def _channel_mix(get: NamedTensors, at: str, version: int, c: int, f: int) -> dict[str, Floats]:
    """The shares are those of the new token; since version 6 the file has those of the last one."""

    def share(letter: str) -> Floats:
        found = get(f"{at}.{SHARES[version]}{letter}", c)
        return found if version < 6 else 1 - found

    found = {
        "mix_k": share("k"),
        "key.weight": get(f"{at}.key.weight", f, c),
        "value.weight": get(f"{at}.value.weight", c, f),
    }
    if version < 7:
        found["mix_r"] = share("r")
        found["receptance.weight"] = get(f"{at}.receptance.weight", c, c)
    return found


def _projections(get: NamedTensors, at: str, a: int, c: int, *more: str) -> dict[str, Floats]:
    found = {
        f"{name}.weight": get(f"{at}.{name}.weight", a, c)
        for name in ("receptance", "key", "value", *more)
    }
    return found | {"output.weight": get(f"{at}.output.weight", c, a)}


def _version_4(get: NamedTensors, c: int) -> tuple[MixerConfig, int, Read]:
    from wmstudio.models.mixers.rwkv4 import Rwkv4Config

    a, _ = get.shape("blocks.0.att.key.weight", 2)

    def read(get: NamedTensors, at: str, layer: int) -> dict[str, Floats]:
        return {
            **{f"mix_{letter}": get(f"{at}.time_mix_{letter}", c) for letter in "rkv"},
            "decay": get(f"{at}.time_decay", a),
            "first": get(f"{at}.time_first", a),
            **_projections(get, at, a, c),
        }

    return Rwkv4Config(channels=a), 0, read


def _version_5(get: NamedTensors, c: int) -> tuple[MixerConfig, int, Read]:
    """Before 5.2, decay and bonus are one number a head; of the bonus it is the logarithm."""
    from wmstudio.models.mixers.rwkv5 import Rwkv5Config

    first = "time_faaaa" if "blocks.0.att.time_faaaa" in get else "time_first"
    (a, _), n = get.shape("blocks.0.att.key.weight", 2), get.rows(f"blocks.0.att.{first}")
    has_gate = "blocks.0.att.gate.weight" in get

    def read(get: NamedTensors, at: str, layer: int) -> dict[str, Floats]:
        bonus = get.spread(f"{at}.{first}", n, a // n)
        return {
            **{
                f"mix.{letter}": get(f"{at}.time_mix_{letter}", c)
                for letter in ("rkvg" if has_gate else "rkv")
            },
            "decay": get.spread(f"{at}.time_decay", n, a // n),
            "first": bonus if first == "time_faaaa" else np.exp(bonus),
            **_projections(get, at, a, c, *(["gate"] if has_gate else [])),
            **_norm(get, f"{at}.ln_x", "norm", a),
        }

    return Rwkv5Config(channels=a, heads=n, has_gate=has_gate), n, read


def _version_6(get: NamedTensors, c: int) -> tuple[MixerConfig, int, Read]:
    from wmstudio.models.mixers.rwkv6 import MIXED, Rwkv6Config

    at = "blocks.0.att"
    (a, _), n = get.shape(f"{at}.key.weight", 2), get.rows(f"{at}.time_faaaa")
    _, rank, _ = get.shape(f"{at}.time_maa_w2", 3)
    _, decay_rank = get.shape(f"{at}.time_decay_w1", 2)

    def read(get: NamedTensors, at: str, layer: int) -> dict[str, Floats]:
        return {
            "mix_x": get(f"{at}.time_maa_x", c),
            "mix": np.stack([get(f"{at}.time_maa_{letter}", c) for letter in MIXED]),
            "mix_in": get(f"{at}.time_maa_w1", c, 5 * rank),
            "mix_out": get(f"{at}.time_maa_w2", 5, rank, c),
            "decay": get.flat(f"{at}.time_decay", a),
            "decay_in": get(f"{at}.time_decay_w1", c, decay_rank),
            "decay_out": get(f"{at}.time_decay_w2", decay_rank, a),
            "first": get(f"{at}.time_faaaa", n, a // n),
            **_projections(get, at, a, c, "gate"),
            **_norm(get, f"{at}.ln_x", "norm", a),
        }

    return Rwkv6Config(channels=a, heads=n, rank=rank, decay_rank=decay_rank), n, read


LOW_RANK = {"decay": "w", "rate": "a", "residual": "v", "gate": "g"}
"""What RWKV-7 has as matrices of low rank, and the letters that their names begin with."""


def _version_7(get: NamedTensors, c: int) -> tuple[MixerConfig, int, Read]:
    from wmstudio.models.mixers.rwkv7 import MIXED, Rwkv7Config

    n = get.rows("blocks.0.att.r_k")

    def rank(letter: str, layer: int = 0) -> int:
        return get.shape(f"blocks.{layer}.att.{letter}1", 2)[1]

    config = Rwkv7Config(
        heads=n,
        decay_rank=rank("w"),
        rate_rank=rank("a"),
        # The first layer has none, though some files have numbers for it.
        residual_rank=rank("v", 1) if "blocks.1.att.v1" in get else 1,
        gate_rank=rank("g"),
    )

    def read(get: NamedTensors, at: str, layer: int) -> dict[str, Floats]:
        found = {
            "mix": np.stack([get(f"{at}.x_{letter}", c) for letter in MIXED]),
            "removal": get(f"{at}.k_k", c),
            "storage": get(f"{at}.k_a", c),
            "bonus": get(f"{at}.r_k", n, c // n),
            **_projections(get, at, c, c),
            **_norm(get, f"{at}.ln_x", "norm", c),
        }
        for name, letter in LOW_RANK.items():
            if name == "residual" and not layer:
                get.leave_out(*(f"{at}.{letter}{i}" for i in range(3)))
                continue
            ranks = getattr(config, f"{name}_rank")
            found[f"{name}.enter"] = get(f"{at}.{letter}1", c, ranks)
            found[f"{name}.leave"] = get(f"{at}.{letter}2", ranks, c)
            if name != "gate":
                found[f"{name}.bias"] = get(f"{at}.{letter}0", c)
        return found

    return config, n, read


VERSIONS = {4: _version_4, 5: _version_5, 6: _version_6, 7: _version_7}
