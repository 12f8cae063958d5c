"""`needle`: a few keys with their values, hidden in noise and queried at the end.

Shapes: B sequences, T symbols, N needles.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from wmstudio.lazy_dataclass import dataclass
from wmstudio.tasks.base import Questions, Task, keys_and_values, pick, shuffled, size


@dataclass(frozen=True, kw_only=True)
class Needle(Task):
    """``length`` symbols that contain ``needles`` pairs of key and value, then each key again.

    The noise consists of values, so only the value after the key answers a query. Keys are
    distinct, and queries come in random order.
    """

    name: ClassVar[str] = "needle"
    text: ClassVar[str] = "keys with their values somewhere in noise: which value had each?"

    needles: int = size(4)
    length: int = size(256, least=2)
    keys: int = size(16, most=93)
    values: int = size(16, least=2, most=93)

    @property
    def tokens(self) -> int:
        """The haystack and the queries."""
        return self.length + self.needles

    @property
    def chance(self) -> float:
        """Any value."""
        return 1 / self.values

    @property
    def group_name(self) -> str:
        """The distance between the needle and the query."""
        return "symbols since the value"

    def questions(self, rows: int, rng: np.random.Generator) -> Questions:
        """Needles at uniformly random places."""
        n = self.needles
        key_codes, value_codes = keys_and_values(self.keys, self.values)
        keys_BN = key_codes[shuffled(np.arange(self.keys), rows, rng)[:, :n]]
        # A needle has two symbols: draw among fewer places, then shift the later ones.
        gaps_BN = np.sort(shuffled(np.arange(self.length - n), rows, rng)[:, :n], axis=1)
        key_at_BN = gaps_BN + np.arange(n)
        inputs = np.zeros((rows, self.tokens), np.uint8)
        inputs[:, : self.length] = value_codes[rng.integers(self.values, size=(rows, self.length))]
        np.put_along_axis(inputs, key_at_BN, keys_BN, axis=1)

        asked_BN = shuffled(np.arange(n), rows, rng)
        value_at_BN = pick(key_at_BN, asked_BN) + 1
        inputs[:, self.length :] = pick(keys_BN, asked_BN)
        answers, groups = np.zeros_like(inputs), np.zeros(inputs.shape, np.int64)
        answers[:, self.length :] = pick(inputs, value_at_BN)
        groups[:, self.length :] = self.length + np.arange(n) - value_at_BN
        return Questions(inputs, answers, groups)

    def _check(self) -> None:
        self._check_keys(self.needles, self.keys, self.values)
        if 2 * self.needles > self.length:
            raise self._impossible(
                f"{self.needles} needles of two symbols do not fit into {self.length}"
            )
