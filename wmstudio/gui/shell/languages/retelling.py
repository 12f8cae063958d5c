"""Choosing another language while the program runs: all that is shown is told again."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from PySide6.QtCore import QCoreApplication, QObject, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QTabBar,
    QTableWidget,
    QTreeWidget,
    QWidget,
)
from shiboken6 import isValid

from wmstudio.app.languages import ENGLISH
from wmstudio.gui.base.translation import Told, again, install, told, untranslated
from wmstudio.gui.shell.languages.chinese_fonts import ChineseFonts
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.appearance import Appearance
    from wmstudio.gui.workspace.controller import Services

LANGUAGE = "language"
TEXTS = (
    "text",
    "iconText",
    "title",
    "windowTitle",
    "toolTip",
    "statusTip",
    "whatsThis",
    "accessibleName",
    "accessibleDescription",
    "placeholderText",
    "specialValueText",
    "prefix",
    "suffix",
    "format",
)
"""Properties of Qt's classes that are read by people."""
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)
"""What is read of an item of a list."""
OWN = "wmstudio.gui."
DEEPEST = 4


class Languages(Controller):
    """Uses the language of the preferences, and tells everything again when it changes.

    It is made last. What was made before is in English, and so is what `made` makes, so it is known
    exactly what each text was, even where two texts read the same in another language.
    """

    def __init__(self, services: Services, appearance: Appearance) -> None:
        super().__init__(services)
        self._appearance = appearance
        self._before: WeakKeyDictionary[QObject, dict[str, Told]] = WeakKeyDictionary()
        """How texts were made that may read the same as others."""
        self._preferences.follow(self._choose, LANGUAGE)
        self._use()
        if self._language != ENGLISH:
            self.tell_again()
        ChineseFonts(services)

    def _choose(self) -> None:
        self._use()
        self.tell_again()

    def _use(self) -> None:
        application = QCoreApplication.instance()
        wanted = self._preferences[LANGUAGE]
        self._language = install(application, wanted) if application else ENGLISH

    def tell_again(self) -> None:
        """Tell all that is shown in the present language, and draw everything again."""
        seen: set[int] = set()
        for window in QApplication.topLevelWidgets():
            self._tell(window, seen)
        self._appearance.apply()

    def made(self, make: Callable[[], P]) -> P:
        """Make a panel in English, and tell it in the present language."""
        if self._language == ENGLISH:
            return make()
        with untranslated():
            panel = make()
        self._tell(panel, set())
        # What is put together of several texts is put together again.
        panel.apply_theme(self._appearance.theme)
        return panel

    def _tell(self, widget: QWidget, seen: set[int]) -> None:
        for one in (widget, *widget.findChildren(QObject)) if isValid(widget) else ():
            # Telling one may delete another: a menu that is filled anew, or what was to go anyway.
            if isValid(one):
                self._retell(one)
                _retell_attributes(one, seen)

    def _retell(self, one: QObject) -> None:
        for key, shown, put in _parts(one):
            if not (shown and isinstance(shown, str)):
                continue
            before = self._before.get(one, {}).get(key)
            way = before if before == shown else told(shown)
            if way is None:
                continue
            said = again(way)
            if said != shown:
                with _unheard(one):
                    put(said)
            self._before.setdefault(one, {})[key] = said


def _unheard(one: QObject) -> AbstractContextManager[object]:
    """What is told again in a list is no input: a tree of branches would rename a branch."""
    return QSignalBlocker(one) if isinstance(one, QAbstractItemView) else nullcontext()


P = TypeVar("P", bound="Panel")
Part = tuple[str, object, "Callable[[str], object]"]


def _parts(one: QObject) -> Iterator[Part]:
    """What is read of a widget or an action: a key, the text, and what sets it."""
    for name in TEXTS:
        # What somebody types is nobody's to translate.
        if name != "text" or not isinstance(one, QLineEdit):
            yield name, one.property(name), partial(one.setProperty, name)
    if isinstance(one, QTabBar):
        for i in range(one.count()):
            yield f"tab {i}", one.tabText(i), partial(one.setTabText, i)
            yield f"tip {i}", one.tabToolTip(i), partial(one.setTabToolTip, i)
    elif isinstance(one, QComboBox):
        for i in range(one.count()):
            for role in ROLES:
                yield f"{i} {role}", one.itemData(i, role), _setter(one.setItemData, i, role)
    elif isinstance(one, QListWidget):
        for i in range(one.count()):
            item = one.item(i)
            for role in ROLES:
                yield f"{i} {role}", item.data(role), partial(item.setData, role)
    elif isinstance(one, QTreeWidget):
        every = Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
        for at, row in enumerate((one.headerItem(), *one.findItems("", every))):
            for i in range(one.columnCount()):
                for role in ROLES:
                    yield f"{at} {i} {role}", row.data(i, role), partial(row.setData, i, role)
    elif isinstance(one, QTableWidget):
        yield from _cells(one)


def _cells(table: QTableWidget) -> Iterator[Part]:
    rows, columns = range(table.rowCount()), range(table.columnCount())
    heads = [table.horizontalHeaderItem(i) for i in columns]
    sides = [table.verticalHeaderItem(i) for i in rows]
    inside = [table.item(row, column) for row in rows for column in columns]
    for at, cell in enumerate((*heads, *sides, *inside)):
        for role in ROLES:
            # Qt gives None where nothing has been put yet.
            if cell is not None:
                yield f"{at} {role}", cell.data(role), partial(cell.setData, role)


def _setter(put: Callable[..., object], i: int, role: int) -> Callable[[str], object]:
    return lambda said: put(i, said, role)


def _retell_attributes(one: object, seen: set[int], depth: int = 0) -> None:
    """Tell the texts again that an object of the window keeps, and those of its own parts."""
    # Those that never change are made anew when everything is drawn.
    if id(one) in seen or depth > DEEPEST or not _is_own(one):
        return
    seen.add(id(one))
    for name, value in [*getattr(one, "__dict__", {}).items()]:
        said = again(value)
        if said is not value:
            setattr(one, name, said)
        parts = [*value.values()] if isinstance(value, dict) else value
        for part in parts if isinstance(parts, (list, tuple)) else (parts,):
            if not isinstance(part, QObject):
                _retell_attributes(part, seen, depth + 1)


def _is_own(one: object) -> bool:
    settings = getattr(type(one), "__dataclass_params__", None)
    return type(one).__module__.startswith(OWN) and not (settings and settings.frozen)
