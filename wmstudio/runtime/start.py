"""The engine client of the program: real models, on a thread of their own.

That thread imports what only it needs.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from wmstudio.deferred import NUMPY, TORCH
from wmstudio.machine import cores
from wmstudio.module_files import note_files
from wmstudio.runtime.aside import aside, later
from wmstudio.runtime.threaded import ThreadedEngine
from wmstudio.shared_libraries import load_torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.engine.backend import Backend
    from wmstudio.engine.engine import Engine
    from wmstudio.engine.messages import Open, OpenedModel
    from wmstudio.runtime.client import EngineClient


def make_client(on_ready: Callable[[], None]) -> EngineClient:
    """Make an engine whose thread imports torch, so that the window appears before that.

    What the system does for that leaves Python to the window. Where it has a core of its own, it
    begins while the window is being built.
    """
    TORCH.put_off()
    note_files("torch")
    if cores() > 1:
        # The lock of a draft is next, and has libraries that would wait until torch's are loaded.
        import_module("filelock")
        # With the usual priority: others wait for the system's loader, and the window with them,
        # as long as this thread is kept from going on.
        aside(load_torch)
    return ThreadedEngine(_make_engine, on_ready)


def _make_engine() -> Engine:
    NUMPY.complete()
    from wmstudio.backends.converted import save
    from wmstudio.engine.engine import Engine

    return Engine(_open, save, later)


def _open(command: Open) -> tuple[Backend, OpenedModel]:
    """Open a model, and let torch use one thread."""
    from wmstudio.backends.registry import open_model

    opened = open_model(command, aside, _use_one_thread)
    if "torch" in sys.modules:
        _use_one_thread()
    return opened


def _use_one_thread() -> None:
    """Keep torch from a second thread, which at these sizes gains nothing.

    With two cores, one is for the window, and a thread that waits for it holds up the first.
    """
    if "torch" not in sys.modules:
        load_torch()
    import torch

    torch.set_num_threads(1)
