"""The tree of branches and bookmarks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QWidget,
)

from wmstudio.app.branches import MAIN
from wmstudio.gui.base.fonts import HEAVY
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from wmstudio.app.branches import Bookmark, Branch
    from wmstudio.gui.documents.branching import Branching

BRANCH, MARK = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
SHORT = 60
"""Number of characters of a branch that are shown."""
DEEPEST = 16
"""Number of levels that are indented. More do not fit, and Qt takes quadratic time."""


class BranchTree(QTreeWidget):
    """A click goes to an entry, F2 renames it, Delete deletes it."""

    def __init__(self, branching: Branching, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._branching = branching
        self._filling = False
        self.setAccessibleName(tr("Branches and bookmarks"))
        self.setColumnCount(2)
        self.setHeaderLabels([tr("Branch"), tr("continues with")])
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(14)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.itemClicked.connect(self._go)
        self.itemActivated.connect(self._go)
        self.itemChanged.connect(self._rename)
        self._forget = QAction(tr("Delete"), self)
        self._name = QAction(tr("Rename"), self)
        branching.changed.connect(self.fill)
        self.fill()

    def sizeHint(self) -> QSize:
        return QSize(260, 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 60)

    @Slot()
    def fill(self) -> None:
        """Show the present tree."""
        tree, current = self._branching.tree, None
        root = QTreeWidgetItem()
        # The parent item of each branch, and its depth.
        under: dict[int | None, tuple[QTreeWidgetItem, int]] = {None: (root, 0)}
        for branch in tree.in_order():
            parent, depth = under[branch.parent]
            active = branch.id == tree.active
            name = tr(MAIN) if branch.name == MAIN else branch.name
            item = _item(name, tr("current") if active else _goes_on(branch), branch.id)
            parent.addChild(item)
            under[branch.id] = (item, depth + 1) if depth < DEEPEST else (parent, depth)
            if active:
                current, font = item, self.font()
                font.setWeight(HEAVY)
                item.setFont(0, font)
            for at, mark in enumerate(branch.bookmarks):
                beside = tr("at {place:,}", place=mark.place)
                place = _item(f"◆ {mark.name}", beside, branch.id)
                place.setData(0, MARK, at)
                item.addChild(place)
        self._filling = True
        self.clear()
        # All at once, because the view would update for each.
        self.addTopLevelItems(root.takeChildren())
        if current is not None:
            self.setCurrentItem(current)
        self.expandAll()
        self._filling = False

    def _go(self, item: QTreeWidgetItem) -> None:
        id, mark = self._of(item)
        if mark is not None:
            self._branching.go_to(id, mark)
        else:
            self._branching.switch(id)

    def _rename(self, item: QTreeWidgetItem, column: int) -> None:
        if self._filling or column != 0:
            return
        id, mark = self._of(item)
        name = item.text(0).removeprefix("◆").strip()
        # Later, because the item's editor is still open and goes with the tree.
        if mark is not None:
            rename = partial(self._branching.rename_bookmark, id, mark, name)
        else:
            rename = partial(self._branching.rename, id, name)
        QTimer.singleShot(0, self, lambda: (rename(), self.fill()))

    def _delete(self) -> None:
        item = self.currentItem()
        if item is None:
            return
        id, mark = self._of(item)
        if mark is not None:
            self._branching.delete_bookmark(id, mark)
        else:
            self._branching.delete(id)

    def _edit(self) -> None:
        if (item := self.currentItem()) is not None:
            self.editItem(item, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._delete()
        else:
            super().keyPressEvent(event)

    def _show_menu(self, where: QPoint) -> None:
        item = self.itemAt(where)
        if item is not None:
            self.setCurrentItem(item)
            of = self._of(item)
            only = item.data(0, MARK) is None and len(self._branching.tree.branches) == 1
            self._forget.setEnabled(not only)
            actions = [self._name, self._forget]
            picked = QMenu.exec(actions, self.viewport().mapToGlobal(where))
            self._forget.setEnabled(True)
            # The tree may have been filled anew while the menu was open.
            if picked is not None and self._choose(*of):
                (self._edit if picked is self._name else self._delete)()

    def _choose(self, id: int, mark: Bookmark | None) -> bool:
        """Make a branch or a bookmark the current entry. False if it is gone."""
        entries = QTreeWidgetItemIterator(self)
        while (item := entries.value()) is not None:
            if self._of(item) == (id, mark):
                self.setCurrentItem(item)
                return True
            entries += 1
        return False

    def _of(self, item: QTreeWidgetItem) -> tuple[int, Bookmark | None]:
        """The branch of an item, and its bookmark.

        Looked up now, since the text may have changed.
        """
        id, at = int(item.data(0, BRANCH)), item.data(0, MARK)
        return id, None if at is None else self._branching.tree[id].bookmarks[at]


def _item(name: str, beside: str, branch: int) -> QTreeWidgetItem:
    item = QTreeWidgetItem([name, beside])
    item.setData(0, BRANCH, branch)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    return item


def _goes_on(branch: Branch) -> str:
    """The text of a branch after it left its parent."""
    return branch.text[branch.fork : branch.fork + SHORT].replace("\n", " ").strip()
