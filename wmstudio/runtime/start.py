"""The port that the program uses: real models, on a thread of their own."""

from __future__ import annotations

import ctypes
import importlib.util
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.engine.engine import Engine
from wmstudio.engine.recorded import is_recording, open_recording
from wmstudio.runtime.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import Open, Opened
    from wmstudio.runtime.port import Port


LIBRARIES = {
    "linux": (("libtorch_global_deps.so", ctypes.RTLD_GLOBAL), ("libtorch_cpu.so", 0)),
    "darwin": (("libtorch_cpu.dylib", 0),),
}
"""Of torch, the large ones, and how torch itself loads them; elsewhere it does so in ways of its
own."""


def make_port(on_ready: Callable[[], None]) -> Port:
    """A worker whose thread loads torch itself: the window is there before it has."""
    return Worker(_make_engine, on_ready)


def _load_libraries() -> None:
    """Have the system load torch's libraries, which takes some tenths of a second.

    `import torch` would hold the window up meanwhile: unlike this, it keeps Python to itself.
    """
    found = importlib.util.find_spec("torch")
    for place in (found.submodule_search_locations if found else None) or ():
        for name, mode in LIBRARIES.get(sys.platform, ()):
            with suppress(OSError):  # torch will say what is wrong, when it is needed
                ctypes.CDLL(str(Path(place) / "lib" / name), mode=mode or ctypes.DEFAULT_MODE)


def _make_engine() -> Engine:
    return Engine(_open)


def _open(command: Open) -> tuple[Backend, Opened]:
    """A recording, for which torch is not needed, or a model."""
    if is_recording(command.source):
        return open_recording(command)
    if "torch" not in sys.modules:
        _load_libraries()
    import torch

    from wmstudio.engine.opening import open_model

    # Two cores serve one window and one engine; at these sizes a second thread gains nothing.
    torch.set_num_threads(1)
    return open_model(command)
