"""The command palette: finds commands and menu entries by part of their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from wmstudio.app.commands import COMMANDS
from wmstudio.app.matching import rank
from wmstudio.app.menus import paths
from wmstudio.gui.base.plain import PlainLabel, keyless
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.gui.base.actions import Actions

ROWS, WIDTH = 12, 720
"""Number of visible rows, and largest width in pixels."""
MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
TITLE, WHERE, KEYS = range(3)


@dataclass(frozen=True)
class PaletteItem:
    """An entry: its name, its menu, its shortcut, and why it cannot be chosen."""

    name: str
    title: str
    where: str
    keys: str
    tip: str
    why: str
    checked: bool
    do: Callable[[], object]


def entries(actions: Actions) -> list[PaletteItem]:
    """All entries in the order of the menus."""
    found = []
    where = {id: " › ".join(keyless(tr(t)) for t in ts) for id, ts in paths().items()}
    for id, path in where.items():
        if id in COMMANDS:
            action, command = actions[id], COMMANDS[id]
            title, checked = keyless(tr(command.text)), action.isChecked()
            why, tip = actions.why_not(id), tr(command.tip)
            found.append(
                PaletteItem(id, title, path, actions.keys(id), tip, why, checked, action.trigger)
            )
        elif id in actions.sources:
            found += [
                PaletteItem(f"{id} {e.text}", e.text, path, "", e.tip, e.why, bool(e.checked), e.do)
                for e in actions.sources[id]()
            ]
    return found


class CommandPalette(QFrame):
    """Opens over the window. Recently chosen entries come first."""

    def __init__(self, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._actions, self._window = actions, window
        actions.on("view.palette", self.toggle)
        self._entries: list[PaletteItem] = []
        self._shown: list[PaletteItem] = []
        self._lately: list[str] = []
        self._before: QWidget | None = None
        self.setFrameStyle(int(QFrame.Shape.Box) | int(QFrame.Shadow.Plain))
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Command palette"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Type part of a command's name"))
        self.line.setAccessibleName(tr("Command to find"))
        self.line.textChanged.connect(self._filter)
        self.line.returnPressed.connect(self.run)
        self.line.installEventFilter(self)
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Matching commands"))
        self.list.setColumnCount(3)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        modes = QHeaderView.ResizeMode
        self.list.header().setStretchLastSection(False)
        for column, mode in enumerate((modes.Interactive, modes.Stretch, modes.ResizeToContents)):
            self.list.header().setSectionResizeMode(column, mode)
        self.list.itemClicked.connect(self._click)
        self.told = PlainLabel()
        self.told.setAccessibleName(tr("What the command does"))
        self.told.setWordWrap(True)
        self.list.currentItemChanged.connect(self._tell)
        column_of_all = QVBoxLayout(self)
        column_of_all.setContentsMargins(10, 10, 10, 8)
        for part in (self.line, self.list, self.told):
            column_of_all.addWidget(part)
        self.apply_theme(DARK)
        window.installEventFilter(self)
        self.hide()

    # --- showing and hiding ---

    def toggle(self) -> None:
        """Show it with all entries, or hide it."""
        if self.isVisible():
            self.dismiss()
            return
        before = QApplication.focusWidget()
        self._before = before
        if before is not None and before.window() is not self._window.window():
            # If a floating panel has the keyboard, the window has to take it first.
            self._window.activateWindow()
        self._entries = entries(self._actions)
        self.line.clear()
        self._filter()
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Hide it and restore the keyboard focus."""
        self.hide()
        before, self._before = self._before, None
        # A panel may have been closed meanwhile.
        if before is not None and isValid(before) and self.line is not before:
            before.activateWindow()
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def run(self) -> None:
        """Carry out the selected entry. One that is disabled stays and says why."""
        entry = self._chosen()
        if entry is None or entry.why:
            return
        self._lately = [entry.name, *(name for name in self._lately if name != entry.name)]
        self.dismiss()
        entry.do()

    @property
    def titles(self) -> list[str]:
        """The titles of matching entries, the best first."""
        return [entry.title for entry in self._shown]

    # --- matching ---

    @Slot()
    def _filter(self) -> None:
        query = self.line.text()
        ranked = []
        for place, entry in enumerate(self._entries):
            fits = rank(query, entry.title, entry.where, entry.tip)
            if fits is not None:
                late = entry.name in self._lately
                lately = self._lately.index(entry.name) if late else len(self._lately)
                ranked.append((fits, lately, place, entry))
        ranked.sort(key=lambda entry: entry[:3])
        self._shown = [entry for *_, entry in ranked]
        self.list.clear()
        self.list.addTopLevelItems([self._row(entry) for entry in self._shown])
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        if not self._shown:
            self.told.setText(tr("No command matches."))

    def _chosen(self) -> PaletteItem | None:
        row = self.list.currentIndex().row()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _row(self, entry: PaletteItem) -> QTreeWidgetItem:
        title = f"✓ {entry.title}" if entry.checked else entry.title
        row = QTreeWidgetItem([title, entry.where, entry.keys])
        row.setSizeHint(TITLE, QSize(0, self._line_height()))
        row.setTextAlignment(KEYS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        quiet = QColor(self._theme.second_text)
        row.setForeground(WHERE, quiet)
        if entry.why:
            row.setText(WHERE, f"{entry.where} · {entry.why}")
            row.setForeground(TITLE, quiet)
            row.setForeground(KEYS, quiet)
        return row

    @Slot()
    def _tell(self) -> None:
        if (entry := self._chosen()) is not None:
            self.told.setText(entry.why or entry.tip.replace("\n", " "))

    @Slot(QTreeWidgetItem)
    def _click(self, _row: QTreeWidgetItem) -> None:
        self.run()

    # --- keys and layout ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if self.isVisible() and event.type() == QEvent.Type.Resize:
                self._place()
            return False
        if isinstance(event, QKeyEvent):
            return self._take_key(event)
        if event.type() == QEvent.Type.FocusOut and self.isVisible() and self._has_lost_it():
            self.hide()
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        key, pressed = event.key(), event.type() == QEvent.Type.KeyPress
        if key == Qt.Key.Key_Escape:
            # Also before it is taken for a shortcut of the window.
            event.accept()
            if pressed:
                self.dismiss()
            return True
        if pressed and key in MOVES:
            QApplication.sendEvent(self.list, event)
            return True
        # There is nothing else in here to focus.
        return pressed and key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)

    @staticmethod
    def _has_lost_it() -> bool:
        return QApplication.activePopupWidget() is None and QApplication.focusWidget() is not None

    def _line_height(self) -> int:
        return self.list.fontMetrics().height() + 8

    def _place(self) -> None:
        line = self._line_height()
        width = min(WIDTH, round(self._window.width() * 0.9))
        height = min(line * (ROWS + 4), round(self._window.height() * 0.8))
        top = min(line * 3, self._window.height() - height)
        self.setGeometry((self._window.width() - width) // 2, top, width, height)
        self.list.header().resizeSection(TITLE, round(width * 0.42))

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        palette = QApplication.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.chrome)
        # Its frame is a thin line; its content has colours of its own.
        palette.setColor(QPalette.ColorRole.WindowText, theme.hairline)
        self.setPalette(palette)
        quiet = QPalette(palette)
        quiet.setColor(QPalette.ColorRole.WindowText, theme.second_text)
        self.told.setPalette(quiet)
        inside = QPalette(palette)
        inside.setColor(QPalette.ColorRole.Base, theme.chrome)
        self.list.setPalette(inside)
        if self.isVisible():
            # Its entries have the old colours, and maybe another language.
            self._make_again()

    def _make_again(self) -> None:
        chosen, before = self._chosen(), self._entries
        self._entries = entries(self._actions)
        self._filter()
        if chosen is not None and len(before) == len(self._entries):
            # Names of examples and models may be in another language now; their places are not.
            now = self._entries[before.index(chosen)]
            if now in self._shown:
                row = self._shown.index(now)
                self.list.setCurrentIndex(self.list.model().index(row, 0))
