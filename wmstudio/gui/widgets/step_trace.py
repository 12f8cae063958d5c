"""What one token became over the steps of a training run: a quantity, as a curve over steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wmstudio.app.figures import Figure, FigureError
from wmstudio.app.phrases import phrase
from wmstudio.app.quantities import SURPRISAL, Quantity, found
from wmstudio.gui.base.header import Elided
from wmstudio.gui.base.pieces import token_words
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import quantity_words
from wmstudio.gui.plots.step_plot import StepPlot
from wmstudio.gui.widgets.quantity_picker import QuantityPicker

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, OpenedModel, StepRead
    from wmstudio.gui.base.theme import Theme

MOST_NUMBERS = 2**28
"""Weights of all steps together, up to which they are opened unasked to trace a token."""
NOTHING = phrase("Move the cursor to a token to see what each training step makes of it.")
READING = phrase("{name} at {token} at each step")
FAILED = phrase("Step {step:,} could not be read: {why}")


class StepTrace(QWidget):
    """Hidden unless the open model is a step of a run. As a control it saves the quantity."""

    step_wanted = Signal(int)
    """The user wants this step."""
    wanted = Signal()
    """A token is to be read with every step."""
    pointed = Signal()
    """Another point of the curve is nearest to the pointer, or none."""

    def __init__(self) -> None:
        super().__init__()
        self._opened: OpenedModel | None = None
        self._key = SURPRISAL.name
        self._frames: dict[int, Frame] = {}
        self._why = ""
        self._stale = self._waits = False
        """Whether the text has changed, and whether no step has read the token yet."""
        self.is_on = False
        """Whether the steps are opened to read the token."""
        self.picker = QuantityPicker(tr("Quantity over the training"))
        self.picker.picked.connect(self._pick)
        self.told = Elided(tr("What is traced over the training"))
        self.plot = StepPlot(tr("this token"), "")
        self.plot.colour = "memory"
        self.plot.steps_word = tr("steps")
        self.plot.step_wanted.connect(self.step_wanted)
        self.plot.pointed.connect(self.pointed)
        above = QHBoxLayout()
        above.setContentsMargins(16, 0, 16, 0)
        above.addWidget(self.told, 1)
        above.addWidget(self.picker)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addLayout(above)
        lines.addWidget(self.plot, 1)
        self.hide()

    @property
    def quantity(self) -> Quantity:
        """The quantity that is traced."""
        return self.picker.quantity

    def save_state(self) -> str:
        """The key of the quantity."""
        return self._key

    def restore_state(self, saved: object) -> None:
        """Trace the quantity with this key, now or in a model that has it."""
        opened = self._opened
        if not isinstance(saved, str) or (opened and not found(saved, opened.signals)):
            return
        self._key = saved
        if opened is not None:
            self.picker.set_model(opened, saved)
            self._draw()

    def open(self, opened: OpenedModel) -> None:
        """Another model or another step is open; what was read is of the run."""
        before, self._opened = self._opened, opened
        run = opened.run
        self.setVisible(run is not None)
        if run is None:
            self._frames.clear()
            return
        if before is None or before.run is None or before.run.folder != run.folder:
            self._frames.clear()
            self.picker.set_model(opened, self._key)
            self.is_on = opened.parameters * len(run.steps) <= MOST_NUMBERS
        self.plot.mark_steps(run.steps, run.step)
        self._draw()

    def begin(self) -> None:
        """Steps are about to read another token."""
        self._frames.clear()
        self._why, self._waits = "", True
        self._dim()

    def show_step(self, read: StepRead) -> None:
        """Add what a step has read."""
        if read.frame is not None:
            self._frames[read.step] = read.frame
        else:
            self._why = tr(FAILED, step=read.step, why=read.why)
        self._waits = False
        self._dim()
        self._draw()

    def points(self) -> tuple[list[int], list[float]]:
        """The steps that have read the token, and the quantity at each."""
        steps = sorted(step for step, frame in self._frames.items() if frame.cursor >= 0)
        return steps, [value_at(self.quantity, self._frames[step]) for step in steps]

    def figure(self) -> Figure:
        """The curve; what each step reads needs a model of its own, so there is no Python code.

        Raises:
            FigureError: nothing has been read yet.
        """
        steps, values = self.points()
        if not steps:
            raise FigureError(tr(NOTHING))
        shown = np.array([values], np.float32)
        return Figure(
            "curves",
            self.told.text(),
            tr("step"),
            tr(self.quantity.measure),
            shown,
            (quantity_words(self.quantity),),
            tuple(map(str, steps)),
            0,
            float(min(shown.min(), 0.0)),
            float(shown.max()),
        )

    def set_stale(self, stale: bool) -> None:
        """Dim the curve: it is read again once nothing has changed for a moment."""
        self._stale = stale
        self._dim()

    def _dim(self) -> None:
        self.plot.set_stale(self._stale or self._waits)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.plot.apply_theme(theme)

    def _pick(self) -> None:
        self._key, self.is_on = self.quantity.key, True
        self._draw()
        self.wanted.emit()

    def _draw(self) -> None:
        steps, values = self.points()
        quantity = self.quantity
        name = quantity_words(quantity)
        self.plot.name, self.plot.unit = "", tr(quantity.measure)
        self.plot.show_points(steps, values)
        if steps and self._opened is not None:
            frame = self._frames[steps[-1]]
            token = token_words(frame.trace, self._opened, frame.cursor)
            self.told.say(self._why or tr(READING, name=name, token=token))
        else:
            self.told.say(self._why or tr(NOTHING))


def value_at(quantity: Quantity, frame: Frame) -> float:
    """A quantity at the cursor of a frame that has the snapshot there."""
    if quantity.is_of_tokens:
        return float(quantity.values(frame.trace, frame.cursor, frame.cursor + 1)[0])
    signals = frame.snapshot.signals if frame.snapshot is not None else {}
    return float(np.asarray(signals[quantity.signal.name]).reshape(-1)[quantity.unit])
