"""The preferences while the program runs, shared by everything that changes or follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wmstudio.app.preferences import PREFERENCES
from wmstudio.app.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOON = 1_000
"""Milliseconds from a change until it is saved."""


class Preferences(QObject):
    """Changes preferences, announces changes, and saves them."""

    changed = Signal(str)
    """The preference with this id has changed."""
    failed = Signal(str)
    """They cannot be saved, for this reason."""
    saving = Signal()
    """They are about to be saved: whoever knows how things are now puts it into the settings."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self._timer = QTimer(self, singleShot=True, interval=SOON)
        self._timer.timeout.connect(self.save)
        self._told = False
        settings.on_change = self.save_soon

    def __getitem__(self, id: str) -> Any:
        return getattr(self.settings, id)

    @staticmethod
    def usual(id: str) -> Any:
        """The default of a preference."""
        return getattr(Settings(), id)

    def set(self, id: str, value: Any) -> None:
        """Change a preference. An invalid value changes nothing."""
        if PREFERENCES[id].fits(value) and value != self[id]:
            setattr(self.settings, id, value)
            self.save_soon()
            self.changed.emit(id)

    def follow(self, do: Callable[[], object], *ids: str) -> None:
        """Call a function whenever one of these preferences changes."""
        self.changed.connect(lambda id: do() if id in ids else None)

    def choose_keys(self, chosen: dict[str, str]) -> None:
        """Keep other shortcuts, by command; see `Settings.shortcuts`."""
        self.settings.shortcuts = chosen
        self.save_soon()

    def remember_file(self, path: Path) -> None:
        """Put a file first among the recent ones, and begin in its folder the next time."""
        self.settings.folder = str(path.parent)
        self.settings.remember_file(path)
        self.save_soon()

    def save_soon(self) -> None:
        """Save what else was changed in the settings, which an end by force would lose."""
        if self.settings.path is not None:
            self._timer.start()

    @Slot()
    def save(self) -> None:
        """Save changes. A failure is reported once, and saving is tried again."""
        self.saving.emit()
        self._timer.stop()
        try:
            self.settings.save()
            self._told = False
        except OSError as error:
            self._timer.start()
            if not self._told:
                self._told = True
                self.failed.emit(str(error))
