"""The preset that the window is arranged by, and how each of them was left."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from wmstudio.app.presets import PRESETS, USUAL, preset_command, preset_of

if TYPE_CHECKING:
    from wmstudio.app.settings import Settings
    from wmstudio.gui.base.actions import Actions
    from wmstudio.gui.workspace.docks import Docks

COMPARE = "compare"


class Presets(QObject):
    """Every preset keeps what was made of it, for one model and for two that are compared."""

    chosen = Signal()
    """Another one is shown: `current`."""

    def __init__(self, docks: Docks, actions: Actions, settings: Settings) -> None:
        super().__init__(docks)
        self._docks, self._actions, self._settings = docks, actions, settings
        self._before = USUAL
        for preset in PRESETS:
            actions.on(preset_command(preset.id), partial(self.choose, preset.id))
        actions.on("layout.reset", docks.reset)
        docks.preset = preset_of(settings.preset)
        self._show()

    @property
    def current(self) -> str:
        """The id of the one that is shown."""
        return self._docks.preset.id

    @property
    def state(self) -> str:
        """Where everything is."""
        return self._docks.state()

    def begin(self) -> bool:
        """Arrange the window as it was left; False if there is nothing sound to go by."""
        return self._docks.restore(self._kept())

    def choose(self, id: str) -> None:
        """Arrange the window by a preset, as that was left."""
        if id != self.current:
            self.keep()
            self._arrange(id)
        self._show()

    def show(self, id: str, layout: str) -> None:
        """Have a preset with the arrangement that was kept of it elsewhere, if it is sound."""
        self.keep()
        self._arrange(id, layout)

    def keep(self) -> None:
        """Remember where everything is."""
        settings, state, key = self._settings, self._docks.state(), self._key()
        settings.preset = self.current
        # These two had names of their own before there were presets.
        if key == USUAL:
            settings.layout = state
        elif key == f"{COMPARE} 2":
            settings.layout_of_two = state
        else:
            settings.layouts[key] = state

    def compare(self, on: bool) -> None:
        """Two models are compared from now on, or no longer: arrange the window for it.

        Called once the panels of the second are there, or gone; `keep` before.
        """
        if on:
            self._before = self.current
            self._arrange(COMPARE)
        else:
            self._arrange(self._before if self.current == COMPARE else self.current)

    def _arrange(self, id: str, layout: str = "") -> None:
        self._docks.fill("")
        self._docks.preset = preset_of(id)
        if not (self._docks.restore(layout) or self._docks.restore(self._kept())):
            self._docks.reset()
        self._show()

    def _key(self) -> str:
        return f"{self.current} 2" if self._docks.doubled else self.current

    def _kept(self) -> str:
        settings, key = self._settings, self._key()
        if key == USUAL:
            return settings.layout
        return settings.layout_of_two if key == f"{COMPARE} 2" else settings.layouts.get(key, "")

    def _show(self) -> None:
        self._actions.check(preset_command(self.current))
        self.chosen.emit()
