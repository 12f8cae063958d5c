"""The fastest way to run a loop over tokens: a kernel, TorchScript, or plain Python.

All are the same loop. Kernels (`wmstudio.memory.loops.kernels`) need numba, which nothing requires.
To compile them for the first time takes ten seconds. So loops use them once somebody has called
`prepare`, on a thread that may take as long.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock, RLock
from typing import Any

import torch
from torch import Tensor

from wmstudio import children, paths
from wmstudio.quiet import without_warnings
from wmstudio.shared_libraries import load_llvm

PATIENCE = 300.0
"""Seconds to wait for another process that compiles the kernels."""
COMPILER = Path(__file__).with_name("compiling.py")
"""The program that compiles them."""
_kernels: dict[str, Callable[..., None]] = {}
_preparing, _compiling = Lock(), RLock()


def prepare() -> bool:
    """Load the kernels. False where there are none: numba is not installed, or switched off.

    So it is while another thread is loading them, for all. They are compiled in another process,
    since this one would hardly answer meanwhile. That process goes on when this one ends; however
    many programs ask for kernels, there is one.
    """
    if _kernels or os.environ.get("NUMBA_DISABLE_JIT", "0") != "0":
        return bool(_kernels)
    if not _preparing.acquire(blocking=False):
        # What waits here would keep its model in memory as long as the compiler runs.
        return False
    try:
        return _prepare()
    finally:
        _preparing.release()


def _prepare() -> bool:
    load_llvm()
    try:
        from wmstudio.memory.loops import loading

        folder = loading.place(paths.cache_folder() / "kernels")
        if not loading.stored(folder):
            with loading.alone(folder, PATIENCE) as is_alone:
                if not is_alone:
                    return False
            # In the meantime another process may have stored them.
            if not loading.stored(folder):
                child = children.command(COMPILER, "-P")
                # Intel's library of functions is not there when the code is linked.
                env = os.environ | {"NUMBA_DISABLE_INTEL_SVML": "1"}
                subprocess.run([*child, str(folder)], env=env, capture_output=True, check=False)
        if loading.stored(folder):
            _kernels.update(loading.load(folder))
    except Exception:
        # A compiler may fail in any way, and an old one of this one in its own.
        return False
    return bool(_kernels)


def is_loaded(name: str) -> bool:
    """Whether there is a kernel of this name, after `prepare`."""
    return name in _kernels


def run(name: str, loop: Callable[..., None], *arguments: Any) -> None:
    """Run a loop, which writes into its arguments, by the kernel of this name or without it.

    The loop's first argument is ``[T, B, …]``. Kernels are for one text on a processor, and know no
    gradients.
    """
    if not torch.is_inference_mode_enabled():
        loop(*arguments)
    elif not run_kernel(name, *arguments):
        scripted(loop)(*arguments)


def run_kernel(name: str, *arguments: Any) -> bool:
    """Run a kernel as `run` does. False if it is not loaded, or not for such arguments."""
    tensors = [x for x in arguments if isinstance(x, Tensor)]
    fits = name in _kernels and tensors[0].shape[1] == 1 and all(map(_is_array, tensors))
    if fits:
        _kernels[name](*arguments)
    return fits


def _is_array(x: Tensor) -> bool:
    """Whether a kernel can have it as it is."""
    kinds = torch.float32, torch.int64
    return x.device.type == "cpu" and x.dtype in kinds and x.is_contiguous()


def scripted(loop: Callable[..., None]) -> Callable[..., None]:
    """Compile a loop with TorchScript, which is faster and releases the GIL while it runs.

    The function must stay within TorchScript's subset of Python, and its types must be importable.
    """
    with _compiling:  # one engine after the other, or both would compile the same loop
        return _scripted(loop)


@cache
def _scripted(loop: Callable[..., None]) -> Callable[..., None]:
    with without_warnings(r"`torch\.jit\.", DeprecationWarning):
        try:
            made: Callable[..., None] = torch.jit.script(loop)
        except (AttributeError, RuntimeError, OSError):
            # This PyTorch has no TorchScript, or the program was frozen without its sources.
            return loop
    return made
