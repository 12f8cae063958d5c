"""One panel tick: drawing and painting with all numbers new, of the sizes of the budget."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtWidgets import QApplication

from wmstudio.engine.messages import (
    Candidate,
    Cost,
    Frame,
    Kind,
    MemoryUsage,
    OpenedModel,
    Signal,
    TokenSnapshot,
    UsageTexts,
)
from wmstudio.engine.trace import Chunk, Trace, picture
from wmstudio.gui.panels.gates import GatesPanel
from wmstudio.gui.panels.memory import MemoryPanel
from wmstudio.gui.panels.predictions import PredictionsPanel
from wmstudio.gui.plots.panel import Panel, TokenAxis

UNITS, TOKENS, SLOTS, WIDTH = 512, 2048, 128, 512
SIZES = {"gates": (880, 300), "memory": (500, 520), "next token": (500, 300)}
REPEATS = 40


def signals() -> dict[str, Signal]:
    """A gate of 512 units and a memory of 128 × 512."""
    contents = ("slot", "feature")
    made = [
        Signal("lstm.0.forget_gate", Kind.GATE, ("unit",), (UNITS,), "f"),
        Signal("slots.write_gate", Kind.GATE, ("gate",), (1,), "i"),
        Signal("slots.decay_gate", Kind.GATE, ("gate",), (1,), "f"),
        Signal("slots.read_gate", Kind.GATE, ("gate",), (1,), "o"),
        Signal("slots.read_weights", Kind.ADDRESS, ("slot",), (SLOTS,), "a"),
        Signal("slots.strength", Kind.ADDRESS, ("slot",), (SLOTS,), "s"),
        Signal("slots.values", Kind.SLOTS, contents, (SLOTS, WIDTH), "V", -1.0, 1.0),
        Signal("slots.writer", Kind.INDEX, ("slot",), (SLOTS,), "w", -1.0, 1e9),
    ]
    return {signal.name: signal for signal in made}


def frame_of(seed: int, declared: dict[str, Signal]) -> Frame:
    """A frame of which nothing is as in another one."""
    random = np.random.default_rng(seed)
    watched = ("lstm.0.forget_gate", "slots.read_weights")
    chunks = []
    for start in range(0, TOKENS, 64):
        values = {n: random.random((64, declared[n].size), np.float32) for n in watched}
        chunks.append(
            Chunk(
                start,
                random.integers(0, 4096, 64).astype(np.int32),
                np.arange(start + 1, start + 65, dtype=np.int64),
                random.random(64, np.float32),
                random.random(64, np.float32),
                np.zeros((64, 20), np.int32),
                np.zeros((64, 20), np.float32),
                values,
                {n: picture(x, declared[n]) for n, x in values.items()},
            )
        )
    at = {n: random.random(s.shape, np.float32) for n, s in declared.items()}
    at["slots.writer"] = random.integers(0, TOKENS, SLOTS).astype(np.float32)
    p = np.sort(random.random(20))[::-1] / 20
    best = random.choice(4096, 20, replace=False)
    return Frame(
        seed,
        Trace(tuple(chunks)),
        TOKENS,
        TOKENS - 1 - seed % 5,
        (0, TOKENS),
        TokenSnapshot(
            TOKENS - 1 - seed % 5,
            at,
            tuple(Candidate(int(i), float(x)) for i, x in zip(best, p, strict=True)),
            float(random.random()),
            MemoryUsage(*random.random(3), 1000, UsageTexts("how full it is")),
        ),
        Cost(0.001, 1),
        complete=True,
    )


def ticks() -> dict[str, list[float]]:
    """Milliseconds of the window's thread for each panel's tick."""
    declared = signals()
    pieces = tuple(f" piece{i}".encode() for i in range(4096))
    opened = OpenedModel("m", "slots", None, "cpu", 0, declared, pieces)
    frames = [frame_of(seed, declared) for seed in range(8)]
    axis = TokenAxis(width=TOKENS)
    made: dict[str, Panel] = {
        "gates": GatesPanel(axis),
        "memory": MemoryPanel(axis),
        "next token": PredictionsPanel(axis),
    }
    named = {
        "gates": f"one tick of gates, {UNITS} × {TOKENS}, all new",
        "memory": f"one tick of memory, {SLOTS} × {WIDTH} and {SLOTS} × {TOKENS}, all new",
        "next token": "one tick of the next token, 20 bars, all new",
    }
    found = {}
    for name, panel in made.items():
        panel.resize(*SIZES[name])
        panel.open(opened)
        panel.show()
        QApplication.processEvents()
        spent = []
        for i in range(REPEATS):
            panel.store(frames[i % len(frames)])
            began = time.thread_time()
            panel.draw()
            QApplication.processEvents()
            spent.append(1000 * (time.thread_time() - began))
        found[named[name]] = spent[5:]
        panel.hide()
        panel.deleteLater()
    return found
