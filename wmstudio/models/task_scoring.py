"""The accuracy of a model on the questions of a memory task.

Accuracy is counted over the whole vocabulary: a question is answered if the likeliest of all the
model's pieces is the answer, not only the likeliest of those that the task may ask for.

Shapes: B batch, T time, V vocabulary, Q questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.scoring import checked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.models.language_model import LanguageModel
    from wmstudio.tasks.base import Task
    from wmstudio.text.tokenizer import Tokenizer

SEQUENCES_AT_A_TIME = 64
BINS = ((0, 0), (1, 16), (17, 64), (65, 256), (257, None))
"""First and last group of each bin, inclusive. None is unbounded."""


@dataclass(frozen=True)
class TaskScore:
    """The result of a memory task.

    ``accuracy`` (0…1) is the share of questions where the most probable piece of the whole
    vocabulary is the answer. ``by_group`` has accuracy and number of questions for each group of
    the task (see ``Task.group_name``). ``chance`` is the accuracy of guessing among the task's
    answers.
    """

    accuracy: float
    by_group: dict[int, tuple[float, int]]
    questions: int
    chance: float

    def record(self, task: Task) -> dict[str, Any]:
        """The task and all of this as a JSON value."""
        return {
            "task": {"name": task.name, **task.sizes},
            "questions": self.questions,
            "chance": self.chance,
            "accuracy": self.accuracy,
            "group": task.group_name,
            "accuracy_by_group": {
                str(group): {"accuracy": accuracy, "questions": count}
                for group, (accuracy, count) in self.by_group.items()
            },
        }

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> TaskScore:
        """The inverse of `record`."""
        by_group = {
            int(group): (float(of["accuracy"]), int(of["questions"]))
            for group, of in record["accuracy_by_group"].items()
        }
        return cls(record["accuracy"], by_group, record["questions"], record["chance"])

    def binned(self, most: int) -> dict[str, tuple[float, int]]:
        """Each group by itself, or gathered into `BINS` if there are more than ``most``."""
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


@torch.inference_mode()
def task_score(
    model: LanguageModel,
    tokenizer: Tokenizer,
    task: Task,
    sequences: int = 512,
    seed: int = 0,
) -> TaskScore:
    """Run a memory task on a model, starting from its initial state.

    The sequences follow from the seed alone, and differ from those of any training. Every character
    is read as a token of its own, whatever the tokenizer would merge.

    Raises:
        PredictionError: the model predicts no answers, since what it computes are no numbers.
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
        asked_BT = drawn.asked_BT[rows]
        checked(logits_BTV[torch.from_numpy(asked_BT).to(device)])
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
