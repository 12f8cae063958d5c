"""What a key, a panel, reading and a training step cost, at two sizes.

The small model is bundled, the large one has random weights. Operations are what
PyTorch counts in products of matrices (a product and a sum are two); times are of this machine with
one thread. docs/architecture/scale.md has the figures, and what follows from them.
"""

from __future__ import annotations

import gc
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.measure import worked
from benchmarks.models import backend_of
from benchmarks.reading import SEEN, Reader
from benchmarks.texts import TYPED, text_of
from wmstudio.checkpoints.folder import open_checkpoint, write_checkpoint
from wmstudio.contract import Tap
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.models.cost import cost_of
from wmstudio.models.registry import build

if TYPE_CHECKING:
    from benchmarks.measure import Table
    from wmstudio.models.language_model import LanguageModel

SMALL = "tales-slots"
WATCH = ("lstm.0.forget_gate", "slots.weights", "load.occupancy")
LARGE = {
    "embedding": 1024,
    "hidden": 3072,
    "slots": 1024,
    "width": 160,
    "heads": 2,
    "recent": 3,
    "narrow": 192,
}
"""Sizes of the large model, of the same family with the same pieces."""
ROWS, TOKENS = 8, 64
"""The batch of the training step."""
BEFORE = {SMALL: 2_000, "large": 500}
"""Tokens before the keys that are timed."""
READ = {SMALL: 20_000, "large": 1_000}
"""Tokens that are read at once."""


def measure(table: Table) -> None:
    """Both models, one after the other."""
    _costs(table, SMALL, backend_of(SMALL))
    _costs(table, "large", large_model())


def large_model() -> TorchBackend:
    """The large model, with random weights and the tokenizer of the small one."""
    tokenizer = backend_of(SMALL).tokenizer
    torch.manual_seed(0)
    sizes = {"vocab_size": tokenizer.vocab_size, **LARGE}
    record = {"parameters": 0, "history": []}
    model, cpu = build("slots", sizes), torch.device("cpu")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "large"
        write_checkpoint(folder, model, "large", "slots", sizes, tokenizer, record, "# large\n")
        return TorchBackend(open_checkpoint(folder, cpu), cpu)


def _costs(table: Table, name: str, backend: TorchBackend) -> None:
    model = backend.model
    parameters = sum(p.numel() for p in model.parameters())
    cost = cost_of(model)
    table.group(f"{name}: {parameters:,} parameters")
    table.add("weights, float32", [4 * parameters / 1e6], "MB")
    table.add("a state (one snapshot)", [cost.state / 1e3], "kB")
    table.add("all signals of a token", [cost.shown / 1e3], "kB")
    sizes = [4 * model.signals[signal].size / 1e3 for signal in WATCH]
    table.add(f"three panels, a token of each: {', '.join(WATCH)}", [sum(sizes)], "kB")
    table.add(f"    {SEEN} tokens in sight as 8-bit pictures", [SEEN * sum(sizes) / 4], "kB")
    _operations(table, model)
    _keys(table, name, backend)
    _reading(table, name, backend)
    _training(table, model)


def _operations(table: Table, model: LanguageModel) -> None:
    """What PyTorch counts for a token: products of matrices, nothing else."""
    state = model.initial_state(1)
    with FlopCounterMode(display=False) as counted, torch.no_grad():
        model.step(torch.tensor([60]), state, Tap())
    table.add("a token, step by step", [counted.get_total_flops() / 1e6], "million operations")


def _keys(table: Table, name: str, backend: TorchBackend) -> None:
    text = text_of(BEFORE[name], backend.tokenizer)
    watched, plain = Reader(backend, WATCH), Reader(backend, ())
    for reader in (watched, plain):
        reader.look(text)
    with_panels, without = [], []
    gc.collect()
    gc.disable()
    for letter in TYPED:
        text += letter
        for reader, spent in ((watched, with_panels), (plain, without)):
            began = time.perf_counter()
            reader.look(text)
            spent.append(1000 * (time.perf_counter() - began))
    gc.enable()
    table.add("a key, without panels", without)
    table.add("a key, with three panels", with_panels)


def _reading(table: Table, name: str, backend: TorchBackend) -> None:
    text = text_of(READ[name], backend.tokenizer)
    reader = Reader(backend, WATCH)
    began = time.perf_counter()
    frame, _ = reader.look(text)
    table.add("reading", [frame.length / (time.perf_counter() - began)], "tokens/s")


def _training(table: Table, model: LanguageModel) -> None:
    """A step's loss and gradient; AdamW and the exchange of gradients come on top."""
    torch.manual_seed(0)
    tokens_BT = torch.randint(50, 4000, (ROWS, TOKENS + 1))
    state = model.initial_state(ROWS)
    model.train()

    def step() -> None:
        model.zero_grad()
        model.nats(tokens_BT[:, :-1], tokens_BT[:, 1:], state)[0].backward()

    step()
    spent = [worked(step) for _ in range(3)]
    table.add("training", [1000 * ROWS * TOKENS / ms for ms in spent], "tokens/s")
    parameters = sum(p.numel() for p in model.parameters())
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    optimizer.step()
    table.add("AdamW's step", [worked(optimizer.step) for _ in range(5)])
    table.add("weights, gradients and moments", [16 * parameters / 1e6], "MB")
    table.add("gradients to be exchanged", [4 * parameters / 1e6], "MB a step")
    model.eval()
