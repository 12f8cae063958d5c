"""A single safetensors file that is no part of a checkpoint folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.backends.found import Found, opens
from wmstudio.weights.safetensors_files import read_safetensors
from wmstudio.weights.trees import TensorTable

if TYPE_CHECKING:
    from pathlib import Path


NAME = "weights (.safetensors)"


def recognise(path: Path) -> Path | None:
    """A file of that ending which begins as one."""
    if path.suffix.lower() != ".safetensors" or not path.is_file():
        return None
    with path.open("rb") as file:
        return path if file.read(9)[8:] == b"{" else None


@opens
def open(path: Path) -> Found:
    """Open the weights of a language model.

    Raises:
        FormatError: they are damaged, or of no language model that is read; one sentence.
    """
    # Tokenizers take their time to be imported, and listing models needs none.
    from wmstudio.backends import families

    table = TensorTable(dict(read_safetensors(path)))
    return families.open_tensors([table], path, "safetensors file")
