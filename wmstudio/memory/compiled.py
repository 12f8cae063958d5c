"""Loops over tokens, by PyTorch's own interpreter where there is one; nothing depends on it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache

import torch


@cache
def compiled(loop: Callable[..., None]) -> Callable[..., None]:
    """The same loop, quicker: it leaves Python free for the window while it runs.

    It has to be in the part of Python that `torch.jit` knows, with types that it can look up.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            made: Callable[..., None] = torch.jit.script(loop)
        except (AttributeError, RuntimeError, OSError):
            # Not in this PyTorch any more, or the program was frozen without its sources.
            return loop
    return made
