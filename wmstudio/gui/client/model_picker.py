"""The menu of models."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from wmstudio.app import catalogue
from wmstudio.gui.base.buttons import MenuButton
from wmstudio.gui.base.plain import literal, plain_tip
from wmstudio.gui.base.translation import joined, tr

if TYPE_CHECKING:
    from wmstudio.app.settings import Settings
    from wmstudio.gui.base.actions import Actions


def choose_folder(parent: QWidget, start: str) -> str:
    """Let the user choose a checkpoint's folder; empty if cancelled."""
    only = QFileDialog.Option.ShowDirsOnly
    return QFileDialog.getExistingDirectory(parent, tr("Open checkpoint"), start, only)


def choose_file(parent: QWidget, start: str) -> str:
    """Let the user choose a model file; empty if cancelled."""
    chosen, _ = QFileDialog.getOpenFileName(parent, tr("Open model file"), start)
    return chosen


class ModelPicker(MenuButton):
    """Bundled checkpoints, recent models, and opening others."""

    chosen = Signal(str)
    """Open this: a bundled name, or a path."""

    def __init__(
        self, actions: Actions, open_other: str, settings: Settings, parent: QWidget | None = None
    ) -> None:
        """``open_other`` is the command that opens a model which is not in the menu."""
        super().__init__(tr("Model"), tr("The model that reads the text"), parent)
        self.setAutoRaise(False)
        self._open_other, self._about = actions[open_other], actions["model.about"]
        self._settings = settings
        self._name = self._said = self._mark = ""
        self.show_open("")
        # Filled when it opens, because folders come and go.
        self.made.aboutToShow.connect(self.fill)

    def set_mark(self, mark: str) -> None:
        """Set the mark of the lane; empty if there is one lane."""
        self._mark = mark
        self.setAccessibleName(joined(" ", (tr("Model"), mark)))
        self.show_choice(self._said)

    def show_choice(self, text: str) -> None:
        self._said = text
        super().show_choice(joined("  ", (self._mark, text)))

    def show_open(self, name: str) -> None:
        """Show the name of the open model."""
        self._name = name
        self.show_choice(name or tr("no model"))

    def show_opening(self, source: str) -> None:
        """Show the name of the model that is being opened."""
        self.show_choice(tr("Opening {name}…", name=Path(source).name or source))

    def show_opened_again(self) -> None:
        """Show the open model again, because the other could not be opened."""
        self.show_open(self._name)

    @Slot()
    def fill(self) -> None:
        """Fill the menu."""
        self.made.clear()
        self._add_all(tr("Bundled"), catalogue.bundled())
        self._add_all(tr("Recent"), catalogue.recent(self._settings.recent))
        self.made.addAction(self._about)
        self.made.addSeparator()
        self.made.addAction(self._open_other)

    def _add_all(self, title: str, entries: tuple[catalogue.Entry, ...]) -> None:
        if not entries:
            return
        self.made.addSection(title)
        for entry in entries:
            action = self.made.addAction(literal(entry.name))
            action.setToolTip(plain_tip(str(entry.folder)))
            action.setCheckable(True)
            action.setChecked(entry.name == self._name)
            action.setData(entry.source)
            action.triggered.connect(self._choose)
        self.made.addSeparator()

    @Slot()
    def _choose(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.chosen.emit(action.data())
