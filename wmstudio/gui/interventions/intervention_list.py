"""The list of all interventions: each with a switch, a name, and ways to change or remove it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from wmstudio.engine.messages import PlacedPatch
from wmstudio.gui.base.buttons import FlatButton, MenuButton
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.flow import Flow
from wmstudio.gui.base.header import Fitting
from wmstudio.gui.base.plain import PlainLabel, literal, plain_tip
from wmstudio.gui.base.translation import sentence, tr
from wmstudio.gui.interventions.change_strip import bits_words
from wmstudio.gui.interventions.held import acts_words
from wmstudio.gui.interventions.interventions import when_chosen

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QShowEvent

    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.interventions.held import Held
    from wmstudio.gui.interventions.history import History, InterventionRun
    from wmstudio.gui.interventions.interventions import Interventions

LONGEST_NAME = 200
MOST_ROWS = 8
"""Rows that are visible before the list scrolls."""


class InterventionRow(QWidget):
    """One intervention. Its name is edited in place."""

    def __init__(self, held: Held, interventions: Interventions, change: SignalInstance) -> None:
        super().__init__()
        self._held, self._interventions = held, interventions
        self.on = QCheckBox()
        self.on.setChecked(held.on)
        self.on.setAccessibleName(tr("In force: {words}", words=held.title))
        self.on.setToolTip(plain_tip(tr("Whether it is in force")))
        self.on.toggled.connect(lambda on: interventions.change(held, replace(held, on=on)))
        self.name = QLineEdit(held.name)
        self.name.setPlaceholderText(held.words)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setFrame(False)
        self.name.setAccessibleName(tr("Name of: {words}", words=held.words))
        self.name.setToolTip(plain_tip(tr("{words}\nType a name for it", words=held.words)))
        self.name.editingFinished.connect(self._rename)
        self.where = Fitting(tr("Where it acts"))
        self.where.say(sentence(held.refused) or acts_words(held))
        self.edit = FlatButton(tr("Edit"), tr("Change {words}", words=held.title), tr("Change it…"))
        self.edit.setVisible(isinstance(held.edit, PlacedPatch))
        self.edit.clicked.connect(lambda: change.emit(held))
        self.remove = FlatButton("×", tr("Remove {words}", words=held.title), tr("Remove it"))
        self.remove.clicked.connect(lambda: interventions.take_back(held))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.on)
        row.addWidget(self.name, 3)
        row.addWidget(self.where, 2)
        row.addWidget(self.edit)
        row.addWidget(self.remove)

    def _rename(self) -> None:
        name = self.name.text().strip()
        if name != self._held.name:
            self._interventions.change(self._held, replace(self._held, name=name))


class HistoryRail(QWidget):
    """A button for each run, from the oldest, and the difference of two of them."""

    def __init__(self, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._against = 0
        """The number of the run that the present one is compared with; 0 for none."""
        self._buttons: list[QToolButton] = []
        self.compare = MenuButton(
            tr("Run to compare with"), tr("Compare the effect with that of another run")
        )
        self.compare.show_choice(tr("Compare"))
        self.difference = Fitting(tr("Difference between two runs"))
        self._row = Flow(self)
        self._row.setContentsMargins(0, 2, 0, 0)
        self._row.addWidget(PlainLabel(tr("History:")))
        self._row.addWidget(self.compare)
        self._row.addWidget(self.difference)
        history.changed.connect(self.fill)

    @Slot()
    def fill(self) -> None:
        """Show the runs as they are now. Nothing is done while it is hidden: keys come here."""
        if not self.isVisible():
            return
        runs, now = self._history.runs, self._history.current
        while len(self._buttons) < len(runs):
            self._buttons.append(self._button(len(self._buttons)))
        for at, button in enumerate(self._buttons):
            button.setVisible(at < len(runs))
        for run, button in zip(runs, self.buttons, strict=True):
            button.setText(literal(tr("{n}: {bits}", n=run.number, bits=bits_words(run.bits))))
            button.setToolTip(plain_tip(_words(run)))
            button.setChecked(run is now)
        menu = self.compare.made
        menu.clear()
        for run in runs:
            if run is not now:
                action = menu.addAction(literal(_words(run)))
                when_chosen(action, self._choose, run.number)
        self.compare.setEnabled(not menu.isEmpty())
        other = next((run for run in runs if run.number == self._against), None)
        if now is None or other is None or other is now:
            self.difference.say("")
            return
        said = {"one": now.number, "other": other.number}
        bits = bits_words(now.bits - other.bits)
        self.difference.say(tr("run {one} less run {other}: {bits}", bits=bits, **said))

    @property
    def buttons(self) -> tuple[QToolButton, ...]:
        """One for each run, from the oldest."""
        return tuple(self._buttons[: len(self._history.runs)])

    def _button(self, at: int) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.clicked.connect(lambda: self._history.go_to(self._history.runs[at]))
        self._row.addWidget(button)
        return button

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fill()

    def _choose(self, number: int) -> None:
        self._against = number
        self.fill()


def _words(run: InterventionRun) -> str:
    """What was in force in a run."""
    acts = "; ".join(one.title for one in run.held if one.on)
    return tr("Run {n}: {acts}", n=run.number, acts=acts)


class InterventionList(QFrame):
    """A strip with a row for each intervention, from the first. It hides when there are none."""

    change_wanted = Signal(object)
    """Change this `Held` in the form."""

    def __init__(
        self, interventions: Interventions, history: History, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._interventions = interventions
        self.rail = HistoryRail(history)
        self._shown: tuple[Held, ...] = ()
        self.rows: tuple[InterventionRow, ...] = ()
        self._inside = QWidget()
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(14, 5, 8, 5)
        self._lines.setSpacing(4)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        below = QHBoxLayout()
        below.setContentsMargins(14, 0, 8, 5)
        below.addWidget(self.rail)
        column.addLayout(below)
        self.setAccessibleName(tr("Interventions"))
        interventions.told.connect(self._fill)
        interventions.changed.connect(self._fill)
        interventions.changed.connect(self.rail.fill)
        self.hide()

    @Slot(bool)
    def open(self, on: bool) -> None:
        """Show or hide the list."""
        self.setVisible(on and bool(self._interventions.held))
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        for part in (self, self._area, self._inside, self.rail):
            set_colours(part, text=theme.text, ground=theme.chrome)

    @Slot()
    def _fill(self) -> None:
        held = self._interventions.held
        if self.isHidden() or held == self._shown:
            return
        if not held:
            self.hide()
        self._shown = held
        for row in self.rows:
            self._lines.removeWidget(row)
            row.hide()
            # One of its own signals may be what has led here.
            row.deleteLater()
        self.rows = tuple(
            InterventionRow(one, self._interventions, self.change_wanted) for one in held
        )
        for row in self.rows:
            self._lines.addWidget(row)
        one = self.rows[0].sizeHint().height() + self._lines.spacing() if self.rows else 0
        self._area.setFixedHeight(min(len(self.rows), MOST_ROWS) * one + 10)
