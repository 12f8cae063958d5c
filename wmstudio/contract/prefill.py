"""What reading many tokens gives.

Shapes: B batch, T time, V vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

State: TypeAlias = "Mapping[str, Tensor]"
"""All that a model carries on: parts by name, each ``[B, …]``."""


@dataclass(frozen=True)
class Prefill:
    """What `LanguageModel.prefill` gives.

    ``logits_BTV`` after each token, the state at the end, and the states after every so many
    tokens (by tokens consumed in this call). ``memory_BTV`` is how much of each probability comes
    from a memory that names tokens; None where the model has none.
    """

    logits_BTV: Tensor
    state: State
    snapshots: Mapping[int, State]
    memory_BTV: Tensor | None = None
