"""How well a model answers a memory task, by the same count as training's own validation."""

from wmstudio.models.task_scoring import TaskScore
from wmstudio.models.task_scoring import task_score as score

__all__ = ["TaskScore", "score"]
