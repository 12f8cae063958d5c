"""`recall`: values stored by key, then asked for: multi-query associative recall.

Arora et al. 2023, "Zoology: measuring and improving recall in efficient language models".
Shapes: B sequences, T symbols, K pairs, R of them given twice, W = K + R pairs written.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from wmstudio.lazy_dataclass import dataclass
from wmstudio.tasks.base import Questions, Task, another, keys_and_values, pick, shuffled, size


@dataclass(frozen=True, kw_only=True)
class Recall(Task):
    """``k1 v1 … kW vW q1 … qK``: after each query, the value last given to its key.

    Keys are distinct, values are drawn uniformly. ``reassigned`` keys are given a second value,
    anywhere among the pairs.
    """

    name: ClassVar[str] = "recall"
    text: ClassVar[str] = "keys with their values, then the keys again: which value had each?"

    pairs: int = size(8)
    keys: int = size(32, most=93)
    values: int = size(32, least=2, most=93)
    reassigned: int = size(0, least=0)

    @property
    def tokens(self) -> int:
        """Two symbols per pair, one per query."""
        return 2 * (self.pairs + self.reassigned) + self.pairs

    @property
    def chance(self) -> float:
        """Any value."""
        return 1 / self.values

    @property
    def group_name(self) -> str:
        """The distance, or, if keys are reassigned, how often the key was given a value."""
        return "values that the key was given" if self.reassigned else "symbols since the value"

    def questions(self, rows: int, rng: np.random.Generator) -> Questions:
        """Pairs and queries, each in random order."""
        k, r = self.pairs, self.reassigned
        written = k + r
        keys_BK = shuffled(np.arange(self.keys), rows, rng)[:, :k]
        values_BK = rng.integers(self.values, size=(rows, k))
        keys_BW = np.concatenate([keys_BK, keys_BK[:, :r]], axis=1)
        again_BR = another(values_BK[:, :r], self.values, rng)
        values_BW = np.concatenate([values_BK, again_BR], axis=1)

        pair_at_BW = shuffled(np.arange(written), rows, rng)
        place_of_BW = np.argsort(pair_at_BW, axis=1)
        last_BK = place_of_BW[:, :k].copy()
        last_BK[:, :r] = np.maximum(last_BK[:, :r], place_of_BW[:, k:])

        asked_BK = shuffled(np.arange(k), rows, rng)
        key_codes, value_codes = keys_and_values(self.keys, self.values)
        inputs = np.zeros((rows, self.tokens), np.uint8)
        inputs[:, 0 : 2 * written : 2] = key_codes[pick(keys_BW, pair_at_BW)]
        inputs[:, 1 : 2 * written : 2] = value_codes[pick(values_BW, pair_at_BW)]
        inputs[:, 2 * written :] = key_codes[pick(keys_BK, asked_BK)]

        value_at_BK = 2 * pick(last_BK, asked_BK) + 1
        answers, groups = np.zeros_like(inputs), np.zeros(inputs.shape, np.int64)
        answers[:, 2 * written :] = pick(inputs, value_at_BK)
        since_BK = 2 * written + np.arange(k) - value_at_BK
        groups[:, 2 * written :] = np.where(asked_BK < r, 2, 1) if r else since_BK
        return Questions(inputs, answers, groups)

    def _check(self) -> None:
        self._check_keys(self.pairs, self.keys, self.values)
        if self.reassigned > self.pairs:
            raise self._impossible(
                f"{self.reassigned} keys cannot be reassigned where there are {self.pairs} pairs"
            )
