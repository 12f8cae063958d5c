"""Memory use: how much of its memory a model uses."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class UsageTexts:
    """What each number of a `MemoryUsage` means for one kind of memory, for people.

    The texts do not depend on the model's sizes, so that they can be translated. A text is empty
    where the memory has no such number.
    """

    occupancy: str
    pressure: str = ""
    interference: str = ""


@dataclass(frozen=True)
class MemoryUsage:
    """How much of its memory a model uses.

    Each number is from 0 to 1: ``occupancy`` is how full the memory is, ``pressure`` how much the
    next write discards, ``interference`` how blurred the last read was; None where the memory has
    no such number. ``bytes`` is the size of one state.
    """

    occupancy: float
    pressure: float | None
    interference: float | None
    bytes: int
    texts: UsageTexts

    def shares(self) -> Iterator[tuple[str, float, str]]:
        """The numbers that this memory has: name, value and meaning."""
        for name in (one.name for one in fields(UsageTexts)):
            value = getattr(self, name)
            if value is not None:
                yield name, value, getattr(self.texts, name)
