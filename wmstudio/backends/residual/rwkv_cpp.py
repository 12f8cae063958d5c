"""rwkv.cpp's files (``.bin``) of RWKV-4 to RWKV-7 in FP32 and FP16."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from wmstudio.backends.found import FormatError, Found, opens

if TYPE_CHECKING:
    from pathlib import Path

NAME = "rwkv.cpp model (.bin)"
START = tuple(struct.pack("<2i", 0x67676D66, version) for version in (100, 101))


def recognise(path: Path) -> Path | None:
    """A file that begins as one."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return path if file.read(8) in START else None


@opens
def open(path: Path) -> Found:
    """Open a file.

    Raises:
        FormatError: it is damaged, quantised, or of no version that is read; one sentence.
    """
    from wmstudio.backends.residual import plan, rwkv_weights
    from wmstudio.backends.vocabulary import tokenizer_for
    from wmstudio.weights.rwkv_cpp import read_rwkv_cpp

    header, tensors = read_rwkv_cpp(path)
    if not rwkv_weights.is_rwkv(tensors):
        raise FormatError("its tensors are not named as RWKV's are")
    found = rwkv_weights.rwkv(tensors)
    sizes = found.config.vocab_size, found.config.width, len(found.config.layers)
    if sizes != (header.vocab_size, header.width, header.layers):
        raise FormatError("its tensors are not of the sizes that it begins with")
    tokenizer, told = tokenizer_for(path, header.vocab_size)
    assumed = (*found.assumed, plan.NO_START, told)
    return Found(
        found.model(), tokenizer, found.family, "rwkv.cpp file", found.what, assumed,
        compared=True,
    )  # fmt: skip
