"""The menu of models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from wmstudio.app import catalogue
from wmstudio.gui.base.buttons import MenuButton
from wmstudio.gui.base.plain import literal, plain_tip
from wmstudio.gui.base.translation import joined, tr
from wmstudio.gui.base.wording import opening_words

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """Models of the server, bundled checkpoints, recent models, and opening others."""

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
        self.served: Callable[[], tuple[str, tuple[catalogue.Entry, ...]]] = lambda: ("", ())
        """The name of the server that is connected, and its models."""
        self._name = self._source = self._said = self._mark = ""
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

    def show_open(self, name: str, source: str = "") -> None:
        """Show the name of the open model, and its server if its source names one."""
        self._name, self._source = name, source
        place = catalogue.elsewhere(source)
        shown = joined(" – ", (name, place.host)) if place is not None else name
        self.show_choice(shown or tr("no model"))

    def show_opening(self, source: str) -> None:
        """Show the name of the model that is being opened."""
        self.show_choice(opening_words(source))

    def show_opened_again(self) -> None:
        """Show the open model again, because the other could not be opened."""
        self.show_open(self._name, self._source)

    @Slot()
    def fill(self) -> None:
        """Fill the menu."""
        self.made.clear()
        self._add_all(*self.served())
        self._add_all(tr("Bundled"), catalogue.bundled())
        self._add_all(tr("Recent"), catalogue.recent(self._settings.recent))
        self.made.addAction(self._about)
        self.made.addSeparator()
        self.made.addAction(self._open_other)

    def _add_all(self, title: str, entries: tuple[catalogue.Entry, ...]) -> None:
        if not entries:
            return
        self.made.addSection(literal(title))
        for entry in entries:
            action = self.made.addAction(literal(entry.name))
            action.setToolTip(plain_tip(entry.about or str(entry.folder)))
            action.setCheckable(True)
            action.setChecked(self._is_open(entry))
            action.setData(entry.source)
            action.triggered.connect(self._choose)
        self.made.addSeparator()

    def _is_open(self, entry: catalogue.Entry) -> bool:
        if catalogue.elsewhere(self._source) or catalogue.elsewhere(entry.source):
            return entry.source == self._source
        return entry.name == self._name

    @Slot()
    def _choose(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.chosen.emit(action.data())
