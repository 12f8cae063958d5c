"""The Examples menu: a text, a model, a place in the text, and what to look at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from wmstudio.app.commands import EXAMPLES
from wmstudio.app.examples import Example, offered
from wmstudio.gui.text_file import open_text
from wmstudio.text.corpus import TextError

if TYPE_CHECKING:
    from wmstudio.gui.main_window import MainWindow

TOPIC = "example"
NONE = "None came with the program"


class Examples(QObject):
    """Fills its menu when it is opened: checkpoints come and go."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.menu = window.actions_.menus[EXAMPLES]
        self.menu.aboutToShow.connect(self.fill)

    @Slot()
    def fill(self) -> None:
        """Make the menu."""
        self.menu.clear()
        for example in offered():
            models = " and ".join(filter(None, (example.checkpoint, example.compare)))
            action = self.menu.addAction(example.title)
            action.setToolTip(f"{example.look}\nOpens {models}.")
            action.triggered.connect(partial(self._choose, example))
        if self.menu.isEmpty():
            self.menu.addAction(NONE).setEnabled(False)

    def open(self, example: Example) -> None:
        """Show the example, unless the present text is to stay."""
        window = self._window
        try:
            text = open_text(example.file).text
        except (TextError, OSError) as error:
            window.messages.say(f"The example could not be opened: {error}.", TOPIC)
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
        window.messages.say(example.look, TOPIC, warns=False)

    def _choose(self, example: Example, _checked: bool = False) -> None:
        self.open(example)
