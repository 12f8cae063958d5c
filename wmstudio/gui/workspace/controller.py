"""What the parts of a window share, and the base class of those that are no widgets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox

from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wmstudio.gui.base.actions import Actions
    from wmstudio.gui.base.message import MessageStrip
    from wmstudio.gui.base.preferences import Preferences
    from wmstudio.gui.base.progress import Progress
    from wmstudio.gui.client.clock import FrameClock
    from wmstudio.gui.workspace.docks import Docks
    from wmstudio.gui.workspace.workspace import Workspace

_ENDING = re.compile(r"\*(\.\w+)")
"""In a kind of files as Qt writes it: ``PDF (*.pdf)``."""


@dataclass(frozen=True, eq=False)
class Services:
    """What most parts of a window need. A window has one of each."""

    window: QWidget
    workspace: Workspace
    docks: Docks
    clock: FrameClock
    actions: Actions
    messages: MessageStrip
    progress: Progress
    preferences: Preferences


class Controller(QObject):
    """Connects parts of the window, and lives as long as the window does."""

    def __init__(self, services: Services) -> None:
        super().__init__(services.window)
        workspace, preferences = services.workspace, services.preferences
        self._window, self._workspace, self._editor = services.window, workspace, workspace.editor
        self._lane = workspace.first
        """The first lane, which commands are about."""
        self._docks, self._clock, self._actions = services.docks, services.clock, services.actions
        self._messages, self._progress = services.messages, services.progress
        self._preferences, self._settings = preferences, preferences.settings

    def _file_to_open(self, title: str, kinds: str) -> Path | None:
        """Let the user choose a file; None if cancelled. ``kinds`` are as Qt writes them."""
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, self._settings.folder, kinds)
        return Path(chosen) if chosen else None

    def _file_to_save(
        self,
        title: str,
        name: str | Path,
        kinds: str = "",
        ending: str = "",
        *,
        of_kind: bool = False,
    ) -> Path | None:
        """Let the user choose a new file; None if cancelled.

        ``name`` is suggested, and ``ending`` is added to a name that lacks it, or with ``of_kind``
        the ending of the chosen kind to a name that has none.
        """
        start = str(Path(self._settings.folder) / name)
        chosen, kind = QFileDialog.getSaveFileName(self._window, title, start, kinds)
        if not chosen:
            return None
        path = Path(chosen)
        if of_kind and not path.suffix and (found := _ENDING.search(kind)):
            ending = found[1]
        if not ending or path.suffix.lower() == ending:
            return path
        path = path.with_name(path.name + ending)
        # The dialog has asked about the name that was typed.
        return path if not path.exists() or self._may_replace(title, path) else None

    def _may_replace(self, title: str, path: Path) -> bool:
        """Ask whether a file may be replaced."""
        asked = tr("{file} already exists. Do you want to replace it?", file=path.name)
        return (
            QMessageBox.question(self._window, title, plain_tip(asked))
            == QMessageBox.StandardButton.Yes
        )
