"""Folders of Hugging Face's transformers: ``config.json``, files of weights, and a tokenizer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.backends.adapter import transformers_folder
from wmstudio.backends.folder_config import (
    OtherPartsError,
    activation_of,
    check_rope,
    must_be,
    rope_number,
    told_of_output,
    vocab_size,
)
from wmstudio.backends.found import FormatError, Found, opens
from wmstudio.backends.residual import folders
from wmstudio.untrusted import Node, UntrustedError, excerpt, parse_json, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wmstudio.backends.decoder_weights import DecoderPlan
    from wmstudio.backends.residual.plan import ResidualPlan
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
        if kind in ENCODERS or not transformers_folder.is_installed():
            raise FormatError(_other(kind))
        return transformers_folder.read(path, kind, config)
    if config.get("quantization_config") is not None:
        raise FormatError(transformers_folder.QUANTISED)
    tensors = decoder_weights.stripped(_tensors(path))
    tokenizer, told = tokenizer_for(path, vocab_size(config))
    try:
        plan = PLANS[kind](config, tensors, tokenizer.start)
    except OtherPartsError as error:
        if not transformers_folder.is_installed():
            raise FormatError(f"{error}: {transformers_folder.INSTALL}") from error
        return transformers_folder.read(path, kind, config)
    start = tokenizer.start
    first = (
        "There is no token to begin a text with, so its first token is a uniform guess."
        if start is None
        else f"A text begins with token {start:,}."
    )
    model = plan.model()
    return Found(
        model,
        tokenizer,
        kind,
        "Hugging Face folder",
        plan.what,
        (*plan.assumed, *told_of_output(config, kind, model), first, told),
        compared=True,
    )


def _other(kind: str) -> str:
    if kind in ENCODERS:
        return f"it is an encoder ({kind}), which has no next token"
    return (
        f"it is of the kind {excerpt(kind)}, and those that are read are {', '.join(PLANS)}: "
        f"{transformers_folder.INSTALL}"
    )


def _gpt2(config: Node, tensors: dict[str, StoredTensor], start: int | None) -> DecoderPlan:
    from wmstudio.backends import decoder_weights

    if not decoder_weights.is_gpt2(tensors):
        raise FormatError("its tensors are not named as GPT-2's are")
    must_be(config, "scale_attn_weights", True)
    must_be(config, "scale_attn_by_inverse_layer_idx", False)
    activation = activation_of(config, "activation_function", "gelu_new")
    heads, epsilon = config.whole_of("n_head", 12), config.number_of("layer_norm_epsilon", 1e-5)
    return decoder_weights.gpt2(tensors, heads, activation, epsilon, start)


def _llama(config: Node, tensors: dict[str, StoredTensor], start: int | None) -> DecoderPlan:
    from wmstudio.backends import decoder_weights
    from wmstudio.models.decoder import DecoderConfig

    if not decoder_weights.is_llama(tensors):
        raise FormatError("its tensors are not named as Llama's are")
    check_rope(config)
    width, heads = (
        config["hidden_size"].whole(1, 65_536),
        config.whole_of("num_attention_heads", 32),
    )
    try:
        made = DecoderConfig(
            vocab_size=vocab_size(config),
            width=width,
            layers=decoder_weights.layers_of(tensors, "layers."),
            heads=heads,
            kv_heads=config.whole_of("num_key_value_heads", heads),
            head_width=config.whole_of("head_dim", max(width // heads, 1)),
            feed_forward=config["intermediate_size"].whole(1, 2**20),
            window=min(config.whole_of("max_position_embeddings", 2048), decoder_weights.WINDOW),
            rope_base=rope_number(config, "rope_theta", 10_000.0),
            norm="rms",
            epsilon=config.number_of("rms_norm_eps", 1e-6),
            activation=activation_of(config, "hidden_act", "silu"),
            is_gated=True,
            start=start,
        )
    except ValueError as error:
        raise FormatError(f"its sizes do not fit: {error}") from error
    return decoder_weights.llama(tensors, made)


PLANS: dict[
    str, Callable[[Node, dict[str, StoredTensor], int | None], DecoderPlan | ResidualPlan]
] = {"gpt2": _gpt2, "llama": _llama, **folders.PLANS}


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
