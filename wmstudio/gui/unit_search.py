"""What all models share of the search for units: labels that are kept, and the text beside."""

from __future__ import annotations

from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QFileDialog

from wmstudio.app.menus import LABELS
from wmstudio.app.unit_labels import FILE, UnitLabels
from wmstudio.gui.actions import Entry
from wmstudio.gui.documents import FILTER
from wmstudio.gui.panels.units import UnitsPanel
from wmstudio.gui.plain import literal
from wmstudio.gui.translation import tr
from wmstudio.gui.unit_finder import PANEL, TOPIC, UnitFinder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.app.unit_labels import Unit
    from wmstudio.gui.bridge import Bridge
    from wmstudio.gui.main_window import MainWindow
    from wmstudio.gui.models import Models
    from wmstudio.gui.panel import Panel, TokenAxis
    from wmstudio.gui.reading import Reading

RETRY = 2_000
"""Milliseconds until labels that could not be kept are tried again."""


class Units(QObject):
    """The labels of all models, the text beside the document, and a finder for each model."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.runs = count(1)
        self.file: Path | None = None
        """The text that is searched beside the document."""
        folder = window.settings.path
        self.labels = UnitLabels.load(folder / FILE if folder else None)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self.save_labels)
        window.closed.connect(self.save_labels)
        self._finders: dict[Reading, UnitFinder] = {}
        self.first = self.add(
            window.models, window.reading, window.bridge, window.axis, window.panels
        )
        window.actions_.sources[LABELS] = self._entries
        on = window.actions_.on
        on("units.find", self._with_panel(lambda panel: panel.list.setFocus()))
        on("units.search", self._with_panel(lambda _: self.first.search()))
        on("units.beside", self.choose_file)
        on("units.label", self._with_panel(UnitsPanel.ask_label))
        window.editor.text_changed.connect(self._look)

    def add(
        self,
        models: Models,
        reading: Reading,
        bridge: Bridge,
        axis: TokenAxis,
        panels: Mapping[str, Panel],
    ) -> UnitFinder:
        """Look for units of this model, too."""
        finder = self._finders[reading] = UnitFinder(self, models, reading, bridge, axis, panels)
        if finder.panel is not None and self.file is not None:
            finder.panel.file_button.setText(literal(self.file.name))
        return finder

    def take_in(self, panel: Panel) -> None:
        """Have one more panel of the first model."""
        self._finders[self.window.reading].take_in(panel)

    def let_go(self, panel: Panel) -> None:
        """No longer."""
        self._finders[self.window.reading].let_go(panel)

    def drop(self, reading: Reading) -> None:
        """No longer."""
        self._finders.pop(reading).end()

    def dock_of(self, panel: Panel) -> str:
        """Where a panel of the first or the second model is."""
        return next(id for id in self.window.panels if self.window.docks[id].isAncestorOf(panel))

    def label(self, model: tuple[str, str], unit: Unit, label: str) -> None:
        """Call a unit of a model so."""
        try:
            self.labels.set(*model, unit, label)
        except OSError as error:
            why = error.strerror or str(error)
            said = tr("Labels of units could not be kept: {why}.", why=why)
            self.window.messages.say(said, TOPIC)
            self._retry.start(RETRY)
        for finder in self._finders.values():
            finder.show_labels()

    @Slot()
    def save_labels(self) -> None:
        """Try again to keep labels that could not be kept; that this fails too has been told."""
        if self.labels.is_saved:
            return
        try:
            self.labels.save(patience=0)
        except OSError:
            self._retry.start(RETRY)
        else:
            self.window.messages.clear(TOPIC)

    @Slot()
    def choose_file(self) -> None:
        """Choose the text that is searched beside the document, and search it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self.window, tr("Text to search beside this one"), self.window.settings.folder,
            tr(FILTER),
        )  # fmt: skip
        if not chosen:
            return
        self.file = Path(chosen)
        for finder in self._finders.values():
            if finder.panel is not None:
                finder.panel.file_button.setText(literal(self.file.name))
                if finder.panel.units:
                    finder.search()

    def _with_panel(self, do: Callable[[UnitsPanel], object]) -> Callable[[], None]:
        """Do this with the panel, in sight."""

        def act() -> None:
            if self.first.panel is not None:
                self.window.docks.show(PANEL, True)
                do(self.first.panel)

        return act

    def _entries(self) -> list[Entry]:
        """Every labelled unit of the open model, to be chosen from menus and the palette."""
        return [
            Entry(
                f"{word} – {name} {unit}",
                tr("Show unit {unit} of {name}", unit=unit, name=name),
                partial(self.first.show_unit, name, unit),
            )
            for (name, unit), word in self.first.labels.items()
        ]

    @Slot()
    def _look(self) -> None:
        for finder in self._finders.values():
            finder.look()
