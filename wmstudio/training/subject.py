"""What a run learns, seen from the run: where its batches come from, and how it is examined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Tokenizer
    from wmstudio.training.batches import Batches


@dataclass(frozen=True)
class Marks:
    """What an examination found.

    ``record`` goes into training.json as it is, ``figure`` (a name and a number) into its history,
    and the sentence is told to people.
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
        """What the training loss is counted by."""
        ...

    @property
    def tokenizer(self) -> Tokenizer:
        """Text to ids and back."""
        ...

    @property
    def batches(self) -> Batches:
        """What is learned at each step."""
        ...

    @property
    def tokens_per_step(self) -> int:
        """How many tokens are read at each step."""
        ...

    def loss(self, nats: float) -> str:
        """A training loss for people."""
        ...

    def examine(self, model: LanguageModel, whole: bool) -> Marks:
        """Try out a model on what it has not seen: all of that, or what can be done quickly."""
        ...
