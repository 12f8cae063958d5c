"""The branches of the text: every act on them is one step to undo in the text."""

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
"""Characters of a name that is made from the text."""


class Branching(QObject):
    """Holds the tree. The text of the active branch is the editor's."""

    changed = Signal()
    """The tree is another: not told while the text is written."""

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
        """As it is now; the active branch's text is as it was when it became active."""
        return self._acts.value

    def whole(self) -> Tree:
        """With the text of the active branch, to be kept."""
        return self.tree.leave(self._editor.text, self._editor.caret)

    def restore(self, tree: Tree) -> None:
        """Take a tree that was kept; the text is there already, and nothing can be undone."""
        self._acts.forget(tree)
        self.changed.emit()

    # --- acts ---

    def replace_token(self, start: int, text: str) -> None:
        """Go on from a place with another text; what followed stays in the branch that is left."""
        self._act(self.whole().grow(_name(text), start, self._editor.text[:start] + text))

    def branch_off(self) -> None:
        """Go on from the caret; what follows it stays in the branch that is left."""
        caret = self._editor.caret
        self._act(self.whole().grow(tr("branch"), caret, self._editor.text[:caret]))

    def switch(self, id: int) -> None:
        """Go to another branch."""
        if id != self.tree.active:
            self._act(self.whole().switch(id))

    def step(self, by: int) -> None:
        """Go to the next branch, or the one before, as they are listed."""
        ids = [branch.id for branch in self.tree.in_order()]
        self.switch(ids[(ids.index(self.tree.active) + by) % len(ids)])

    def delete(self, id: int) -> None:
        """Forget a branch, unless it is the only one."""
        if len(self.tree.branches) > 1:
            self._act(self.whole().delete(id))

    def rename(self, id: int, name: str) -> None:
        """Give a branch another name."""
        self._act(self.whole().rename(id, name))

    def add_bookmark(self) -> None:
        """Name the place of the caret by what is before it."""
        text, caret = self._editor.text, self._editor.caret
        line = text[max(caret - SHORT, 0) : caret].rpartition("\n")[2]
        if len(line) == SHORT and not text[caret - SHORT - 1 : caret - SHORT].isspace():
            # From a word's beginning on, where there is one.
            line = line.partition(" ")[2] or line
        line = line.strip()
        self._act(self.whole().bookmark(line or tr("place {n}", n=caret), caret))

    def rename_bookmark(self, id: int, bookmark: Bookmark, name: str) -> None:
        """Give a place another name."""
        self._act(self.whole().rename_mark(id, bookmark, name))

    def delete_bookmark(self, id: int, bookmark: Bookmark) -> None:
        """Forget a place."""
        self._act(self.whole().unmark(id, bookmark))

    def go_to(self, id: int, bookmark: Bookmark) -> None:
        """Put the caret to a place, in its branch."""
        self.switch(id)
        self._editor.place_caret(bookmark.place)
        self._editor.setFocus()

    def next_bookmark(self) -> None:
        """Put the caret to the next place of this branch; from the last to the first."""
        marks = self.tree.current.bookmarks
        if marks:
            caret = self._editor.caret
            self._editor.place_caret(
                next((m.place for m in marks if m.place > caret), marks[0].place)
            )

    def _act(self, tree: Tree) -> None:
        """Have another tree, and its active branch's text, in one step."""
        if tree == self.whole():
            return
        old, here = self._editor.text, tree.current
        change = change_between(old, here.text)
        before = self._editor.document().availableUndoSteps()
        self._acting = True
        try:
            if old == here.text:
                # Nothing of the text is other, but there is a step to undo.
                change = Change(self._editor.caret, self._editor.caret, 0)
            self._editor.act(change, here.text[change.start : change.stop + change.more])
        finally:
            self._acting = False
        self._editor.place_caret(here.caret)
        self._acts.done(tree, before, self._editor.document().availableUndoSteps())
        self.changed.emit()

    # --- along with the text ---

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
    """For a branch that begins with this."""
    return text.strip() or visible(text.encode("utf-8", "surrogatepass"))
