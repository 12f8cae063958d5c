"""Layouts that users keep under names of their own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QInputDialog

from wmstudio.app.menus import DELETED_LAYOUTS, OWN_LAYOUTS
from wmstudio.gui.base.actions import MenuEntry
from wmstudio.gui.base.translation import tr
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.gui.workspace.controller import Services

TOPIC = "own layout"
MOST = 30
LONGEST = 60
"""Characters of a name."""


class OwnLayouts(Controller):
    """Keeps, shows and deletes named layouts. Each also knows the preset that it was made in."""

    def __init__(
        self,
        services: Services,
        present: Callable[[], tuple[str, str]],
        show: Callable[[str, str], object],
    ) -> None:
        """``present`` returns the preset and the layout of now; ``show`` shows such a pair."""
        super().__init__(services)
        self._present, self._show = present, show
        actions = self._actions
        actions.sources[OWN_LAYOUTS] = partial(self._entries, self._take, tr("Show this layout"))
        actions.sources[DELETED_LAYOUTS] = partial(
            self._entries, self._delete, tr("Delete this layout; the panels stay where they are")
        )
        actions.on("layout.save", self.save)

    def save(self) -> None:
        """Ask for a name, and keep the present layout under it."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("Save layout"))
        dialog.setLabelText(tr("Name of the layout (a layout of that name is replaced):"))
        dialog.setOkButtonText(tr("Save"))
        dialog.setCancelButtonText(tr("Cancel"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._keep)
        dialog.open()

    @Slot(str)
    def _keep(self, name: str) -> None:
        name = " ".join(name.split())[:LONGEST]
        if not name:
            return
        kept = self._settings.own_layouts
        if name not in kept and len(kept) >= MOST:
            self._say(tr("There are {n} layouts of your own. Delete one first.", n=MOST))
            return
        kept[name] = " ".join(self._present())
        self._preferences.save()
        self._say(tr("The layout “{name}” has been saved. Choose it in View, Layout.", name=name))

    def _entries(self, do: Callable[[str], object], tip: str) -> list[MenuEntry]:
        names = sorted(self._settings.own_layouts, key=str.casefold)
        return [MenuEntry(name, tip, partial(do, name)) for name in names]

    def _take(self, name: str) -> None:
        preset, _, layout = self._settings.own_layouts[name].partition(" ")
        self._show(preset, layout)

    def _delete(self, name: str) -> None:
        del self._settings.own_layouts[name]
        self._preferences.save()

    def _say(self, text: str) -> None:
        self._messages.say(text, TOPIC, warns=False, passes=True)
