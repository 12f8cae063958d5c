"""The preferences while the program runs: changed here by whoever does, and followed by all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wmstudio.app.preferences import PREFERENCES
from wmstudio.app.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

SOON = 1_000
"""Milliseconds from a change until it is in the file."""


class Preferences(QObject):
    """Menus, the bar and the page of preferences all change the same ones."""

    changed = Signal(str)
    """This one has another value."""
    failed = Signal(str)
    """They cannot be kept; why."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SOON)
        self._timer.timeout.connect(self.save)
        self._told = False

    def __getitem__(self, id: str) -> Any:
        return getattr(self.settings, id)

    @staticmethod
    def usual(id: str) -> Any:
        """What it is for somebody who never chose."""
        return getattr(Settings(), id)

    def set(self, id: str, value: Any) -> None:
        """Choose another value; one that it cannot have changes nothing."""
        if PREFERENCES[id].fits(value) and value != self[id]:
            setattr(self.settings, id, value)
            self._timer.start()
            self.changed.emit(id)

    def follow(self, do: Callable[[], object], *ids: str) -> None:
        """Do this whenever one of these has another value."""
        self.changed.connect(lambda id: do() if id in ids else None)

    @Slot()
    def save(self) -> None:
        """Write what was changed; what goes wrong is told once, and tried again."""
        self._timer.stop()
        try:
            self.settings.save_preferences()
            self._told = False
        except OSError as error:
            self._timer.start()
            if not self._told:
                self._told = True
                self.failed.emit(str(error))
