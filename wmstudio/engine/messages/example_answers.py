"""Asking for answers to examples, and the answers, one by one."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.example_sets.base import PromptExample


@dataclass(frozen=True)
class AnswerExamples:
    """Answer these examples in this order, the likeliest token each time.

    ``follows`` stands between a prompt and its answer. It runs between views, and `StopSearch`
    ends it.
    """

    run: int
    examples: tuple[PromptExample, ...] = field(repr=False)
    follows: str


@dataclass(frozen=True)
class ExampleAnswered:
    """The answer to example ``number`` of a run, and what its target costs.

    ``bits`` are those of all ``tokens`` of the target, with the line break that ends it. ``last``
    says that no answer of this run is to come.
    """

    run: int
    number: int
    answer: str
    bits: float
    tokens: int
    last: bool
