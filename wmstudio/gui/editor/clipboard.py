"""Text that leaves the editor by copying, cutting or dragging, character for character.

Qt's own text controls give U+00A0 away as a space and U+2028 as a line feed
(`QTextDocument::toPlainText`): right for a form, wrong where the model reads every character.
"""

from __future__ import annotations

import atexit

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

from wmstudio.text.documents import plain_text

EXACT = "application/x-wmstudio-text"
"""UTF-8 as it is: of plain text Qt takes a U+FEFF at the start for a byte order mark."""


def data_of(text: str) -> QMimeData:
    """A text as the clipboard and drags carry it."""
    data = QMimeData()
    data.setText(text)
    data.setData(EXACT, text.encode())
    return data


def text_of(data: QMimeData) -> str:
    """What a paste or a drop brings: as Python text, without halves of characters."""
    if data.hasFormat(EXACT):
        return bytes(data.data(EXACT).data()).decode(errors="replace")
    return data.text()


def clipboard_text() -> str:
    """What a paste would insert now; empty where it would do nothing."""
    # None where the clipboard has never held any.
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return plain_text(text_of(data)) if data is not None else ""


def _hand_over() -> None:
    """Let Qt own what the clipboard holds: it outlives the interpreter that made it."""
    if QGuiApplication.instance() is None:
        return
    clipboard = QGuiApplication.clipboard()
    modes = [QClipboard.Mode.Clipboard]
    if clipboard.supportsSelection():
        modes.append(QClipboard.Mode.Selection)
    for mode in modes:
        data: QMimeData | None = clipboard.mimeData(mode)  # None where it has never held any
        if data is not None and data.hasFormat(EXACT):
            clipboard.setText(clipboard.text(mode), mode)


atexit.register(_hand_over)
