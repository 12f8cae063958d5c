"""Training on examples: a prompt is read, and what should follow it is learned.

A prompt is followed by the mark ``follows``, a space, the target, and a line break, which ends it.
Nothing else is learned, so a model spends nothing on predicting prompts. A prompt may have turns:
what stands in it between the mark and the next line break was a target, too, and is learned.

Shapes: B batch, T time, N targets' tokens.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import torch

from wmstudio.example_sets.base import END, ExampleError, ExampleSet, joined, spelled
from wmstudio.example_sets.layouts import read_examples
from wmstudio.example_sets.worlds import babi_stories
from wmstudio.lazy_dataclass import dataclass
from wmstudio.training.batches import Batch
from wmstudio.training.subject import Marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from wmstudio.example_sets.base import PromptExample
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Tokenizer
    from wmstudio.training.recipe import ExampleData, Schedule

Ids: TypeAlias = "npt.NDArray[np.int64]"

QUICK = 1_000
"""Number of examples that are asked during training. At the end all are."""
ROWS = 64
SORTED_BATCHES = 50
"""Number of batches whose examples are sorted by length, so that little of a batch is padding."""


@dataclass(frozen=True)
class EncodedExample:
    """An example in tokens ``[T]``, of which those from ``first`` on are the target.

    ``turns`` are the tokens of targets in the prompt, from the first to after the last.
    """

    ids: Ids
    first: int
    turns: tuple[tuple[int, int], ...] = ()


def encoded(
    examples: Sequence[PromptExample],
    tokenizer: Tokenizer,
    follows: str,
    longest: int,
    *,
    turns: bool = False,
) -> tuple[list[EncodedExample], int]:
    """Examples in tokens, and how many prompts have lost their beginning to ``longest`` tokens.

    With ``turns`` what was a target in a prompt is learned, too.

    Raises:
        ExampleError: a target alone is too long.
    """
    found, cut = [], 0
    for number, one in enumerate(examples, 1):
        before, wanted = spelled(one, follows)
        said = _turns(before, follows) if turns else [(before, False)]
        parts = [(tokenizer.encode(text).ids, learned) for text, learned in said]
        target = tokenizer.encode(wanted).ids
        room = longest - len(target)
        if room < 1:
            raise ExampleError(
                f"the target of example {number:,} takes {len(target):,} tokens, and 'length' "
                f"allows {longest:,}: raise it, or leave the example out"
            )
        parts.append((target, True))
        ids = np.concatenate([part for part, _ in parts]).astype(np.int64)
        lost = max(len(ids) - longest, 0)
        cut += lost > 0
        ends = np.cumsum([len(part) for part, _ in parts[:-1]]) - lost
        before_it = tuple(
            (max(int(end) - len(part), 0), int(end))
            for (part, learned), end in zip(parts[:-1], ends, strict=True)
            if learned and end > 0
        )
        found.append(EncodedExample(ids[lost:], len(ids) - lost - len(target), before_it))
    return found, cut


def _turns(before: str, follows: str) -> list[tuple[str, bool]]:
    """What is read before a target, in parts, with whether each was a target itself."""
    found, done = [], 0
    for turn in re.finditer(f"{re.escape(follows)}([^{END}]*{END})", before):
        found += [(before[done : turn.start(1)], False), (turn[1], True)]
        done = turn.end()
    return [*found, (before[done:], False)]


class ExampleBatches:
    """Batches of whole examples, each row from the initial state, padded at its end.

    Every example comes once in an epoch, in batches of about equal lengths.
    """

    def __init__(self, examples: Sequence[EncodedExample], rows: int, seed: int) -> None:
        self.rows, self.seed = rows, seed
        self._examples = examples
        self._each = -(-len(examples) // rows)
        self._order = lru_cache(maxsize=2)(self._order_anew)

    def __getitem__(self, step: int) -> Batch:
        epoch, place = divmod(step, self._each)
        return padded([self._examples[i] for i in self._order(epoch)[place]])

    def _order_anew(self, epoch: int) -> list[npt.NDArray[np.int64]]:
        """The examples of each batch of an epoch, by number."""
        rng = np.random.default_rng((self.seed, epoch))
        order = rng.permutation(len(self._examples))
        # The last batch is filled up from the beginning.
        order = np.resize(order, self._each * self.rows)
        block = self.rows * SORTED_BATCHES
        batches = []
        for start in range(0, len(order), block):
            part = order[start : start + block]
            by_length = part[np.argsort([len(self._examples[i].ids) for i in part], kind="stable")]
            batches += [by_length[i : i + self.rows] for i in range(0, len(by_length), self.rows)]
        return [batches[i] for i in rng.permutation(len(batches))]


def padded(examples: Sequence[EncodedExample]) -> Batch:
    """Examples as rows, in which only targets count."""
    width = max(len(one.ids) for one in examples) - 1
    shape = len(examples), width
    # What is read after the end of a row makes no difference to anything before it.
    inputs, targets = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    counted = np.zeros(shape, np.bool_)
    for row, one in enumerate(examples):
        length = len(one.ids) - 1
        inputs[row, :length], targets[row, :length] = one.ids[:-1], one.ids[1:]
        for first, after in (*one.turns, (one.first, length + 1)):
            counted[row, max(first - 1, 0) : after - 1] = True
    return Batch(inputs, targets, np.ones(len(examples), np.bool_), counted)


def examples_of(data: ExampleData) -> ExampleSet:
    """All examples of a recipe.

    Raises:
        ExampleError: a file cannot be used, or there is neither a file nor a story.
    """
    sets = [read_examples(data.folder / name) for name in data.examples]
    if data.stories:
        sets.append(
            babi_stories(
                data.stories,
                data.questions,
                0,
                more=data.more,
                longest=data.longest,
                between=data.between,
                follows=data.follows,
            )
        )
    if not sets:
        raise ExampleError("[data] examples and stories are both empty: name files, or tasks")
    return joined(sets)


class Answering:
    """A `Subject` made of examples, of which some are held out.

    Raises:
        ExampleError: they cannot be used.
    """

    unit = "token"

    def __init__(
        self,
        kept: ExampleSet,
        held_out: ExampleSet,
        data: ExampleData,
        schedule: Schedule,
        tokenizer: Tokenizer,
    ) -> None:
        self.tokenizer, self._kept, self._held_out = tokenizer, kept, held_out
        self._follows = data.follows
        train, cut = encoded(kept.examples, tokenizer, data.follows, schedule.length, turns=True)
        self._asked, cut_too = encoded(held_out.examples, tokenizer, data.follows, schedule.length)
        self.batches = ExampleBatches(train, schedule.batch, schedule.seed)
        lengths = [len(one.ids) for one in train]
        self.tokens_per_step = round(schedule.batch * float(np.mean(lengths)))
        longest = schedule.length
        lost = (
            f"1 prompt loses its beginning, since 'length' is {longest:,} tokens"
            if cut == 1
            else f"{cut:,} prompts lose their beginning, since 'length' is {longest:,} tokens"
        )
        lost_too = (
            f"1 prompt that is held out loses its beginning, since 'length' is {longest:,} tokens"
            if cut_too == 1
            else f"{cut_too:,} prompts that are held out lose their beginning, since 'length' is "
            f"{longest:,} tokens"
        )
        self.notes = (
            *([lost] if cut else []),
            *([lost_too] if cut_too else []),
            f"prompts with their targets take {np.mean(lengths):,.0f} tokens on average, and at "
            f"most {max(lengths):,}",
        )

    @property
    def text(self) -> str:
        """How many examples there are."""
        count = "1 example" if len(self._kept) == 1 else f"{len(self._kept):,} examples"
        return f"{count}, {len(self._held_out):,} held out"

    def loss(self, nats: float) -> str:
        """The loss of a target's token."""
        return f"{nats:.3f} nats/token"

    def examine(self, model: LanguageModel, whole: bool) -> Marks:
        """The share of held-out targets that would be written exactly, the likeliest piece first.

        A target is what the model writes by itself if and only if each of its tokens is the
        likeliest after those before it, so it is enough to read them.
        """
        asked = self._asked if whole else self._asked[:QUICK]
        groups = [one.group for one in self._held_out.examples[: len(asked)]]
        right, nats, tokens = exactly(model, asked)
        record: dict[str, Any] = {
            "examples": {
                "follows": self._follows,
                "trained_on": len(self._kept),
                "held_out": len(asked),
                "exact": float(right.mean()),
                "nats_per_token": nats / tokens,
                "by_group": {
                    group: float(right[[one == group for one in groups]].mean())
                    for group in dict.fromkeys(groups)
                    if group
                },
            }
        }
        return Marks(
            record,
            ("exact", float(right.mean())),
            f"{right.mean():.2%} of {len(asked):,} held-out targets written exactly, "
            f"{nats / tokens:.3f} nats per token",
        )


