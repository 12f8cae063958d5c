"""Texts that were not written for Qt, shown as they are.

Names of models and files, pieces, recorded texts, labels and notes may hold anything. Qt guesses
whether a text is HTML, and would load the pictures that it names; it takes ``&`` for a key, and
``[*]`` in a title for the mark of what is not saved.
"""

from __future__ import annotations

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QLabel, QWidget


class PlainLabel(QLabel):
    """A label whose text is never taken for HTML: the only kind that there is in the window."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


def plain_tip(text: str) -> str:
    """For tooltips and message boxes, of which Qt guesses what they are: shown as it is."""
    if not Qt.mightBeRichText(text):
        return text
    return Qt.convertFromPlainText(text, Qt.WhiteSpaceMode.WhiteSpaceNormal)


def literal(text: str) -> str:
    """For menus and buttons, where one ampersand would mark a key."""
    return text.replace("&", "&&")


def in_title(text: str) -> str:
    """For a part of a window's title, where ``[*]`` would be the mark of what is not saved."""
    return text.replace("[*]", "[*][*]")
