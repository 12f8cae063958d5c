"""Tensors of RWKV-6 and RWKV-7 as llama.cpp names and keeps them, by the authors' names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.backends.found import FormatError
from wmstudio.untrusted import excerpt
from wmstudio.weights.stored import changed, rows_of, turned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.untrusted import Node
    from wmstudio.weights.stored import StoredTensor

NAMES = {
    "token_embd": "emb",
    "token_embd_norm": "blocks.0.ln0",
    "output_norm": "ln_out",
    "output": "head",
    "attn_norm": "ln1",
    "attn_norm_2": "ln2",
    "time_mix_ln": "att.ln_x",
    **{f"time_mix_{x}": f"att.{x}" for x in ("key", "value", "receptance", "gate", "output")},
    **{f"channel_mix_{x}": f"ffn.{x}" for x in ("key", "value", "receptance")},
}
OF_6 = {
    "time_mix_w1": "att.time_maa_w1",
    "time_mix_w2": "att.time_maa_w2",
    "time_mix_first": "att.time_faaaa",
    **{f"time_mix_{x}": f"att.time_{x}" for x in ("decay", "decay_w1", "decay_w2")},
    **{f"time_mix_lerp_{x}": f"att.time_maa_{x}" for x in "xwkvrg"},
    **{f"channel_mix_lerp_{x}": f"ffn.time_maa_{x}" for x in "kr"},
}
OF_7 = {
    **{f"time_mix_{x}{i}": f"att.{x}{i}" for x in "wavg" for i in range(3)},
    **{f"time_mix_{x}": f"att.{x}" for x in ("k_k", "k_a", "r_k")},
    "channel_mix_lerp_k": "ffn.x_k",
}
PLAIN = {"rwkv6": OF_6, "rwkv7": OF_7}
"""The authors' names for those of llama.cpp; these of parameters of a layer that are no module."""
FUSED = "time_mix_lerp_fused"
SHARES = {"rwkv6": ("att.time_maa_", "wkvrg"), "rwkv7": ("att.x_", "rwkvag")}
"""The shares of token shift that are one tensor, in their order."""
TURNED = {
    "rwkv6": ("att.time_maa_w1", "att.time_maa_w2", "att.time_decay_w1", "att.time_decay_w2"),
    "rwkv7": tuple(f"att.{x}{i}" for x in "wavg" for i in (1, 2)),
}
"""Matrices that are kept with their last two dimensions exchanged."""
SCALED = (".att.output.weight", ".ffn.value.weight")
"""What is halved once more in every so many layers, as the program that runs it halves what it adds
to there."""


def renamed(
    values: Node, tensors: Mapping[str, StoredTensor], kind: str
) -> dict[str, StoredTensor]:
    """The tensors by the names, and with the values, of the authors' files.

    Raises:
        FormatError: a tensor of a layer has no number.
    """
    every = values.whole_of(f"{kind}.rescale_every_n_layers", 0, low=0)
    head = values.whole_of(f"{kind}.wkv.head_size", 64)
    found: dict[str, StoredTensor] = {}
    for name, x in tensors.items():
        stem, _, part = name.rpartition(".")
        *before, last = stem.split(".")
        layer = before[-1] if before[:1] == ["blk"] else ""
        if layer and not layer.isdecimal():
            raise FormatError(f"{excerpt(name)} is of no layer")
        begin = f"blocks.{layer}." if layer else ""
        if last == FUSED:
            shared, letters = SHARES[kind]
            for letter, row in zip(letters, rows_of(x), strict=False):
                found[f"{begin}{shared}{letter}"] = row
        elif last in PLAIN[kind]:
            own = PLAIN[kind][last]
            found[f"{begin}{own}"] = _as_authors(x, own in TURNED[kind], own == "att.r_k", head)
        else:
            theirs = f"{begin}{NAMES.get(last, last)}.{part}"
            halved = int(layer) // every if every and theirs.endswith(SCALED) else 0
            found[theirs] = _doubled(x, halved) if halved else x
    return found


def _as_authors(x: StoredTensor, is_turned: bool, by_head: bool, head: int) -> StoredTensor:
    if is_turned and len(x.shape) > 1:
        return turned(x)
    if by_head and len(x.shape) == 1 and x.shape[0] % head == 0:
        return changed(x, (x.shape[0] // head, head), lambda values: values.reshape(-1, head))
    return x


def _doubled(x: StoredTensor, times: int) -> StoredTensor:
    factor = np.float32(2 ** min(times, 100))
    return changed(x, x.shape, lambda values: values * factor)
