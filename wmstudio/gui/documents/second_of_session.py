"""The second model of a session: opened with it, and saved again if it could not be opened."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot

from wmstudio.app import catalogue
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.translation import tr
from wmstudio.gui.documents.consent import NOT_RUN, may_run
from wmstudio.gui.documents.model_references import AWAY, located
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from wmstudio.app.saved.session_file import ModelReference, SavedSession
    from wmstudio.gui.compare.comparison import Comparison
    from wmstudio.gui.documents.models_away import ModelsAway
    from wmstudio.gui.workspace.controller import Services

TOPIC = "second model of the session"
SECOND = phrase(
    "The second model {name} was not opened: {place} is not the model that "
    "the session was saved with."
)


class SecondOfSession(Controller):
    """Knows which second model a session has, until it is open or the comparison is ended."""

    def __init__(self, services: Services, comparison: Comparison, away: ModelsAway) -> None:
        super().__init__(services)
        self._comparison, self._away = comparison, away
        self._expected: SavedSession | None = None
        comparison.ended.connect(self._forget)
        self._editor.replaced.connect(self._forget)

    def open(self, session: SavedSession) -> None:
        """Open the second model of a session that has one, whose first model is open."""
        second = session.second
        if second is None:
            return
        self._messages.clear(TOPIC)
        # Arranged once the second model has read the text.
        self._settings.layout_of_two = session.layout or self._settings.layout_of_two
        source, wrong = located(second, Path())
        if second == session.model:
            self._comparison.show_untouched(True)
        elif wrong == AWAY:
            self._away.look_for_second(source, second)
        elif wrong:
            said = tr(SECOND, name=second.name, place=second.source)
            self._messages.say(said, TOPIC)
        elif catalogue.waits_for_consent(source):
            QTimer.singleShot(0, self, partial(self._ask, source, second))
        else:
            self._comparison.open(source, second.values)
        self._expected = session

    def _ask(self, source: str, second: ModelReference) -> None:
        if may_run(source, second.name, self._window):
            self._comparison.open(source, second.values)
        else:
            self._messages.say(tr(NOT_RUN, name=second.name, place=source), TOPIC)

    @Slot()
    def _forget(self) -> None:
        """The user has ended the comparison, or opened another text."""
        self._expected = None
        self._messages.clear(TOPIC)

    def merged(self, now: SavedSession) -> SavedSession:
        """What to save: with the second model, if it was not opened yet."""
        lane = self._comparison.second
        if lane is not None and lane.opened is not None:
            self._expected = None
        if (one := self._expected) is None:
            return now
        return replace(now, second=one.second, layout=one.layout or now.layout)
