"""Opening a checkpoint for the engine: from a name and a device to a backend."""

from __future__ import annotations

from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.checkpoints.hashes import hashes_of
from wmstudio.engine.messages import Open, Opened
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.models.cost import cost_of
from wmstudio.models.device import choose_device


def open_model(command: Open) -> tuple[TorchBackend, Opened]:
    """An `Opener` for real checkpoints.

    Raises:
        CheckpointError: there is none, or it is damaged.
        DeviceError: no such device here.
    """
    device, note = choose_device(command.device)
    checkpoint = open_checkpoint(bundled.find(command.source), device)
    backend = TorchBackend(checkpoint, device)
    return backend, Opened(
        name=checkpoint.name,
        family=checkpoint.family,
        folder=checkpoint.folder,
        device=str(device),
        parameters=checkpoint.parameters,
        signals=backend.signals,
        pieces=tuple(backend.pieces),
        note=" ".join(filter(None, (note, cost_of(checkpoint.model).note))),
        # Here, off the window's thread: files that nothing declares the hash of are read for it.
        hashes=hashes_of(checkpoint.folder),
    )
