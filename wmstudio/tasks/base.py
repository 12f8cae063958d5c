"""What a memory task is: texts made from a seed, and what should be expected after each symbol.

Every symbol is one printable ASCII character. Shapes: B sequences, T symbols.
"""

from __future__ import annotations

import string
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from wmstudio.untrusted import excerpt

Symbols = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]

LETTERS = (
    string.ascii_lowercase + string.punctuation + string.ascii_uppercase[::-1] + string.digits[::-1]
)
"""All symbols: keys are taken from the front, values from the back, so that both read well."""
LONGEST = 10_000


class TaskError(ValueError):
    """No such task, or sizes that it cannot have; the message is a sentence for people."""


@dataclass(frozen=True)
class Questions:
    """Some sequences of one task, all ``[B, T]``.

    ``inputs_BT`` are ASCII codes. ``answers_BT`` is the symbol to be expected after reading that
    place, 0 where nothing is asked. ``groups_BT`` says by what accuracy is reported (a distance, a
    position; the task names it), 0 where nothing is asked.
    """

    inputs_BT: Symbols
    answers_BT: Symbols
    groups_BT: Numbers

    @property
    def asked_BT(self) -> npt.NDArray[np.bool_]:
        """Where there is a question."""
        return np.not_equal(self.answers_BT, 0)

    def lines(self, row: int) -> tuple[str, str]:
        """A sequence as text, and under each symbol what is to be expected after it."""
        answers = np.where(self.asked_BT[row], self.answers_BT[row], ord(" "))
        return self.inputs_BT[row].tobytes().decode(), answers.astype(np.uint8).tobytes().decode()


def size(default: int, least: int = 1, most: int = LONGEST) -> Any:
    """A size of a task: a whole number between these."""
    return field(default=default, metadata={"least": least, "most": most})


@dataclass(frozen=True, kw_only=True)
class Task(ABC):
    """A task of certain sizes.

    Raises:
        TaskError: a size is impossible.
    """

    name: ClassVar[str]
    text: ClassVar[str]
    """What is asked, in a sentence."""

    def __post_init__(self) -> None:
        for declared in fields(self):
            value = getattr(self, declared.name)
            least, most = declared.metadata["least"], declared.metadata["most"]
            if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
                raise self._impossible(
                    f"{declared.name!r} must be a whole number from {least} to {most:,}, "
                    f"not {excerpt(value)}"
                )
        self._check()

    def __str__(self) -> str:
        return " ".join([self.name, *(f"{name}={value}" for name, value in self.sizes.items())])

    @property
    def sizes(self) -> dict[str, int]:
        """Every size by its name."""
        return asdict(self)

    @property
    def short(self) -> str:
        """Its name, and the sizes that are not the usual ones."""
        unusual = {
            f.name: value for f in fields(self) if (value := getattr(self, f.name)) != f.default
        }
        return " ".join([self.name, *(f"{name}={value}" for name, value in unusual.items())])

    @property
    @abstractmethod
    def tokens(self) -> int:
        """T: how many symbols a sequence has, each of them a token."""

    @property
    @abstractmethod
    def chance(self) -> float:
        """Accuracy, 0…1, of a guess among the answers that the task has."""

    @property
    @abstractmethod
    def group_name(self) -> str:
        """What `Questions.groups_BT` counts."""

    @abstractmethod
    def questions(self, rows: int, rng: np.random.Generator) -> Questions:
        """That many sequences, drawn from the generator alone."""

    def _check(self) -> None:  # noqa: B027 - most sizes go together
        """Raise `TaskError` where sizes do not go together."""

    def _check_keys(self, wanted: int, keys: int, values: int) -> None:
        if wanted > keys:
            raise self._impossible(f"{wanted} pairs need as many keys, and there are {keys}")
        if keys + values > len(LETTERS):
            raise self._impossible(
                f"{keys} keys and {values} values are more than the {len(LETTERS)} characters "
                "that there are"
            )

    def _impossible(self, why: str) -> TaskError:
        return TaskError(f"task {self.name!r}: {why}")


def pick(x_BN: npt.NDArray[Any], at_BK: Numbers) -> npt.NDArray[Any]:
    """``x[b, at[b, k]]``: ``[B, K]``."""
    return np.take_along_axis(x_BN, at_BK, axis=1)


def codes(symbols: str) -> Symbols:
    """ASCII codes, to be indexed."""
    return np.frombuffer(symbols.encode("ascii"), np.uint8)


def keys_and_values(keys: int, values: int) -> tuple[Symbols, Symbols]:
    """ASCII codes of so many keys, from the front of `LETTERS`, and values, from the back."""
    return codes(LETTERS[:keys]), codes(LETTERS[::-1][:values])


def shuffled(numbers: npt.ArrayLike, rows: int, rng: np.random.Generator) -> Numbers:
    """``[rows, N]``: the numbers in an order of its own for each row."""
    return rng.permuted(np.tile(np.asarray(numbers, np.int64), (rows, 1)), axis=1)


def another(than: Numbers, symbols: int, rng: np.random.Generator) -> Numbers:
    """For each number of 0…symbols−1 another one, each as likely."""
    return (than + rng.integers(1, symbols, than.shape)) % symbols
