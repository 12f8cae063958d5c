"""The card of a model that another program wrote: four lines above the text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.engine.proof import report
from wmstudio.gui.base.buttons import FlatButton
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import sentence, tr
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.workspace import readers

if TYPE_CHECKING:
    from wmstudio.engine.messages import OpenedModel, Proven
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

TITLES = (
    phrase("What it is"),
    phrase("What was assumed"),
    phrase("How it reads"),
    phrase("Whether it runs right"),
)
"""`wmstudio.engine.proof.TITLES`, for translators."""
MEASURING = phrase("being measured on a paragraph of English…")


def lines_of(opened: OpenedModel, proven: Proven | None) -> tuple[str, ...]:
    """The four lines of a model, one for each of `TITLES`, as far as they are known."""
    if proven is None:
        return tuple(map(sentence, report(opened, None, tr(MEASURING))))
    return tuple(map(sentence, report(opened, proven.proof, proven.why)))


class ModelCard(QFrame):
    """Shows what a model is as soon as it is open, and what was measured as soon as it is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._proven: Proven | None = None
        self.about: Lane | None = None
        """The lane whose model it describes; None while it is closed."""
        self.heading = PlainLabel()
        tip = tr("Close this card; About this model, in the Model menu, shows it again")
        self.close_button = FlatButton("×", tr("Close the model's card"), tip)
        self.close_button.clicked.connect(self.dismiss)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 8, 8, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.heading, 0, 0, 1, 2)
        self.heading.hide()
        grid.addWidget(self.close_button, 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)
        self.titles: list[PlainLabel] = []
        self.lines: list[PlainLabel] = []
        for row, title in enumerate(TITLES, start=1):
            name, line = PlainLabel(tr(title)), PlainLabel()
            line.setAccessibleName(tr(title))
            line.setWordWrap(True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(line, row, 1)
            self.titles.append(name)
            self.lines.append(line)
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("The model's card"))
        self.hide()

    def show_model(
        self, lane: Lane, opened: OpenedModel, proven: Proven | None, mark: str = ""
    ) -> None:
        """Show a lane's model, with ``mark`` if there are several lanes."""
        self.about, self._proven = lane, proven
        self.heading.setText(f"{mark}  {opened.name}")
        self.heading.setVisible(bool(mark))
        for line, text in zip(self.lines, lines_of(opened, proven), strict=True):
            line.setText(text)
        self.apply_theme(self._theme)
        self.show()

    @Slot()
    def dismiss(self) -> None:
        """Close it."""
        self.about = None
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours. What is wrong is in the colour of errors, and says so."""
        self._theme = theme
        proof = self._proven.proof if self._proven is not None else None
        good = (proof.reads_english, proof.runs_right) if proof is not None else None
        set_colours(self, text=theme.text, ground=theme.strip)
        set_colours(self.heading, text=theme.text, ground=theme.strip)
        set_colours(*self.titles, text=theme.second_text, ground=theme.strip)
        set_colours(*self.lines[:2], text=theme.text, ground=theme.strip)
        for i, line in enumerate(self.lines[2:]):
            measured = theme.second_text if good is None else theme.text if good[i] else theme.error
            set_colours(line, text=measured, ground=theme.strip)


class ModelCards(Controller):
    """Shows the card when a foreign model is opened in any lane, until it is closed."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.card = ModelCard()
        self._workspace.each_lane(self._add)
        self._workspace.lane_removed.connect(self._remove)

    def _add(self, lane: Lane) -> None:
        if lane not in readers(self._workspace):
            return
        models = lane.models
        models.opened.connect(partial(self._show_opened, lane))
        models.proven.connect(partial(self._show_proven, lane))
        self._refresh()

    def _remove(self, lane: Lane) -> None:
        if self.card.about is lane:
            self.card.dismiss()
        self._refresh()

    def _show_opened(self, lane: Lane, opened: OpenedModel) -> None:
        """Show a model that was opened, but not one that was only given other settings."""
        models = lane.models
        if opened.origin is None:
            if self.card.about is lane:
                self.card.dismiss()
        elif models.is_fresh:
            self._show(lane)

    def _show_proven(self, lane: Lane, _proven: object) -> None:
        if self.card.about is lane:
            self._show(lane)

    def _refresh(self) -> None:
        """Marks appear and go with the second lane."""
        if self.card.about is not None:
            self._show(self.card.about)

    def _show(self, lane: Lane) -> None:
        models = lane.models
        if models.open_model is not None:
            mark = self._workspace.mark_of(lane)
            self.card.show_model(lane, models.open_model, models.proof, mark)
