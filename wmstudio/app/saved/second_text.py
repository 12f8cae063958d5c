"""A second text that is open beside the document, as drafts and sessions keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.untrusted import Node

LAST = 2**31 - 1
"""The largest place: Qt's limit for a 32-bit int."""


@dataclass(frozen=True)
class SecondText:
    """What it says, where its caret is, and what it is called."""

    text: str
    caret: int = 0
    name: str = ""


def second_text(node: Node) -> SecondText:
    """The text from a value of `dataclasses.asdict`.

    Raises:
        UntrustedError: it is not valid.
    """
    text = node["text"].text()
    return SecondText(text, min(node["caret"].whole(0, LAST), len(text)), node["name"].text(1_000))
