"""rwkv.cpp's files (``ggmf``): six int32, then one tensor after the other. FP32 and FP16 are read.

Before each tensor stand its number of dimensions, the length of its name, its type (all int32), its
shape with the innermost dimension first, and its name. What the writer changes for its own use is
changed back, so that the tensors are those of the authors' ``.pth`` file.
"""

from __future__ import annotations

import struct
from math import prod
from pathlib import Path

import numpy as np

from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import UntrustedError, shortened
from wmstudio.weights.stored import (
    MOST_DIMS,
    Floats,
    StoredTensor,
    changed,
    in_file,
    rows_of,
    turned,
)

MAGIC = b"fmgg"
HEADER, TENSOR = struct.Struct("<6i"), struct.Struct("<3i")
VERSIONS = (100, 101)
TYPES = {0: "F32", 1: "F16"}
MOST_TENSORS, LONGEST_NAME = 100_000, 1_000
SHARES = "rwkvag"
"""The order in which version 7 keeps the shares of its time mixing, in one tensor."""
TURNED_6 = ("time_maa_w1", "time_maa_w2", "time_decay_w1", "time_decay_w2")
TURNED_7 = ("w1", "w2", "a1", "a2", "v1", "v2", "g1", "g2")
"""Matrices that are stored with their last two dimensions exchanged."""


@dataclass(frozen=True)
class RwkvCppHeader:
    """The sizes that the file begins with."""

    vocab_size: int
    width: int
    layers: int


def read_rwkv_cpp(path: Path) -> tuple[RwkvCppHeader, dict[str, StoredTensor]]:
    """The header of a file, and its tensors, which are read when they are wanted.

    Raises:
        UntrustedError: it is damaged, or quantised; part of a sentence.
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    found: dict[str, StoredTensor] = {}
    with path.open("rb") as file:
        data = file.read(HEADER.size)
        if len(data) != HEADER.size or not data.startswith(MAGIC):
            raise UntrustedError("it is no file of rwkv.cpp")
        _, version, vocab_size, width, layers, kind = HEADER.unpack(data)
        if version not in VERSIONS:
            raise UntrustedError(
                f"it is of version {version} of rwkv.cpp, and 100 and 101 are read"
            )
        if kind not in TYPES:
            raise UntrustedError("it is quantised: convert the model to FP32 or FP16")
        while file.tell() < size:
            if len(found) == MOST_TENSORS:
                raise UntrustedError(f"it has more than {MOST_TENSORS:,} tensors")
            about = file.read(TENSOR.size)
            dims, length, kind = TENSOR.unpack(about) if len(about) == TENSOR.size else (0, 0, 0)
            if not (1 <= dims <= MOST_DIMS and 1 <= length <= LONGEST_NAME):
                raise UntrustedError("it is cut short, or damaged")
            data = file.read(4 * dims + length)
            if len(data) != 4 * dims + length:
                raise UntrustedError("it is cut short")
            shape = struct.unpack_from(f"<{dims}i", data)[::-1]
            name = data[4 * dims :].decode("utf-8", "replace")
            if kind not in TYPES:
                raise UntrustedError(
                    f"its tensor {shortened(name)} is quantised: convert the model to FP32 or FP16"
                )
            needed = (4 if kind == 0 else 2) * prod(shape)
            if min(shape) < 1 or file.tell() + needed > size:
                raise UntrustedError(
                    f"its tensor {shortened(name)} goes beyond the end of the file"
                )
            found[name] = in_file(path, file.tell(), TYPES[kind], shape)
            file.seek(needed, 1)
    return RwkvCppHeader(vocab_size, width, layers), _as_written_by_authors(found)


def _as_written_by_authors(tensors: dict[str, StoredTensor]) -> dict[str, StoredTensor]:
    """The tensors by the names, and with the values, of the file that the writer has read."""
    is_7 = "blocks.0.att.r_k" in tensors
    is_6 = "blocks.0.att.time_maa_x" in tensors
    is_5 = "blocks.0.att.ln_x.weight" in tensors and not is_6 and not is_7
    found: dict[str, StoredTensor] = {}
    for name, x in tensors.items():
        end = name.rpartition(".")[2]
        if is_7 and end == "x_rwkvag":
            if x.shape[0] != len(SHARES):
                raise UntrustedError(f"its tensor {shortened(name)} does not have six rows")
            for letter, row in zip(SHARES, rows_of(x), strict=True):
                found[f"{name.removesuffix(SHARES)}{letter}"] = row
        elif len(x.shape) > 1 and ((is_7 and end in TURNED_7) or (is_6 and end in TURNED_6)):
            found[name] = turned(x)
        elif end == "time_decay" and not is_6:
            # The decay itself since version 5, and its logarithm before.
            found[name] = changed(x, x.shape, _log_log if is_5 else _log_of_minus)
        elif end == "time_first" and is_5:
            found[name] = changed(x, x.shape, _log)
        else:
            found[name] = x
    return found


def _log_of_minus(x: Floats) -> Floats:
    return _log(-x)


def _log_log(x: Floats) -> Floats:
    """ln(-ln x). Of 0 and 1, which float32 has for all that is near them, it is that of theirs."""
    near = np.clip(x, np.finfo(np.float32).tiny, 1 - np.finfo(np.float32).epsneg)
    return _log(-np.log(np.where((x < 0) | (x > 1), np.nan, near)))


def _log(x: Floats) -> Floats:
    """The logarithm; what has none becomes no number, which is refused where it is used."""
    with np.errstate(all="ignore"):
        found: Floats = np.log(np.where(x == 0, np.finfo(np.float32).tiny, x))
    return found
