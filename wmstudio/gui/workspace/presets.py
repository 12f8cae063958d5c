"""The present preset, and how the user left each of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from wmstudio.app.presets import LECTURE, PRESETS, USUAL, preset_command, preset_of
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.own_layouts import OwnLayouts
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.gui.workspace.controller import Services

COMPARE = "compare"
NAMED = {USUAL: "layout", f"{COMPARE} 2": "layout_of_two"}
"""Layouts that have settings of their own, because there were no presets when they got them."""


@dataclass(frozen=True)
class Layouts:
    """The present preset, and the layouts of all of them."""

    preset: str
    layout: str
    layout_of_two: str
    others: dict[str, str]


class Presets(Controller):
    """Remembers the layout of every preset, both for one model and for two."""

    chosen = Signal()
    """Another preset is shown: see `current`."""
    compared = Signal()
    """The layout for one model was replaced by the one for two, or the reverse."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        docks, actions = self._docks, self._actions
        self._before = USUAL
        self.left: Layouts | None = None
        """The layouts that presentation mode will go back to, while it is on."""
        self.moving = False
        """Panels are on their way back to where they were, and are not there yet."""
        for preset in PRESETS:
            actions.on(preset_command(preset.id), partial(self.choose, preset.id))
        actions.on("layout.reset", docks.reset)
        docks.preset = preset_of(self._settings.preset)
        OwnLayouts(services, lambda: (self.current, self.state), self.show)
        self._show()

    @property
    def current(self) -> str:
        """The id of the present preset."""
        return self._docks.preset.id

    @property
    def state(self) -> str:
        """The present layout."""
        return self._docks.state()

    def lasting(self) -> tuple[str, str]:
        """The preset and the layout to save; during a presentation, those of before."""
        if (left := self.left) is None:
            return self.current, self.state
        key = f"{left.preset} 2" if self._docks.doubled else left.preset
        name = NAMED.get(key)
        layout = left.others.get(key, "") if name is None else getattr(left, name)
        return left.preset, str(layout)

    def begin(self) -> bool:
        """Restore the saved layout. Returns False if it is invalid."""
        return self._docks.restore(self._kept())

    def choose(self, id: str) -> None:
        """Show a preset as the user left it."""
        if id != self.current:
            self.keep()
            self._arrange(id)
        self._show()

    def show(self, id: str, layout: str) -> None:
        """Show a preset with a layout that was saved, if that is valid."""
        self.keep()
        self._arrange(id, layout)

    def keep(self) -> None:
        """Remember the present layout."""
        if self.moving:
            return
        settings, state, key = self._settings, self._docks.state(), self._key()
        settings.preset = self.current
        if (name := NAMED.get(key)) is not None:
            setattr(settings, name, state)
        else:
            settings.layouts[key] = state

    def collect(self) -> Layouts:
        """All layouts as they are now."""
        self.keep()
        kept = self._settings
        return Layouts(self.current, kept.layout, kept.layout_of_two, dict(kept.layouts))

    def go_back(self, to: Layouts) -> None:
        """Show the layouts of before again. Only that of a lecture stays as it was left."""
        kept = self._settings
        lectures = {LECTURE.id, f"{LECTURE.id} 2"} & kept.layouts.keys()
        kept.layouts = to.others | {key: kept.layouts[key] for key in lectures}
        kept.layout, kept.layout_of_two = to.layout, to.layout_of_two
        kept.preset = to.preset
        self._arrange(to.preset)

    def compare(self, on: bool) -> None:
        """Switch between layouts for one model and for two.

        Called once the second model's panels were added or removed; `keep` is called before.
        """
        if on:
            self._before = self.current
            self._arrange(COMPARE)
        else:
            self._arrange(self._before if self.current == COMPARE else self.current)
        self.compared.emit()

    def _arrange(self, id: str, layout: str = "") -> None:
        window, size = self._window, self._window.size()
        self._docks.fill("")
        self._docks.preset = preset_of(id)
        if not (self._docks.restore(layout) or self._docks.restore(self._kept())):
            self._docks.reset()
        if window.size() != size:
            # On the way it was higher than the screen may be. It is smaller once all has its place.
            QTimer.singleShot(0, window, partial(window.resize, size))
        self._show()

    def _key(self) -> str:
        return f"{self.current} 2" if self._docks.doubled else self.current

    def _kept(self) -> str:
        settings, key = self._settings, self._key()
        name = NAMED.get(key)
        return settings.layouts.get(key, "") if name is None else str(getattr(settings, name))

    def _show(self) -> None:
        self._actions.check(preset_command(self.current))
        self.chosen.emit()
