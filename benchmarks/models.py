"""The models alone: a token, many tokens, against bare PyTorch over the same sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from benchmarks.measure import source_of, timed
from benchmarks.texts import SENTENCE
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.contract import Tap
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.models.lstm import LstmLanguageModel
from wmstudio.models.registry import build

if TYPE_CHECKING:
    from benchmarks.measure import Table

TOKENS = 512
ALIKE = {"hidden": 464, "embedding": 256, "vocab_size": 4096}
"""Sizes for families of which no model of the usual size ships: as `stories-slots` has them."""


def backend_of(name: str) -> TorchBackend:
    """A checkpoint on the CPU."""
    cpu = torch.device("cpu")
    return TorchBackend(open_checkpoint(bundled.find(source_of(name)), cpu), cpu)


def measure(table: Table, names: tuple[str, ...]) -> None:
    """Each of these checkpoints, then untrained stacks and queues of the same size."""
    for name in names:
        table.group(f"{name}: the model alone")
        backend = backend_of(name)
        _step(table, backend.model)
        _prefill(table, backend)
    for family in ("stack", "queue", "superposition"):
        table.group(f"{family}, untrained, of the size of stories-slots")
        torch.manual_seed(0)
        model = build(family, {**ALIKE, "capacity": 64, "width": 32}).eval()
        least = None if family == "superposition" else 3.0
        _loop(table, model, torch.arange(TOKENS).unsqueeze(0) % 4000 + 50, least, 5)


@torch.inference_mode()
def _step(table: Table, model: nn.Module) -> None:
    state = model.prefill(torch.arange(64).unsqueeze(0) + 300, model.initial_state()).state
    token_B = torch.tensor([300])
    matrices = [x for x in model.parameters() if x.dim() == 2]
    vectors = [torch.ones(x.shape[1]) for x in matrices]

    def read() -> None:
        for matrix, vector in zip(matrices, vectors, strict=True):
            torch.mv(matrix, vector)

    # By turns, so that whatever else the machine does is in both.
    pairs = [
        (timed(read, 3, 0), timed(lambda: model.step(token_B, state, Tap()), 3, 0))
        for _ in range(60)
    ]
    reads = [ms for pair in pairs for ms in pair[0]]
    steps = [ms for pair in pairs for ms in pair[1]]
    read_ms = table.add("every weight once, by matrix-vector products", reads)
    megabytes = sum(x.numel() * 4 for x in matrices) / 1e6
    table.say(f"({megabytes:.1f} MB of weights: {megabytes / read_ms:.1f} GB/s)")
    table.add("one step", steps)
    ratios = [float(np.median(b) / np.median(a)) for a, b in pairs]
    table.add("one step, against reading the weights once", ratios, "×", median=2.5)
    lstm = next((x for x in model.modules() if isinstance(x, nn.LSTM)), None)
    if lstm is not None:
        x_BTE = torch.zeros(1, 1, lstm.input_size)
        table.add(
            "(nn.LSTM's own call for one token, without logits)", timed(lambda: lstm(x_BTE), 60)
        )


@torch.inference_mode()
def _prefill(table: Table, backend: TorchBackend) -> None:
    model, state = backend.model, backend.initial_state()
    ids = np.resize(backend.encode(SENTENCE * 40).ids, TOKENS)
    tokens_1T = torch.from_numpy(ids.astype(np.int64)).unsqueeze(0)
    words = model.words
    hidden = state["lstm.0.hidden"].shape[-1]
    lstm = nn.LSTM(words.embedding.embedding_dim, hidden, batch_first=True)
    project = nn.Linear(hidden, words.embedding.embedding_dim)

    def bare() -> None:
        h, _ = lstm(words.embed(tokens_1T))
        project(h) @ words.embedding.weight.t()

    gates = [name for name, signal in backend.signals.items() if signal.size <= hidden]
    works = {
        "bare": bare,
        "nothing": lambda: model.prefill(tokens_1T, state),
        "gates": lambda: model.prefill(tokens_1T, state, Tap(watch=gates)),
        "read": lambda: backend.read(ids, state, watch=gates),
    }
    spent: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(12):
        for name, work in works.items():
            spent[name] += timed(work, 1, 0 if spent[name] else 2)
    told = {
        "bare": "nn.LSTM of the same width and logits",
        "nothing": "prefill, nothing watched",
        "gates": "prefill, every gate and vector watched",
        "read": "the same with surprisal, top 20, entropy, out of the model",
    }
    fused = isinstance(model, LstmLanguageModel)
    least = {"nothing": 0.95, "gates": 0.6} if fused else {}
    for name, words_ in told.items():
        rate = [1000 * TOKENS / ms for ms in spent[name]]
        table.add(words_, rate, "tokens/s")
        if name != "bare":
            ratios = [a / b for a, b in zip(spent["bare"], spent[name], strict=True)]
            table.add("    of bare nn.LSTM's speed", ratios, "×", least=least.get(name))
    _loop(table, model, tokens_1T, None if fused else 3.0, 3)


@torch.inference_mode()
def _loop(
    table: Table, model: nn.Module, tokens_1T: torch.Tensor, least: float | None, repeats: int
) -> None:
    state = model.initial_state()

    def steps() -> None:
        s = state
        for t in range(tokens_1T.shape[1]):
            _, s = model.step(tokens_1T[:, t], s, Tap())

    ratios, rates = [], []
    for _ in range(repeats):
        (loop,) = timed(steps, 1, 0)
        fast = float(np.median(timed(lambda: model.prefill(tokens_1T, state), 3, 1)))
        ratios.append(loop / fast)
        rates.append(1000 * tokens_1T.shape[1] / fast)
    table.add("prefill", rates, "tokens/s")
    table.add("prefill, against a loop over step", ratios, "×", least=least)
