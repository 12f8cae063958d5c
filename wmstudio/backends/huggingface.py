"""Folders of Hugging Face's transformers: ``config.json``, files of weights, and a tokenizer."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from wmstudio.backends.found import FormatError, Found, opens
from wmstudio.untrusted import Node, UntrustedError, excerpt, parse_json, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wmstudio.backends.decoder_weights import DecoderPlan
    from wmstudio.backends.residual.plan import ResidualPlan
    from wmstudio.models.mixers.attention import AttentionConfig
    from wmstudio.models.mixers.base import MixerConfig
    from wmstudio.weights.stored import StoredTensor

NAME = "Hugging Face model (a folder)"
CONFIG = "config.json"
ENDINGS = (".safetensors", ".bin", ".json")
LARGEST = 4_000_000
LARGEST_INDEX = 64 * 2**20
MOST_SHARDS = 500
AS_PYTORCH = "load it with transformers and save it with save_pretrained() of the PyTorch class"
ELSEWHERE = {"tf_model.h5": "TensorFlow", "flax_model.msgpack": "Flax"}
"""Files of weights that are not read, and whose they are."""
ENCODERS = ("bert", "roberta", "distilbert", "electra", "deberta", "deberta-v2", "albert", "xlm")


def recognise(path: Path) -> Path | None:
    """A folder whose config names a ``model_type``, or a file of weights in one."""
    is_part = path.suffix in ENDINGS and path.is_file()
    folder = path.parent if is_part else path
    config = folder / CONFIG
    if not config.is_file() or config.stat().st_size > LARGEST:
        return None
    if is_part and not path.name.startswith(("model", "pytorch_model", "config")):
        return None
    try:
        found = parse_json(read_bytes(config, LARGEST)).value
    except UntrustedError:
        return None
    is_theirs = isinstance(found, dict) and isinstance(found.get("model_type"), str)
    return folder if is_theirs and "family" not in found else None


@opens
def open(path: Path) -> Found:
    """Open a folder.

    Raises:
        FormatError: it is damaged, or of a kind that is not read; one sentence.
    """
    from wmstudio.backends import decoder_weights
    from wmstudio.backends.vocabulary import tokenizer_for

    config = parse_json(read_bytes(path / CONFIG, LARGEST))
    kind = config["model_type"].text(100)
    if kind not in PLANS:
        raise FormatError(_other(kind))
    tensors = decoder_weights.stripped(_tensors(path))
    tokenizer, told = tokenizer_for(path, _vocab_size(config))
    plan = PLANS[kind](config, tensors, tokenizer.start)
    start = tokenizer.start
    first = (
        "There is no token to begin a text with, so its first token is a uniform guess."
        if start is None
        else f"A text begins with token {start:,}."
    )
    return Found(
        plan.model(),
        tokenizer,
        kind,
        "Hugging Face folder",
        plan.what,
        (*plan.assumed, first, told),
        compared=True,
    )


def _other(kind: str) -> str:
    if kind in ENCODERS:
        return f"it is an encoder ({kind}), which has no next token"
    return f"it is of the kind {excerpt(kind)}, and those that are read are {', '.join(PLANS)}"


def _vocab_size(config: Node) -> int:
    return config["vocab_size"].whole(1, 1_000_000)


def _must_be(config: Node, name: str, *allowed: object) -> None:
    """Refuse what would compute something else.

    Raises:
        FormatError: the config has another value.
    """
    found = config.get(name)
    if found is not None and found.value not in allowed:
        raise FormatError(f"its {name} is {excerpt(found.value)}, which is not read")


def _gpt2(config: Node, tensors: dict[str, StoredTensor], start: int | None) -> DecoderPlan:
    from wmstudio.backends import decoder_weights

    if not decoder_weights.is_gpt2(tensors):
        raise FormatError("its tensors are not named as GPT-2's are")
    _must_be(config, "scale_attn_weights", True)
    _must_be(config, "scale_attn_by_inverse_layer_idx", False)
    activation = _activation(config, "activation_function", "gelu_new")
    heads, epsilon = config.whole_of("n_head", 12), config.number_of("layer_norm_epsilon", 1e-5)
    return decoder_weights.gpt2(tensors, heads, activation, epsilon, start)


def _llama(config: Node, tensors: dict[str, StoredTensor], start: int | None) -> DecoderPlan:
    from wmstudio.backends import decoder_weights
    from wmstudio.models.decoder import DecoderConfig

    if not decoder_weights.is_llama(tensors):
        raise FormatError("its tensors are not named as Llama's are")
    rope = config.get("rope_parameters") or config
    _check_rope(config)
    width, heads = (
        config["hidden_size"].whole(1, 65_536),
        config.whole_of("num_attention_heads", 32),
    )
    try:
        made = DecoderConfig(
            vocab_size=_vocab_size(config),
            width=width,
            layers=decoder_weights.layers_of(tensors, "layers."),
            heads=heads,
            kv_heads=config.whole_of("num_key_value_heads", heads),
            head_width=config.whole_of("head_dim", max(width // heads, 1)),
            feed_forward=config["intermediate_size"].whole(1, 2**20),
            window=min(config.whole_of("max_position_embeddings", 2048), decoder_weights.WINDOW),
            rope_base=rope.number_of("rope_theta", 10_000.0),
            norm="rms",
            epsilon=config.number_of("rms_norm_eps", 1e-6),
            activation=_activation(config, "hidden_act", "silu"),
            is_gated=True,
            start=start,
        )
    except ValueError as error:
        raise FormatError(f"its sizes do not fit: {error}") from error
    return decoder_weights.llama(tensors, made)


def _check_rope(config: Node) -> None:
    for node in (config.get("rope_scaling"), config.get("rope_parameters")):
        kind = None if node is None else node.get("rope_type") or node.get("type")
        if kind is not None and kind.value != "default":
            raise FormatError(f"its rope_scaling is {excerpt(kind.value)}, which is not read")


def _activation(config: Node, name: str, usual: str) -> str:
    from wmstudio.models.decoder import ACTIVATIONS

    same = {"gelu_pytorch_tanh": "gelu_new", "swish": "silu", "gelu_fast": "gelu_new"}
    found = config.get(name)
    told = usual if found is None else found.text(50)
    if same.get(told, told) not in ACTIVATIONS:
        raise FormatError(f"its {name} is {excerpt(told)}, which is not read")
    return same.get(told, told)


def _rwkv(config: Node, tensors: dict[str, StoredTensor], start: int | None) -> ResidualPlan:
    from wmstudio.backends.residual import rwkv_weights

    tensors = rwkv_weights.renamed(tensors)
    if not rwkv_weights.is_rwkv(tensors):
        raise FormatError("its tensors are not named as RWKV's are")
    # The last norm has the usual one, whatever is said of the others.
    _must_be(config, "layer_norm_epsilon", 1e-5)
    return rwkv_weights.rwkv(tensors, start)


def _xlstm(config: Node, tensors: dict[str, StoredTensor], start: int | None) -> ResidualPlan:
    from wmstudio.backends.residual import xlstm_weights
    from wmstudio.models.mixers.mlstm import CAP, EPSILON, LOGIT_CAP, MlstmConfig

    if not xlstm_weights.is_xlstm(tensors):
        raise FormatError("its tensors are not named as xLSTM's are")
    _must_be(config, "use_bias", False)
    _must_be(config, "add_out_norm", True)
    width, epsilon = config["hidden_size"].whole(1, 65_536), config.number_of("norm_eps", EPSILON)
    _must_be(config, "eps", epsilon)
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
    _must_be(config, "hidden_act", "silu", "swish")
    epsilon = config.number_of("layer_norm_epsilon", 1e-5)
    if config["model_type"].value == "mamba":
        return mamba_weights.mamba(tensors, epsilon, start)
    # Steps without limits: from 0 to infinity, which JSON has no number for.
    _must_be(config, "time_step_limit", [0.0, {"__float__": "Infinity"}], [0.0, inf])
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
    _must_be(config, "hidden_act", "silu", "swish")
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


def _attention(config: Node, turned: float, window: int = 0, **parts: Any) -> AttentionConfig:
    """Attention with rotary positions, by default of the ``turned`` part of a head."""
    from wmstudio.backends import decoder_weights
    from wmstudio.memory.window import LONGEST_WINDOW
    from wmstudio.models.mixers.attention import AttentionConfig

    rope = config.get("rope_parameters") or config
    _check_rope(config)
    heads = config.whole_of("num_attention_heads", 16)
    head = config.whole_of("head_dim", max(config["hidden_size"].whole(1, 65_536) // heads, 1))
    share = rope.number_of("partial_rotary_factor", turned)
    longest = window or config.whole_of("max_position_embeddings", 2048)
    return AttentionConfig(
        heads=heads,
        kv_heads=config.whole_of("num_key_value_heads", heads),
        head_width=head,
        window=min(longest, decoder_weights.WINDOW if not window else LONGEST_WINDOW),
        rotary=int(head * min(share, 1.0)),
        rope_base=rope.number_of("rope_theta", 10_000.0),
        **parts,
    )


PLANS: dict[
    str, Callable[[Node, dict[str, StoredTensor], int | None], DecoderPlan | ResidualPlan]
] = {
    "gpt2": _gpt2,
    "llama": _llama,
    "mamba": _mamba,
    "mamba2": _mamba,
    "qwen3_next": _qwen,
    "qwen3_5_text": _qwen,
    "rwkv": _rwkv,
    "xlstm": _xlstm,
}


def _tensors(folder: Path) -> dict[str, StoredTensor]:
    """All tensors, of one file or of several that an index names."""
    from wmstudio.weights.safetensors_files import read_safetensors
    from wmstudio.weights.torch_files import read_torch
    from wmstudio.weights.trees import tensor_tables

    for name, is_torch in (("model.safetensors", False), ("pytorch_model.bin", True)):
        index = folder / f"{name}.index.json"
        files = _shards(index) if index.is_file() else [name]
        if not all((folder / file).is_file() for file in files):
            continue
        found: dict[str, StoredTensor] = {}
        for file in files:
            path = folder / file
            if is_torch:
                tables = tensor_tables(read_torch(path))
                found |= tables[0].tensors if tables else {}
            else:
                found |= read_safetensors(path)
        if found:
            return found
    for name, writer in ELSEWHERE.items():
        if (folder / name).is_file():
            raise FormatError(f"its weights are those of {writer} only: {AS_PYTORCH}")
    raise FormatError("it has no model.safetensors or pytorch_model.bin, or not all of its parts")


def _shards(index: Path) -> list[str]:
    names = parse_json(read_bytes(index, LARGEST_INDEX))["weight_map"].table(1_000_000)
    files = sorted({node.file_name() for node in names.values()})
    if len(files) > MOST_SHARDS:
        raise FormatError(
            f"{index.name} names {len(files):,} files; at most {MOST_SHARDS} are read"
        )
    return files
