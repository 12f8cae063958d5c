"""The actions of all commands, and the menus made of them."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from wmstudio.app.commands import COMMANDS
from wmstudio.app.commands.keys import in_force
from wmstudio.app.menus import MENUS, SEPARATOR, Menu
from wmstudio.gui.base.plain import literal, plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QMenu, QMenuBar, QWidget


@dataclass(frozen=True)
class MenuEntry:
    """An entry of a changing menu; ``why`` explains why it cannot be chosen, or is empty."""

    text: str
    tip: str
    do: Callable[[], object]
    why: str = ""
    checked: bool | None = None


class Actions(QObject):
    """Holds the actions by command id, and the sources of changing menus."""

    def __init__(self, window: QWidget, chosen: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(window)
        self._groups: dict[str, QActionGroup] = {}
        self._actions: dict[str, QAction] = {}
        self.sources: dict[str, Callable[[], Sequence[MenuEntry]]] = {}
        """Functions that return a source's entries, called when a menu opens."""
        self.menus: dict[str, QMenu] = {}
        """The menus of the menu bar and their submenus, by source or else by title."""
        for command in COMMANDS.values():
            action = QAction(tr(command.text), window)
            action.setObjectName(command.id)
            action.setStatusTip("")
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setCheckable(command.checkable)
            if command.group:
                group = self._groups.setdefault(command.group, QActionGroup(self))
                group.addAction(action)
            self._actions[command.id] = action
        self.take_keys(chosen)
        # Not before: the window is told of each change of an action that it has.
        window.addActions(list(self._actions.values()))

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def take_keys(self, chosen: Mapping[str, str]) -> None:
        """Use the usual shortcuts but for those that the user has chosen, by command."""
        for id, keys in in_force(chosen).items():
            self._actions[id].setShortcuts([QKeySequence(one) for one in keys])
            self.allow(id, self._actions[id].isEnabled())

    def keys(self, id: str) -> str:
        """The shortcut in the system's notation; empty without one."""
        return self._actions[id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def tip(self, id: str) -> str:
        """A command's tooltip, with its shortcut."""
        keys, tip = self.keys(id), tr(COMMANDS[id].tip)
        return tr("{tip} ({keys})", tip=tip, keys=keys) if keys else tip

    def why_not(self, id: str) -> str:
        """Why a command cannot be chosen now; empty if it can."""
        return "" if self._actions[id].isEnabled() else tr(COMMANDS[id].needs)

    def allow(self, id: str, allowed: bool) -> None:
        """Enable or disable a command. A disabled command's tooltip says why."""
        self._actions[id].setEnabled(allowed)
        self._actions[id].setToolTip(plain_tip(self.tip(id) if allowed else tr(COMMANDS[id].needs)))

    def on(self, id: str, do: Callable[[], object]) -> None:
        """Call a function when the command is chosen."""
        self._actions[id].triggered.connect(lambda _checked=False: do())

    def on_toggle(self, id: str, do: Callable[[bool], object]) -> None:
        """Call a function when a checkable command is toggled."""
        self._actions[id].triggered.connect(lambda checked=False: do(checked))

    def check(self, id: str, checked: bool = True) -> None:
        """Show a command as checked or not, without carrying it out."""
        self._actions[id].setChecked(checked)

    def fill_bar(self, bar: QMenuBar) -> None:
        """Build every menu of the menu bar."""
        for menu in MENUS:
            self._build(bar.addMenu(tr(menu.title)), menu)

    def fill(self, made: QMenu, menu: Menu) -> None:
        """Replace the content of a menu."""
        self._put(made, menu, self.sources[menu.source]() if menu.source in self.sources else ())

    def extend(self, made: QMenu, menu: Menu) -> None:
        """Append to a menu."""
        if not made.isEmpty():
            made.addSeparator()
        self._put_items(made, menu)

    def _build(self, made: QMenu, menu: Menu) -> None:
        self.menus[menu.source or menu.title] = made
        self._put(made, menu, ())
        if menu.source:
            # Files, checkpoints and folders change, so entries are looked up when a menu opens.
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
