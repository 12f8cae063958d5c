"""What a model writes after a prompt: the likeliest token each time, by beams, or the best choice.

Shapes: B prompts side by side, K beams, V vocabulary.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

from wmstudio.contract import Tap
from wmstudio.evaluation.model_reader import ModelReader
from wmstudio.example_sets.base import END, FOLLOWS, spelled
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.scoring import checked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from torch import Tensor

    from wmstudio.contract import State
    from wmstudio.evaluation.reader import Ids
    from wmstudio.example_sets.base import PromptExample
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Tokenizer

MOST_TOKENS = 200
"""Most tokens of an answer; a longer one is cut."""
NONE = 0.0, 0, ""
ROWS = 32
"""Number of prompts that are read side by side."""


class TargetCost(NamedTuple):
    """What a target costs: nats of all its tokens with the line break that ends it."""

    nats: float
    tokens: int


@dataclass(frozen=True)
class Answerer:
    """A model that answers prompts, by the likeliest of what several ``beams`` find.

    ``follows`` stands between a prompt and its answer, as in training.
    """

    model: LanguageModel
    tokenizer: Tokenizer
    follows: str = FOLLOWS
    beams: int = 1

    def written(
        self, examples: Sequence[PromptExample], tell: Callable[[int], object] | None = None
    ) -> list[str]:
        """What the model writes after each prompt, up to the first line break.

        ``tell`` is called with the number of prompts answered since the last call, here and below.

        Raises:
            PredictionError: the model predicts nothing, since what it computes are no numbers.
        """
        prompts = [self._ids(spelled(one, self.follows)[0]) for one in examples]
        found = [""] * len(prompts)
        for group, state in _after(self.model, prompts):
            if self.beams > 1:
                rows = [_row(state, row) for row in range(len(group))]
                written = [_beam(self.model, self.tokenizer, row, self.beams) for row in rows]
            else:
                written = _greedy(self.model, self.tokenizer, state)
            for i, ids in zip(group, written, strict=True):
                found[i] = self._text(ids)
            if tell is not None:
                tell(len(group))
        return found

    def chosen(
        self, examples: Sequence[PromptExample], tell: Callable[[int], object] | None = None
    ) -> list[str]:
        """The choice of each example that costs the fewest bits; "" where there are none."""
        every = [replace(one, target=choice) for one in examples for choice in one.choices]
        nats = iter(cost.nats for cost in self.costs(every, tell))
        # The first of equals.
        return [
            min(((next(nats), i, choice) for i, choice in enumerate(one.choices)), default=NONE)[2]
            for one in examples
        ]

    def fitting(
        self, examples: Sequence[PromptExample], tell: Callable[[int], object] | None = None
    ) -> list[str]:
        """The choice of each example that the prompt says most about.

        That is the one whose nats the prompt lowers most (Li et al. 2016, maximum mutual
        information); the likeliest would mostly be the shortest.
        """
        every = [replace(one, target=choice) for one in examples for choice in one.choices]
        alone = [replace(one, prompt="") for one in {one.target: one for one in every}.values()]
        without = {
            one.target: cost.nats for one, cost in zip(alone, self.costs(alone), strict=True)
        }
        nats = iter(cost.nats for cost in self.costs(every, tell))
        return [
            min((next(nats) - without[choice], i, choice) for i, choice in enumerate(one.choices))[
                2
            ]
            for one in examples
        ]

    def costs(
        self, examples: Sequence[PromptExample], tell: Callable[[int], object] | None = None
    ) -> list[TargetCost]:
        """What each target costs."""
        texts = [spelled(one, self.follows) for one in examples]
        cut = [(self._ids(before), self._ids(wanted)) for before, wanted in texts]
        ids = [np.concatenate(parts) for parts in cut]
        wanted = [np.arange(len(a), len(a) + len(b), dtype=np.int64) for a, b in cut]
        bits = ModelReader(self.model, self.tokenizer).bits(ids, wanted, tell)
        return [TargetCost(float(one.sum()) * float(np.log(2)), len(one)) for one in bits]

    def _ids(self, text: str) -> Ids:
        return self.tokenizer.encode(text).ids.astype(np.int64)

    def _text(self, ids: Sequence[int]) -> str:
        data = b"".join(self.tokenizer.pieces[token] for token in ids)
        return data.decode(errors="replace").partition(END)[0].strip()


def _after(model: LanguageModel, prompts: Sequence[Ids]) -> Iterator[tuple[list[int], State]]:
    """The states after all prompts, in batches of those that can stand in one."""
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]), reverse=True)
    for start in range(0, len(order), ROWS):
        group = order[start : start + ROWS]
        alike: dict[object, list[tuple[int, State]]] = {}
        for i, state in zip(group, _states(model, [prompts[i] for i in group]), strict=True):
            shapes = tuple(x.shape for x in state.values())
            alike.setdefault(shapes, []).append((i, state))
        for found in alike.values():
            states = [state for _, state in found]
            joined = {name: torch.cat([state[name] for state in states]) for name in states[0]}
            yield [i for i, _ in found], joined


@torch.inference_mode()
def _states(model: LanguageModel, prompts: Sequence[Ids]) -> list[State]:
    """The state after each prompt; the longest prompt comes first. Nothing is padded."""
    device = next(model.parameters()).device
    tokens_BT = torch.zeros(len(prompts), len(prompts[0]), dtype=torch.long)
    for row, ids in enumerate(prompts):
        tokens_BT[row, : len(ids)] = torch.from_numpy(ids)
    tokens_BT = tokens_BT.to(device)
    found: list[State] = [{}] * len(prompts)
    state, rows, at = model.initial_state(len(prompts)), len(prompts), 0
    while rows:
        stop = len(prompts[rows - 1])
        if stop > at:
            state = model.advanced(tokens_BT[:rows, at:stop], state)
            at = stop
        rows -= 1
        found[rows] = _row(state, rows)
        state = {name: x[:rows] for name, x in state.items()}
    return found


def _row(state: State, row: int) -> State:
    return {name: x[row : row + 1].clone() for name, x in state.items()}


def _picked(state: State, rows: Tensor) -> State:
    return {name: x.index_select(0, rows) for name, x in state.items()}


@torch.inference_mode()
def _greedy(model: LanguageModel, tokenizer: Tokenizer, state: State) -> list[list[int]]:
    """The likeliest token each time, for all rows, until each has ended."""
    logits_BV = model.logits(state)
    found: list[list[int]] = [[] for _ in logits_BV]
    left = list(range(len(found)))
    for _ in range(MOST_TOKENS):
        token_B = checked(logits_BV).argmax(-1)
        for row, token in zip(left, token_B.tolist(), strict=True):
            found[row].append(token)
        going = [i for i, row in enumerate(left) if not _ends(tokenizer, found[row][-1])]
        if not going:
            break
        rows = torch.tensor(going, device=token_B.device)
        left = [left[i] for i in going]
        logits_BV, state = model.step(token_B[rows], _picked(state, rows), Tap())
    return found


@torch.inference_mode()
def _beam(model: LanguageModel, tokenizer: Tokenizer, state: State, beams: int) -> list[int]:
    """The answer whose tokens have the highest mean log-probability, of those that beams find."""
    log_p_KV = checked(model.logits(state)).float().log_softmax(-1)
    sum_K = torch.zeros(1, device=log_p_KV.device)
    going: list[list[int]] = [[]]
    ended: list[tuple[float, list[int]]] = []
    for length in range(1, MOST_TOKENS + 1):
        total_KV = sum_K[:, None] + log_p_KV
        best, at = total_KV.flatten().topk(min(2 * beams, total_KV.numel()))
        rows: list[int] = []
        tokens: list[int] = []
        sums: list[float] = []
        kept: list[list[int]] = []
        for value, place in zip(best.tolist(), at.tolist(), strict=True):
            row, token = divmod(place, total_KV.shape[1])
            ids = [*going[row], token]
            if _ends(tokenizer, token):
                ended.append((value / length, ids))
            elif len(rows) < beams:
                rows.append(row)
                tokens.append(token)
                sums.append(value)
                kept.append(ids)
        # As is usual, what goes on is judged by its mean so far, although that may still rise.
        if not rows or (len(ended) >= beams and max(ended)[0] >= sums[0] / length):
            break
        going, device = kept, log_p_KV.device
        sum_K = torch.tensor(sums, device=device)
        picked = _picked(state, torch.tensor(rows, device=device))
        logits_KV, state = model.step(torch.tensor(tokens, device=device), picked, Tap())
        log_p_KV = checked(logits_KV).float().log_softmax(-1)
    return max(ended)[1] if ended else going[0]


def _ends(tokenizer: Tokenizer, token: int) -> bool:
    return END.encode() in tokenizer.pieces[token]
