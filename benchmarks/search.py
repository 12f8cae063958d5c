"""How long a search for places where units are on takes, and how long making its index does.

The bits are made up (each unit is on in runs of its own, a third of the time), as only their number
decides; the speed of indexing is measured with a real model on a real text.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.measure import timed
from benchmarks.texts import text_of
from wmstudio.engine.searching import index_text
from wmstudio.engine.unit_index import UnitIndex, packed

if TYPE_CHECKING:
    from benchmarks.measure import Table

TOKENS, UNITS = 1_000_000, 512
WANTED = (1, 8, 64, 512)
PART = 20_000
SIGNALS = {"stories-slots": "lstm.0.forget_gate", "stories-lstm": "lstm.0.forget_gate"}


def made_up(tokens: int, units: int) -> UnitIndex:
    """Runs of about six tokens on and twelve off, each unit's at places of its own."""
    rng = np.random.default_rng(0)
    parts, on = [], rng.random(units) < 1 / 3
    for start in range(0, tokens, PART):
        n = min(PART, tokens - start)
        dice = rng.random((n, units), np.float32)
        rows = np.empty((n, units), np.bool_)
        for t in range(n):
            on = np.where(on, dice[t] > 1 / 6, dice[t] < 1 / 12)
            rows[t] = on
        parts.append(packed(rows))
    ends = np.arange(1, tokens + 1)
    return UnitIndex("made up", 0.5, "", ends, units, np.concatenate(parts, axis=1))


def measure(table: Table) -> None:
    """Time searches of a million tokens, and the indexing of a text."""
    table.group(f"Search, {TOKENS:,} tokens × {UNITS} units, bits made up")
    index = made_up(TOKENS, UNITS)
    table.say(f"the bits take {index.bits_WT.nbytes / 1e6:.0f} MB")
    for wanted in WANTED:
        units = np.linspace(0, UNITS - 1, wanted).astype(int).tolist()
        spent = timed(lambda units=units: index.find(units), 9)  # type: ignore[misc]
        table.add(f"places where {wanted} units are on", spent, p99=1000)
    table.group("Indexing, a text of 10,000 tokens")
    for name, signal in SIGNALS.items():
        from benchmarks.models import backend_of

        backend = backend_of(name)
        text = text_of(10_000, backend.tokenizer)
        began = time.perf_counter()
        *_, made = index_text(backend, text, signal, 0.5)
        assert isinstance(made, UnitIndex)
        rate = len(made) / (time.perf_counter() - began)
        table.add(f"{name}, {signal}", [rate], "tokens/s")
