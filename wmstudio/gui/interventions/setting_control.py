"""Controls for one setting: a choice, a switch, an integer, or a number."""

from __future__ import annotations

from math import floor, log10
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QSlider,
    QWidget,
)

from wmstudio.gui.base.number_box import DecimalBox, WholeBox
from wmstudio.gui.base.plain import PlainLabel, plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import setting_name, setting_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtGui import QEnterEvent

    from wmstudio.engine.messages import Setting, Value

AT_ONCE, WHILE_SLIDING, WHILE_TYPING = 0, 80, 400
"""Milliseconds from a change to the request: longer where more changes may follow."""
STEPS = 200
"""Number of steps of a slider."""
NONE: Mapping[str, str] = MappingProxyType({})
SIDE = Qt.AlignmentFlag.AlignRight


class SettingControl(QWidget):
    """A label and an input."""

    changed = Signal(str, object, int)
    """The setting's name, its new value, and the delay in milliseconds."""
    looked_at = Signal(str)
    """The setting is hovered or focused."""

    def __init__(self, setting: Setting, name: str = "", words: Mapping[str, str] = NONE) -> None:
        super().__init__()
        self.setting = setting
        self._words = words
        self.label = PlainLabel(name or setting_name(setting.name))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.label)
        self._build(row)
        self.label.setBuddy(self.inputs[0])
        for part in self.inputs:
            part.setAccessibleName(tr("Setting: {name}", name=self.label.text()))
            part.setAccessibleDescription(tr(setting.text))
            part.installEventFilter(self)
        self.setToolTip(plain_tip(tr(setting.text)))
        self.show_value(setting.value)

    def show_value(self, value: Value) -> None:
        """Show the value in force."""
        raise NotImplementedError

    def fit(self) -> None:
        """Fit the control to the current font."""

    def _build(self, row: QHBoxLayout) -> None:
        """Make ``inputs``, and add them to the row."""
        self.inputs: list[QWidget] = []
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == event.Type.FocusIn:
            self.looked_at.emit(self.setting.name)
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.looked_at.emit(self.setting.name)


class SettingChoice(SettingControl):
    """A choice of words."""

    def _build(self, row: QHBoxLayout) -> None:
        self.box = QComboBox()
        for choice in self.setting.choices:
            self.box.addItem(
                tr(self._words[choice]) if choice in self._words else setting_value(choice), choice
            )
        self.box.currentIndexChanged.connect(self._change)
        self.inputs = [self.box]
        row.addWidget(self.box)

    def show_value(self, value: Value) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(str(value)))

    @Slot()
    def _change(self) -> None:
        self.changed.emit(self.setting.name, self.box.currentData(), AT_ONCE)


class SettingAmong(SettingControl):
    """One of some numbers."""

    def _build(self, row: QHBoxLayout) -> None:
        self.box = QComboBox()
        for number in self.setting.among:
            self.box.addItem(f"{number:,}", number)
        self.box.currentIndexChanged.connect(self._change)
        self.inputs = [self.box]
        row.addWidget(self.box)

    def show_value(self, value: Value) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(value))

    @Slot()
    def _change(self) -> None:
        self.changed.emit(self.setting.name, self.box.currentData(), AT_ONCE)


class SettingSwitch(SettingControl):
    """A switch."""

    def _build(self, row: QHBoxLayout) -> None:
        self.box = QCheckBox()
        self.box.toggled.connect(self._change)
        self.inputs = [self.box]
        row.insertWidget(0, self.box)

    def show_value(self, value: Value) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))

    @Slot(bool)
    def _change(self, on: bool) -> None:
        self.changed.emit(self.setting.name, on, AT_ONCE)


class Whole(SettingControl):
    """An integer."""

    def _build(self, row: QHBoxLayout) -> None:
        self.box = WholeBox(round(self.setting.low), round(self.setting.high))
        self.box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.box.setAlignment(SIDE)
        self.box.valueChanged.connect(self._change)
        # Enter, or leaving the box, ends typing.
        self.box.editingFinished.connect(self._finish)
        self.inputs = [self.box, self.box.lineEdit()]
        row.addWidget(self.box)
        self.fit()

    def fit(self) -> None:
        widest = f"{round(self.setting.high)}"
        self.box.setFixedWidth(self.box.fontMetrics().horizontalAdvance(f"{widest}0") + 22)

    def show_value(self, value: Value) -> None:
        self.box.show_value(int(value))
        self._shown = self.box.value()

    @Slot(int)
    def _change(self, value: int) -> None:
        self.changed.emit(self.setting.name, value, WHILE_TYPING)

    @Slot()
    def _finish(self) -> None:
        if self.box.value() != self._shown:
            self.changed.emit(self.setting.name, self.box.value(), AT_ONCE)


class Number(SettingControl):
    """A number: a slider for coarse and a box for exact values."""

    def _build(self, row: QHBoxLayout) -> None:
        low, high = self.setting.low, self.setting.high
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 10)
        self.slider.setFixedWidth(90)
        self.box = DecimalBox(low, high)
        # Fine enough to distinguish 200 steps.
        self.box.setDecimals(max(0, 3 - floor(log10(max(high - low, 1e-9)) + 1e-9)))
        self.box.setSingleStep((high - low) / 20)
        self.box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.box.setAlignment(SIDE)
        self.slider.valueChanged.connect(self._slide)
        self.box.valueChanged.connect(self._change)
        self.box.editingFinished.connect(self._finish)
        self.inputs = [self.slider, self.box, self.box.lineEdit()]
        row.addWidget(self.slider)
        row.addWidget(self.box)
        self.fit()

    def fit(self) -> None:
        widest = max((f"{x:.{self.box.decimals()}f}" for x in self._ends()), key=len)
        self.box.setFixedWidth(self.box.fontMetrics().horizontalAdvance(widest) + 22)

    def show_value(self, value: Value) -> None:
        self.box.show_value(float(value))
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._step(float(value)))
        self._shown = self.box.value()

    def _ends(self) -> tuple[float, float]:
        return self.setting.low, self.setting.high

    def _step(self, value: float) -> int:
        low, high = self._ends()
        return round((value - low) / (high - low) * STEPS)

    @Slot(int)
    def _slide(self, step: int) -> None:
        low, high = self._ends()
        self.box.show_value(low + (high - low) * step / STEPS)
        self.changed.emit(self.setting.name, self._value(), WHILE_SLIDING)

    @Slot(float)
    def _change(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._step(value))
        self.changed.emit(self.setting.name, self._value(), WHILE_TYPING)

    @Slot()
    def _finish(self) -> None:
        if self.box.value() != self._shown:
            self.changed.emit(self.setting.name, self._value(), AT_ONCE)

    def _value(self) -> float:
        # Rounded as displayed, so that what is seen is what is requested.
        return round(self.box.value(), self.box.decimals())


def control_for(
    setting: Setting, name: str = "", words: Mapping[str, str] = NONE
) -> SettingControl:
    """Make the control for a setting by the type of its value.

    ``name`` and ``words`` replace the setting's own name and the texts of its choices.
    """
    kind: type[SettingControl] = Whole if isinstance(setting.value, int) else Number
    if setting.choices:
        kind = SettingChoice
    elif setting.among:
        kind = SettingAmong
    elif isinstance(setting.value, bool):
        kind = SettingSwitch
    return kind(setting, name, words)
