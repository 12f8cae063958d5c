"""Safetensors files by anybody: a header in JSON that says where each tensor is, then the tensors.

Unlike the studio's own files (`wmstudio.checkpoints.layout`) they may have any types, and gaps.
"""

from __future__ import annotations

import struct
from math import prod
from pathlib import Path

from wmstudio.untrusted import UntrustedError, parse_json, shortened
from wmstudio.weights.stored import DTYPES, MOST_DIMS, StoredTensor, in_file, itemsize

LARGEST_HEADER = 16 * 2**20
MOST_TENSORS = 100_000
METADATA = "__metadata__"


def read_safetensors(path: Path) -> dict[str, StoredTensor]:
    """Every tensor by its name; types that no network computes with are left out.

    Raises:
        UntrustedError: it is damaged; part of a sentence.
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(9)
        if len(start) < 9 or start[8:] != b"{":
            raise UntrustedError("it is not a safetensors file")
        (length,) = struct.unpack("<Q", start[:8])
        if length > LARGEST_HEADER or 8 + length > size:
            raise UntrustedError("it is cut short, or its header is damaged")
        header = parse_json(start[8:] + file.read(length - 1))
    body, found = size - 8 - length, {}
    for name, about in header.table(MOST_TENSORS).items():
        if name == METADATA:
            continue
        dtype = about["dtype"].text(20)
        shape = tuple(n.whole(0, 2**40) for n in about["shape"].items(MOST_DIMS))
        first, last = (n.whole() for n in about["data_offsets"].items(2))
        if dtype not in DTYPES:
            continue
        if not first <= last <= body or last - first != prod(shape) * itemsize(dtype):
            raise UntrustedError(f"its tensor {shortened(name)} is not where its header says")
        found[name] = in_file(path, 8 + length + first, dtype, shape)
    return found
