"""Handmade answers of an engine: a model of one signal, whose tokens are characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.engine.messages import (
    Candidate,
    Cost,
    Frame,
    Kind,
    MemoryUsage,
    OpenedModel,
    Probe,
    Signal,
    TokenSnapshot,
    UsageTexts,
)
from wmstudio.engine.trace import Chunk, Trace

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.engine.messages import View

SIGNALS = {"cell": Signal("cell", Kind.ACTIVATION, ("unit",), (4,), "the cell", -1.0, 1.0)}


def trace_of(text: str) -> Trace:
    """A trace with one token per character, each of 0 bits."""
    n = len(text)
    if not n:
        return Trace()
    zeros = np.zeros(n, np.float32)
    return Trace(
        (
            Chunk(
                0,
                np.arange(n, dtype=np.int32),
                np.arange(1, n + 1, dtype=np.int64),
                zeros,
                zeros,
                np.zeros((n, 1), np.int32),
                np.ones((n, 1), np.float32),
                np.ones(n, np.int32),
            ),
        )
    )


def frame_for(view: View, complete: bool = True, **changes: Any) -> Frame:
    """A frame that answers a view; ``changes`` are other values of its fields."""
    cursor = view.caret - 1 if view.token is None else view.token
    snapshot = TokenSnapshot(
        token=cursor,
        signals={"cell": np.zeros(4, np.float32)} if cursor >= 0 else {},
        candidates=(Candidate(1, 0.5),),
        entropy_bits=1.0,
        usage=MemoryUsage(0.5, None, None, 10, UsageTexts("mean strength of all slots")),
        probe=Probe(view.ask, (), 0.0, 0.0, known=False) if view.ask else None,
        targets=view.targets,
        target_bits=(1.0,) * len(view.targets),
    )
    fields: dict[str, Any] = {
        "revision": view.revision,
        "trace": trace_of(view.text),
        "length": len(view.text),
        "cursor": cursor,
        "window": view.window,
        "snapshot": snapshot,
        "cost": Cost(0.5, len(view.text)),
        "complete": complete,
        "watch": view.watch,
    }
    return Frame(**(fields | changes))


def opened(name: str = "stories", folder: Path | None = None, **changes: Any) -> OpenedModel:
    """The event that a model is open; ``changes`` are other values of its fields."""
    fields: dict[str, Any] = {
        "name": name,
        "family": "lstm",
        "folder": folder,
        "device": "cpu",
        "parameters": 1000,
        "signals": SIGNALS,
        "pieces": tuple(bytes([i]) for i in range(256)),
        "note": "",
    }
    return OpenedModel(**(fields | changes))
