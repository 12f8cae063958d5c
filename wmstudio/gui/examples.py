"""The examples: a text, a model, a place in the text, and what to look at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from wmstudio.app.examples import Example, offered
from wmstudio.app.menus import EXAMPLES
from wmstudio.gui.actions import Entry
from wmstudio.gui.text_file import open_text
from wmstudio.gui.translation import tr
from wmstudio.text.documents import TextError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from wmstudio.gui.main_window import MainWindow

TOPIC = "example"


class Examples(QObject):
    """Those of which the checkpoints are there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._shown: Example | None = None
        """The one whose text is open."""
        window.editor.replaced.connect(self._leave)

    @property
    def menu(self) -> QMenu:
        """Where they are offered."""
        return self._window.actions_.menus[EXAMPLES]

    def entries(self) -> list[Entry]:
        """What there is to choose from now."""
        return [
            Entry(tr(example.title), _tip(example), partial(self.open, example))
            for example in offered()
        ]

    def open(self, example: Example) -> None:
        """Show the example, unless the present text is to stay."""
        window = self._window
        try:
            text = open_text(example.file).text
        except (TextError, OSError) as error:
            window.messages.say(tr("The example could not be opened: {why}.", why=error), TOPIC)
            return
        if not window.documents.show_sample(text):
            return
        window.models.open(example.checkpoint, window.settings.device, example.settings)
        if example.compare:
            window.comparison.open(example.compare)
        else:
            window.comparison.end()
        window.editor.place_caret(example.cursor(text))
        window.editor.setFocus()
        self._shown = example
        window.messages.say(
            tr(example.look), TOPIC, warns=False, holds=lambda: self._shows(example)
        )

    def _shows(self, example: Example) -> bool:
        """Whether its text and its models are what is open."""
        models, second = self._window.models, self._window.comparison.second
        own = models.is_opening or models.source == example.checkpoint
        return self._shown is example and own and (second is not None or not example.compare)

    @Slot()
    def _leave(self) -> None:
        self._shown = None
        self._window.messages.review()


def _tip(example: Example) -> str:
    one, two = example.checkpoint, example.compare
    opens = tr("Opens {one} and {two}.", one=one, two=two) if two else tr("Opens {one}.", one=one)
    return f"{tr(example.look)}\n{opens}"
