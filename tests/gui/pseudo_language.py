"""A made-up language: longer, accented and in brackets, so that what it misses is seen."""

import re

from PySide6.QtCore import Qt, QTranslator
from PySide6.QtGui import QKeySequence, QTextDocument
from PySide6.QtGui import Qt as TextQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QTreeWidget,
    QWidget,
)

from wmstudio.app import catalogue
from wmstudio.app.help.glossary import GLOSSARY
from wmstudio.gui.base.translation import CONTEXT

OPEN, CLOSE = "⟦", "⟧"
QTS_BUTTONS = {"QPlatformTheme", "QDialogButtonBox"}
"""Contexts of Qt's own texts on the buttons of dialogs."""
WORDS = re.compile(r"[^\W\d_]{2}")
DATA = {
    # Names of what there is, not of what it does.
    "stories-slots",  # that the stage says it has opened
    *(entry.name for entry in catalogue.bundled()),
    *(str(entry.folder) for entry in catalogue.bundled()),
    *("cpu", "auto", "cell", "occupancy", "WM Studio", "Aa", "A", "B"),
}


ACCENTS = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")
LONGER = 0.3
"""By this much the made-up language is longer than English, as German is."""
KEPT_AS_IT_IS = re.compile(r"(\{[^{}]*\}|<[^<>]*>|&\w|\n)")


def in_pseudo(text):
    """A text in the made-up language."""
    parts = KEPT_AS_IT_IS.split(text)
    parts[::2] = (part.translate(ACCENTS) for part in parts[::2])
    return f"{OPEN}{''.join(parts)}{'~' * round(LONGER * len(text))}{CLOSE}"


class Pseudo(QTranslator):
    """Translates every text that it is asked about, and keeps which these were."""

    def __init__(self):
        super().__init__()
        self.asked = set()

    def isEmpty(self):
        return False

    def translate(self, context, text, disambiguation=None, n=-1):
        if context in QTS_BUTTONS:
            return in_pseudo(text)
        if context != CONTEXT:
            return text
        self.asked.add(text)
        return in_pseudo(text)


def read(text):
    """What of a text is not in brackets, and is words."""
    while OPEN in text:
        inner = re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text)
        if inner == text:
            break
        text = inner
    text = re.sub(r"\([^()]*\)$", "", text) if text.startswith(" ") else text
    for name in sorted(DATA, key=len, reverse=True):
        text = text.replace(name, " ")
    return text if WORDS.search(text) else ""


def are_keys(text):
    """Whether a text is shortcuts, whose names are the system's."""
    native = QKeySequence.SequenceFormat.NativeText
    return all(QKeySequence(one, native).toString(native) == one for one in text.split(", "))


def tip_of(widget):
    """A tooltip as it is read, but for formulas, which are the same in all languages."""
    tip = widget.toolTip()
    if not TextQt.mightBeRichText(tip):
        return tip
    page = QTextDocument()
    page.setHtml(tip)
    told = page.toPlainText()
    formulas = filter(None, (term.formula for term in GLOSSARY.values()))
    for formula in sorted(formulas, key=len, reverse=True):
        told = told.replace(formula, "")
    return told


def texts(widget):
    """What can be read of a widget itself, by what it is."""
    yield "accessible name", widget.accessibleName()
    yield "tooltip", tip_of(widget)
    if widget.isWindow() or isinstance(widget, QDockWidget):
        yield "title", widget.windowTitle()
    if isinstance(widget, QLabel | QAbstractButton):
        yield "text", widget.text()
    if isinstance(widget, QLineEdit):
        yield "placeholder", widget.placeholderText()
    if isinstance(widget, QSpinBox):
        yield "special value", widget.specialValueText()
    if isinstance(widget, QComboBox) and not widget.isEditable():
        # What may be typed, such as the name of a font, is in no language of the window.
        yield from (("choice", widget.itemText(i)) for i in range(widget.count()))
    if isinstance(widget, QTreeWidget):
        header = widget.headerItem()
        yield from (("heading", header.text(i)) for i in range(widget.columnCount()))
        for item in widget.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive):
            cells = (item.text(i) for i in range(widget.columnCount()))
            yield from (("cell", cell) for cell in cells if not are_keys(cell))
    if isinstance(widget, QMenu):
        for action in widget.actions():
            yield "menu", action.text()
            yield "menu's tip", action.toolTip() if action.text() else ""


def untranslated(widget):
    found = set()
    for one in (widget, *widget.findChildren(QWidget)):
        # Qt's own parts of its widgets are translated by Qt.
        if one.objectName().startswith(("qt_", "Scroll")):
            continue
        for what, text in texts(one):
            if left := read(text or ""):
                found.add((type(one).__name__, what, text, left.strip()))
    return found
