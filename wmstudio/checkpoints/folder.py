"""A checkpoint as a folder: config, weights, tokenizer, model card, training record.

Nothing in it can run code: weights are safetensors, and everything is checked before anything of
its size is allocated.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import safetensors
import torch
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors

from wmstudio.checkpoints.atomic import write_atomically
from wmstudio.models.registry import ConfigError, build
from wmstudio.text import tokenizer as tok

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.models.recurrent import RecurrentLanguageModel
    from wmstudio.text.tokenizer import Tokenizer

FORMAT = 1
CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.model"
CARD, TRAINING = "README.md", "training.json"
LARGEST_CONFIG = 1_000_000
LARGEST_TOKENIZER = 100_000_000
PICKLES = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


class CheckpointError(ValueError):
    """A folder that cannot be opened; the message names the file, and says what is wrong."""


@dataclass(frozen=True)
class Checkpoint:
    """An opened checkpoint: a model in float32 on its device, and its tokenizer."""

    name: str
    family: str
    folder: Path
    model: RecurrentLanguageModel
    tokenizer: Tokenizer


def write_checkpoint(
    folder: Path,
    model: RecurrentLanguageModel,
    name: str,
    family: str,
    sizes: Mapping[str, int],
    tokenizer: Tokenizer,
    training: Mapping[str, Any],
    card: str,
) -> None:
    """Write every file, each as a whole. Weights are kept in half precision.

    Raises:
        OSError: one cannot be written; what was there is as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights = {k: v.detach().half().contiguous().cpu() for k, v in model.state_dict().items()}
    config = {"format": FORMAT, "name": name, "family": family, **sizes}
    write_atomically(folder / WEIGHTS, save_tensors(weights))
    write_atomically(folder / CONFIG, json.dumps(config, indent=2) + "\n")
    write_atomically(folder / TOKENIZER, tokenizer.model_bytes)
    write_atomically(folder / TRAINING, json.dumps(training, indent=2) + "\n")
    write_atomically(folder / CARD, card)
