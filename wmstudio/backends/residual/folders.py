"""Configs of Hugging Face's folders with residual models: what each says of its mixers."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from wmstudio.backends.folder_config import (
    activation_of,
    check_rope,
    must_be,
    rope_number,
    vocab_size,
)
from wmstudio.backends.found import FormatError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.backends.residual.plan import ResidualPlan
    from wmstudio.models.mixers.attention import AttentionConfig
    from wmstudio.models.mixers.base import MixerConfig
    from wmstudio.untrusted import Node
    from wmstudio.weights.stored import StoredTensor


def _rwkv(config: Node, tensors: dict[str, StoredTensor], start: int | None) -> ResidualPlan:
    from wmstudio.backends.residual import rwkv_weights

    tensors = rwkv_weights.renamed(tensors)
    if not rwkv_weights.is_rwkv(tensors):
        raise FormatError("its tensors are not named as RWKV's are")
    # The last norm has the usual one, whatever is said of the others.
    must_be(config, "layer_norm_epsilon", 1e-5)
    return rwkv_weights.rwkv(tensors, start)


def _xlstm(config: Node, tensors: dict[str, StoredTensor], start: int | None) -> ResidualPlan:
    from wmstudio.backends.residual import xlstm_weights
    from wmstudio.models.mixers.mlstm import CAP, EPSILON, LOGIT_CAP, MlstmConfig

    if not xlstm_weights.is_xlstm(tensors):
        raise FormatError("its tensors are not named as xLSTM's are")
    must_be(config, "use_bias", False)
    must_be(config, "add_out_norm", True)
    width, epsilon = config["hidden_size"].whole(1, 65_536), config.number_of("norm_eps", EPSILON)
    must_be(config, "eps", epsilon)
    mixer = MlstmConfig(
        heads=config.whole_of("num_heads", 8),
        keys=int(width * config.number_of("qk_dim_factor", 0.5)),
        values=int(width * config.number_of("v_dim_factor", 1.0)),
        cap=config.number_of("gate_soft_cap", CAP),
        epsilon=epsilon,
    )
    cap = config.number_of("output_logit_soft_cap", LOGIT_CAP)
    return xlstm_weights.xlstm(tensors, mixer, cap, start)


def _mamba(config: Node, tensors: dict[str, StoredTensor], start: int | None) -> ResidualPlan:
    from wmstudio.backends.residual import mamba_weights
    from wmstudio.models.mixers.mamba2 import Mamba2Config

    if not mamba_weights.is_mamba(tensors):
        raise FormatError("its tensors are not named as Mamba's are")
    must_be(config, "hidden_act", "silu", "swish")
    epsilon = config.number_of("layer_norm_epsilon", 1e-5)
    if config["model_type"].value == "mamba":
        return mamba_weights.mamba(tensors, epsilon, start)
    # Steps without limits: from 0 to infinity, which JSON has no number for.
    must_be(config, "time_step_limit", [0.0, {"__float__": "Infinity"}], [0.0, inf])
    mixer = Mamba2Config(
        heads=config.whole_of("num_heads", 128),
        head_width=config.whole_of("head_dim", 64),
        state=config.whole_of("state_size", 128),
        groups=config.whole_of("n_groups", 8),
        kernel=config.whole_of("conv_kernel", 4),
        epsilon=epsilon,
    )
    return mamba_weights.mamba2(tensors, mixer, epsilon, start)


def _qwen(config: Node, tensors: dict[str, StoredTensor], start: int | None) -> ResidualPlan:
    from wmstudio.backends import decoder_weights
    from wmstudio.backends.residual import qwen_weights
    from wmstudio.models.mixers.feed_forward import FeedForwardConfig
    from wmstudio.models.mixers.gated_delta import GatedDeltaConfig
    from wmstudio.models.mixers.mixture import MixtureConfig

    if not qwen_weights.is_qwen(tensors):
        raise FormatError("its tensors are not named as those of Qwen3-Next are")
    must_be(config, "hidden_act", "silu", "swish")
    epsilon = config.number_of("rms_norm_eps", 1e-6)
    delta = GatedDeltaConfig(
        heads=config.whole_of("linear_num_value_heads", 32),
        key_heads=config.whole_of("linear_num_key_heads", 16),
        key=config.whole_of("linear_key_head_dim", 128),
        value=config.whole_of("linear_value_head_dim", 128),
        kernel=config.whole_of("linear_conv_kernel_dim", 4),
        epsilon=epsilon,
    )
    attention = _attention(config, 0.25, is_gated=True, is_normed=True, epsilon=epsilon)
    kinds: dict[str, MixerConfig] = {"linear_attention": delta, "full_attention": attention}
    count = decoder_weights.layers_of(tensors, "layers.")
    told, every = config.get("layer_types"), config.whole_of("full_attention_interval", 4)
    names = (
        ["full_attention" if (i + 1) % every == 0 else "linear_attention" for i in range(count)]
        if told is None or told.value is None
        else [one.choice(kinds) for one in told.items(count)]
    )
    part = FeedForwardConfig(hidden=config.whole_of("intermediate_size", 5632))
    mixture = None
    if config["model_type"].value == "qwen3_next" and config.whole_of("num_experts", 512, 0):
        mixture = MixtureConfig(
            experts=config.whole_of("num_experts", 512),
            asked=config.whole_of("num_experts_per_tok", 10),
            hidden=config.whole_of("moe_intermediate_size", 512),
            shared=config.whole_of("shared_expert_intermediate_size", 512),
            is_normed=(normed := config.get("norm_topk_prob")) is None or normed.switch(),
        )
    plain, step = config.get("mlp_only_layers"), config.whole_of("decoder_sparse_step", 1)
    without = set() if plain is None else {one.whole() for one in plain.items(count)}
    layers = tuple(
        (kinds[name], mixture if mixture and i not in without and (i + 1) % step == 0 else part)
        for i, name in enumerate(names)
    )
    width = config["hidden_size"].whole(1, 65_536)
    return qwen_weights.qwen(tensors, width, layers, epsilon, start)


def _griffin(config: Node, tensors: dict[str, StoredTensor], start: int | None) -> ResidualPlan:
    from wmstudio.backends import decoder_weights
    from wmstudio.backends.residual import griffin_weights
    from wmstudio.models.mixers.feed_forward import FeedForwardConfig
    from wmstudio.models.mixers.residual import ResidualConfig
    from wmstudio.models.mixers.rg_lru import RgLruConfig

    if not griffin_weights.is_griffin(tensors):
        raise FormatError("its tensors are not named as RecurrentGemma's are")
    width, units = config["hidden_size"].whole(1, 65_536), config.get("lru_width")
    recurrent = RgLruConfig(
        units=width if units is None or units.value is None else units.whole(1, 65_536),
        blocks=config.whole_of("num_attention_heads", 10),
        kernel=config.whole_of("conv1d_width", 4),
    )
    window = config.whole_of("attention_window_size", 2048)
    kinds: dict[str, MixerConfig] = {
        "recurrent": recurrent,
        "attention": _attention(config, 0.5, window),
    }
    told, names = config.get("block_types"), ["recurrent", "recurrent", "attention"]
    if told is not None:
        names = [one.choice(kinds) for one in told.items(1000)] or names
    part = FeedForwardConfig(
        hidden=config.whole_of("intermediate_size", 3 * width) // 2,
        activation=activation_of(config, "hidden_activation", "gelu_pytorch_tanh"),
    )
    count = decoder_weights.layers_of(tensors, "layers.")
    made = ResidualConfig(
        vocab_size=vocab_size(config), width=width,
        layers=tuple((kinds[names[i % len(names)]], part) for i in range(count)),
        epsilon=config.number_of("rms_norm_eps", 1e-6), is_tied="lm_head.weight" not in tensors,
        scale=griffin_weights.scale_of(width), cap=config.number_of("logits_soft_cap", 30.0),
        start=start,
    )  # fmt: skip
    return griffin_weights.griffin(tensors, made, part)


def _attention(config: Node, turned: float, window: int = 0, **parts: Any) -> AttentionConfig:
    """Attention with rotary positions, by default of the ``turned`` part of a head."""
    from wmstudio.backends import decoder_weights
    from wmstudio.memory.window import LONGEST_WINDOW
    from wmstudio.models.mixers.attention import AttentionConfig

    check_rope(config)
    heads = config.whole_of("num_attention_heads", 16)
    head = config.whole_of("head_dim", max(config["hidden_size"].whole(1, 65_536) // heads, 1))
    share = rope_number(config, "partial_rotary_factor", turned)
    longest = window or config.whole_of("max_position_embeddings", 2048)
    return AttentionConfig(
        heads=heads,
        kv_heads=config.whole_of("num_key_value_heads", heads),
        head_width=head,
        window=min(longest, decoder_weights.WINDOW if not window else LONGEST_WINDOW),
        rotary=int(head * min(share, 1.0)),
        rope_base=rope_number(config, "rope_theta", 10_000.0),
        **parts,
    )


PLANS: dict[str, Callable[[Node, dict[str, StoredTensor], int | None], ResidualPlan]] = {
    "mamba": _mamba,
    "mamba2": _mamba,
    "qwen3_next": _qwen,
    "qwen3_5_text": _qwen,
    "recurrent_gemma": _griffin,
    "rwkv": _rwkv,
    "xlstm": _xlstm,
}
