"""Choices in short lists: a stable id for files, and a label for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.app.phrases import Phrase


@dataclass(frozen=True)
class Option:
    """One item of a list of choices.

    Sessions, drafts and settings save ``id``, so it never changes. The label may be reworded or
    translated at any time; it may end with a number (``head 3``).
    """

    id: str
    label: Phrase
