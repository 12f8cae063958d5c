"""Compiling the kernels with numba to native code, and storing it for `loading`.

As a program, with a folder as its argument, it does that and nothing else.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llvmlite import binding as llvm
from numba import carray, cfunc, njit, types

from wmstudio.files.writing import write_file
from wmstudio.memory.loops import kernels, loading

if TYPE_CHECKING:
    from collections.abc import Callable

FASTEST = 3
"""The level of LLVM's optimisations."""


def compile_into(folder: Path) -> None:
    """Compile the loops, and store one object file for each.

    Raises:
        Exception: numba or LLVM fails in a way of its own.
        OSError: nothing can be written into the folder.
    """
    for name, loop in kernels.LOOPS.items():
        write_file(loading.file_of(folder, name), _compiled(name, loop))


def _compiled(name: str, loop: Callable[..., None]) -> bytes:
    """A loop as an object file, which exports a C function of this name and needs no numba."""
    entry = _entry(loop)
    module = llvm.parse_assembly(entry.inspect_llvm())
    # With all else internal, LLVM drops what it does not need, such as Python's exceptions.
    for part in (*module.functions, *module.global_variables):
        if not part.is_declaration and part.name != entry.native_name:
            part.linkage = "internal"
    module.get_function(entry.native_name).name = loading.symbol(name)
    machine = llvm.Target.from_triple(module.triple).create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=FASTEST,
        reloc="pic",
    )
    options = llvm.create_pipeline_tuning_options(speed_level=FASTEST)
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    code: bytes = machine.emit_object(module)
    return code


def _entry(loop: Callable[..., None]) -> Any:
    """A C function of a loop's arguments: pointers and numbers, then all axes of the arrays.

    The last part of an array's name has a letter per axis.
    """
    kinds = {
        "Floats": types.CPointer(types.float32),
        "Tokens": types.CPointer(types.int64),
        "float": types.float64,
        "bool": types.int64,
    }
    parameters = {k: v for k, v in loop.__annotations__.items() if k != "return"}
    arguments, at = [], 0
    for name, kind in parameters.items():
        if kind in ("Floats", "Tokens"):
            axes = len(name.rpartition("_")[2])
            shape = "".join(f"axes[{i}], " for i in range(at, at + axes))
            arguments.append(f"carray({name}, ({shape}))")
            at += axes
        else:
            arguments.append(f"{name} != 0" if kind == "bool" else name)
    # Numba compiles no C function that takes any number of arguments, so this one is spelt out.
    source = f"def entry({', '.join(parameters)}, axes):\n    loop({', '.join(arguments)})\n"
    names: dict[str, Any] = {"loop": njit(**kernels.LOOP)(loop), "carray": carray}
    exec(source, names)
    signature = types.void(
        *map(kinds.__getitem__, parameters.values()), types.CPointer(types.int64)
    )
    return cfunc(signature, error_model=kernels.LOOP["error_model"])(names["entry"])


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)
    with loading.alone(Path(sys.argv[1])) as is_alone:
        if is_alone:
            compile_into(Path(sys.argv[1]))
