"""The examples: a text, a model, a place, and what to look at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from wmstudio.app.branches import Tree
from wmstudio.app.examples import Example, offered
from wmstudio.app.examples import first as first_offered
from wmstudio.app.menus import EXAMPLES
from wmstudio.app.saved.session_file import KeptIntervention, ModelReference, SavedSession
from wmstudio.contract import PASTE
from wmstudio.engine.memory_file import MemoryFileError, read_memory
from wmstudio.engine.messages import Patch, PlacedEdit, PlacedPatch, Word
from wmstudio.gui.base.actions import MenuEntry
from wmstudio.gui.base.translation import tr
from wmstudio.gui.documents.text_file import open_text
from wmstudio.gui.shell.example_sets import ExampleSets
from wmstudio.gui.workspace.controller import Controller
from wmstudio.text.documents import TextError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QMenu

    from wmstudio.gui.compare.comparison import Comparison
    from wmstudio.gui.documents.documents import Documents
    from wmstudio.gui.documents.sessions import Sessions
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.presets import Presets

TOPIC = "example"


class Examples(Controller):
    """The examples whose checkpoints are available."""

    def __init__(
        self,
        services: Services,
        documents: Documents,
        sessions: Sessions,
        comparison: Comparison,
        presets: Presets,
    ) -> None:
        super().__init__(services)
        first = self._lane
        self._models = first.models
        self._documents, self._sessions, self._comparison = documents, sessions, comparison
        self._shown: Example | None = None
        """The example whose text is open."""
        self._editor.replaced.connect(self._leave)
        presets.compared.connect(self._show_panels_again)
        self._actions.sources[EXAMPLES] = self.entries
        self.sets = ExampleSets(services, documents)

    @property
    def menu(self) -> QMenu:
        """The menu that offers the examples."""
        return self._actions.menus[EXAMPLES]

    def entries(self) -> list[MenuEntry]:
        """The menu entries."""
        return [
            MenuEntry(tr(example.title), _tip(example), partial(self.open, example))
            for example in offered()
        ]

    def begin(self, checkpoint: str = "") -> bool:
        """Show the first example at a start with nothing else to show. Returns whether it is shown.

        That is: there is no text, and no other model than the example's is requested.
        """
        first = first_offered()
        wanted = checkpoint or self._models.last() or self._models.instead()
        if first is None or wanted != first.checkpoint or not self._documents.is_blank:
            return False
        self.open(first)
        return self._shown is first

    def open(self, example: Example) -> None:
        """Show the example, unless the user keeps the present text."""
        try:
            text = open_text(example.file).text
        except (TextError, OSError) as error:
            self._messages.say(tr("The example could not be opened: {why}.", why=error), TOPIC)
            return
        if self.show(example, text):
            said = tr(example.look)
            self._messages.say(said, TOPIC, warns=False, holds=lambda: self._shows(example))

    def show(self, example: Example, text: str) -> bool:
        """Show the example's text and model. Returns False if the user keeps the present text."""
        try:
            session = _session(example, text)
        except MemoryFileError as error:
            self._messages.say(str(error), TOPIC)
            return False
        if not self._documents.may_go():
            return False
        self._sessions.show(session)
        self._show_panels(example)
        self._editor.setFocus()
        self._shown = example
        return True

    def _show_panels(self, example: Example) -> None:
        """Open its panels, if its layout is there.

        A layout for another number of models is about to be replaced, and is kept as it was left.
        """
        two = self._comparison.second is not None
        if self._docks.doubled == two == bool(example.compare):
            for id in example.panels:
                self._docks.show(id, True)

    @Slot()
    def _show_panels_again(self) -> None:
        """The layout was replaced because the models of an example were opened."""
        if self._shown is not None:
            self._show_panels(self._shown)

    def _shows(self, example: Example) -> bool:
        """Whether its text and models are open or about to be."""
        if self._shown is not example:
            return False
        if self._sessions.is_waiting:
            return True
        own = self._models.is_opening or self._models.source == example.checkpoint
        return own and (self._comparison.second is not None or not example.compare)

    @Slot()
    def _leave(self) -> None:
        self._shown = None
        self._messages.review()


def _tip(example: Example) -> str:
    one, two = example.checkpoint, example.compare
    opens = tr("Opens {one} and {two}.", one=one, two=two) if two else tr("Opens {one}.", one=one)
    return f"{tr(example.look)}\n{opens}"


def _session(example: Example, text: str) -> SavedSession:
    """The example as a saved session."""
    one, two = example.checkpoint, example.compare
    shade = {"shade": example.shade} if example.shade else {}
    return SavedSession(
        tree=Tree().with_text(text, example.cursor(text)),
        model=ModelReference(one, one, values=example.settings),
        second=ModelReference(two, two) if two else None,
        text={"shading": bool(shade), **shade},
        interventions=tuple(_interventions(example, text)),
    )


def _interventions(example: Example, text: str) -> Iterator[KeptIntervention]:
    """What an example changes.

    Raises:
        MemoryFileError: its memory cannot be read.
    """
    if example.forget:
        yield _forgetting(example.forget, text)
    if (hold := example.hold) is not None:
        start = text.index(hold.words)
        patch = Patch(hold.signal, "set", hold.value, (hold.unit,))
        placed = PlacedPatch(patch, start + 1, start + len(hold.words))
        words = tr("{signal}, unit {unit} held at {value}", signal=hold.signal, unit=hold.unit,
                   value=f"{hold.value:g}")  # fmt: skip
        yield KeptIntervention(placed, words)
    if (put_in := example.put_in) is not None:
        copied = read_memory(example.file.with_name(put_in.file))
        place = text.index(put_in.after) + len(put_in.after)
        edit = PlacedEdit(place, PASTE, (("item", put_in.item),), copied=copied)
        yield KeptIntervention(edit, tr("Put in {origin}", origin=copied.origin))


def _forgetting(words: str, text: str) -> KeptIntervention:
    """The edits that forget the words from their first occurrence on."""
    start = text.index(words)
    place = Word("token", start, start + len(words))
    return KeptIntervention(
        PlacedEdit(None, "forget", word=place), tr("Forget “{word}”", word=words)
    )
