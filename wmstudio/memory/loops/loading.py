"""Loading the kernels that `compiling` has stored: llvmlite links their native code.

Numba is not imported for it: that would take half a second of Python, during which a window hardly
answers, and 70 MB of memory for as long as the program runs (measured).
"""

from __future__ import annotations

import ctypes
import hashlib
import sys
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from llvmlite import binding as llvm
from torch import Tensor

from wmstudio.files.locking import Lock

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = "lstm", "slots", "stack", "superposition"
"""The loops that there are kernels of: `kernels.LOOPS`."""
SOURCES = "kernels.py", "compiling.py", "loading.py"
"""The modules of this folder that decide what is compiled and how it is called."""


class Kernel:
    """A compiled loop. Any thread may call it, and releases the GIL meanwhile."""

    def __init__(self, address: int, keeps: object) -> None:
        """``keeps`` is what the code at this address lives as long as."""
        self._run, self._keeps = ctypes.CFUNCTYPE(None)(address), keeps

    def __call__(self, *arguments: Any) -> None:
        """Run it on contiguous tensors of float32 and int64, and on numbers."""
        tensors = [x for x in arguments if isinstance(x, Tensor)]
        scratch_S = torch.empty(2 * max(x.shape[-1] for x in tensors))
        axes = [n for x in (*tensors, scratch_S) for n in x.shape]
        self._run(*map(_c, (*arguments, scratch_S)), (ctypes.c_int64 * len(axes))(*axes))


def _c(x: Tensor | float) -> Any:
    """An argument of C for one of Python's; truth values are integers there."""
    if isinstance(x, Tensor):
        return ctypes.c_void_p(x.data_ptr())
    return ctypes.c_int64(x) if isinstance(x, bool) else ctypes.c_double(x)


def load(folder: Path) -> dict[str, Kernel]:
    """The kernels that are stored in this folder.

    Raises:
        OSError: a file cannot be read.
        RuntimeError: LLVM cannot link what is stored.
    """
    with suppress(RuntimeError):  # llvmlite 0.45 and later do this themselves, and say so
        llvm.initialize()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    library = llvm.JITLibraryBuilder().add_current_process()
    for name in NAMES:
        library.add_object_img(file_of(folder, name).read_bytes()).export_symbol(symbol(name))
    linker = llvm.create_lljit_compiler()
    linked = library.link(linker, "kernels of wmstudio")
    return {name: Kernel(linked[symbol(name)], (linker, linked)) for name in NAMES}


def file_of(folder: Path, name: str) -> Path:
    """Where a kernel is stored."""
    return folder / f"{name}.o"


def symbol(name: str) -> str:
    """What a kernel is called in its file."""
    return f"wmstudio_{name}"


@contextmanager
def alone(folder: Path, seconds: float = 0.0) -> Iterator[bool]:
    """Wait until no other process compiles for this folder, at most this many seconds.

    What is given is whether none does. None begins while the context is open.

    Raises:
        OSError: the folder cannot be made, or there are no locks in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = Lock(folder / "compiling.lock")
    held = lock.acquire(seconds)
    try:
        yield held
    finally:
        lock.release()


def place(cache: Path) -> Path:
    """The folder in this one for what the present compiler makes of the present loops here.

    What is in it never changes: another compiler, processor or loop has another folder.

    Raises:
        PackageNotFoundError: numba is not installed.
    """
    words = (
        *(f"{name} {version(name)}" for name in ("numba", "llvmlite")),
        *(sys.platform, llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()),
    )
    made_by = hashlib.sha256(" ".join(words).encode())
    for name in SOURCES:
        made_by.update((Path(__file__).parent / name).read_bytes())
    return cache / made_by.hexdigest()[:16]


def stored(folder: Path) -> bool:
    """Whether this folder has all kernels."""
    return all(file_of(folder, name).is_file() for name in NAMES)
