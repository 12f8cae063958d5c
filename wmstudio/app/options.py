"""What can be chosen from a short list: an id that files keep, and the words that people read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmstudio.app.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Option:
    """One item of a list of choices.

    Sessions, drafts and settings keep ``id``, which therefore never changes. The label may be
    reworded or translated at any time; it may end with a number (``head 3``).
    """

    id: str
    label: Phrase
