"""TorchScript for loops over tokens. Without it the same loops run as plain Python."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache

import torch


@cache
def compiled(loop: Callable[..., None]) -> Callable[..., None]:
    """Compile a loop with TorchScript, which is faster and releases the GIL while it runs.

    The function must stay within TorchScript's subset of Python, and its types must be importable.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            made: Callable[..., None] = torch.jit.script(loop)
        except (AttributeError, RuntimeError, OSError):
            # This PyTorch has no TorchScript, or the program was frozen without its sources.
            return loop
    return made
