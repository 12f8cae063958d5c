"""What holds for the parameters of every foreign model: finite numbers, and no more than fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.backends.found import FormatError

if TYPE_CHECKING:
    from torch import nn

    from wmstudio.weights.stored import Floats

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
