"""`dyck`: nested brackets of several types, and which of them closes next.

Dyck-k as in Hewitt et al. 2020, "RNNs can generate bounded hierarchical languages with optimal
memory". Shapes: B sequences, T symbols, D depth.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from wmstudio.lazy_dataclass import dataclass
from wmstudio.tasks.base import Questions, Task, codes, size

OPEN, CLOSE = "([{<", ")]}>"
OPENING = (0.35, 0.75)
"""Range of the probability that a bracket opens where both are possible, drawn for each sequence.
Low values stay flat; high ones rise to the greatest depth and close everything at the end."""


@dataclass(frozen=True, kw_only=True)
class Dyck(Task):
    """A balanced text of brackets. Before each closing one the question is which type it has.

    The distance is counted from the opening bracket to the closing one.
    """

    name: ClassVar[str] = "dyck"
    text: ClassVar[str] = "nested brackets: which one closes next?"

    types: int = size(4, least=2, most=len(OPEN))
    length: int = size(64, least=2)
    depth: int = size(16)

    @property
    def tokens(self) -> int:
        """All brackets."""
        return self.length

    @property
    def chance(self) -> float:
        """Any closing bracket."""
        return 1 / self.types

    @property
    def group_name(self) -> str:
        """How far back the bracket was opened."""
        return "symbols since it was opened"

    def questions(self, rows: int, rng: np.random.Generator) -> Questions:
        """Random walks from 0 to 0 that never exceed the depth."""
        opens, closes = codes(OPEN), codes(CLOSE)
        chance_B = rng.uniform(*OPENING, rows)
        type_BT = rng.integers(self.types, size=(rows, self.length))
        wish_BT = rng.random((rows, self.length)) < chance_B[:, None]
        inputs = np.zeros((rows, self.length), np.uint8)
        answers, groups = np.zeros_like(inputs), np.zeros(inputs.shape, np.int64)
        opened_at_BD = np.zeros((rows, self.depth), np.int64)
        depth_B, every = np.zeros(rows, np.int64), np.arange(rows)
        for t in range(self.length):
            # No more brackets are open than can still be closed.
            may_open_B = depth_B < min(self.depth, self.length - t)
            opens_B = may_open_B & (wish_BT[:, t] | (depth_B == 0))
            opened_at_BD[every[opens_B], depth_B[opens_B]] = t
            inputs[opens_B, t] = opens[type_BT[opens_B, t]]
            depth_B += np.where(opens_B, 1, -1)
            closing = every[~opens_B]
            since = opened_at_BD[closing, depth_B[closing]]
            bracket = closes[type_BT[closing, since]]
            inputs[closing, t] = answers[closing, t - 1] = bracket
            groups[closing, t - 1] = t - since
        return Questions(inputs, answers, groups)

    def _check(self) -> None:
        if self.length % 2:
            raise self._impossible(
                f"'length' must be even, so that all is closed, not {self.length}"
            )
