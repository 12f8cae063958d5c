"""A single safetensors file that is no part of a checkpoint folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.backends.found import FormatError, opened
from wmstudio.untrusted import UntrustedError
from wmstudio.weights.safetensors_files import read_safetensors
from wmstudio.weights.trees import TensorTable

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import OpenedModel

NAME = "weights (.safetensors)"


def recognise(path: Path) -> Path | None:
    """A file of that ending which begins as one."""
    if path.suffix.lower() != ".safetensors" or not path.is_file():
        return None
    with path.open("rb") as file:
        return path if file.read(9)[8:] == b"{" else None


def open(path: Path, device: str) -> tuple[Backend, OpenedModel]:
    """Open the weights of a language model.

    Raises:
        FormatError: they are damaged, or of no language model that is read; one sentence.
        DeviceError: there is no such device here.
    """
    # Tokenizers take their time to be imported, and listing models needs none.
    from wmstudio.backends import families

    try:
        table = TensorTable(dict(read_safetensors(path)))
        found = families.open_tensors([table], path, "safetensors file")
    except (UntrustedError, FormatError) as error:
        raise FormatError(f"{path.name} cannot be opened: {error}.") from error
    return opened(found, path, device)
