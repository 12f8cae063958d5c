"""Dropping files on the window opens texts and models."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class Drops(QObject):
    """Opens the first of the dropped files and folders."""

    def __init__(self, window: QWidget, open: Callable[[Path], object]) -> None:
        super().__init__(window)
        self._open = open
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # In Qt a drop is a subclass of entering.
        if isinstance(event, QDropEvent) and (path := _first(event)) is not None:
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self._open(path)
            return isinstance(event, QDragEnterEvent) or event.type() == QEvent.Type.Drop
        return False


def _first(event: QDropEvent) -> Path | None:
    local = (url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
    return next(map(Path, local), None)
