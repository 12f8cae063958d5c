"""The declaration of a family of models, which is in the family's own file.

A family is one file and one line of `wmstudio.models.registry`. The file has the formulas, a frozen
dataclass of sizes, and a `Family`; tests, command line and model cards take all else from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True, kw_only=True)
class MemorySizes:
    """Sizes that every LSTM with a memory has. Families add their own."""

    vocab_size: int
    embedding: int
    hidden: int


@dataclass(frozen=True, kw_only=True)
class Family:
    """The declaration of a family of models.

    ``sizes`` is a frozen dataclass of positive integers and of words. ``make`` builds from an
    instance either a `wmstudio.memory.base.Memory`, which is put into an LSTM language model, or a
    whole language model; it may raise `ValueError` if sizes do not fit together. ``text`` describes
    the family in one line. ``tiny`` are sizes, all but ``vocab_size``, that are small enough for
    tests. ``limits`` are the largest values of sizes that do not have the default limit, and
    ``choices`` the words that a size can be.
    """

    name: str
    text: str
    sizes: type[Any]
    make: Callable[[Any], nn.Module]
    tiny: Mapping[str, int | str]
    limits: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
