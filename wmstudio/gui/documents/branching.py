"""The branches of the text. Every act on them is one undo step of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wmstudio.app.acts import Acts
from wmstudio.app.branches import Bookmark, Tree
from wmstudio.app.places import Change, change_between
from wmstudio.gui.base.translation import tr
from wmstudio.text.visible import visible

if TYPE_CHECKING:
    from wmstudio.gui.editor.editor import Editor

SHORT = 24
"""Number of characters of a name that is made from the text."""


class Branching(QObject):
    """Holds the tree. The text of the active branch is the editor's."""

    changed = Signal()
    """The tree has changed. Not emitted while the text is edited."""

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._acts = Acts(Tree())
        self._acting = False
        editor.edited.connect(self._move)
        editor.replaced.connect(self._begin_anew)
        editor.textChanged.connect(self._follow_undo)

    @property
    def tree(self) -> Tree:
        """The tree. The active branch's text is as it was when it became active."""
        return self._acts.value

    def whole(self) -> Tree:
        """The tree with the present text of the active branch, for saving."""
        return self.tree.with_text(self._editor.text, self._editor.caret)

    def restore(self, tree: Tree) -> None:
        """Restore a saved tree. The text is in the editor already, and the undo stack is empty."""
        self._acts.forget(tree)
        self.changed.emit()

    # --- acts ---

    def replace_token(self, start: int, text: str) -> None:
        """Replace the text from a place on. The old continuation stays in its branch."""
        self.act(self.whole().grow(_name(text), start, self._editor.text[:start] + text))

    def branch_off(self) -> None:
        """Continue from the caret in a new branch. The old continuation stays in its branch."""
        caret = self._editor.caret
        self.act(self.whole().grow(tr("branch"), caret, self._editor.text[:caret]))

    def switch(self, id: int) -> None:
        """Switch to another branch."""
        if id != self.tree.active:
            self.act(self.whole().switch(id))

    def step(self, by: int) -> None:
        """Switch to the next or previous branch in the list."""
        ids = [branch.id for branch in self.tree.in_order()]
        self.switch(ids[(ids.index(self.tree.active) + by) % len(ids)])

    def delete(self, id: int) -> None:
        """Delete a branch, unless it is the only one."""
        if len(self.tree.branches) > 1:
            self.act(self.whole().delete(id))

    def rename(self, id: int, name: str) -> None:
        """Give a branch another name."""
        self.act(self.whole().rename(id, name))

    def add_bookmark(self) -> None:
        """Bookmark the caret's place under the text before it."""
        text, caret = self._editor.text, self._editor.caret
        line = text[max(caret - SHORT, 0) : caret].rpartition("\n")[2]
        if len(line) == SHORT and not text[caret - SHORT - 1 : caret - SHORT].isspace():
            # From the beginning of a word, if there is one.
            line = line.partition(" ")[2] or line
        line = line.strip()
        self.act(self.whole().bookmark(line or tr("place {n}", n=caret), caret))

    def rename_bookmark(self, id: int, bookmark: Bookmark, name: str) -> None:
        """Rename a bookmark."""
        self.act(self.whole().rename_mark(id, bookmark, name))

    def delete_bookmark(self, id: int, bookmark: Bookmark) -> None:
        """Delete a bookmark."""
        self.act(self.whole().unmark(id, bookmark))

    def go_to(self, id: int, bookmark: Bookmark) -> None:
        """Move the caret to a place in a branch."""
        self.switch(id)
        self._editor.place_caret(bookmark.place)
        self._editor.setFocus()

    def next_bookmark(self) -> None:
        """Move the caret to the next bookmark of this branch, wrapping around."""
        marks = self.tree.current.bookmarks
        if marks:
            caret = self._editor.caret
            self._editor.place_caret(
                next((m.place for m in marks if m.place > caret), marks[0].place)
            )

    def act(self, tree: Tree) -> None:
        """Change the tree and show its active branch, in one undo step."""
        if tree == self.whole():
            return
        old, here = self._editor.text, tree.current
        change = change_between(old, here.text)
        before = self._editor.document().availableUndoSteps()
        self._acting = True
        try:
            if old == here.text:
                # The text does not change, but there must be an undo step.
                change = Change(self._editor.caret, self._editor.caret, 0)
            self._editor.act(change, here.text[change.start : change.stop + change.more])
        finally:
            self._acting = False
        self._editor.place_caret(here.caret)
        self._acts.done(tree, before, self._editor.document().availableUndoSteps())
        self.changed.emit()

    # --- following the text ---

    @Slot(object)
    def _move(self, change: Change) -> None:
        if not self._acting:
            self._acts.value = self.tree.moved(change)

    @Slot()
    def _follow_undo(self) -> None:
        if self._acting:
            return
        steps = self._editor.document().availableUndoSteps()
        if self._acts.moved_to(steps, can_redo=self._editor.document().isRedoAvailable()):
            self.changed.emit()

    @Slot()
    def _begin_anew(self) -> None:
        if not self.tree.is_plain or self._acts.steps:
            self._acts.forget(Tree())
            self.changed.emit()


def _name(text: str) -> str:
    """A name for a branch that begins with this text."""
    return text.strip() or visible(text.encode("utf-8", "surrogatepass"))
