"""The frame of a panel that floats: that of the desktop's windows, so that it can be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDockWidget

FRAMELESS = Qt.WindowType.FramelessWindowHint
FRAMED = (
    # A tool: the shortcuts of the window that it belongs to work in it.
    Qt.WindowType.Tool
    | Qt.WindowType.CustomizeWindowHint
    | Qt.WindowType.WindowTitleHint
    | Qt.WindowType.WindowSystemMenuHint
    | Qt.WindowType.WindowCloseButtonHint
)


def give_frame(dock: QDockWidget) -> None:
    """Give a floating panel the frame that windows have here: it can be moved, and has an edge."""
    if dock.isFloating() and dock.isVisible():
        dock.setWindowFlags(FRAMED)
        dock.show()
