"""The steps of a training run in one line: play, a slider on the loss curve, and the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QSlider, QStyle, QStyleOptionSlider

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.buttons import FlatButton
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.header import Fitting
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

PLAY, STOP = "▶", "■"
HEIGHT = 34
"""Pixels of the slider, whose curve is behind it."""
EDGE = 3
"""Pixels above and below the curve."""
TIP = phrase("The training step that reads the text; the curve behind it is the {curve}")
PLAIN_TIP = phrase("The training step that reads the text")


class StepSlider(QSlider):
    """One place for each step, all equally far apart, and behind them a curve."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = DARK
        self._curve: tuple[float, ...] = ()
        self.setPageStep(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def curve(self) -> Sequence[float]:
        """The value of the curve at each step; empty for none."""
        return self._curve

    def show_curve(self, values: Sequence[float]) -> None:
        """Draw a curve, a value for each step; none if it is empty."""
        self._curve = tuple(values)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, HEIGHT)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        self.update()

    def place_of(self, at: int) -> float:
        """Where the handle's centre is for a value, in pixels."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        option.sliderPosition = option.sliderValue = at
        handle = QStyle.SubControl.SC_SliderHandle
        complex_ = QStyle.ComplexControl.CC_Slider
        return self.style().subControlRect(complex_, option, handle, self).center().x() + 0.5

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_curve(painter)
        painter.end()
        super().paintEvent(event)

    def _paint_curve(self, painter: QPainter) -> None:
        if len(self._curve) < 2:
            return
        low, high = min(self._curve), max(self._curve)
        tall, scale = self.height() - 2 * EDGE, max(high - low, 1e-9)
        points = [
            QPointF(self.place_of(at), EDGE + tall * (high - value) / scale)
            for at, value in enumerate(self._curve)
        ]
        colour = QColor(self._theme.network)
        bottom = float(self.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour.setAlphaF(0.18)
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        ends = QPointF(points[-1].x(), bottom), QPointF(points[0].x(), bottom)
        painter.drawPolygon(QPolygonF([*points, *ends]))
        colour.setAlphaF(0.8)
        painter.setPen(QPen(colour, 1.5))
        painter.drawPolyline(QPolygonF(points))


class StepBar(QFrame):
    """Hidden unless the open model is a step of a training run."""

    chosen = Signal(int)
    """The user wants this step."""
    play_toggled = Signal()
    """The user wants to play, or to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: tuple[int, ...] = ()
        self._mark = ""
        self.play = FlatButton(
            PLAY, tr("Play the training"), tr("Go through the steps of the training, or stop")
        )
        self.slider = StepSlider()
        self.slider.setAccessibleName(tr("Training step"))
        self.told = Fitting(tr("The training step that is open"))
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 2, 12, 2)
        line.setSpacing(8)
        line.addWidget(self.play)
        line.addWidget(self.slider, 1)
        line.addWidget(self.told)
        self.setAutoFillBackground(True)
        self.play.clicked.connect(self.play_toggled)
        self.slider.valueChanged.connect(self._choose)

    @property
    def step(self) -> int:
        """The step at the slider's handle."""
        return self.steps[self.slider.value()]

    def show_steps(self, steps: tuple[int, ...], step: int) -> None:
        """Offer these steps, of which one is open."""
        self.steps = steps
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(steps) - 1)
            self.slider.setValue(steps.index(step) if step in steps else 0)
        self._tell()

    def show_curve(self, name: str, values: Sequence[float]) -> None:
        """Draw a curve behind the slider, a value for each step; none if it is empty."""
        self.slider.show_curve(values)
        self.slider.setToolTip(plain_tip(tr(TIP, curve=name) if values else tr(PLAIN_TIP)))

    def show_playing(self, on: bool) -> None:
        """Show whether it plays."""
        self.play.setText(STOP if on else PLAY)

    def set_mark(self, mark: str) -> None:
        """Say whose steps these are; empty if only one model is open."""
        self._mark = mark
        if self.steps:
            self._tell()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self.slider.apply_theme(theme)
        set_colours(self, ground=theme.panel)
        set_colours(self.told, text=theme.second_text, ground=theme.panel)

    @Slot(int)
    def _choose(self, at: int) -> None:
        self._tell()
        self.chosen.emit(self.steps[at])

    def _tell(self) -> None:
        # As wide for all steps, so that the slider keeps its place.
        widest = self.fontMetrics().horizontalAdvance(self._words(self.steps[-1]))
        self.told.setMinimumWidth(widest + 4)
        self.told.say(self._words(self.step))
        self.slider.setAccessibleDescription(self.told.text())

    def _words(self, step: int) -> str:
        told = tr("step {step:,} of {last:,}", step=step, last=self.steps[-1])
        return f"{self._mark} {told}".strip()