@torch.inference_mode()
def exactly(
    model: LanguageModel, asked: Sequence[EncodedExample]
) -> tuple[npt.NDArray[np.bool_], float, int]:
    """Which targets the model would write exactly, and the nats and tokens of all of them."""
    device = next(model.parameters()).device
    order = sorted(range(len(asked)), key=lambda i: len(asked[i].ids))
    right = np.zeros(len(asked), np.bool_)
    nats, tokens = 0.0, 0
    for start in range(0, len(order), ROWS):
        rows = order[start : start + ROWS]
        batch = padded([asked[i] for i in rows])
        state = model.initial_state(len(rows))
        logits_BTV = model.prefill(torch.from_numpy(batch.inputs).to(device), state).logits_BTV
        counted_BT = torch.from_numpy(batch.counted).to(device)
        targets_BT = torch.from_numpy(batch.targets).to(device)
        hit_BT = logits_BTV.argmax(-1) == targets_BT
        right[rows] = (hit_BT | ~counted_BT).all(-1).cpu().numpy()
        log_p_NV = logits_BTV[counted_BT].float().log_softmax(-1)
        nats -= float(log_p_NV.gather(-1, targets_BT[counted_BT][:, None]).sum())
        tokens += int(counted_BT.sum())
    return right, nats, tokens
