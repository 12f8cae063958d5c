"""The engine without a window: keys, edits, long texts, memory; against reading all again."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import memory
from benchmarks.models import backend_of
from benchmarks.reading import SEEN, WATCH, Reader
from benchmarks.texts import TYPED, text_of
from wmstudio.engine.messages import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.measure import Table
    from wmstudio.engine.torch_backend import TorchBackend


def measure(table: Table, sizes: Sequence[int], most: int) -> None:
    """Of `stories-slots`; with ``most`` tokens once, where it is more than the largest size."""
    table.group("stories-slots: the engine, without a window")
    backend = backend_of("stories-slots")
    Reader(backend).look(text_of(300, backend.tokenizer))
    _keys(table, backend, sizes)
    _middle(table, backend)
    _replay(table, backend)
    for size in dict.fromkeys((max(sizes), most)):
        _memory(table, size)


def _keys(table: Table, backend: TorchBackend, sizes: Sequence[int]) -> None:
    readers, frames, whole = {}, {}, {}
    texts = {size: text_of(size, backend.tokenizer) for size in sizes}
    for size, text in texts.items():
        readers[size] = Reader(backend)
        began = time.perf_counter()
        frames[size], _ = readers[size].look(text)
        whole[size] = time.perf_counter() - began
    spent: dict[int, list[float]] = {size: [] for size in sizes}
    parts: dict[int, list[list[float]]] = {size: [] for size in sizes}
    gc.collect()
    gc.disable()
    for letter in TYPED:
        # By turns, so that whatever else the machine does is in all of them.
        for size in sizes:
            texts[size] += letter
            began = time.perf_counter()
            frames[size], _ = readers[size].look(texts[size])
            spent[size].append(1000 * (time.perf_counter() - began))
            parts[size].append([1000 * x for x in frames[size].cost.parts.values()])
    gc.enable()
    for size, frame in frames.items():
        table.add(f"reading {frame.length:,} tokens", [frame.length / whole[size]], "tokens/s")
        mid = table.add(f"a key at the end of {size:,} tokens, to the complete frame", spent[size])
        named = zip(frame.cost.parts, np.median(parts[size], axis=0), strict=True)
        table.say("    " + ", ".join(f"{name} {ms:.2f}" for name, ms in named))
        naive = [1000 * whole[size]]
        table.add("    the whole text again, as a studio without memory does", naive)
        table.add("    that, against ours", [naive[0] / mid], "×")
    first, last = sizes[0], sizes[-1]
    if first != last:
        ratios = [b / a for a, b in zip(spent[first], spent[last], strict=True)]
        name = f"a key after {last:,} tokens, against one after {first:,}"
        table.add(name, ratios, "×", median=1.3)


def _middle(table: Table, backend: TorchBackend) -> None:
    reader, text = Reader(backend), text_of(10_000, backend.tokenizer)
    reader.look(text)
    spent = []
    for i in range(20):
        at = len(text) // 2 + 37 * i
        reader.look(text, at)
        text = text[:at] + "x" + text[at:]
        began = time.perf_counter()
        reading = reader.session.read(View(0, text, at + 1, watch=WATCH, window=reader.window))
        for frame in reading:
            if frame is not None and frame.snapshot is not None:
                break
        spent.append(1000 * (time.perf_counter() - began))
        reading.close()
    table.add("an edit in the middle of 10,000 tokens, to the cursor", spent, median=60.0)


def _replay(table: Table, backend: TorchBackend) -> None:
    """Chunks that were never in sight, scrolled to."""
    reader, text = Reader(backend), text_of(10_000, backend.tokenizer)
    frame, _ = reader.look(text)
    spent = []
    for start in range(64, 6_000, 300):
        view = View(0, text, len(text), watch=WATCH, window=(start, start + SEEN))
        began = time.perf_counter()
        *_, frame = reader.session.read(view)
        spent.append(1000 * (time.perf_counter() - began))
        assert frame is not None
        assert frame.trace.signal(WATCH[0], start, start + SEEN) is not None
    table.add("scrolling to what was not recorded, to its signals", spent, p99=100.0)


def _memory(table: Table, tokens: int) -> None:
    length, more = memory.of(tokens)
    goal = 600.0 if tokens <= 100_000 else 500.0
    name = f"memory that {length:,} tokens take, after browsing all their signals"
    table.add(name, [more], "MB", median=goal, yardstick=tokens > 100_000)
