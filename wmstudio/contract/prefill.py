"""The result of reading many tokens at once.

Shapes: B batch, T time, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

State: TypeAlias = "Mapping[str, Tensor]"
"""All that a model carries from one token to the next: named parts, each ``[B, …]``."""


@dataclass(frozen=True)
class Prefill:
    """The result of `LanguageModel.prefill`.

    ``logits_BTV`` are the logits after each token. ``state`` is the final state, and ``snapshots``
    are the states after every so many tokens, by the number of tokens consumed in this call.
    ``memory_BTV`` is the part of each probability that comes from a memory that names tokens, or
    None where the model has no such memory.
    """

    logits_BTV: Tensor
    state: State
    snapshots: Mapping[int, State]
    memory_BTV: Tensor | None = None
