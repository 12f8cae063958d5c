"""The interface between a run and what it learns: batches and validation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Tokenizer
    from wmstudio.training.batches import Batches


@dataclass(frozen=True)
class Marks:
    """The result of a validation.

    ``record`` goes into training.json as it is, ``figure`` (a name and a number) into its history,
    and the sentence is shown to people.
    """

    record: dict[str, Any]
    figure: tuple[str, float]
    sentence: str


class Subject(Protocol):
    """Books, or a memory task."""

    @property
    def text(self) -> str:
        """What it is, in a few words."""
        ...

    @property
    def unit(self) -> str:
        """The unit of the training loss."""
        ...

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer."""
        ...

    @property
    def batches(self) -> Batches:
        """The batch of each step."""
        ...

    @property
    def tokens_per_step(self) -> int:
        """Number of tokens read at each step."""
        ...

    def loss(self, nats: float) -> str:
        """A training loss in words."""
        ...

    def examine(self, model: LanguageModel, whole: bool) -> Marks:
        """Validate a model on unseen data: on all of it, or on what is quick."""
        ...
