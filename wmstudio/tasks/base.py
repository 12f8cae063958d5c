"""The base class of memory tasks: texts made from a seed, with questions and answers.

Every symbol is one printable ASCII character. Shapes: B sequences, T symbols.
"""

from __future__ import annotations

import string
from abc import ABC, abstractmethod
from dataclasses import asdict, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import numpy as np

from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    import numpy.typing as npt

Symbols: TypeAlias = "npt.NDArray[np.uint8]"
Numbers: TypeAlias = "npt.NDArray[np.int64]"

LETTERS = (
    string.ascii_lowercase + string.punctuation + string.ascii_uppercase[::-1] + string.digits[::-1]
)
"""All symbols. Keys come from the front and values from the back, so that both are readable."""
LONGEST = 10_000


class TaskError(ValueError):
    """No such task, or an impossible size. The message is a sentence for people."""


@dataclass(frozen=True)
class Questions:
    """Sequences of one task, all ``[B, T]``.

    ``inputs_BT`` are ASCII codes. ``answers_BT`` is the symbol that should be expected after
    reading that place, 0 where nothing is asked. ``groups_BT`` is the group in which accuracy is
    reported (a distance or a position; the task names it), 0 where nothing is asked.
    """

    inputs_BT: Symbols
    answers_BT: Symbols
    groups_BT: Numbers

    @property
    def asked_BT(self) -> npt.NDArray[np.bool_]:
        """Mask of the questions."""
        return np.not_equal(self.answers_BT, 0)

    def lines(self, row: int) -> tuple[str, str]:
        """A sequence as text, with the expected answers on the line below."""
        answers = np.where(self.asked_BT[row], self.answers_BT[row], ord(" "))
        return self.inputs_BT[row].tobytes().decode(), answers.astype(np.uint8).tobytes().decode()


def size(default: int, least: int = 1, most: int = LONGEST) -> Any:
    """Declare a size of a task: an integer between these limits."""
    return field(default=default, metadata={"least": least, "most": most})


@dataclass(frozen=True, kw_only=True)
class Task(ABC):
    """A task of certain sizes.

    Raises:
        TaskError: a size is impossible.
    """

    name: ClassVar[str]
    text: ClassVar[str]
    """What is asked, in one sentence."""

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
        """The values of all sizes, by name."""
        return asdict(self)

    @property
    def short(self) -> str:
        """The name, and the sizes that differ from their defaults."""
        unusual = {
            f.name: value for f in fields(self) if (value := getattr(self, f.name)) != f.default
        }
        return " ".join([self.name, *(f"{name}={value}" for name, value in unusual.items())])

    @property
    @abstractmethod
    def tokens(self) -> int:
        """T: the number of symbols in a sequence, each of which is a token."""

    @property
    @abstractmethod
    def chance(self) -> float:
        """Accuracy, 0…1, of guessing among the task's answers."""

    @property
    @abstractmethod
    def group_name(self) -> str:
        """What `Questions.groups_BT` counts."""

    @abstractmethod
    def questions(self, rows: int, rng: np.random.Generator) -> Questions:
        """Draw this many sequences from the generator alone."""

    def _check(self) -> None:  # noqa: B027 - most tasks accept any combination of sizes
        """Raise `TaskError` if sizes do not fit together."""

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
    """ASCII codes as an array, for indexing."""
    return np.frombuffer(symbols.encode("ascii"), np.uint8)


def keys_and_values(keys: int, values: int) -> tuple[Symbols, Symbols]:
    """ASCII codes of this many keys, from the front of `LETTERS`, and values, from the back."""
    return codes(LETTERS[:keys]), codes(LETTERS[::-1][:values])


def shuffled(numbers: npt.ArrayLike, rows: int, rng: np.random.Generator) -> Numbers:
    """``[rows, N]``: the numbers 0…N−1, shuffled separately for each row."""
    return rng.permuted(np.tile(np.asarray(numbers, np.int64), (rows, 1)), axis=1)


def another(than: Numbers, symbols: int, rng: np.random.Generator) -> Numbers:
    """For each number in 0…symbols−1 another one, drawn uniformly."""
    return (than + rng.integers(1, symbols, than.shape)) % symbols
