"""What people read, in their language: every text of the window goes through here."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

CONTEXT = "wmstudio"
"""Of all texts in the catalogue."""


def tr(text: str, **values: Any) -> str:
    """A text in the user's language; ``values`` take the places of ``{names}`` in it."""
    said = QCoreApplication.translate(CONTEXT, text) if text else text
    return _filled(said, text, values) if values else said


def counted(n: int, one: str, many: str, **values: Any) -> str:
    """A text about so many things. Languages have other plurals than English has: Qt chooses."""
    usual = one if n == 1 else many
    said = QCoreApplication.translate(CONTEXT, many, None, n)
    return _filled(usual if said == many else said, usual, {"n": n, **values})


def _filled(said: str, text: str, values: dict[str, Any]) -> str:
    try:
        return said.format(**values)
    except (LookupError, ValueError, AttributeError):
        # A slip in a catalogue costs the translation, never the sentence.
        return text.format(**values)
