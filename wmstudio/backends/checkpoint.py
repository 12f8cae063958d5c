"""The format of WM Studio's own checkpoints: folders that `wmstudio train` writes."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.checkpoints.hashes import hashes_of
from wmstudio.checkpoints.layout import CONFIG, TOKENIZER, WEIGHTS
from wmstudio.checkpoints.steps import step_of
from wmstudio.engine.messages import OpenedModel

if TYPE_CHECKING:
    from wmstudio.engine.backend import Backend

NAME = "WM Studio checkpoint (a folder)"
LIBRARIES = {
    "linux": (("libtorch_global_deps.so", ctypes.RTLD_GLOBAL), ("libtorch_cpu.so", 0)),
    "darwin": (("libtorch_cpu.dylib", 0),),
}
"""Torch's large libraries by platform, with the flags that torch itself loads them with."""


def recognise(path: Path) -> Path | None:
    """Recognise a folder with a config, or a file in such a folder.

    A kept step of its training is a model of its own.
    """
    if (path / CONFIG).is_file():
        return path
    if step_of(path.name) is not None and (path.parent / CONFIG).is_file() and path.is_file():
        return path
    if path.name in (CONFIG, WEIGHTS, TOKENIZER) and (path.parent / CONFIG).is_file():
        return path.parent
    return None


def open(path: Path, device: str) -> tuple[Backend, OpenedModel]:
    """Open a checkpoint folder, or the file of a kept step, on a device.

    Raises:
        CheckpointError: the checkpoint is damaged.
        DeviceError: this machine has no such device.
    """
    if "torch" not in sys.modules:
        load_libraries()
    from wmstudio.checkpoints.folder import open_checkpoint
    from wmstudio.engine.torch_backend import TorchBackend
    from wmstudio.models.cost import cost_of
    from wmstudio.models.device import choose_device

    chosen, note = choose_device(device)
    checkpoint = open_checkpoint(path, chosen)
    backend = TorchBackend(checkpoint, chosen)
    return backend, OpenedModel(
        name=checkpoint.name,
        family=checkpoint.family,
        folder=checkpoint.folder,
        device=str(chosen),
        parameters=checkpoint.parameters,
        signals=backend.signals,
        pieces=tuple(backend.pieces),
        note=" ".join(filter(None, (note, cost_of(checkpoint.model).note))),
        lens=tuple(backend.lens_layers),
        # Where the config does not declare them, they are computed here, off the window's thread.
        hashes=hashes_of(checkpoint.folder),
    )


def load_libraries() -> None:
    """Load torch's shared libraries, which takes some tenths of a second.

    Unlike `import torch`, and unlike opening them with `ctypes.CDLL`, calling the system's own
    function releases the GIL, so the window does not freeze meanwhile. What cannot be loaded is
    passed over: importing torch will say what is wrong.
    """
    found = importlib.util.find_spec("torch")
    places, names = found.submodule_search_locations if found else None, LIBRARIES.get(sys.platform)
    if not places or not names:
        return
    load = ctypes.CDLL(None).dlopen
    load.argtypes, load.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    for place in places:
        for name, mode in names:
            load(os.fsencode(Path(place) / "lib" / name), os.RTLD_NOW | mode)
