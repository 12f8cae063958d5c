"""Which panel is in front, and the native frame of floating ones, by which they can be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDockWidget

FRAMELESS = Qt.WindowType.FramelessWindowHint
FRAMED = (
    # A tool window, so that the main window's shortcuts work in it.
    Qt.WindowType.Tool
    | Qt.WindowType.CustomizeWindowHint
    | Qt.WindowType.WindowTitleHint
    | Qt.WindowType.WindowSystemMenuHint
    | Qt.WindowType.WindowCloseButtonHint
)


def give_frame(dock: QDockWidget) -> None:
    """Give a floating panel a native frame, if it has none."""
    if dock.isFloating() and dock.isVisible() and dock.windowFlags() & FRAMELESS:
        dock.setWindowFlags(FRAMED)
        dock.show()


def to_front(dock: QDockWidget) -> None:
    """Bring a panel before its tabs, but under what lies over the window, such as a line or a ring.

    Docks in the window share its room, so only their tabs need the order that `raise_` changes.
    """
    dock.raise_()
    if not dock.isFloating():
        dock.lower()
