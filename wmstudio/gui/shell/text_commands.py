"""Undo, cut, copy and paste, in the focused line or in the text.

Menus show what is possible when they open. The shortcuts are never disabled: the clipboard may
change at any time without notice, and a key that does nothing does no harm.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from wmstudio.app.menus import TEXT_MENU
from wmstudio.gui.editor.clipboard import clipboard_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.gui.base.actions import Actions
    from wmstudio.gui.editor.editor import Editor

METHODS = {
    "edit.undo": "undo",
    "edit.redo": "redo",
    "edit.cut": "cut",
    "edit.copy": "copy",
    "edit.paste": "paste",
    "edit.select_all": "selectAll",
}


class TextCommands(QObject):
    """The commands act in the focused line, or else in the text."""

    def __init__(self, actions: Actions, editor: Editor) -> None:
        super().__init__(editor)
        self._actions, self._editor = actions, editor
        self.more: list[Callable[[QMenu, QPoint], None]] = []
        """Functions that add entries at the top of the text's menu, for a point of it."""
        for id in METHODS:
            actions.on(id, partial(self._do, id))
        editor.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        editor.customContextMenuRequested.connect(self._show_menu)

    def follow(self, menu: QMenu) -> None:
        """Disable impossible commands in a menu whenever it opens."""
        menu.aboutToShow.connect(self._allow_possible)
        menu.aboutToHide.connect(self._allow_all)

    def possible(self) -> dict[str, bool]:
        """Whether each command would do anything now."""
        target = self._target()
        if isinstance(target, QLineEdit):
            undo, redo = target.isUndoAvailable(), target.isRedoAvailable()
            selected, some = target.hasSelectedText(), bool(target.text())
        else:
            undo, redo = target.can_undo, target.can_redo
            selected, some = target.textCursor().hasSelection(), bool(target.text)
        return {
            "edit.undo": undo,
            "edit.redo": redo,
            "edit.cut": selected,
            "edit.copy": selected,
            "edit.paste": bool(clipboard_text()),
            "edit.select_all": some,
        }

    def _target(self) -> QLineEdit | Editor:
        focused = QApplication.focusWidget()
        return focused if isinstance(focused, QLineEdit) else self._editor

    def _do(self, id: str) -> None:
        getattr(self._target(), METHODS[id])()

    @Slot()
    def _allow_possible(self) -> None:
        for id, possible in self.possible().items():
            self._actions.allow(id, possible)

    @Slot()
    def _allow_all(self) -> None:
        for id in METHODS:
            self._actions.allow(id, True)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        # The menu is about the text, even if a line had the keyboard.
        self._editor.setFocus()
        menu = QMenu(self._editor)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions.fill(menu, TEXT_MENU)
        above = QMenu(menu)
        for fill in self.more:
            fill(above, place)
        menu.insertActions(menu.actions()[0], above.actions())
        self.follow(menu)
        menu.popup(self._editor.viewport().mapToGlobal(place))
