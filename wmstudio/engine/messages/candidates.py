"""What may come next."""

from __future__ import annotations

from wmstudio.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Candidate:
    """A token that may come next.

    ``memory`` is the part of its probability that comes from a memory that names tokens, or None
    where the model has no such memory.
    """

    token: int
    probability: float
    memory: float | None = None
