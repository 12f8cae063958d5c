"""The window within its screen: all of it, with the frame that the desktop puts around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

FRAME = QSize(4, 40)
"""Of a window that is not shown yet; afterwards its own."""


def fitted(wanted: QSize, frame: QSize, room: QSize) -> QSize:
    """As large as wanted, where that and its frame fit into the room; else as large as fits."""
    return wanted.boundedTo(room - frame)


def fit_to_screen(window: QWidget) -> None:
    """Make a window smaller and move it, so that its frame is within what is free of the screen."""
    if window.isMaximized() or window.isFullScreen():
        return
    room: QRect = window.screen().availableGeometry()
    frame = window.frameGeometry().size() - window.size()
    if not window.isVisible() or frame.isEmpty():
        frame = FRAME
    window.resize(fitted(window.size(), frame, room.size()))
    if window.isVisible() and not room.contains(window.frameGeometry()):
        place = window.frameGeometry()
        left = max(min(place.left(), room.right() + 1 - place.width()), room.left())
        top = max(min(place.top(), room.bottom() + 1 - place.height()), room.top())
        window.move(left, top)
