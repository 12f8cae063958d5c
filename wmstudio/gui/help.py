"""What there is to read about the program and the open model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

import wmstudio
from wmstudio.app.catalogue import card
from wmstudio.app.commands import COMMANDS, MENUS, ids
from wmstudio.gui.looks import monospace

if TYPE_CHECKING:
    from wmstudio.engine.messages import Opened

ABOUT = """WM Studio {version}

Type, and watch the model remember.

You write; a language model with a working memory reads along, and the panels show its gates, what
its memory holds, and what it expects next, at every keystroke.

Every number shown is computed by the open model from the text in the editor. Nothing is sent
anywhere: it works without a network.
"""


class TextDialog(QDialog):
    """Text to read beside the window."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.body = QPlainTextEdit(text)
        self.body.setReadOnly(True)
        self.body.setAccessibleName(title)
        self.body.setFont(monospace())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.body)
        column.addWidget(buttons)
        metrics = self.body.fontMetrics()
        self.resize(metrics.horizontalAdvance("m") * 84, metrics.height() * 30)


def shortcuts() -> str:
    """Every shortcut, menu by menu."""
    lines = []
    for menu in MENUS:
        with_keys = [COMMANDS[id] for id in ids(menu) if COMMANDS[id].shortcut]
        if not with_keys:
            continue
        lines += ["", menu.title.replace("&", "")]
        for command in with_keys:
            keys = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            lines.append(f"  {keys:<16}{command.tip}")
    return "\n".join(lines).strip("\n")


def about() -> str:
    """What the program is."""
    return ABOUT.format(version=wmstudio.__version__)


def about_model(opened: Opened | None) -> str:
    """The model's card, or what is known without one."""
    if opened is None:
        return "No model is open."
    return card(opened.folder) or (
        f"{opened.name}\n\nFamily {opened.family}, {opened.parameters:,} parameters. "
        "It has no model card (README.md)."
    )
