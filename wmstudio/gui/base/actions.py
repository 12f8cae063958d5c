"""An action for every command, and the menus made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from wmstudio.app.commands import COMMANDS
from wmstudio.app.menus import MENUS, SEPARATOR, Menu
from wmstudio.gui.base.plain import literal, plain_tip
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QMenu, QMenuBar, QWidget


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One of what a source has to offer now; ``why`` it cannot be chosen, if it cannot."""

    text: str
    tip: str
    do: Callable[[], object]
    why: str = ""
    checked: bool | None = None


class Actions(QObject):
    """Holds the actions by the ids of their commands, and the sources of menus that change."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._groups: dict[str, QActionGroup] = {}
        self._actions: dict[str, QAction] = {}
        self.sources: dict[str, Callable[[], Sequence[MenuEntry]]] = {}
        """What each source has to offer, asked for when a menu is opened."""
        self.menus: dict[str, QMenu] = {}
        """Those of the menu bar and within it, by source or else by title."""
        for command in COMMANDS.values():
            action = QAction(tr(command.text), window)
            action.setObjectName(command.id)
            action.setStatusTip("")
            if command.shortcut:
                keys = [command.shortcut, command.also] if command.also else [command.shortcut]
                action.setShortcuts([QKeySequence(key) for key in keys])
                action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setToolTip(plain_tip(self.tip(command.id)))
            action.setCheckable(command.checkable)
            if command.group:
                group = self._groups.setdefault(command.group, QActionGroup(self))
                group.addAction(action)
            self._actions[command.id] = action
            window.addAction(action)

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    @staticmethod
    def keys(id: str) -> str:
        """The shortcut as it is written on this system; empty without one."""
        keys = QKeySequence(COMMANDS[id].shortcut)
        return keys.toString(QKeySequence.SequenceFormat.NativeText)

    def tip(self, id: str) -> str:
        """What a command does, with its shortcut."""
        keys, tip = self.keys(id), tr(COMMANDS[id].tip)
        return f"{tip} ({keys})" if keys else tip

    def why_not(self, id: str) -> str:
        """Why a command cannot be chosen now; empty if it can."""
        return "" if self._actions[id].isEnabled() else tr(COMMANDS[id].needs)

    def allow(self, id: str, allowed: bool) -> None:
        """Let a command be chosen, or not; then it says why."""
        self._actions[id].setEnabled(allowed)
        self._actions[id].setToolTip(plain_tip(self.tip(id) if allowed else tr(COMMANDS[id].needs)))

    def on(self, id: str, do: Callable[[], object]) -> None:
        """Do this when the command is chosen."""
        self._actions[id].triggered.connect(lambda _checked=False: do())

    def on_toggle(self, id: str, do: Callable[[bool], object]) -> None:
        """Do this when a command that can be checked is chosen."""
        self._actions[id].triggered.connect(lambda checked=False: do(checked))

    def check(self, id: str, checked: bool = True) -> None:
        """Show a command as checked, or not, without doing it."""
        self._actions[id].setChecked(checked)

    def fill_bar(self, bar: QMenuBar) -> None:
        """Build every menu."""
        for menu in MENUS:
            self._build(bar.addMenu(tr(menu.title)), menu)

    def fill(self, made: QMenu, menu: Menu) -> None:
        """Put into a menu what belongs there now."""
        self._put(made, menu, self.sources[menu.source]() if menu.source in self.sources else ())

    def extend(self, made: QMenu, menu: Menu) -> None:
        """Put into a menu that has something in it what belongs under that."""
        if not made.isEmpty():
            made.addSeparator()
        self._put_items(made, menu)

    def _build(self, made: QMenu, menu: Menu) -> None:
        self.menus[menu.source or menu.title] = made
        self._put(made, menu, ())
        if menu.source:
            # Files, checkpoints and folders come and go: they are looked for when somebody looks.
            made.aboutToShow.connect(partial(self.fill, made, menu))

    def _put(self, made: QMenu, menu: Menu, entries: Sequence[MenuEntry]) -> None:
        made.clear()
        made.setToolTipsVisible(True)
        if menu.source:
            self._put_entries(made, menu, entries)
        self._put_items(made, menu)

    def _put_items(self, made: QMenu, menu: Menu) -> None:
        for item in menu.items:
            if isinstance(item, Menu):
                self._build(made.addMenu(tr(item.title)), item)
            elif item == SEPARATOR:
                made.addSeparator()
            else:
                made.addAction(self._actions[item])

    def _put_entries(self, made: QMenu, menu: Menu, entries: Sequence[MenuEntry]) -> None:
        for entry in entries:
            action = made.addAction(literal(entry.text))
            action.setToolTip(plain_tip(entry.why or entry.tip))
            action.setEnabled(not entry.why)
            action.setCheckable(entry.checked is not None)
            action.setChecked(bool(entry.checked))
            action.triggered.connect(partial(_do, entry))
        if not entries:
            made.addAction(tr(menu.none)).setEnabled(False)
        if menu.items:
            made.addSeparator()


def _do(entry: MenuEntry, _checked: bool = False) -> None:
    entry.do()
