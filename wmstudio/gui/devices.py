"""What the models are computed on: chosen in the bar, a menu or the preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from wmstudio.app.commands import DEVICE_NAMES
from wmstudio.gui.model_picker import MenuButton
from wmstudio.gui.translation import tr

if TYPE_CHECKING:
    from wmstudio.gui.main_window import MainWindow

DEVICE = "device"


class Devices(QObject):
    """Opens again, on another device, what is open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._preferences = window, window.preferences
        self.button = MenuButton(tr("Device"), tr("What the model is computed on"))
        for id in DEVICE_NAMES:
            self.button.made.addAction(window.actions_[f"device.{id}"])
        self._preferences.follow(self._move, DEVICE)
        window.models.opened.connect(self.show_chosen)
        self.show_chosen()

    def choose(self, device: str) -> None:
        """Compute on another device; chosen once more, it is tried once more."""
        if device == self._preferences[DEVICE]:
            self._move()
        self._preferences.set(DEVICE, device)

    def _move(self) -> None:
        device = self._preferences[DEVICE]
        self.show_chosen()
        self._window.models.move(device)
        self._window.comparison.move(device)

    def show_chosen(self) -> None:
        """Show what was chosen in the menu, and what became of it in the bar."""
        device, model = self._preferences[DEVICE], self._window.models.open_model
        self._window.actions_.check(f"device.{device}")
        self.button.show_choice(model.device if model else device)
