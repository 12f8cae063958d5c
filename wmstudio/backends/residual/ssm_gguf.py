"""Tensors of Mamba, Mamba-2 and Qwen3-Next as llama.cpp keeps them, by transformers' names.

There ``A`` stands where transformers has ``A_log = log(-A)``, and Qwen's norms have their whole
weights, of which transformers leaves out 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.backends.decoder_weights import WINDOW, layers_of
from wmstudio.backends.found import FormatError
from wmstudio.backends.residual import mamba_weights, qwen_weights
from wmstudio.models.mixers.attention import AttentionConfig
from wmstudio.models.mixers.feed_forward import FeedForwardConfig
from wmstudio.models.mixers.gated_delta import GatedDeltaConfig
from wmstudio.models.mixers.mamba2 import Mamba2Config
from wmstudio.models.mixers.mixture import MixtureConfig
from wmstudio.weights.stored import StoredTensor, changed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.backends.residual.plan import ResidualPlan
    from wmstudio.models.mixers.base import MixerConfig
    from wmstudio.text.paragraphs import ParagraphTokenizer
    from wmstudio.untrusted import Node
    from wmstudio.weights.stored import Floats

MAMBA = {
    "token_embd": "backbone.embeddings",
    "output_norm": "backbone.norm_f",
    "output": "lm_head",
    "blk": "backbone.layers",
    "attn_norm": "norm",
    "ssm_a": "mixer.A_log",
    "ssm_d": "mixer.D",
    "ssm_in": "mixer.in_proj",
    "ssm_conv1d": "mixer.conv1d",
    "ssm_x": "mixer.x_proj",
    "ssm_dt": "mixer.dt_proj",
    "ssm_norm": "mixer.norm",
    "ssm_out": "mixer.out_proj",
}
QWEN = {
    "token_embd": "embed_tokens",
    "output_norm": "norm",
    "output": "lm_head",
    "blk": "layers",
    "attn_norm": "input_layernorm",
    "post_attention_norm": "post_attention_layernorm",
    **{f"attn_{x}": f"self_attn.{x}_proj" for x in "qkv"},
    **{f"attn_{x}_norm": f"self_attn.{x}_norm" for x in "qk"},
    "attn_output": "self_attn.o_proj",
    "attn_qkv": "linear_attn.in_proj_qkv",
    "attn_gate": "linear_attn.in_proj_z",
    "ssm_a": "linear_attn.A_log",
    "ssm_in": "linear_attn.in_proj_qkvz",
    "ssm_ba": "linear_attn.in_proj_ba",
    "ssm_conv1d": "linear_attn.conv1d",
    "ssm_dt": "linear_attn.dt_proj",
    "ssm_norm": "linear_attn.norm",
    "ssm_out": "linear_attn.out_proj",
    "ffn_gate_inp": "mlp.gate",
    "ffn_gate_inp_shexp": "mlp.shared_expert_gate",
    **{f"ffn_{x}": f"mlp.{x}_proj" for x in ("gate", "up", "down")},
    **{f"ffn_{x}_shexp": f"mlp.shared_expert.{x}_proj" for x in ("gate", "up", "down")},
    **{f"ffn_{x}_exps": f"mlp.experts.{x}_proj" for x in ("gate", "up", "gate_up", "down")},
}
"""The names that transformers has for the parts of a model."""


def mamba(
    values: Node, tensors: Mapping[str, StoredTensor], tokenizer: ParagraphTokenizer
) -> ResidualPlan:
    """A plan for a file of Mamba or Mamba-2.

    Raises:
        FormatError: it is of another kind, or does not fit together.
    """
    kind = values["general.architecture"].text(100)
    tensors = _as_theirs(tensors, MAMBA)
    if not mamba_weights.is_mamba(tensors):
        raise FormatError("its tensors are not named as Mamba's are")
    if (normed := values.get(f"{kind}.ssm.dt_b_c_rms")) is not None and normed.switch():
        raise FormatError("its steps and keys are normed, which is not read")
    epsilon = values.number_of(f"{kind}.attention.layer_norm_rms_epsilon", 1e-5)
    if kind == "mamba":
        return _with(tokenizer, mamba_weights.mamba(tensors, epsilon, tokenizer.start))
    heads, inner = (
        values[f"mamba2.ssm.{x}"].whole(1, 65_536) for x in ("time_step_rank", "inner_size")
    )
    mixer = Mamba2Config(
        heads=heads,
        head_width=max(inner // heads, 1),
        state=values["mamba2.ssm.state_size"].whole(1, 65_536),
        groups=values.whole_of("mamba2.ssm.group_count", 1),
        kernel=values["mamba2.ssm.conv_kernel"].whole(1, 65_536),
        epsilon=epsilon,
    )
    return _with(tokenizer, mamba_weights.mamba2(tensors, mixer, epsilon, tokenizer.start))


def qwen(
    values: Node, tensors: Mapping[str, StoredTensor], tokenizer: ParagraphTokenizer
) -> ResidualPlan:
    """A plan for a file of Qwen3-Next.

    Raises:
        FormatError: it is of another kind, or does not fit together.
    """
    tensors = {
        name: changed(x, x.shape, lambda values: values - np.float32(1.0)) if _is_norm(name) else x
        for name, x in _as_theirs(tensors, QWEN).items()
    }
    if not qwen_weights.is_qwen(tensors):
        raise FormatError("its tensors are not named as those of Qwen3-Next are")

    def whole(name: str) -> int:
        return values[f"qwen3next.{name}"].whole(1, 2**20)

    epsilon = values.number_of("qwen3next.attention.layer_norm_rms_epsilon", 1e-6)
    heads, width = whole("ssm.time_step_rank"), whole("embedding_length")
    delta = GatedDeltaConfig(
        heads=heads,
        key_heads=whole("ssm.group_count"),
        key=whole("ssm.state_size"),
        value=max(whole("ssm.inner_size") // heads, 1),
        kernel=whole("ssm.conv_kernel"),
        epsilon=epsilon,
    )
    head = whole("attention.key_length")
    attention = AttentionConfig(
        heads=whole("attention.head_count"),
        kv_heads=whole("attention.head_count_kv"),
        head_width=head,
        window=min(values.whole_of("qwen3next.context_length", 2048), WINDOW),
        rotary=values.whole_of("qwen3next.rope.dimension_count", max(head // 4, 1)),
        rope_base=values.number_of("qwen3next.rope.freq_base", 10_000.0),
        is_gated=True,
        is_normed=True,
        epsilon=epsilon,
    )
    layers = tuple(
        (
            delta if f"layers.{i}.linear_attn.A_log" in tensors else attention,
            _feed_forward(values, tensors, i),
        )
        for i in range(layers_of(tensors, "layers."))
    )
    return _with(tokenizer, qwen_weights.qwen(tensors, width, layers, epsilon, tokenizer.start))


def _feed_forward(values: Node, tensors: Mapping[str, StoredTensor], layer: int) -> MixerConfig:
    if f"layers.{layer}.mlp.gate.weight" not in tensors:
        return FeedForwardConfig(hidden=values["qwen3next.feed_forward_length"].whole(1, 2**20))
    hidden = values["qwen3next.expert_feed_forward_length"].whole(1, 2**20)
    return MixtureConfig(
        experts=values["qwen3next.expert_count"].whole(1, 65_536),
        asked=values["qwen3next.expert_used_count"].whole(1, 65_536),
        hidden=hidden,
        shared=values.whole_of("qwen3next.expert_shared_feed_forward_length", hidden),
    )


def _with(tokenizer: ParagraphTokenizer, plan: ResidualPlan) -> ResidualPlan:
    if plan.config.vocab_size != len(tokenizer.pieces):
        raise FormatError("its tokenizer has another number of pieces than the model")
    return plan


def _as_theirs(
    tensors: Mapping[str, StoredTensor], names: Mapping[str, str]
) -> dict[str, StoredTensor]:
    """Tensors by transformers' names, with what it keeps where that is something else."""
    named = {
        ".".join(names.get(part, part) for part in n.split(".")): x for n, x in tensors.items()
    }
    found: dict[str, StoredTensor] = {}
    for name, x in named.items():
        stem, _, part = name.rpartition(".")
        if name.endswith(".A_log"):
            found[name] = changed(x, x.shape, _log_of_minus)
        elif name.endswith(".dt_proj.bias") and f"{stem}.weight" not in named:
            # Only Mamba has a projection of its own for the steps.
            found[f"{stem.removesuffix('dt_proj')}dt_bias"] = x
        elif ".experts." not in name:
            found[name] = x
        elif stem.endswith(".gate_proj") and (up := f"{stem[:-9]}up_proj.{part}") in named:
            found[f"{stem[:-9]}gate_up_proj"] = _together(x, named[up])
        elif not stem.endswith(".up_proj"):
            found[stem] = x
    return found


def _is_norm(name: str) -> bool:
    return name.endswith("norm.weight") and not name.endswith("linear_attn.norm.weight")


def _log_of_minus(a: Floats) -> Floats:
    with np.errstate(all="ignore"):  # what is not negative gives no finite number
        found: Floats = np.log(-a)
    return found


def _together(gate: StoredTensor, up: StoredTensor) -> StoredTensor:
    """The rows of every expert's gate, and then those of what it multiplies."""
    if len(gate.shape) != 3 or gate.shape != up.shape:
        raise FormatError("its experts do not fit together")
    experts, rows, columns = gate.shape

    def both(values: Floats) -> Floats:
        return np.concatenate([values, up.values()], axis=1)

    return changed(gate, (experts, 2 * rows, columns), both)
