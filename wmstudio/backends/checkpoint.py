"""The format of WM Studio's own checkpoints: folders that `wmstudio train` writes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.checkpoints.hashes import hashes_of
from wmstudio.checkpoints.layout import CONFIG, TOKENIZER, WEIGHTS
from wmstudio.checkpoints.steps import step_of
from wmstudio.engine.messages import OpenedModel
from wmstudio.shared_libraries import load_torch

if TYPE_CHECKING:
    from wmstudio.engine.backend import Backend

NAME = "WM Studio checkpoint (a folder)"


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
        load_torch()
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
