"""What can be done to a state by hand, as data: the window makes menus and forms of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wmstudio.models.contract import edit_arguments

if TYPE_CHECKING:
    from collections.abc import Mapping

ITEM, TOKEN = "slot", "token"
"""Arguments that are an item of the memory, and a token of the text."""
PIECES = frozenset({"key", "value", "piece"})
"""Arguments that are ids of tokens, to be written as pieces of text."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An edit that an open model can do: ``text`` says what it does, without its arguments."""

    name: str
    text: str
    takes: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether there is nothing more to say."""
        return not self.takes

    def needs(self, argument: str) -> bool:
        """Whether this is all there is to say."""
        return self.takes == (argument,)


def offers(edits: Mapping[str, str]) -> tuple[Offer, ...]:
    """What a model declares."""
    return tuple(
        Offer(name, re.sub(r"\s*\(arguments?:[^()]*\)$", "", text), edit_arguments(text))
        for name, text in edits.items()
    )
