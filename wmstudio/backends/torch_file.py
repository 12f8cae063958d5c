"""Files of `torch.save`: a state_dict, a dictionary with one in it, or a whole pickled module.

Also plain pickles of NumPy's arrays by name.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

from wmstudio.backends.found import FormatError, Found, opens
from wmstudio.untrusted import read_bytes
from wmstudio.weights.inert import Global, Inert
from wmstudio.weights.pickles import LARGEST, read_pickle
from wmstudio.weights.torch_files import LEGACY_START, ZIP_MAGIC, is_torch_file, read_torch
from wmstudio.weights.trees import tensor_tables

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from wmstudio.weights.trees import TensorTable

NAME = "PyTorch checkpoint (.pt, .pth, .bin, .ckpt)"
PROTOCOL = b"\x80"
"""How a pickle of protocol 2 or newer begins."""
ENDINGS = (".pt", ".pth", ".bin", ".ckpt", ".pkl", ".pickle", ".p", ".tar", ".model", ".t7", "")
PICKLES = (".pkl", ".pickle", ".p")
ZIP_HEADER = 30
"""The number of bytes before the name of a file in a zip; of them, the last four are the lengths of
the name and of what follows it."""
TORCH_SCRIPT = "__torch__"
LIGHTNING = "pytorch-lightning_version"


def recognise(path: Path) -> Path | None:
    """A file that begins as torch.save begins one; of zips, only those that hold its pickle."""
    if path.suffix.lower() not in ENDINGS or not path.is_file():
        return None
    with path.open("rb") as file:
        start = file.read(len(LEGACY_START))
        if start.startswith(LEGACY_START):
            return path
        if not start.startswith(ZIP_MAGIC):
            is_pickle = path.suffix.lower() in PICKLES and start.startswith(PROTOCOL)
            return path if is_pickle else None
        try:
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError):
            # Cut short: what torch.save wrote is told what is wrong when it is opened.
            names = [_first_name(file)] if path.suffix else []
    return path if any(name.endswith("/data.pkl") for name in names) else None


def _first_name(file: BinaryIO) -> str:
    """The name of the first file in a zip, without its list of files at the end."""
    file.seek(0)
    header = file.read(ZIP_HEADER)
    length = int.from_bytes(header[ZIP_HEADER - 4 : ZIP_HEADER - 2], "little")
    return file.read(length).decode("utf-8", "replace")


@opens
def open(path: Path) -> Found:
    """Open a checkpoint; nothing that it names is run.

    Raises:
        FormatError: it is damaged, or no language model that is read; one sentence.
    """
    # Tokenizers take their time to be imported, and listing models needs none.
    from wmstudio.backends import families

    with path.open("rb") as file:
        is_plain = not is_torch_file(file.read(64))
    tree = read_pickle(read_bytes(path, LARGEST)) if is_plain else read_torch(path)
    tables = tensor_tables(tree)
    if not tables:
        raise FormatError(_what_else(tree))
    layout = "pickle of NumPy's arrays" if is_plain else _layout(tree, tables[0])
    return families.open_tensors(tables, path, layout, [tree])


def _what_else(tree: Any) -> str:
    if isinstance(tree, dict) and "param_groups" in tree:
        return "it is the state of an optimiser, without the model: open the model's own file"
    whose = tree.of if isinstance(tree, Inert) else None
    if isinstance(whose, Global) and whose.module.startswith(TORCH_SCRIPT):
        return (
            "it is a TorchScript program: save the weights with "
            "torch.save(module.state_dict(), 'model.pt')"
        )
    return "it holds no tensors by name"


def _layout(tree: Any, table: TensorTable) -> str:
    if isinstance(tree, dict) and LIGHTNING in tree:
        return "PyTorch Lightning checkpoint"
    if table.classes:
        return f"pickled PyTorch module ({table.classes[''] or 'of no name'})"
    return f"PyTorch state_dict in {table.place!r}" if table.place else "PyTorch state_dict"
