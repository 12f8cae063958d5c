"""What menus and the palette offer besides commands: files, checkpoints and examples that exist."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.app import catalogue
from wmstudio.app.log import homeless
from wmstudio.app.menus import BUNDLED, EXAMPLES, RECENT
from wmstudio.gui.actions import Entry
from wmstudio.gui.translation import tr

if TYPE_CHECKING:
    from wmstudio.gui.main_window import MainWindow

CLEAR = "file.clear_recent"


def add_sources(window: MainWindow) -> None:
    """Let the actions ask here."""
    sources = window.actions_.sources
    sources[RECENT] = partial(_files, window)
    sources[BUNDLED] = partial(_checkpoints, window)
    sources[EXAMPLES] = window.examples.entries
    window.actions_.on(CLEAR, partial(_clear, window))
    window.documents.named.connect(lambda: _show_whether_there_are(window))
    _show_whether_there_are(window)


def _files(window: MainWindow) -> list[Entry]:
    return [_file(window, Path(file)) for file in window.settings.recent_files]


def _file(window: MainWindow, path: Path) -> Entry:
    written = homeless(str(path))
    # Those of one name are told apart by their folders.
    text = f"{path.name} – {homeless(str(path.parent))}"
    try:
        why = "" if path.is_file() else tr("{file} is not there any more", file=written)
    except OSError as error:
        why = tr("{file} cannot be read: {why}", file=written, why=error.strerror)
    return Entry(text, tr("Open {file}", file=written), partial(window.documents.open, path), why)


def _checkpoints(window: MainWindow) -> list[Entry]:
    model = window.models.open_model
    return [
        Entry(
            one.name,
            tr("Let {name} read the text", name=one.name),
            partial(window.open_checkpoint, one.source),
            checked=model is not None and model.name == one.name,
        )
        for one in catalogue.bundled()
    ]


def _clear(window: MainWindow) -> None:
    window.settings.recent_files = []
    _show_whether_there_are(window)


def _show_whether_there_are(window: MainWindow) -> None:
    window.actions_.allow(CLEAR, bool(window.settings.recent_files))
