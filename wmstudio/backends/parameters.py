"""The parameters of every foreign model: finite numbers, no more than fit, and how they get in."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from wmstudio.backends.found import FormatError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import nn

    from wmstudio.models.language_model import LanguageModel
    from wmstudio.weights.stored import Floats

    Model = TypeVar("Model", bound=LanguageModel)

LARGEST = 2_000_000_000


def check_size(model: nn.Module) -> None:
    """Refuse a model that is too large, before its weights are read.

    Raises:
        FormatError: it has too many parameters, or they do not fit into the free memory.
    """
    from wmstudio.machine import free_memory, in_words

    count = sum(p.numel() for p in model.parameters())
    # Each is there twice: as it is in the file, and as float32.
    if count > LARGEST or 8 * count > free_memory():
        raise FormatError(
            f"it has {count:,} parameters, which take {in_words(8 * count)} while they are read"
        )


def finite(values: Floats, name: str) -> Floats:
    """The values themselves.

    Raises:
        FormatError: one of them is infinite, or not a number.
    """
    # Infinite or no number are the least or the greatest, and no table of all answers is made.
    if values.size and not (np.isfinite(values.min()) and np.isfinite(values.max())):
        raise FormatError(f"{name} has values that are no finite numbers")
    return values


def filled(model: Model, weights: Mapping[str, Floats]) -> Model:
    """A model that was built without numbers, with these weights, ready to read."""
    import torch

    from wmstudio.models.decoder import DecoderLanguageModel, rotary_frequencies

    model.load_state_dict({k: torch.from_numpy(v) for k, v in weights.items()}, assign=True)
    if isinstance(model, DecoderLanguageModel):
        # What is computed, not read, is no parameter: it is made where there is memory.
        model.register_buffer("_frequencies", rotary_frequencies(model.config), persistent=False)
    return model.requires_grad_(False).eval()
