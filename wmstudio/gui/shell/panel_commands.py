"""Commands of panels: show, focus or close each, and ask the memory."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wmstudio.app.commands import panel_command
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from wmstudio.gui.workspace.controller import Services


class PanelCommands(Controller):
    """Connects the commands of the panels that are not duplicates."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        first, docks, actions = self._lane, self._docks, self._actions
        self._panels = first.panels
        for id in self._panels:
            actions.check(panel_command(id))
            actions.on(panel_command(id), partial(self._toggle, id))
        docks.closed_changed.connect(lambda id, there: actions.check(panel_command(id), there))
        actions.on("memory.ask", self._ask_memory)

    def _toggle(self, id: str) -> None:
        """Show, focus or close a panel; see `Docks.toggle`."""
        there = self._docks.toggle(id)
        self._actions.check(panel_command(id), there)
        if not there:
            self._editor.setFocus()

    def _ask_memory(self) -> None:
        """Move the keyboard to the field for asking the memory."""
        for id, panel in self._panels.items():
            if (field := panel.question_field()) is not None:
                self._docks.show(id, True)
                field.setFocus()
                return
