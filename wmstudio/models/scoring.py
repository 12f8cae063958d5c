"""How good a model is: the bits that it needs for a text, and its answers in a memory task.

Shapes: B batch, T time, V vocabulary, Q questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from wmstudio.models.recurrent import RecurrentLanguageModel
    from wmstudio.tasks.base import Task
    from wmstudio.text.tokenizer import Tokenizer

CHUNK = 256
SEQUENCES_AT_A_TIME = 64
BINS = ((0, 0), (1, 16), (17, 64), (65, 256), (257, None))
"""First and last group of each bin."""


@torch.no_grad()
def text_bits(
    model: RecurrentLanguageModel, texts: Sequence[npt.NDArray[np.int32]], chunk: int = CHUNK
) -> list[float]:
    """Bits that the model needs for each tokenised text.

    The whole of each text, its state carried along; its first token is predicted from the initial
    state (there is no token that marks a beginning).
    """
    device = next(model.parameters()).device
    longest = max(len(ids) for ids in texts)
    tokens_BT = torch.zeros(len(texts), longest, dtype=torch.long)
    real_BT = torch.zeros(len(texts), longest, dtype=torch.bool)
    for row, ids in enumerate(texts):
        tokens_BT[row, : len(ids)] = torch.from_numpy(ids).long()
        real_BT[row, : len(ids)] = True
    tokens_BT, real_BT = tokens_BT.to(device), real_BT.to(device)
    state = model.initial_state(len(texts))
    before_BV = model.logits(state)
    nats_B = torch.zeros(len(texts), dtype=torch.float64, device=device)
    for start in range(0, longest, chunk):
        part_BT = tokens_BT[:, start : start + chunk]
        done = model.prefill(part_BT, state)
        logits_BTV = torch.cat([before_BV.unsqueeze(1), done.logits_BTV[:, :-1]], dim=1)
        nats_BT = _nats(logits_BTV, part_BT)
        nats_B += (nats_BT * real_BT[:, start : start + chunk]).double().sum(dim=1)
        state, before_BV = done.state, done.logits_BTV[:, -1]
    return [float(nats) / log(2) for nats in nats_B]


def _nats(logits_BTV: Tensor, tokens_BT: Tensor) -> Tensor:
    """Surprisal of each token ``[B, T]``, in nats."""
    return F.cross_entropy(logits_BTV.transpose(1, 2).float(), tokens_BT, reduction="none")


@dataclass(frozen=True)
class TaskScore:
    """How well a model answers a memory task's questions.

    ``accuracy`` 0…1: the share of questions where the likeliest of all the model's pieces is the
    answer. ``by_group`` says accuracy and number of questions for each group of the task (see
    ``Task.group_name``); ``chance`` is what guessing among the task's answers would reach.
    """

    accuracy: float
    by_group: dict[int, tuple[float, int]]
    questions: int
    chance: float

    def binned(self, most: int) -> dict[str, tuple[float, int]]:
        """Each group by itself, or, where there are more than ``most``, gathered into `BINS`."""
        if len(self.by_group) <= most:
            return {str(group): score for group, score in self.by_group.items()}
        bins = {}
        for first, last in BINS:
            scores = [
                (accuracy, count)
                for group, (accuracy, count) in self.by_group.items()
                if first <= group and (last is None or group <= last)
            ]
            if scores:
                count = sum(n for _, n in scores)
                name = f"{first} and more" if last is None else f"{first}–{last}"
                bins[name if first else "0"] = (sum(a * n for a, n in scores) / count, count)
        return bins


@torch.no_grad()
def task_score(
    model: RecurrentLanguageModel,
    tokenizer: Tokenizer,
    task: Task,
    sequences: int = 512,
    seed: int = 0,
) -> TaskScore:
    """Ask a model, from its initial state, what a task asks.

    The sequences follow from the seed alone, and are drawn apart from those that any training
    sees. Every character is read as a token of its own, whatever the tokenizer would merge.
    """
    device = next(model.parameters()).device
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0,)))
    drawn = task.questions(sequences, rng)
    tokens_BT = torch.from_numpy(tokenizer.ascii[drawn.inputs_BT])
    answers_BT = tokenizer.ascii[drawn.answers_BT]
    right = []
    for start in range(0, sequences, SEQUENCES_AT_A_TIME):
        rows = slice(start, start + SEQUENCES_AT_A_TIME)
        part_BT = tokens_BT[rows].to(device)
        logits_BTV = model.prefill(part_BT, model.initial_state(len(part_BT))).logits_BTV
        right.append(logits_BTV.argmax(-1).cpu().numpy() == answers_BT[rows])
    right_Q = np.concatenate(right)[drawn.asked_BT]
    groups_Q = drawn.groups_BT[drawn.asked_BT]
    return TaskScore(
        accuracy=float(right_Q.mean()),
        by_group={
            int(group): (float(right_Q[groups_Q == group].mean()), int((groups_Q == group).sum()))
            for group in np.unique(groups_Q)
        },
        questions=len(right_Q),
        chance=task.chance,
    )
