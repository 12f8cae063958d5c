"""The device that models run on, chosen in a menu or the preferences."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wmstudio.app.commands import DEVICE_NAMES
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from wmstudio.gui.workspace.controller import Services

DEVICE = "device"


class Devices(Controller):
    """Opens the models again on another device."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        for id in DEVICE_NAMES:
            self._actions.on(f"device.{id}", partial(self.choose, id))
        self._preferences.follow(self._move, DEVICE)
        self.show_chosen()

    def choose(self, device: str) -> None:
        """Use another device. Choosing the same one tries it again."""
        if device == self._preferences[DEVICE]:
            self._move()
        self._preferences.set(DEVICE, device)

    def _move(self) -> None:
        device = self._preferences[DEVICE]
        self.show_chosen()
        for lane in self._workspace.lanes:
            models = lane.models
            models.move(device)

    def show_chosen(self) -> None:
        """Check the chosen device in the menu. The status bar shows the actual one."""
        self._actions.check(f"device.{self._preferences[DEVICE]}")
