"""How fast the window shows another step of a training run, with every layout, for any text.

One run is bundled. The other is made here, of models of the usual size: 20 steps on the straight
line between two checkpoints of the same form.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.texts import text_of
from benchmarks.window import studio
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.folder import open_checkpoint, write_step
from wmstudio.checkpoints.layout import TRAINING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.measure import Table
    from benchmarks.window import Studio

STEPS = 20
SMALL, FROM, TO = "recall-slots-training", "stories-lstm", "tales-lstm"
LAYOUTS = ("write", "memory", "train")
FIVE_A_SECOND = 200.0
"""Milliseconds."""
LONGEST = 10_000
"""Tokens of the longest text, which 20 steps have to read once."""


def between(folder: Path) -> str:
    """Write the run between two bundled checkpoints; its place."""
    shutil.copytree(bundled.find(TO), folder)
    (folder / TRAINING).write_text(json.dumps({"steps": 1000 * (STEPS - 1)}))
    model, last = (open_checkpoint(bundled.find(name)).model for name in (FROM, TO))
    begin = {name: x.clone() for name, x in model.state_dict().items()}
    end = last.state_dict()
    for i in range(STEPS - 1):
        share = i / (STEPS - 1)
        model.load_state_dict({name: x.lerp(end[name], share) for name, x in begin.items()})
        write_step(folder, model, 1000 * i)
    return str(folder)


def measure(table: Table, sizes: Sequence[int]) -> None:
    """Time every step of both runs: the first time, and again."""
    with tempfile.TemporaryDirectory() as place:
        for name, source in (
            (SMALL, SMALL),
            (f"{FROM} to {TO}", str(between(Path(place) / "run"))),
        ):
            with studio(source) as made:
                for size in (n for n in sizes if n <= LONGEST):
                    table.group(f"Steps of a training, {name}, {size:,} tokens")
                    _scrub(table, made, size)


def _scrub(table: Table, made: Studio, size: int) -> None:
    window = made.window
    bar = window.runs.of(window.lane).bar
    made.show_text(_text(made, size))
    there = range(len(bar.steps))
    for layout in LAYOUTS:
        window.presets.choose(layout)
        made.wait(lambda: window.reading.complete)
        first = [_show(made, at) for at in reversed(there)]
        again = [_show(made, at) for at in (*there, *reversed(there[:-1]))]
        if layout == LAYOUTS[0]:
            table.add("a step, the first time", first)
        table.add(f"a step again, layout {layout}", again, median=FIVE_A_SECOND)


def _text(made: Studio, size: int) -> str:
    source = made.window.models.source
    if source == SMALL:
        letters = np.array(list("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
        return "".join(np.random.default_rng(0).choice(letters, size))
    return text_of(size, open_checkpoint(bundled.find(FROM)).tokenizer)


def _show(made: Studio, at: int) -> float:
    """Move the slider; milliseconds until every panel has been drawn."""
    window = made.window
    bar = window.runs.of(window.lane).bar
    began = time.perf_counter()
    bar.slider.setValue(at)

    def shown() -> bool:
        opened = window.models.open_model
        run = opened.run if opened is not None else None
        return run is not None and run.step == bar.steps[at] and window.reading.complete

    made.wait(shown)
    return 1000 * (time.perf_counter() - began)
