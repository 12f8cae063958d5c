"""Where everything is in the window: put back at a start, and saved soon after each change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, Slot

from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from wmstudio.gui.features.copies import Copies
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.presets import Presets

CHANGES = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.WindowStateChange})


class Places(Controller):
    """The window's place on the screen, its layouts, and duplicates of panels."""

    def __init__(self, services: Services, presets: Presets, copies: Copies) -> None:
        super().__init__(services)
        self._presets, self._copies = presets, copies
        self._window.restoreGeometry(
            QByteArray.fromBase64(self._settings.geometry.encode("ascii", "ignore"))
        )
        copies.set_duplicates(self._settings.copies)
        self._arranged = presets.begin()
        self._window.installEventFilter(self)
        for changed in (self._docks.places_changed, self._docks.seen_changed, presets.chosen):
            changed.connect(self._preferences.save_soon)
        self._preferences.saving.connect(self._keep_if_seen)

    @Slot()
    def keep(self) -> None:
        """Put how everything is now into the settings."""
        geometry = self._window.saveGeometry().toBase64().data()
        self._settings.geometry = bytes(geometry).decode("ascii")
        self._presets.keep()
        self._copies.keep()

    @Slot()
    def _keep_if_seen(self) -> None:
        # A presentation goes back to how everything was before.
        if self._window.isVisible() and self._presets.left is None:
            self.keep()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in CHANGES:
            self._preferences.save_soon()
        elif event.type() == QEvent.Type.Show and not self._arranged:
            # Docks can only be given their shares once the window has its size.
            self._arranged = True
            self._docks.share_out()
        return False
