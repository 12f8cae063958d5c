"""The examples: a text, a model, a place in the text, and what to look at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from wmstudio.app.examples import Example, offered
from wmstudio.app.menus import EXAMPLES
from wmstudio.gui.base.actions import Entry
from wmstudio.gui.base.translation import tr
from wmstudio.gui.documents.text_file import open_text
from wmstudio.text.documents import TextError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from wmstudio.app.settings import Settings
    from wmstudio.gui.base.actions import Actions
    from wmstudio.gui.base.message import MessageStrip
    from wmstudio.gui.compare.comparison import Comparison
    from wmstudio.gui.documents.documents import Documents
    from wmstudio.gui.workspace.workspace import Workspace

TOPIC = "example"


class Examples(QObject):
    """Those of which the checkpoints are there."""

    def __init__(
        self,
        workspace: Workspace,
        documents: Documents,
        comparison: Comparison,
        actions: Actions,
        messages: MessageStrip,
        settings: Settings,
    ) -> None:
        super().__init__(workspace)
        first, self._editor = workspace.first, workspace.editor
        self._models, self._documents, self._comparison = first.models, documents, comparison
        self._actions, self._messages, self._settings = actions, messages, settings
        self._shown: Example | None = None
        """The one whose text is open."""
        self._editor.replaced.connect(self._leave)
        actions.sources[EXAMPLES] = self.entries

    @property
    def menu(self) -> QMenu:
        """Where they are offered."""
        return self._actions.menus[EXAMPLES]

    def entries(self) -> list[Entry]:
        """What there is to choose from now."""
        return [
            Entry(tr(example.title), _tip(example), partial(self.open, example))
            for example in offered()
        ]

    def open(self, example: Example) -> None:
        """Show the example, unless the present text is to stay."""
        try:
            text = open_text(example.file).text
        except (TextError, OSError) as error:
            self._messages.say(tr("The example could not be opened: {why}.", why=error), TOPIC)
            return
        if not self._documents.show_sample(text):
            return
        self._models.open(example.checkpoint, self._settings.device, example.settings)
        if example.compare:
            self._comparison.open(example.compare)
        else:
            self._comparison.end()
        self._editor.place_caret(example.cursor(text))
        self._editor.setFocus()
        self._shown = example
        self._messages.say(tr(example.look), TOPIC, warns=False, holds=lambda: self._shows(example))

    def _shows(self, example: Example) -> bool:
        """Whether its text and its models are what is open."""
        models, second = self._models, self._comparison.second
        own = models.is_opening or models.source == example.checkpoint
        return self._shown is example and own and (second is not None or not example.compare)

    @Slot()
    def _leave(self) -> None:
        self._shown = None
        self._messages.review()


def _tip(example: Example) -> str:
    one, two = example.checkpoint, example.compare
    opens = tr("Opens {one} and {two}.", one=one, two=two) if two else tr("Opens {one}.", one=one)
    return f"{tr(example.look)}\n{opens}"
