"""What a command is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmstudio.app.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Command:
    """Something to choose from a menu, with a shortcut where that is usual.

    ``also`` is a second shortcut, not written in the menu. Of the commands of one
    ``group`` exactly one is checked. ``needs`` says why it cannot be chosen while it cannot.
    """

    id: str
    text: Phrase
    tip: Phrase
    shortcut: str = ""
    checkable: bool = False
    group: str = ""
    also: str = ""
    needs: Phrase = ""
