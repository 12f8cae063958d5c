"""Copying, cutting and dragging text without changing any character.

Qt's own text controls give U+00A0 away as a space and U+2028 as a line feed
(`QTextDocument::toPlainText`): right for a form, wrong where the model reads every character.
"""

from __future__ import annotations

import atexit

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication, QImage, QTextDocumentFragment
from shiboken6 import Shiboken

from wmstudio.text.documents import plain_text

EXACT = "application/x-wmstudio-text"
"""UTF-8 bytes: in plain text Qt takes an initial U+FEFF for a byte order mark."""


def data_of(text: str) -> QMimeData:
    """The MIME data of a text."""
    data = QMimeData()
    data.setText(text)
    data.setData(EXACT, text.encode())
    return data


def text_of(data: QMimeData) -> str:
    """The text of a paste or a drop, without lone surrogates."""
    if data.hasFormat(EXACT):
        return bytes(data.data(EXACT).data()).decode(errors="replace")
    if not data.hasText() and data.hasHtml():
        # Some programs offer a page's text as HTML alone. A picture would stand there as U+FFFC.
        return QTextDocumentFragment.fromHtml(data.html()).toPlainText().replace("\ufffc", "")
    return data.text()


def has_text(data: QMimeData) -> bool:
    """Whether there is text to paste or drop; files are opened, and their addresses are no text."""
    return (data.hasText() or data.hasHtml()) and not data.hasUrls()


def clipboard_text() -> str:
    """What a paste would insert now; empty if it would do nothing."""
    # None if the clipboard has never held anything.
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return plain_text(text_of(data)) if data is not None else ""


def _hand_over() -> None:
    """Leave to Qt what was put on the clipboard here, because it outlives the Python interpreter.

    Qt would destroy data made in Python after that, and crash.
    """
    if QGuiApplication.instance() is None:
        return
    clipboard = QGuiApplication.clipboard()
    modes = [QClipboard.Mode.Clipboard]
    if clipboard.supportsSelection():
        modes.append(QClipboard.Mode.Selection)
    for mode in modes:
        data: QMimeData | None = clipboard.mimeData(mode)  # None if it has never held anything
        if data is None or not Shiboken.createdByPython(data):
            continue
        if text := text_of(data):
            clipboard.setText(text, mode)
        elif data.hasImage():
            clipboard.setImage(QImage(data.imageData()), mode)
        else:
            clipboard.clear(mode)


atexit.register(_hand_over)
