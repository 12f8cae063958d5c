"""Showing arbitrary text in Qt without interpreting it as markup.

Names of models and files, pieces, recorded texts, labels and notes may hold anything. Qt guesses
whether a text is HTML, and would load the pictures that it names; it takes ``&`` for a key, and
``[*]`` in a title for the mark of what is not saved.
"""

from __future__ import annotations

from PySide6.QtGui import Qt, QTextDocumentFragment
from PySide6.QtWidgets import QLabel, QWidget

from wmstudio.app.commands import plain
from wmstudio.gui.base.translation import retold


class PlainLabel(QLabel):
    """A label that never interprets its text as HTML.

    All labels of the window are of this class.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


@retold
def plain_tip(text: str) -> str:
    """A text for tooltips and message boxes, where Qt guesses whether it is HTML."""
    if not Qt.mightBeRichText(text):
        return text
    return Qt.convertFromPlainText(text, Qt.WhiteSpaceMode.WhiteSpaceNormal)


@retold
def without_tags(tip: str) -> str:
    """A tooltip in plain words."""
    return QTextDocumentFragment.fromHtml(tip).toPlainText() if Qt.mightBeRichText(tip) else tip


def set_tip(widget: QWidget, tip: str) -> None:
    """Give a widget a tooltip that may be HTML, whose tags a screen reader would read out."""
    widget.setToolTip(tip)
    widget.setAccessibleDescription(without_tags(tip))


@retold
def keyless(text: str) -> str:
    """The text of a command without the mark of its access key, and without dots."""
    return plain(text)


@retold
def literal(text: str) -> str:
    """A text for menus and buttons, where an ampersand would mark an access key."""
    return text.replace("&", "&&")


@retold
def in_title(text: str) -> str:
    """A text for a window title, where ``[*]`` would be the modified marker."""
    return text.replace("[*]", "[*][*]")
