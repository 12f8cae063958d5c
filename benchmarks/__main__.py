"""Measure the engine on the bundled checkpoints; print a table and write JSON.

Each figure is a median and a p99 over its repeats; comparisons are ratios within this run. One
torch thread, as in the window.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

import wmstudio
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.engine.messages import View
from wmstudio.engine.session import Session
from wmstudio.engine.torch_backend import TorchBackend

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCE = "Once upon a time a little fox lived in the old wood, and nobody knew his name. "
TYPED = " and so he ran home to his mother as fast as he could go"


def timed(work: Callable[[], object], repeats: int) -> list[float]:
    """Milliseconds of each repeat, after one to warm up."""
    work()
    spent = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        spent.append(1000 * (time.perf_counter() - began))
    return spent


def figures(spent: list[float]) -> dict[str, float]:
    """Median and p99."""
    return {
        "median_ms": round(float(np.median(spent)), 3),
        "p99_ms": round(float(np.percentile(spent, 99)), 3),
        "repeats": len(spent),
    }


def keystrokes(backend: TorchBackend, tokens: int) -> dict[str, float]:
    """A key at the end of a text, to the complete frame with three panels' signals."""
    per_sentence = len(backend.encode(SENTENCE).ids)
    text = SENTENCE * -(-tokens // per_sentence)
    session, n = Session(backend), len(backend.encode(text).ids)
    watch = ("lstm.0.forget_gate", "slots.read_weights", "wm.vector", "lstm.0.cell")

    def look(text: str) -> None:
        window = (max(n - 100, 0), n + 100)
        for _ in session.read(View(0, text, len(text), watch=watch, window=window)):
            pass

    look(text)
    spent = []
    for letter in TYPED:
        text += letter
        began = time.perf_counter()
        look(text)
        spent.append(1000 * (time.perf_counter() - began))
    return {"tokens": n, **figures(spent)}


def prefill(backend: TorchBackend, tokens: int) -> dict[str, float]:
    """Reading with all signals and with none, against bare ``nn.LSTM`` and logits."""
    ids = np.resize(backend.encode(SENTENCE).ids, tokens)
    words, hidden = backend.model.words, backend.model.initial_state()["lstm.0.hidden"].shape[-1]
    lstm = nn.LSTM(words.embedding.embedding_dim, hidden, batch_first=True)
    project = nn.Linear(hidden, words.embedding.embedding_dim)
    tokens_1T = torch.from_numpy(ids.astype(np.int64)).unsqueeze(0)
    state = backend.initial_state()

    @torch.inference_mode()
    def bare() -> None:
        h, _ = lstm(words.embed(tokens_1T))
        project(h) @ words.embedding.weight.t()

    @torch.inference_mode()
    def model() -> None:
        backend.model.prefill(tokens_1T, state)

    @torch.inference_mode()
    def steps() -> None:
        from wmstudio.models.contract import Tap

        s, tap = state, Tap()
        for t in range(tokens):
            _, s = backend.model.step(tokens_1T[:, t], s, tap)

    gates = [name for name in backend.signals if backend.signals[name].size <= hidden]
    spent = {
        "bare nn.LSTM and logits": timed(bare, 15),
        "prefill": timed(model, 15),
        "prefill, every gate watched": timed(lambda: backend.read(ids, state, watch=gates), 15),
        "step by step": timed(steps, 3),
    }
    base = float(np.median(spent["bare nn.LSTM and logits"]))
    return {
        name: {
            **figures(ms),
            "tokens_per_second": round(1000 * tokens / float(np.median(ms))),
            "against_bare": round(base / float(np.median(ms)), 3),
        }
        for name, ms in spent.items()
    }


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results.json"))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    report: dict[str, object] = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, torch {torch.__version__}",
        "wmstudio": wmstudio.__version__,
    }
    print(report["machine"])
    for entry in bundled.bundled():
        checkpoint = open_checkpoint(entry.folder, torch.device("cpu"))
        backend = TorchBackend(checkpoint, torch.device("cpu"))
        keys = [keystrokes(backend, tokens) for tokens in (100, 1_000, 10_000)]
        reading = prefill(backend, 512)
        report[entry.name] = {"keystroke": keys, "prefill_512": reading}
        print(f"\n{entry.name}")
        for row in keys:
            print(
                f"  a key after {row['tokens']:>6,} tokens  median {row['median_ms']:7.2f} ms"
                f"   p99 {row['p99_ms']:7.2f} ms"
            )
        for name, row in reading.items():
            print(
                f"  {name:<28} {row['tokens_per_second']:>7,} tokens/s"
                f"   {row['against_bare']:5.2f} × bare"
            )
    arguments.out.write_text(json.dumps(report, indent=2) + "\n")
    print(f"\nwritten to {arguments.out}")


if __name__ == "__main__":
    main()
