"""The moving picture of the README: a word is typed, remembered, and forgotten."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer

from wmstudio.app import examples
from wmstudio.engine.messages import PlacedEdit, Word
from wmstudio.gui.export.moving_picture import MovingPicture
from wmstudio.gui.interventions.interventions import Held
from wmstudio.gui.shell.render import wait

if TYPE_CHECKING:
    from wmstudio.gui.shell.main_window import MainWindow

TYPED = " and put to his lips the copper"
REMEMBERED = "whistle"
AT_ONCE = 2
"""Characters that are typed from one frame to the next."""
ROOM = 16
"""Tokens to the right of the last: where the cursor comes near the end, the axis scrolls."""
FRAME = 150
"""Milliseconds of a frame."""
SETTLED = 400
"""Milliseconds after which everything has come that waits for typing to stop."""


class Film:
    """Pictures of a window, one after another."""

    def __init__(self, window: MainWindow, path: Path) -> None:
        self._window, self._film = window, MovingPicture(path, FRAME)

    def show(self, frames: int) -> None:
        """The window as it is now, for so many frames."""
        for _ in range(frames):
            self._film.add(self._window.grab().toImage())

    def settle(self, frames: int) -> None:
        """The same, once nothing moves any more."""
        loop = QEventLoop()
        QTimer.singleShot(SETTLED, loop.quit)
        loop.exec()
        self.show(frames)

    def finish(self) -> None:
        """Write the file."""
        self._film.finish()


def remembered(window: MainWindow) -> Path:
    """Type the story up to the word, forget the place that it came from, and undo that."""
    path = Path(tempfile.mkdtemp()) / "remembered.gif"
    film = Film(window, path)
    wait(window, partial(window.examples.open, examples.offered()[0]))
    window.messages.clear("example")
    text, length = window.editor.text, len(window.reading.frame.trace)
    before = text.removesuffix(TYPED)
    wait(window, lambda: window.editor.set_text(before))
    wait(window, lambda: window.editor.place_caret(len(before)))
    # The whole text is in sight from the start: nothing scrolls while it is typed.
    wait(window, lambda: window.axis.show(0, length + ROOM))
    film.settle(8)
    for at in range(0, len(TYPED), AT_ONCE):
        wait(window, partial(window.editor.insertPlainText, TYPED[at : at + AT_ONCE]))
        film.show(1)
    film.settle(20)
    edits, start = window.intervening.interventions, text.index(REMEMBERED)
    word = Word("token", start, start + len(REMEMBERED))
    forgotten = Held(PlacedEdit(None, "forget", word=word), f"Forget “{REMEMBERED}”")
    wait(window, lambda: edits.add(forgotten))
    film.settle(24)
    wait(window, edits.undo)
    film.settle(8)
    film.finish()
    return path
