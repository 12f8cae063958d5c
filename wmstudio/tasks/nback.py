"""`nback`: whether each symbol equals the one n places before.

Kirchner 1958, "Age differences in short-term retention of rapidly changing information".
Shapes: B sequences, T symbols.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from wmstudio.lazy_dataclass import dataclass
from wmstudio.tasks.base import LETTERS, Questions, Task, another, codes, size

SAME, OTHER = "y", "n"
SHOWN = "".join(c for c in LETTERS if c not in SAME + OTHER)


@dataclass(frozen=True, kw_only=True)
class NBack(Task):
    """Symbols, about half of which equal the one ``n`` places before: ``y`` or ``n`` after each."""

    name: ClassVar[str] = "nback"
    text: ClassVar[str] = "is each symbol the same as the one n places before?"

    n: int = size(2)
    length: int = size(32)
    symbols: int = size(8, least=2, most=len(SHOWN))

    @property
    def tokens(self) -> int:
        """All symbols. The answers are not part of the sequence."""
        return self.length

    @property
    def chance(self) -> float:
        """Yes or no."""
        return 0.5

    @property
    def group_name(self) -> str:
        """The position in the sequence, counted from 1."""
        return "position"

    def questions(self, rows: int, rng: np.random.Generator) -> Questions:
        """With probability ½ the symbol n places before, otherwise one of the others."""
        symbol_BT = rng.integers(self.symbols, size=(rows, self.length))
        same_BT = rng.random((rows, self.length)) < 0.5
        for t in range(self.n, self.length):
            before_B = symbol_BT[:, t - self.n]
            other_B = another(before_B, self.symbols, rng)
            symbol_BT[:, t] = np.where(same_BT[:, t], before_B, other_B)
        inputs = codes(SHOWN)[symbol_BT]
        answers, groups = np.zeros_like(inputs), np.zeros(inputs.shape, np.int64)
        answers[:, self.n :] = np.where(same_BT[:, self.n :], ord(SAME), ord(OTHER))
        groups[:, self.n :] = np.arange(self.n + 1, self.length + 1)
        return Questions(inputs, answers, groups)

    def _check(self) -> None:
        if self.n >= self.length:
            raise self._impossible(f"{self.length} symbols have none that stands {self.n} later")
