"""Training on a memory task. Questions are always fresh, in training and in validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.models.task_scoring import task_score
from wmstudio.training.batches import TaskBatches
from wmstudio.training.subject import Marks

if TYPE_CHECKING:
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.tasks.base import Task
    from wmstudio.text.tokenizer import Tokenizer
    from wmstudio.training.recipe import Schedule


class Exercises:
    """A `Subject` made of a task."""

    unit = "answer"

    def __init__(self, task: Task, schedule: Schedule, tokenizer: Tokenizer) -> None:
        self.task, self.tokenizer = task, tokenizer
        self.batches = TaskBatches([task], tokenizer, schedule.batch, schedule.seed)
        self.tokens_per_step = schedule.batch * task.tokens

    @property
    def text(self) -> str:
        """The task's name and sizes."""
        return str(self.task)

    def loss(self, nats: float) -> str:
        """The loss, which counts answers only."""
        return f"{nats:.3f} nats/answer"

    def examine(self, model: LanguageModel, whole: bool) -> Marks:
        """Accuracy on sequences that are the same for every model and occur in no training."""
        score = task_score(model, self.tokenizer, self.task)
        return Marks(
            score.record(self.task),
            ("accuracy", score.accuracy),
            f"{score.accuracy:.4f} of fresh questions answered right",
        )
