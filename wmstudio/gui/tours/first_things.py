"""The things to try of the first example: what each of them does."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from wmstudio.app.examples import first
from wmstudio.app.tours import Step, Tour
from wmstudio.engine.messages import PlacedEdit, Word
from wmstudio.gui.base.translation import tr
from wmstudio.gui.documents.text_file import open_text
from wmstudio.gui.interventions.held import Held
from wmstudio.gui.workspace.controller import Controller
from wmstudio.text.documents import TextError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.app.examples import Example, Thing
    from wmstudio.gui.interventions.interventions import Interventions
    from wmstudio.gui.tours.welcome import WelcomeStrip
    from wmstudio.gui.workspace.controller import Services

TOPIC = "example"
LIT = ("predictions", "memory")
"""The panels that say where an expectation comes from."""


class FirstThings(Controller):
    """Does what is tried, in the example's text: that is opened again where it has gone."""

    def __init__(
        self,
        services: Services,
        interventions: Interventions,
        show_example: Callable[[Example, str], bool],
        begin_tour: Callable[[Tour], None],
        welcome: WelcomeStrip,
    ) -> None:
        super().__init__(services)
        self._interventions, self._show_example, self._begin_tour = (
            interventions,
            show_example,
            begin_tour,
        )
        self._welcome, self._models = welcome, self._lane.models
        welcome.tried.connect(self.try_out)
        welcome.dismissed.connect(self.dismiss)
        self._actions.on("help.things", self.show)

    def offer(self) -> bool:
        """Show the strip unless it has been dismissed or used. Returns whether it is there."""
        if not self._settings.greeted:
            self._welcome.show()
        return not self._settings.greeted

    @Slot()
    def show(self) -> None:
        """Show the strip again, with nothing tried yet."""
        for button in self._welcome.things:
            button.setCheckable(False)
        self._welcome.show()

    @Slot()
    def dismiss(self) -> None:
        """Hide the strip, and do not offer it again."""
        self._settings.greeted = True
        self._preferences.save_soon()
        self._welcome.hide()

    @Slot(int)
    def try_out(self, at: int) -> None:
        """Do one of the things. The strip goes when all have been done."""
        example = first()
        if example is None or not self._do(example, example.things[at]):
            return
        buttons = self._welcome.things
        buttons[at].setCheckable(True)
        buttons[at].setChecked(True)
        if all(button.isChecked() for button in buttons):
            self.dismiss()

    def _do(self, example: Example, thing: Thing) -> bool:
        """Returns False if the text cannot be opened, or the user keeps the present one."""
        try:
            text = open_text(example.file).text
        except (TextError, OSError) as error:
            self._messages.say(tr("The example could not be opened: {why}.", why=error), TOPIC)
            return False
        place, models = example.cursor(text), self._models
        is_open = models.is_opening or models.source == example.checkpoint
        if not (is_open and self._editor.text.startswith(text[:place])):
            changed = replace(example, forget=thing.word if thing.does == "forget" else "")
            if not self._show_example(changed, text):
                return False
        self._editor.place_caret(place)
        does = {
            "type": partial(self._type, example.next, place),
            "explain": partial(self._explain, thing),
            "forget": partial(self.forget, thing.word),
        }
        does[thing.does]()
        return True

    def _type(self, piece: str, place: int) -> None:
        editor = self._editor
        if editor.text.startswith(piece, place):
            editor.place_caret(place + len(piece))
        else:
            editor.insertPlainText(piece)
        editor.setFocus()

    def _explain(self, thing: Thing) -> None:
        # What is said is true of the model as it is, and not of one that was made to forget.
        self._interventions.switch(False)
        step = Step(thing.explain, light=LIT, word=thing.word)
        self._begin_tour(Tour(thing.title, thing.say, (step,), Path()))

    def forget(self, word: str) -> None:
        """Have the memory forget the first occurrence of a word."""
        start = self._editor.text.index(word)
        stop = start + len(word)
        if not self._interventions.about((start, stop)):
            edit = PlacedEdit(None, "forget", word=Word("token", start, stop))
            self._interventions.add(Held(edit, tr("Forget “{word}”", word=word)))
        self._interventions.switch(True)
        self._editor.setFocus()
