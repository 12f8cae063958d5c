"""A second text beside the first: another lane with the same model and a text of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from wmstudio.app.branches import MAIN
from wmstudio.app.menus import TEXTS
from wmstudio.app.phrases import phrase
from wmstudio.app.saved.second_text import SecondText
from wmstudio.gui.base.actions import MenuEntry
from wmstudio.gui.base.patience import Patience
from wmstudio.gui.base.translation import tr
from wmstudio.gui.compare.comparison import MARK
from wmstudio.gui.documents.documents import FAILURES, FILTER, READING, SAVING
from wmstudio.gui.documents.named_text import NamedText
from wmstudio.gui.documents.text_file import Convention, opening, saving
from wmstudio.gui.editor.editor import Editor
from wmstudio.gui.interventions.held import all_moved
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.lane import Lane
from wmstudio.text.changing import common_start

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.app.places import Change
    from wmstudio.engine.messages import OpenedModel
    from wmstudio.gui.client.lane_context import LaneContext
    from wmstudio.gui.compare.comparison import Comparison
    from wmstudio.gui.documents.branching import Branching
    from wmstudio.gui.documents.documents import Documents
    from wmstudio.gui.documents.text_area import TextArea
    from wmstudio.gui.interventions.held import Held
    from wmstudio.gui.interventions.interventions import Interventions
    from wmstudio.gui.workspace.controller import Services

TOPIC = "second text"
LINK, SAVE, END = "texts.link", "texts.save", "texts.end"
RECORDED = phrase(
    "A recording has the numbers of its own text only. Open its model to compare two texts."
)
KEPT = phrase("The second text is kept as the branch {name}.")


class TwoTexts(Controller):
    """Opens, saves and closes the second text, of which nothing gets lost.

    Drafts and sessions keep it; when it is closed and is nowhere else, it becomes a branch.
    """

    changed = Signal()
    """The second text was opened, edited or closed."""

    def __init__(
        self,
        services: Services,
        context: LaneContext,
        comparison: Comparison,
        documents: Documents,
        branching: Branching,
        area: TextArea,
        interventions_of: Callable[[Lane], Interventions],
    ) -> None:
        super().__init__(services)
        self._context, self._comparison, self._area = context, comparison, area
        self._documents, self._branching = documents, branching
        self._interventions_of = interventions_of
        self._patience = Patience(self._progress, self)
        self.lane: Lane | None = None
        self._coming: tuple[Held, ...] = ()
        """Interventions that will be in force once its model is open."""
        """The lane of the second text."""
        self._view: NamedText | None = None
        self._name, self._saved = "", ""
        """What the text is called, and what a file has of it."""
        actions = self._actions
        for id, do in (
            ("texts.copy", self.copy),
            ("texts.file", self.choose_file),
            ("texts.empty", partial(self._begin, SecondText(""))),
            (SAVE, self.save),
            (END, self.end),
        ):
            actions.on(id, do)
        actions.on_toggle(LINK, self._link)
        for id, short in ((LINK, tr("Linked")), (SAVE, tr("Save…")), (END, tr("Close"))):
            actions[id].setIconText(short)
        actions.sources[TEXTS] = self._branches
        models = self._lane.models
        models.opened.connect(self._look)
        comparison.changed.connect(self._make_room)
        documents.named.connect(self._name_first)
        documents.second = self
        self.changed.connect(documents.keep_soon)
        self._show_state()

    # --- opening ---

    def copy(self) -> None:
        """Open a copy of the text, with the caret where it is."""
        name = tr("Copy of {name}", name=self._documents.name)
        self._begin(SecondText(self._editor.text, self._editor.caret, name))

    def choose_file(self) -> None:
        """Open a text file that the user chooses."""
        path = self._file_to_open(tr("Open second text"), tr(FILTER))
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Open a text file."""
        said = tr("Reading {file}", file=path.name)
        try:
            file = self._patience.wait(READING, said, opening(path))
        except FAILURES as error:
            self._tell(error)
            return
        self._begin(SecondText(file.text, 0, path.name))
        self._saved = file.text

    def _begin(self, second: SecondText) -> None:
        """Show a text, and have it edited."""
        self.show(second)
        if self._view is not None:
            editor = self._view.editor
            editor.setFocus()

    def show(self, second: SecondText, edits: tuple[Held, ...] = ()) -> None:
        """Show a text beside the first; one that is there already is kept as a branch.

        ``edits`` are its interventions, which are in force once its model is open.
        """
        opened = self._lane.opened
        if opened is not None and opened.recorded is not None:
            self._messages.say(tr(RECORDED), TOPIC)
            return
        self._messages.clear(TOPIC)
        self._close(instead=second.text)
        self._comparison.end()
        self._name, self._saved = second.name or tr("Untitled"), ""
        ids = LINK, SAVE, END
        editor = Editor()
        editor.setAccessibleName(tr("Second text"))
        named, buttons = tr("Name of the second text"), [self._actions[id] for id in ids]
        view = self._view = NamedText(editor, named, buttons)
        view.show_name(MARK, self._name)
        editor.set_text(second.text)
        editor.place_caret(second.caret)
        editor.text_changed.connect(self.changed)
        self._name_first()
        self._area.show_beside(view)
        lane = self.lane = Lane(MARK, self._context, self, first=self._lane, editor=editor)
        self._workspace.add(lane)
        models = lane.models
        models.kept.connect(self.end)
        self._coming = edits
        editor.edited.connect(self._move_coming)
        if edits:
            models.opened.connect(self._restore, Qt.ConnectionType.SingleShotConnection)
        self._show_state()
        self.changed.emit()

    @Slot()
    def _restore(self) -> None:
        edits, self._coming = self._coming, ()
        if self.lane is not None:
            self._interventions_of(self.lane).restore(edits)

    @Slot(object)
    def _move_coming(self, change: Change) -> None:
        self._coming = all_moved(self._coming, change)

    # --- closing ---

    @Slot()
    def end(self) -> None:
        """Close the second text. It becomes a branch unless its text is there already."""
        self._close()

    def _close(self, instead: str = "") -> None:
        """Close it, because there is another text ``instead`` of it or none."""
        lane, view = self.lane, self._view
        if lane is None or view is None:
            return
        editor = view.editor
        if editor.text != instead:
            self._keep_as_branch(editor.text)
        self.lane = self._view = None
        focused = QApplication.focusWidget()
        had_keyboard = focused is not None and view.isAncestorOf(focused)
        self._comparison.remove(lane)
        self._area.remove_beside()
        if had_keyboard:
            self._editor.setFocus()
        self._show_state()
        self.changed.emit()

    def _keep_as_branch(self, text: str) -> None:
        tree = self._branching.whole()
        if not text or text == self._saved or any(text == one.text for one in tree.branches):
            return
        at, active = common_start(tree.current.text, text), tree.active
        grown = tree.grow(self._name, at, text)
        self._branching.act(grown.switch(active))
        said = tr(KEPT, name=grown.current.name)
        self._messages.say(said, TOPIC, warns=False, passes=True)

    @Slot(object)
    def _look(self, opened: OpenedModel) -> None:
        if opened.recorded is not None and self.lane is not None:
            self._messages.say(tr(RECORDED), TOPIC)
            self.end()

    @Slot()
    def _make_room(self) -> None:
        """A second model was opened: there is room for one lane beside the first."""
        if self._comparison.second is not None:
            self.end()

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """The editor of the second text, if there is one."""
        return (self._view.editor,) if self._view is not None else ()

    # --- keeping ---

    def kept(self) -> SecondText | None:
        """The second text, for drafts and sessions; None if there is none."""
        if self._view is None:
            return None
        editor = self._view.editor
        return SecondText(editor.text, editor.caret, self._name)

    @property
    def edits(self) -> tuple[Held, ...]:
        """The interventions in the second text."""
        if self.lane is None:
            return ()
        return self._coming or self._interventions_of(self.lane).held

    def save(self) -> None:
        """Save the second text to a file that the user chooses."""
        if self._view is None:
            return
        name = Path(self._name).with_suffix(".txt")
        path = self._file_to_save(tr("Save second text"), name, tr(FILTER))
        if path is None:
            return
        editor = self._view.editor
        text, said = editor.text, tr("Saving {file}", file=path.name)
        try:
            self._patience.wait(SAVING, said, saving(path, text, Convention()))
        except FAILURES as error:
            self._tell(error)
            return
        self._name, self._saved = path.name, text
        if self._view is not None:
            self._view.show_name(MARK, self._name)

    # --- display ---

    def _branches(self) -> list[MenuEntry]:
        """The branches that are not shown, to be opened beside the one that is."""
        tree = self._branching.tree
        return [
            MenuEntry(
                name := tr(MAIN) if branch.name == MAIN else branch.name,
                tr("Open a copy of the branch {name} beside the text", name=name),
                partial(self._begin, SecondText(branch.text, branch.caret, name)),
            )
            for branch in tree.in_order()
            if branch.id != tree.active
        ]

    def _link(self, on: bool) -> None:
        if self.lane is not None and self.lane.text_link is not None:
            link = self.lane.text_link
            link.link(on)

    @Slot()
    def _name_first(self) -> None:
        first = self._area.first
        first.show_name(self._lane.mark, self._documents.name)

    def _show_state(self) -> None:
        there = self.lane is not None
        for id in (LINK, SAVE, END):
            self._actions.allow(id, there)
        self._actions.check(LINK, there)

    def _tell(self, error: Exception) -> None:
        if str(error):
            self._messages.say(f"{str(error).removesuffix('.')}.", TOPIC)
