"""An action for every command, and the menus made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from wmstudio.app.commands import COMMANDS, MENUS, SEPARATOR, Menu

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu, QMenuBar, QWidget


class Actions(QObject):
    """Holds the actions by the ids of their commands."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._groups: dict[str, QActionGroup] = {}
        self._actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        """The menu bar's, by title."""
        for command in COMMANDS.values():
            action = QAction(command.text, window)
            action.setObjectName(command.id)
            action.setStatusTip("")
            keys = QKeySequence(command.shortcut)
            if command.shortcut:
                also = [QKeySequence(command.also)] if command.also else []
                action.setShortcuts([keys, *also])
                action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            written = keys.toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{command.tip} ({written})" if written else command.tip)
            action.setCheckable(command.checkable)
            if command.group:
                group = self._groups.setdefault(command.group, QActionGroup(self))
                group.addAction(action)
            self._actions[command.id] = action
            window.addAction(action)

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def on(self, id: str, do: Callable[[], object]) -> None:
        """Do this when the command is chosen."""
        self._actions[id].triggered.connect(lambda _checked=False: do())

    def on_toggle(self, id: str, do: Callable[[bool], object]) -> None:
        """Do this when a command that can be checked is chosen."""
        self._actions[id].triggered.connect(lambda checked=False: do(checked))

    def check(self, id: str, checked: bool = True) -> None:
        """Show a command as checked, or not, without doing it."""
        self._actions[id].setChecked(checked)

    def fill(self, bar: QMenuBar) -> None:
        """Build every menu."""
        for menu in MENUS:
            self.menus[menu.title] = bar.addMenu(menu.title)
            self._fill(self.menus[menu.title], menu)

    def _fill(self, made: QMenu, menu: Menu) -> None:
        made.setToolTipsVisible(True)
        for item in menu.items:
            if isinstance(item, Menu):
                self._fill(made.addMenu(item.title), item)
            elif item == SEPARATOR:
                made.addSeparator()
            else:
                made.addAction(self._actions[item])
