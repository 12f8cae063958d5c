"""The models alone: a token, many tokens, against bare PyTorch over the same sizes."""

from __future__ import annotations

import time
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from benchmarks.measure import source_of, timed, worked
from benchmarks.texts import SENTENCE
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.contract import Tap
from wmstudio.engine.stopwatch import CallLength
from wmstudio.engine.timeline import CHUNK
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.memory.loops.running import prepare
from wmstudio.models.lstm import LstmLanguageModel
from wmstudio.models.registry import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.measure import Table
    from wmstudio.models.language_model import LanguageModel

TOKENS = 512
ALIKE = {"hidden": 464, "embedding": 256, "vocab_size": 4096}
"""Sizes for families of which no model of the usual size ships: as `stories-slots` has them."""
_PLACES = {"capacity": 64, "width": 32}
FAMILIES = {
    "lstm": {},
    "slots": {"slots": 64, "width": 64},
    "stack": _PLACES,
    "queue": _PLACES,
    "superposition": _PLACES,
    "keyvalue": {},
    "pointer": {},
}
"""Families whose reading and training are compared with a bare LSTM, and their own sizes."""
STEP = {"stories-lstm": 1.25, "stories-slots": 1.5}
"""How much more than reading its weights once a step may take."""
READ_LEAST, READ_ROUNDS = {"lstm": 0.80}, 12
READ_LEAST_COUPLED = 0.60
"""Share of the bare speed at which a model is to be read, with all that is kept."""


def backend_of(name: str) -> TorchBackend:
    """A checkpoint on the CPU."""
    cpu = torch.device("cpu")
    return TorchBackend(open_checkpoint(bundled.find(source_of(name)), cpu), cpu)


def measure(table: Table, names: tuple[str, ...]) -> None:
    """Each of these checkpoints, then untrained stacks and queues of the same size."""
    for name in names:
        table.group(f"{name}: the model alone")
        backend = backend_of(name)
        _step(table, backend.model, STEP.get(name, 2.5))
        _prefill(table, backend)
    _read(table)
    for family in ("stack", "queue", "superposition"):
        table.group(f"{family}, untrained, of the size of stories-slots")
        torch.manual_seed(0)
        model = build(family, {**ALIKE, "capacity": 64, "width": 32}).eval()
        least = None if family == "superposition" else 3.0
        _loop(table, model, torch.arange(TOKENS).unsqueeze(0) % 4000 + 50, least, 5)


def _read(table: Table) -> None:
    """Read as a document is read where nobody looks, with all that is kept."""
    table.group("reading, of the size of stories-slots: in short calls, with all that is kept")
    way = "numba's kernels" if prepare() else "TorchScript, as numba is not installed"
    table.say(f"(the loops of coupled memories are run by {way})")
    cpu, tokenizer = torch.device("cpu"), backend_of("stories-slots").tokenizer
    ids = np.resize(tokenizer.encode(SENTENCE * 40).ids, TOKENS)
    tokens_1T = torch.from_numpy(ids.astype(np.int64)).unsqueeze(0)
    for family, sizes in FAMILIES.items():
        torch.manual_seed(0)
        model = build(family, {**ALIKE, **sizes}).eval()
        backend = TorchBackend(SimpleNamespace(model=model, tokenizer=tokenizer), cpu)
        bare = _bare(model, ALIKE["hidden"], tokens_1T)
        read = partial(_read_in_calls, backend, ids, CallLength())
        bare()
        read()
        pairs = [(worked(bare), worked(read)) for _ in range(READ_ROUNDS)]
        table.add(f"{family}: reading", [1000 * TOKENS / ms for _, ms in pairs], "tokens/s")
        least = READ_LEAST.get(family, READ_LEAST_COUPLED)
        name = f"{family}: reading, of bare nn.LSTM's speed"
        table.add(name, [a / b for a, b in pairs], "×", least=least, yardstick=True)


def _read_in_calls(backend: TorchBackend, ids: np.ndarray, pace: CallLength) -> None:
    state, start = backend.initial_state(), 0
    while start < TOKENS:
        chunks = pace.at_once(start // CHUNK)
        began = time.thread_time()
        state = backend.read(ids[start : start + chunks * CHUNK], state, top=0).state
        pace.took(chunks, time.thread_time() - began)
        start += chunks * CHUNK


def _bare(model: LanguageModel, hidden: int, tokens_1T: torch.Tensor) -> Callable[[], None]:
    """`nn.LSTM` of this width and the model's logits, over all tokens in one call."""
    words = model.words
    lstm = nn.LSTM(words.embedding.embedding_dim, hidden, batch_first=True)
    project = nn.Linear(hidden, words.embedding.embedding_dim)

    def bare() -> None:
        h, _ = lstm(words.embed(tokens_1T))
        project(h) @ words.embedding.weight.t()

    return torch.inference_mode()(bare)


@torch.inference_mode()
def _step(table: Table, model: nn.Module, most: float) -> None:
    state = model.prefill(torch.arange(64).unsqueeze(0) + 300, model.initial_state()).state
    token_B = torch.tensor([300])
    matrices = [x for x in model.parameters() if x.dim() == 2]
    vectors = [torch.ones(x.shape[1]) for x in matrices]

    def read() -> None:
        for matrix, vector in zip(matrices, vectors, strict=True):
            torch.mv(matrix, vector)

    def step() -> None:
        model.step(token_B, state, Tap())

    read()
    step()
    # By turns, so that whatever else the machine does is in both.
    pairs = [(worked(read, 3), worked(step, 3)) for _ in range(60)]
    reads, steps = [a for a, _ in pairs], [b for _, b in pairs]
    read_ms = table.add("every weight once, by matrix-vector products", reads)
    megabytes = sum(x.numel() * 4 for x in matrices) / 1e6
    table.say(f"({megabytes:.1f} MB of weights: {megabytes / read_ms:.1f} GB/s)")
    table.add("one step", steps)
    ratios = [b / a for a, b in pairs]
    table.add(
        "one step, against reading the weights once", ratios, "×", median=most, yardstick=True
    )
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
    hidden = state["lstm.0.hidden"].shape[-1]
    bare = _bare(model, hidden, tokens_1T)
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
            if not spent[name]:
                work()
            spent[name].append(worked(work))
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
