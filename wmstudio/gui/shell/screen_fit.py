"""Keeps the window with its frame inside the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

FRAME = QSize(4, 40)
"""The frame of a window that is not shown yet."""


def fitted(wanted: QSize, frame: QSize, room: QSize) -> QSize:
    """The wanted size, limited so that it fits with its frame."""
    return wanted.boundedTo(room - frame)


def fit_to_screen(window: QWidget) -> None:
    """Shrink and move a window so that its frame is inside the available screen."""
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
