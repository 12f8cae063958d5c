"""Loads shared libraries of other packages while other threads of Python go on.

Importing such a package, or opening a library with `ctypes.CDLL`, holds the GIL meanwhile, and the
window would stand still: for 0.3 s until numba's compiler has come from a disk (measured). Calling
the system's own function releases it.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TORCH = {
    "linux": (("lib/libtorch_global_deps.so", ctypes.RTLD_GLOBAL), ("lib/libtorch_cpu.so", 0)),
    "darwin": (("lib/libtorch_cpu.dylib", 0),),
}
"""Torch's large libraries by platform, with the flags that torch itself loads them with."""
LLVM = {
    "linux": (("binding/libllvmlite.so", 0),),
    "darwin": (("binding/libllvmlite.dylib", 0),),
}
"""The library of numba's compiler, in llvmlite."""


def load_torch() -> None:
    """Load torch's libraries, which takes some tenths of a second."""
    _load("torch", TORCH)


def load_llvm() -> None:
    """Load the library of numba's compiler, if that is installed."""
    _load("llvmlite", LLVM)


def _load(package: str, files: Mapping[str, Sequence[tuple[str, int]]]) -> None:
    """What cannot be loaded is passed over: importing the package will say what is wrong."""
    found = importlib.util.find_spec(package)
    places, names = found.submodule_search_locations if found else None, files.get(sys.platform)
    if not places or not names:
        return
    open_ = ctypes.CDLL(None).dlopen
    open_.argtypes, open_.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    for place in places:
        for name, mode in names:
            open_(os.fsencode(Path(place) / name), os.RTLD_NOW | mode)
