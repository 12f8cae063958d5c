"""Training: tokens per second of a gradient, against bare `nn.LSTM` with the same loss."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import torch
from torch import nn

from benchmarks.measure import worked
from benchmarks.models import ALIKE, FAMILIES
from wmstudio.models.layers import Words
from wmstudio.models.registry import build

if TYPE_CHECKING:
    from torch import Tensor

    from benchmarks.measure import Table
    from wmstudio.contract import State
    from wmstudio.models.language_model import LanguageModel

ROWS, TOKENS, ROUNDS = 16, 128, 7
LEAST = 0.7


def measure(table: Table) -> None:
    """Time the loss of one batch and its gradient, each family in turn with the bare network."""
    table.group("training, untrained, of the size of stories-slots: the loss and its gradient")
    torch.manual_seed(0)
    tokens_BT = torch.randint(50, 4000, (ROWS, TOKENS + 1))
    inputs_BT, targets_BT = tokens_BT[:, :-1], tokens_BT[:, 1:]
    lstm = nn.LSTM(ALIKE["embedding"], ALIKE["hidden"], batch_first=True)
    words = Words(ALIKE["vocab_size"], ALIKE["embedding"], ALIKE["hidden"])

    def bare() -> None:
        h_BTH, _ = lstm(words.embed(inputs_BT))
        words.nats(h_BTH.flatten(0, 1), targets_BT.flatten()).backward()

    for family, sizes in FAMILIES.items():
        model = build(family, {**ALIKE, **sizes})
        state = model.initial_state(ROWS)
        ours = partial(_learn, model, inputs_BT, targets_BT, state)
        bare()
        ours()
        pairs = [(worked(bare), worked(ours)) for _ in range(ROUNDS)]
        rates = [1000 * ROWS * TOKENS / ms for _, ms in pairs]
        table.add(f"{family}: training", rates, "tokens/s")
        ratios = [a / b for a, b in pairs]
        name = f"{family}: training, of nn.LSTM's speed with the same loss"
        table.add(name, ratios, "×", least=LEAST, yardstick=True)


def _learn(model: LanguageModel, inputs_BT: Tensor, targets_BT: Tensor, state: State) -> None:
    model.nats(inputs_BT, targets_BT, state)[0].backward()
