"""Branches of a text: alternative continuations, and bookmarks.

A tree is a value: every act gives another one. Places are in code points of the branch's own text.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from wmstudio.app.phrases import phrase
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import Node, UntrustedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.app.places import Change

MAIN = phrase("main")
LONGEST_NAME = 80
LAST = 2**31 - 1
"""The largest place: Qt's limit for a 32-bit int."""


class BranchError(ValueError):
    """A saved tree that is invalid. The message says why."""


@dataclass(frozen=True)
class Bookmark:
    """A named place."""

    name: str
    place: int


@dataclass(frozen=True)
class Branch:
    """A text that left its parent at ``fork``. The active branch's text is in the editor."""

    id: int
    name: str
    parent: int | None = None
    fork: int = 0
    text: str = ""
    caret: int = 0
    bookmarks: tuple[Bookmark, ...] = ()


@dataclass(frozen=True)
class Tree:
    """All branches of a document in the order in which they were made; the first is the root."""

    branches: tuple[Branch, ...] = (Branch(1, MAIN),)
    active: int = 1

    def __getitem__(self, id: int) -> Branch:
        for branch in self.branches:
            if branch.id == id:
                return branch
        raise KeyError(id)

    @property
    def current(self) -> Branch:
        """The active branch."""
        return self[self.active]

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing but the text itself."""
        return len(self.branches) == 1 and not self.current.bookmarks

    def in_order(self) -> tuple[Branch, ...]:
        """Every branch after its parent, and before the next branch of the same parent."""
        children: dict[int | None, list[Branch]] = {}
        for branch in self.branches:
            children.setdefault(branch.parent, []).append(branch)
        # An explicit stack, because branches may be nested deeper than Python's recursion limit.
        found, waiting = [], children.pop(None, [])[::-1]
        while waiting:
            branch = waiting.pop()
            found.append(branch)
            waiting += reversed(children.pop(branch.id, []))
        return tuple(found)

    # --- changes: each returns another tree ---

    def with_text(self, text: str, caret: int) -> Tree:
        """Store the text of the active branch."""
        return self._with(self.active, text=text, caret=caret)

    def grow(self, name: str, fork: int, text: str) -> Tree:
        """Add a branch that leaves the active one at a place, and make it active."""
        marks = tuple(mark for mark in self.current.bookmarks if mark.place <= fork)
        id = max(branch.id for branch in self.branches) + 1
        grown = Branch(id, self._free(name), self.active, fork, text, len(text), marks)
        return Tree((*self.branches, grown), id)

    def switch(self, id: int) -> Tree:
        """Make another branch active."""
        return replace(self, active=self[id].id)

    def delete(self, id: int) -> Tree:
        """Delete a branch. Its children move to its parent. The last branch cannot be deleted."""
        gone = self[id]
        if len(self.branches) == 1:
            raise BranchError("the only branch of a text cannot be deleted")
        heir = gone.parent or next(b.id for b in self.branches if b.id != id)
        rest = tuple(
            replace(b, parent=None if b.id == heir else gone.parent or heir)
            if b.parent == id
            else b
            for b in self.branches
            if b.id != id
        )
        return Tree(rest, heir if self.active == id else self.active)

    def rename(self, id: int, name: str) -> Tree:
        """Rename a branch; an empty name changes nothing."""
        name = name.strip()[:LONGEST_NAME]
        return self if not name or name == self[id].name else self._with(id, name=self._free(name))

    def bookmark(self, name: str, place: int) -> Tree:
        """Add a bookmark to the active branch, in place of one with the same name."""
        others = [mark for mark in self.current.bookmarks if mark.place != place]
        marks = sorted([*others, Bookmark(name[:LONGEST_NAME], place)], key=lambda m: m.place)
        return self._with(self.active, bookmarks=tuple(marks))

    def unmark(self, id: int, bookmark: Bookmark) -> Tree:
        """Remove a bookmark of a branch."""
        marks = tuple(mark for mark in self[id].bookmarks if mark != bookmark)
        return self._with(id, bookmarks=marks)

    def rename_mark(self, id: int, bookmark: Bookmark, name: str) -> Tree:
        """Rename a bookmark."""
        name = name.strip()[:LONGEST_NAME] or bookmark.name
        marks = (replace(m, name=name) if m == bookmark else m for m in self[id].bookmarks)
        return self._with(id, bookmarks=tuple(marks))

    def moved(self, change: Change) -> Tree:
        """Move the places of the active branch along with a change of its text."""
        here = self.current
        if not here.bookmarks and here.parent is None:
            return self
        marks = tuple(replace(mark, place=change.kept(mark.place)) for mark in here.bookmarks)
        return self._with(self.active, bookmarks=marks, fork=change.kept(here.fork))

    def _with(self, id: int, **changes: Any) -> Tree:
        branches = tuple(replace(b, **changes) if b.id == id else b for b in self.branches)
        return replace(self, branches=branches)

    def _free(self, name: str) -> str:
        """The name, with a number if another branch has it."""
        name = name.strip()[:LONGEST_NAME] or "branch"
        taken = {branch.name for branch in self.branches}
        numbered = (f"{name} {i}" for i in range(2, len(taken) + 3))
        return name if name not in taken else next(n for n in numbered if n not in taken)

    # --- saving ---

    def to_dict(self) -> dict[str, Any]:
        """A JSON value."""
        return asdict(self)


def from_dict(kept: Mapping[str, Any]) -> Tree:
    """The tree from a value of `Tree.to_dict`.

    Raises:
        BranchError: it is not valid.
    """
    try:
        node = Node(kept)
        branches = tuple(branch_from(entry.value) for entry in node["branches"].items())
        tree = Tree(branches, node["active"].whole())
    except UntrustedError as error:
        raise BranchError(f"it is not a tree of branches: {error}") from error
    ids = [branch.id for branch in branches]
    if len(set(ids)) != len(ids) or tree.active not in ids:
        raise BranchError("branches have no numbers of their own, or none is active")
    if len(tree.in_order()) != len(ids):
        raise BranchError("a branch left none that is there")
    return tree


def branch_from(entry: Any) -> Branch:
    """The branch from a value of `dataclasses.asdict`.

    Raises:
        UntrustedError: it is not valid.
    """
    node = Node(entry)
    marks = tuple(
        Bookmark(mark["name"].text(1_000), _place(mark["place"]))
        for mark in node["bookmarks"].items()
    )
    return Branch(
        node["id"].whole(),
        node["name"].text(1_000),
        None if node["parent"].missing else node["parent"].whole(),
        _place(node["fork"]),
        text := node["text"].text(),
        min(_place(node["caret"]), len(text)),
        marks,
    )


def _place(node: Node) -> int:
    """A place in a text; negative ones become 0."""
    return max(node.whole(-LAST, LAST), 0)
