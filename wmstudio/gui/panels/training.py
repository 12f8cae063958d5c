"""Training: how the open model was trained, and what one token became step by step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from wmstudio.app.figures import Figure, OfferedFigure
from wmstudio.app.phrases import phrase
from wmstudio.app.saved.training_record import (
    VALIDATION,
    TrainingCurve,
    TrainingRecord,
    record_of,
)
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.header import Elided
from wmstudio.gui.base.translation import counted, joined, tr
from wmstudio.gui.base.wording import explained
from wmstudio.gui.plots.step_plot import StepPlot
from wmstudio.gui.views.picture_panel import PicturePanel
from wmstudio.gui.widgets.step_trace import StepTrace
from wmstudio.untrusted import UntrustedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from PySide6.QtWidgets import QWidget

    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import Frame, OpenedModel, StepRead
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis

NONE = phrase(
    "This model has no training record: open a checkpoint that “wmstudio train” has made to see "
    "its curves."
)
DAMAGED = phrase("The training record cannot be used, but the model can: {why}.")
EMPTY = phrase("The training record has no curves: nothing was measured during training.")
HINT = phrase("From training.json in the checkpoint’s folder; the dashed line is this text")
RUN_HINT = phrase(
    "Click a curve to open the training step there; the lower curve is the cursor’s token at each "
    "step"
)
ENOUGH = 16
"""Tokens from which on the bits per byte of the text are shown: of fewer they say little."""


class TrainingPanel(PicturePanel):
    """A picture for each figure of the record, one below the other; of a run, also a trace."""

    title = phrase("Training")
    question = phrase("How did it learn?")

    step_wanted = Signal(int)
    """The user wants this step of the run."""
    trace_wanted = Signal()
    """The trace is switched on."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        axis.changed.disconnect(self.dirtied)
        self.record: TrainingRecord | None = None
        self._why = ""
        self._lengths = np.zeros(0, np.int64)
        """Bytes of each piece of the vocabulary."""
        self.plots: dict[str, StepPlot] = {}
        self.trace = StepTrace()
        self.trace.step_wanted.connect(self.step_wanted)
        self.trace.wanted.connect(self.trace_wanted)
        self.trace.pointed.connect(self._read_out)
        self.facts = Elided(tr("What the model was trained on, and how long"))
        self.facts.setContentsMargins(16, 0, 16, 0)
        self._lines = QVBoxLayout(self.body)
        self._lines.setContentsMargins(0, 0, 0, 8)
        self._lines.setSpacing(8)
        self._lines.addWidget(self.facts)
        self._lines.addWidget(self.trace, 1)
        self.header.set_hint(tr(HINT))
        self.pictures = (self.trace,)

    def sentence(self) -> str:
        if self._why:
            return tr(DAMAGED, why=self._why)
        return tr(EMPTY if self.record is not None else NONE)

    def controls(self) -> Mapping[str, Control]:
        return {"trace": self.trace}

    @property
    def traces(self) -> bool:
        """Whether the token at the cursor is to be read with every step."""
        return self.trace.is_on

    def open(self, opened: OpenedModel) -> None:
        before = self.opened
        super().open(opened)
        if before is None or not _same_record(before, opened):
            self._lengths = np.array([len(piece) for piece in opened.pieces], np.int64)
            self.record, self._why = None, ""
            try:
                self.record = record_of(opened)
            except (UntrustedError, OSError) as error:
                self._why = str(error).rstrip(".")
            self._show_record()
        self.trace.open(opened)
        run = opened.run
        self.header.set_hint(tr(HINT if run is None else RUN_HINT))
        for plot in self.plots.values():
            plot.mark_steps(run.steps if run else (), run.step if run else None)

    def drawable(self, frame: Frame) -> bool:
        return bool(self.plots) or not self.trace.isHidden()

    def draw_frame(self, opened: OpenedModel, frame: Frame) -> None:
        if (plot := self.plots.get(VALIDATION)) is not None:
            bits = self.bits_per_byte(frame)
            plot.mark_level(None if bits is None else (bits, tr("this text {n:.2f}", n=bits)))
        self._read_out()

    def bits_per_byte(self, frame: Frame) -> float | None:
        """What the text costs the model per byte, as far as it is read; None for short ones."""
        trace = frame.trace
        if len(trace) < ENOUGH:
            return None
        bits = trace.column("surprisal_bits", 0, len(trace))
        lengths = self._lengths[trace.column("ids", 0, len(trace))]
        known = np.isfinite(bits)
        return float(bits[known].sum() / max(lengths[known].sum(), 1))

    def begin_trace(self) -> None:
        """The token at the cursor is about to be read with every step."""
        self.trace.begin()

    def show_step(self, read: StepRead) -> None:
        """Show what a step reads at the cursor's token."""
        self.trace.show_step(read)

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        for curve in self.record.curves if self.record is not None else ():
            yield OfferedFigure(tr(curve.measure.name), partial(_figure, curve))
        if not self.trace.isHidden():
            yield OfferedFigure(tr("this token over the training"), self.trace.figure)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        set_colours(self.facts, text=theme.second_text, ground=theme.panel)

    def _show_record(self) -> None:
        for plot in self.plots.values():
            plot.hide()
            plot.deleteLater()
        record = self.record
        curves = record.curves if record is not None else ()
        self.plots = {curve.key: self._plot(curve) for curve in curves}
        self.pictures = (*self.plots.values(), self.trace)
        self.facts.say("" if record is None else facts_of(record))
        self.dirtied.emit()

    def _plot(self, curve: TrainingCurve) -> StepPlot:
        measure = curve.measure
        plot = StepPlot(tr(measure.name), tr(measure.unit))
        plot.steps_word = tr("steps")
        plot.setToolTip(explained(measure.term))
        plot.show_points(curve.steps, curve.values)
        plot.pointed.connect(self._read_out)
        plot.step_wanted.connect(self.step_wanted)
        plot.apply_theme(self.theme)
        self._lines.insertWidget(self._lines.count() - 1, plot, 1)
        return plot

    def _read_out(self) -> None:
        for plot in (*self.plots.values(), self.trace.plot):
            if plot.at is not None:
                self.header.read_out(plot.words(plot.at))
                return
        self.header.read_out("")


def _same_record(one: OpenedModel, other: OpenedModel) -> bool:
    """Whether two steps of one run are open, among the same steps."""
    if one.run is None or other.run is None:
        return False
    return (one.run.folder, one.run.steps) == (other.run.folder, other.run.steps)


def facts_of(record: TrainingRecord) -> str:
    """How far the training went, in one line."""
    facts = []
    if record.steps is not None:
        facts.append(counted(record.steps, "{n:,} step", "{n:,} steps"))
    if record.tokens is not None:
        facts.append(tr("{n:.1f} million tokens", n=record.tokens / 1e6))
    if record.seconds is not None:
        minutes = max(round(record.seconds / 60), 1)
        facts.append(counted(minutes, "{n:,} minute", "{n:,} minutes"))
    if record.start:
        facts.append(tr("began with {name}", name=record.start))
    return joined(" · ", facts)


def _figure(curve: TrainingCurve) -> Figure:
    """The record has been measured once, so the figure has no Python code."""
    values = np.array([curve.values], np.float32)
    return Figure(
        "curves",
        tr("Training: {name}", name=tr(curve.measure.name)),
        tr("step"),
        tr(curve.measure.unit),
        values,
        (tr(curve.measure.name),),
        tuple(map(str, curve.steps)),
        0,
        float(min(values.min(), 0.0)),
        float(values.max()),
        untouched=True,
    )
