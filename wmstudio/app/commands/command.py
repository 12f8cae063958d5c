"""The declaration of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.app.phrases import Phrase


@dataclass(frozen=True)
class Command:
    """A command for menus and the palette, with its usual shortcut.

    ``also`` is a second shortcut that the menu does not show. Exactly one command of a ``group`` is
    checked. ``needs`` explains a command while it is disabled.
    """

    id: str
    text: Phrase
    tip: Phrase
    shortcut: str = ""
    checkable: bool = False
    group: str = ""
    also: str = ""
    needs: Phrase = ""
