"""Hugging Face folders of kinds that are not built here, run by transformers where it is installed.

Where a model reads on rightly from its cache, which is tried, it is read with it; otherwise it is
read whole at every change. Nothing is downloaded, and no code of the folder is run.
"""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING, Any

from wmstudio.backends.found import FormatError, Found
from wmstudio.deferred import TORCH
from wmstudio.machine import free_memory, in_words
from wmstudio.untrusted import excerpt, shortened

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.untrusted import Node

PACKAGE = "transformers"
INSTALL = "install wmstudio[hf] to open it with transformers"
QUANTISED = "its weights are quantised, which is not read: open the model that they were made of"
ELSEWHERE = {
    "quantization_config": QUANTISED,
    "auto_map": "it brings a program of its own, which is not run",
}
"""Keys of a config, and why a folder with one is refused."""


def read(path: Path, kind: str, config: Node) -> Found:
    """Open a folder with transformers.

    Raises:
        FormatError: it cannot be opened; part of a sentence.
    """
    for key, why in ELSEWHERE.items():
        if config.get(key) is not None:
            raise FormatError(why)
    weights = sorted(path.glob("*.safetensors"))
    if not weights or (path / "adapter_config.json").exists():
        raise FormatError("its weights are not safetensors of a whole model, which are required")
    # Read in float32, whatever they are stored in, and held twice meanwhile.
    needed = 4 * sum(file.stat().st_size for file in weights)
    if needed > (free := free_memory()):
        raise FormatError(f"it may take {in_words(needed)}, and {in_words(free)} are free")
    return _found(path, kind, _loaded(path, kind))


def is_installed() -> bool:
    """Whether transformers can be imported."""
    return importlib.util.find_spec(PACKAGE) is not None


def _loaded(path: Path, kind: str) -> Any:
    # It asks nobody whether there is a newer file.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    TORCH.complete()
    import torch

    transformers = importlib.import_module(PACKAGE)
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    try:
        with torch.random.fork_rng(devices=[]):
            module, told = transformers.AutoModelForCausalLM.from_pretrained(
                str(path),
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                dtype=torch.float32,
                attn_implementation="eager",
                output_loading_info=True,
            )
    except Exception as error:  # whatever another program raises about a file
        why = shortened(str(error).partition("\n")[0]) or type(error).__name__
        raise FormatError(f"transformers cannot open a {excerpt(kind)}: {why}") from error
    # What is missing has been made up at random.
    lacks = sorted(str(name) for name in (*told["missing_keys"], *told["mismatched_keys"]))
    if lacks:
        raise FormatError(f"its weights lack {excerpt(lacks[0])}, or it has another shape")
    return module.eval().requires_grad_(False)


def _found(path: Path, kind: str, module: Any) -> Found:
    from wmstudio.backends.adapter.transformers_reader import TransformersReader
    from wmstudio.backends.vocabulary import tokenizer_for
    from wmstudio.models.adapted.cache_trial import MOST_TOKENS, cached, check_whole
    from wmstudio.models.adapted.model import AdaptedModel, AdapterError
    from wmstudio.models.adapted.trial import LONGEST, whole

    name, reader = type(module).__name__, TransformersReader(module)
    size = module.get_output_embeddings().weight.shape[0]
    tokenizer, told = tokenizer_for(path, size)
    positions = _positions(module.config)
    longest = min(LONGEST, positions or LONGEST)
    try:
        model, assumed = whole(reader, name, reader, tokenizer.start, longest)
        check_whole(model)
    except AdapterError as error:
        raise FormatError(f"transformers' {name} cannot be read: {error}") from error
    way, how, why = "whole", "It is run by transformers without its cache: {}.", ""
    used: AdaptedModel = model
    for call in (reader.on, reader.at):
        try:
            used, assumed = cached(
                reader, call, PACKAGE, model, tokenizer.start, positions or MOST_TOKENS
            )
        except AdapterError as error:
            why = why or str(error).rstrip(".")
        else:
            way, how = "with its cache", "It is run by transformers, and reads on from its cache."
            break
    what = f"{name} of transformers, read {way}"
    assumed = (how.format(why), *assumed, told)
    return Found(used, tokenizer, kind, "Hugging Face folder", what, assumed)


def _positions(config: Any) -> int:
    """How many tokens the model can tell apart; 0 where it does not say."""
    try:
        told = config.max_position_embeddings
    except Exception:  # the config of a kind without limit may raise anything
        return 0
    return told if isinstance(told, int) and told > 0 else 0
