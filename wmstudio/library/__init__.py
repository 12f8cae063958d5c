"""WM Studio as a library: open a checkpoint, trace a text, let it write.

    import wmstudio
    trace = wmstudio.open("tales-slots").trace("The cat is on the mat")
    trace.signals["lstm.0.forget_gate"]

    few = wmstudio.open("tales-slots").configured(capacity=4)
    few.trace("The cat is on the mat", edits=[Edit(3, "forget", (("token", 1),))])
    few.probe("The cat is on the mat", " cat").signals["slots.weights"]

Shapes: T tokens, k candidates; a signal adds its own dims.
"""

import logging
import warnings
from pathlib import Path

from wmstudio.backends.registry import open_model
from wmstudio.contract import CopiedPart, Edit, Patch
from wmstudio.engine.messages import Open, Probe, Sampling
from wmstudio.engine.searching import SearchError
from wmstudio.engine.unit_index import UnitIndex
from wmstudio.library import given
from wmstudio.library.adapting import adapt
from wmstudio.library.given import TraceError
from wmstudio.library.models import LoadedModel
from wmstudio.library.traces import LibraryTrace
from wmstudio.models.lenses import Importance, LayerReading, LensError

__all__ = [
    "CopiedPart",
    "Edit",
    "Importance",
    "LayerReading",
    "LensError",
    "LibraryTrace",
    "LoadedModel",
    "Patch",
    "Probe",
    "Sampling",
    "SearchError",
    "TraceError",
    "UnitIndex",
    "adapt",
    "open_checkpoint",
]

log = logging.getLogger("wmstudio")


def open_checkpoint(name_or_path: str | Path, device: str = "auto") -> LoadedModel:
    """Open a bundled checkpoint by name, or any model by path; this is ``wmstudio.open``.

    The path is a checkpoint's folder, a recording, or a file or folder of another package's format.

    Raises:
        CheckpointError: there is none, or it is damaged.
        DeviceError: this machine has no such device.
        TraceError: an argument is not what it must be.
        ValueError: another format refuses it. The message is one sentence.
    """
    device = given.text(device, "device")
    if not isinstance(name_or_path, str):
        name_or_path = given.path(name_or_path, "name_or_path")
    backend, opened = open_model(Open(name_or_path, device))
    if opened.note:
        log.warning(opened.note)
    return LoadedModel(backend, opened)


def __getattr__(name: str) -> object:
    if name == "Asked":
        warnings.warn("'Asked' is now called 'Probe'", DeprecationWarning, stacklevel=2)
        return Probe
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
