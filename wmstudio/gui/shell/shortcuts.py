"""The list of shortcuts, in which they can be found and changed, and of what the mouse does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wmstudio.app.commands import COMMANDS, plain
from wmstudio.app.commands.keys import in_force, refused
from wmstudio.app.help.gestures import GESTURES
from wmstudio.app.matching import rank
from wmstudio.app.menus import MENUS, ids
from wmstudio.gui.base.buttons import closing_buttons
from wmstudio.gui.base.fonts import HEAVY
from wmstudio.gui.base.plain import PlainLabel, keyless, plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.shell.screen_fit import fit_to_screen

if TYPE_CHECKING:
    from wmstudio.gui.base.actions import Actions
    from wmstudio.gui.base.preferences import Preferences

COMMAND = Qt.ItemDataRole.UserRole
NATIVE = QKeySequence.SequenceFormat.NativeText


class ShortcutsPage(QDialog):
    """All commands by menu with their shortcuts; a new shortcut counts at once."""

    def __init__(
        self, actions: Actions, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Shortcuts"))
        self._actions, self._preferences = actions, preferences
        self._settings = preferences.settings
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a command, or keys such as Ctrl+F"))
        self.search.setAccessibleName(tr("Command to find"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Shortcuts"))
        self.list.setHeaderLabels([tr("Command"), tr("Keys"), tr("What it does")])
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setRootIsDecorated(False)
        for narrow in (0, 1):
            mode = QHeaderView.ResizeMode.ResizeToContents
            self.list.header().setSectionResizeMode(narrow, mode)
        self.rows: dict[str, QTreeWidgetItem] = {}
        """The rows of commands, by id."""
        self._groups: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        self._fill()
        self.name = PlainLabel()
        self.name.setWordWrap(True)
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        self.keys.setAccessibleName(tr("New shortcut"))
        self.keys.setToolTip(tr("Click here, then press the new shortcut"))
        self.none = QPushButton(tr("No shortcut"))
        self.reset = QPushButton(tr("Reset"))
        self.reset.setToolTip(tr("Use the shortcut that the command comes with"))
        self.told = PlainLabel()
        self.told.setWordWrap(True)
        self.take = QPushButton(tr("Use it here instead"))
        line, below = QHBoxLayout(), QHBoxLayout()
        line.addWidget(self.name, 1)
        for part in (self.keys, self.none, self.reset):
            line.addWidget(part)
        below.addWidget(self.told, 1)
        below.addWidget(self.take)
        buttons = closing_buttons(self)
        self.reset_all = buttons.addButton(tr("Reset all"), QDialogButtonBox.ButtonRole.ActionRole)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addLayout(line)
        column.addLayout(below)
        column.addWidget(buttons)
        self.list.currentItemChanged.connect(self._show_chosen)
        self.list.itemActivated.connect(self._begin)
        self.keys.keySequenceChanged.connect(self._pressed)
        self.none.clicked.connect(self._clear)
        self.reset.clicked.connect(self._reset)
        self.take.clicked.connect(self._take)
        self.reset_all.clicked.connect(self._reset_all)
        for button in self.findChildren(QPushButton):
            # Return chooses a row of the list, and nothing else.
            button.setAutoDefault(False)
        self._show_keys()
        self._show_chosen()
        self.resize(self._width(), self.fontMetrics().height() * 34)
        fit_to_screen(self)

    def _width(self) -> int:
        """The pixels in which every column can be read."""
        width_of = self.list.fontMetrics().horizontalAdvance
        rows = [row for _, rows in self._groups for row in rows]
        words = sum(max(width_of(row.text(at)) for row in rows) for at in range(3))
        # Beside them: indentation, space about the words, a scroll bar, and margins.
        return words + width_of("m") * 12

    def _fill(self) -> None:
        bold = QApplication.font()
        bold.setWeight(HEAVY)

        def group(title: str, rows: list[QTreeWidgetItem]) -> None:
            head = QTreeWidgetItem([title])
            head.setFont(0, bold)
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            head.addChildren(rows)
            for row in rows:
                row.setToolTip(2, plain_tip(row.text(2)))
            self.list.addTopLevelItem(head)
            head.setFirstColumnSpanned(True)
            self._groups.append((head, rows))

        for menu in MENUS:
            there = list(ids(menu))
            for id in there:
                row = QTreeWidgetItem([keyless(tr(COMMANDS[id].text)), "", tr(COMMANDS[id].tip)])
                row.setData(0, COMMAND, id)
                self.rows[id] = row
            group(keyless(tr(menu.title)), [self.rows[id] for id in there])
        told = ([tr(one.where), tr(one.how), tr(one.does)] for one in GESTURES)
        group(tr("Mouse"), [QTreeWidgetItem(texts) for texts in told])
        self.list.expandAll()

    @property
    def command(self) -> str:
        """The id of the chosen command; empty without one."""
        row = self.list.currentItem()
        return str(row.data(0, COMMAND) or "") if row is not None else ""

    @property
    def _chosen(self) -> dict[str, str]:
        return self._settings.shortcuts

    @Slot()
    def _filter(self) -> None:
        query = self.search.text()
        keys = query.strip().casefold()
        for head, rows in self._groups:
            there = False
            for row in rows:
                # "Ctrl+S" finds its command, and "Ctrl" all that are pressed with it.
                its = row.text(1).casefold().split(", ")
                fits = bool(keys) and any(x == keys or x.startswith(f"{keys}+") for x in its)
                fits = fits or rank(query, row.text(0), head.text(0), row.text(2)) is not None
                row.setHidden(not fits)
                there |= fits
            head.setHidden(not there)

    def _show_keys(self) -> None:
        for id, keys in in_force(self._chosen).items():
            native = (QKeySequence(one).toString(NATIVE) for one in keys)
            self.rows[id].setText(1, ", ".join(native))

    @Slot()
    def _show_chosen(self) -> None:
        """Show the chosen command's shortcut in the line below the list."""
        id = self.command
        text = tr("Choose a command to change its shortcut.")
        if id:
            name, about = keyless(tr(COMMANDS[id].text)), tr(COMMANDS[id].tip)
            text = tr("{name}: {about}", name=name, about=about)
        self.name.setText(text)
        for part in (self.keys, self.none, self.reset):
            part.setEnabled(bool(id))
        self._show_sequence(next(iter(in_force(self._chosen)[id]), "") if id else "")
        self._say("")

    def _show_sequence(self, keys: str) -> None:
        self.keys.blockSignals(True)
        self.keys.setKeySequence(QKeySequence(keys))
        self.keys.blockSignals(False)

    def _say(self, text: str, offers: bool = False) -> None:
        self.told.setText(text)
        self.take.setVisible(offers)

    @Slot()
    def _begin(self) -> None:
        if self.command:
            self.keys.setFocus()

    @Slot(QKeySequence)
    def _pressed(self, sequence: QKeySequence) -> None:
        id, keys = self.command, sequence.toString()
        if not keys or keys in in_force(self._chosen)[id]:
            self._say("")
            return
        why, native = self._refused(keys), sequence.toString(NATIVE)
        other = self._owner(keys)
        if why:
            self._say(tr("{keys} cannot be used. {why}", keys=native, why=why))
        elif other:
            name = keyless(tr(COMMANDS[other].text))
            self._say(tr("{keys} is the shortcut of “{name}”.", keys=native, name=name), True)
        else:
            self._change({**self._chosen, id: keys})

    def _owner(self, keys: str) -> str:
        """The command that has these keys; empty if none has."""
        return next((id for id, its in in_force(self._chosen).items() if keys in its), "")

    @staticmethod
    def _refused(keys: str) -> str:
        titles = (tr(menu.title) for menu in MENUS)
        menus = {QKeySequence.mnemonic(title).toString(): plain(title) for title in titles}
        if keys in menus:
            return tr("It opens the {menu} menu.", menu=menus[keys])
        return tr(refused(keys)) if refused(keys) else ""

    @Slot()
    def _clear(self) -> None:
        self._change({**self._chosen, self.command: ""})

    @Slot()
    def _take(self) -> None:
        keys = self.keys.keySequence().toString()
        self._change({**self._chosen, self._owner(keys): "", self.command: keys})

    @Slot()
    def _reset(self) -> None:
        """Use the usual keys again, also where another command has taken them meanwhile."""
        id = self.command
        without = {other: keys for other, keys in self._chosen.items() if other != id}
        lost = [keys for keys in without.values() if keys and keys in in_force({})[id]]
        self._change({other: keys for other, keys in without.items() if keys not in lost})

    @Slot()
    def _reset_all(self) -> None:
        self._change({})

    def _change(self, chosen: dict[str, str]) -> None:
        self._preferences.choose_keys(chosen)
        self._actions.take_keys(chosen)
        self._show_keys()
        self._show_chosen()
