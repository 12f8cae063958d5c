"""A robot that types, pastes, undoes, scrolls and switches models: nothing may grow."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import qInstallMessageHandler

from benchmarks.measure import resident_bytes, source_of
from benchmarks.texts import SENTENCE, TYPED
from benchmarks.window import SIZE, Typist, studio

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.measure import Table
    from benchmarks.window import Studio

MODELS = ("stories-slots", "stories-lstm", "stories-additive")
LONGEST = 20_000
"""Characters after which the robot begins a new text."""
SETTLED = 0.25
"""Share of the time after which memory is expected to stay as it is: caches are full by then."""


def measure(table: Table, minutes: float) -> None:
    """Rounds of everything until the time is up."""
    table.group(f"a robot for {minutes:g} minutes")
    told: list[str] = []
    before = qInstallMessageHandler(lambda kind, context, text: told.append(text))
    try:
        with studio(MODELS[0]) as made:
            _run(table, made, 60 * minutes)
    finally:
        qInstallMessageHandler(before)
    warnings = [text for text in told if "propagateSizeHints" not in text]
    table.add("warnings of Qt", [float(len(warnings))], "", median=0)
    for text in dict.fromkeys(warnings):
        table.say(text)


def _run(table: Table, made: Studio, seconds: float) -> None:
    chance = random.Random(1)
    window, editor = made.window, made.window.editor
    began = time.perf_counter()
    sizes: list[tuple[float, float]] = []
    lags: list[tuple[float, list[float]]] = []
    rounds = 0

    def switch() -> None:
        model = MODELS[rounds % len(MODELS)]
        window.models.begin(source_of(model))
        made.wait(lambda: window.models.open_model is not None)

    def scroll() -> None:
        start = chance.randrange(max(window.axis.stop, 1))
        window.axis.show(start, start + 48)

    deeds: list[Callable[[], object]] = [
        lambda: editor.insertPlainText(SENTENCE * chance.randrange(1, 20)),
        lambda: [editor.undo() for _ in range(3)],
        editor.redo,
        lambda: editor.place_caret(chance.randrange(len(editor.text) + 1)),
        lambda: window.resize(SIZE[0] - 10 * chance.randrange(20), SIZE[1]),
        scroll,
        switch,
    ]
    while time.perf_counter() - began < seconds:
        rounds += 1
        typist = Typist(made, TYPED[: chance.randrange(10, 60)], 0.03).run()
        now = time.perf_counter() - began
        lags.append((now, typist.echoes))
        chance.choice(deeds)()
        made.rest(0.1)
        if len(editor.text) > LONGEST:
            editor.set_text("")
        made.wait(lambda: window.reading.complete)
        sizes.append((now, resident_bytes() / 1e6))
    end = time.perf_counter() - began
    settled = [size for at, size in sizes if at > SETTLED * end]
    half = len(settled) // 2
    first, last = (float(np.median(x)) for x in (settled[:half], settled[half:]))
    keys = sum(len(x) for _, x in lags)
    table.say(f"{keys:,} keys in {rounds:,} rounds; memory {first:.0f} MB, then {last:.0f} MB")
    table.add("memory at the end, against that once settled", [last / first], "×", median=1.05)
    middle = [x for at, echoes in lags if at < end / 2 for x in echoes]
    later = [x for at, echoes in lags if at >= end / 2 for x in echoes]
    table.add("a letter, first half", middle)
    table.add("a letter, second half", later)
    ratio = float(np.percentile(later, 90) / np.percentile(middle, 90))
    table.add("    p90 of the second half, against the first", [ratio], "×", median=1.25)
