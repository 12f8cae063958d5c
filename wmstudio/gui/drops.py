"""What is dropped on the window: a text is opened, and a checkpoint too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from wmstudio.app import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class Drops(QObject):
    """Takes the first of the files and folders that are dropped."""

    def __init__(
        self,
        window: QWidget,
        open_text: Callable[[Path], object],
        open_checkpoint: Callable[[str], object],
    ) -> None:
        super().__init__(window)
        self._open_text, self._open_checkpoint = open_text, open_checkpoint
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A drop is a drag that enters, too, as Qt has it.
        if isinstance(event, QDropEvent) and (path := _first(event)) is not None:
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self._open(path)
            return isinstance(event, QDragEnterEvent) or event.type() == QEvent.Type.Drop
        return False

    def _open(self, path: Path) -> None:
        folder = catalogue.checkpoint_folder(path)
        if folder is None and not path.is_dir():
            self._open_text(path)
        else:
            # A folder that is no checkpoint is refused by the engine, which can say why.
            self._open_checkpoint(str(folder or path))


def _first(event: QDropEvent) -> Path | None:
    local = (url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
    return next(map(Path, local), None)
