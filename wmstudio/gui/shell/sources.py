"""Menu entries other than commands: recent files, models and examples."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.app import catalogue
from wmstudio.app.log import homeless
from wmstudio.app.menus import BUNDLED, RECENT
from wmstudio.gui.base.actions import MenuEntry
from wmstudio.gui.base.translation import tr
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.gui.documents.documents import Documents
    from wmstudio.gui.workspace.controller import Services

CLEAR = "file.clear_recent"


class Sources(Controller):
    """Provides the entries of changing menus."""

    def __init__(
        self, services: Services, documents: Documents, open_checkpoint: Callable[[str], object]
    ) -> None:
        super().__init__(services)
        self._documents, self._open_checkpoint = documents, open_checkpoint
        actions = self._actions
        actions.sources[RECENT] = self._files
        actions.sources[BUNDLED] = self._checkpoints
        actions.on(CLEAR, self._clear)
        documents.named.connect(self._show_whether_there_are)
        self._show_whether_there_are()

    def _files(self) -> list[MenuEntry]:
        return [self._file(Path(file)) for file in self._settings.recent_files]

    def _file(self, path: Path) -> MenuEntry:
        written = homeless(str(path))
        # Equal names are distinguished by their folders.
        text = f"{path.name} – {homeless(str(path.parent))}"
        try:
            why = "" if path.is_file() else tr("{file} no longer exists", file=written)
        except OSError as error:
            why = tr("{file} cannot be read: {why}", file=written, why=error.strerror)
        return MenuEntry(
            text, tr("Open {file}", file=written), partial(self._documents.open, path), why
        )

    def _checkpoints(self) -> list[MenuEntry]:
        first = self._workspace.first
        # A model of a server may have the same name.
        model = first.opened if catalogue.elsewhere(first.source) is None else None
        return [
            MenuEntry(
                one.name,
                tr("Read the text with {name}", name=one.name),
                partial(self._open_checkpoint, one.source),
                checked=model is not None and model.name == one.name,
            )
            for one in catalogue.bundled()
        ]

    def _clear(self) -> None:
        self._settings.recent_files = []
        self._preferences.save_soon()
        self._show_whether_there_are()

    def _show_whether_there_are(self, _name: str = "") -> None:
        self._actions.allow(CLEAR, bool(self._settings.recent_files))
