"""What the models are computed on: chosen in the bar, a menu or the preferences."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from wmstudio.app.commands import DEVICE_NAMES
from wmstudio.gui.base.menu_button import MenuButton
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from wmstudio.gui.base.actions import Actions
    from wmstudio.gui.base.preferences import Preferences
    from wmstudio.gui.workspace.workspace import Workspace

DEVICE = "device"


class Devices(QObject):
    """Opens again, on another device, what is open."""

    def __init__(
        self, workspace: Workspace, actions: Actions, preferences: Preferences, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace, self._actions, self._preferences = workspace, actions, preferences
        self.button = MenuButton(tr("Device"), tr("Device that the model runs on"))
        for id in DEVICE_NAMES:
            self.button.made.addAction(actions[f"device.{id}"])
            actions.on(f"device.{id}", partial(self.choose, id))
        self._preferences.follow(self._move, DEVICE)
        first = workspace.first
        models = first.models
        models.opened.connect(self.show_chosen)
        self.show_chosen()

    def choose(self, device: str) -> None:
        """Compute on another device; chosen once more, it is tried once more."""
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
        """Show what was chosen in the menu, and what became of it in the bar."""
        first = self._workspace.first
        device, model = self._preferences[DEVICE], first.opened
        self._actions.check(f"device.{device}")
        self.button.show_choice(model.device if model else device)
