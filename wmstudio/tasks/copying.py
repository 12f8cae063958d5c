"""`copy` and `reverse`: a sequence, then the same from memory, forwards or backwards.

Graves et al. 2014, "Neural Turing machines", sections 4.1 and 4.2: nothing is shown while the
answer is given. Shapes: B sequences, T symbols, L symbols to remember, A answers.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from wmstudio.lazy_dataclass import dataclass
from wmstudio.tasks.base import LETTERS, Questions, Task, codes, size

DELIMITER, BLANK = "|", "_"
COPIED = "".join(c for c in LETTERS if c not in DELIMITER + BLANK and not c.isdigit())
MOST_REPEATS = 9
"""The largest single digit."""


@dataclass(frozen=True, kw_only=True)
class Copy(Task):
    """``s1 … sL | _ … _``: at the delimiter and each blank but the last, the next symbol.

    A blank stands where its symbol would. With ``repeats`` above 1 it is repeat-copy: a digit from
    1 to ``repeats`` follows the delimiter, the sequence is expected that often from the digit on,
    and after it the delimiter as an end marker. There are blanks for the largest number of repeats.
    """

    name: ClassVar[str] = "copy"
    text: ClassVar[str] = "a sequence, then the same again from memory"
    backwards: ClassVar[bool] = False

    length: int = size(12)
    symbols: int = size(16, least=2, most=len(COPIED))
    repeats: int = size(1, most=MOST_REPEATS)

    @property
    def tokens(self) -> int:
        """The sequence, the delimiter, and the blanks."""
        return self._first_answer + 1 + self.length * self.repeats

    @property
    def chance(self) -> float:
        """Any symbol."""
        return 1 / self.symbols

    @property
    def group_name(self) -> str:
        """The number of the answer, or with repeats the number of the repeat."""
        return "repeat (0: the end)" if self.repeats > 1 else "position"

    @property
    def _first_answer(self) -> int:
        return self.length + (self.repeats > 1)

    def questions(self, rows: int, rng: np.random.Generator) -> Questions:
        """Symbols and numbers of repeats, drawn uniformly."""
        symbols_BL = codes(COPIED)[rng.integers(self.symbols, size=(rows, self.length))]
        repeats_B = rng.integers(1, self.repeats + 1, rows)
        inputs = np.full((rows, self.tokens), ord(BLANK), np.uint8)
        inputs[:, : self.length] = symbols_BL
        inputs[:, self.length] = ord(DELIMITER)
        if self.repeats > 1:
            inputs[:, self._first_answer] = ord("0") + repeats_B

        told_BL = symbols_BL[:, ::-1] if self.backwards else symbols_BL
        a_A = np.arange(self.tokens - self._first_answer)
        left_BA = repeats_B[:, None] * self.length - a_A
        answers, groups = np.zeros_like(inputs), np.zeros(inputs.shape, np.int64)
        answers[:, self._first_answer :] = np.where(left_BA > 0, told_BL[:, a_A % self.length], 0)
        groups[:, self._first_answer :] = np.where(left_BA > 0, a_A + 1, 0)
        if self.repeats > 1:
            answers[:, self._first_answer :][left_BA == 0] = ord(DELIMITER)
            groups[groups > 0] = (groups[groups > 0] - 1) // self.length + 1
        return Questions(inputs, answers, groups)


class Reverse(Copy):
    """The same with the last symbol first."""

    name: ClassVar[str] = "reverse"
    text: ClassVar[str] = "a sequence, then the same backwards from memory"
    backwards: ClassVar[bool] = True
