"""The same work on each device of this machine: a step, a text at once, a key, training."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from benchmarks.measure import source_of, timed
from benchmarks.models import ALIKE, FAMILIES
from benchmarks.reading import Reader
from benchmarks.texts import SENTENCE, TYPED, text_of
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.contract import Tap
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.models.device import Hardware
from wmstudio.models.layers import Words
from wmstudio.models.registry import build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.measure import Table

TOKENS, REPEATS = 512, 40
ROWS, LENGTH = 64, 256
"""Of a batch in training: enough to keep a GPU busy."""


def measure(table: Table, names: Sequence[str], sizes: Sequence[int]) -> None:
    """Reading of these checkpoints on each device, then training of each family on each."""
    for device in reversed(Hardware().names()):
        for name in names:
            table.group(f"{name} on {device}")
            backend = TorchBackend(
                open_checkpoint(bundled.find(source_of(name)), device), torch.device(device)
            )
            _alone(table, backend)
            for size in sizes:
                _keys(table, backend, size)
        table.group(f"training on {device}: the loss of {ROWS} × {LENGTH} tokens and its gradient")
        _training(table, torch.device(device))


def _wait(device: torch.device) -> None:
    """Until the device has done all that was asked of it."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def _until_done(work: Callable[[], object], device: torch.device) -> None:
    work()
    _wait(device)


@torch.inference_mode()
def _alone(table: Table, backend: TorchBackend) -> None:
    model, device = backend.model, backend.device
    ids = np.resize(backend.encode(SENTENCE * 40).ids, TOKENS)
    tokens_1T = torch.from_numpy(ids.astype(np.int64)).unsqueeze(0).to(device)
    state = model.prefill(tokens_1T[:, :64], model.initial_state()).state
    step = partial(model.step, tokens_1T[:, 64], state, Tap())
    table.add("one step", timed(partial(_until_done, step, device), REPEATS))
    at_once = partial(model.prefill, tokens_1T, model.initial_state())
    spent = timed(partial(_until_done, at_once, device), 8)
    table.add(f"{TOKENS} tokens at once", [1000 * TOKENS / ms for ms in spent], "tokens/s")


def _keys(table: Table, backend: TorchBackend, size: int) -> None:
    """What a window asks for: the read, the snapshot, the candidates, brought to the CPU."""
    reader, text = Reader(backend), text_of(size, backend.tokenizer)
    whole = timed(partial(reader.look, text), 1, warm=0)
    table.add(f"reading {size:,} tokens", [1000 * size / whole[0]], "tokens/s")
    letters = iter(TYPED)

    def key() -> None:
        nonlocal text
        text += next(letters)
        reader.look(text)

    name = f"a key at the end of {size:,} tokens, to the complete frame"
    table.add(name, timed(key, REPEATS))


def _training(table: Table, device: torch.device) -> None:
    torch.manual_seed(0)
    tokens_BT = torch.randint(50, 4000, (ROWS, LENGTH + 1)).to(device)
    inputs_BT, targets_BT = tokens_BT[:, :-1], tokens_BT[:, 1:]
    lstm = nn.LSTM(ALIKE["embedding"], ALIKE["hidden"], batch_first=True).to(device)
    words = Words(ALIKE["vocab_size"], ALIKE["embedding"], ALIKE["hidden"]).to(device)

    def bare() -> None:
        h_BTH, _ = lstm(words.embed(inputs_BT))
        words.nats(h_BTH.flatten(0, 1), targets_BT.flatten()).backward()

    repeats = 2 if device.type == "cpu" else 5
    at_best = float(np.median(timed(partial(_until_done, bare, device), repeats, warm=1)))
    table.add("nn.LSTM with the same loss", [1000 * ROWS * LENGTH / at_best], "tokens/s")
    for family, sizes in FAMILIES.items():
        model = build(family, {**ALIKE, **sizes}).to(device)
        state = model.initial_state(ROWS)

        def ours(model=model, state=state) -> None:
            model.nats(inputs_BT, targets_BT, state)[0].backward()

        spent = timed(partial(_until_done, ours, device), repeats, warm=1)
        table.add(family, [1000 * ROWS * LENGTH / ms for ms in spent], "tokens/s")
        table.add(f"{family}, of nn.LSTM's speed", [at_best / ms for ms in spent], "×")
