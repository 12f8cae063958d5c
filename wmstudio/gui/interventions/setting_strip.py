"""The strip of the open model's settings, above the text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.buttons import CommandButton
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.flow import Flow
from wmstudio.gui.base.header import Elided
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import setting_name
from wmstudio.gui.interventions.setting_control import WHILE_TYPING, SettingControl, control_for

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QResizeEvent

    from wmstudio.engine.messages import OpenedModel, Setting, Value

ABOUT = phrase("Changes apply at once, without training.")


class Room(QScrollArea):
    """As high as its controls; in a low window they scroll."""

    def __init__(self, inside: QWidget, flow: Flow) -> None:
        super().__init__()
        self._flow = flow
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setWidget(inside)
        for part in (self, self.viewport(), inside):
            part.setAutoFillBackground(False)
        self.setAccessibleName(tr("Settings of the model"))

    def sizeHint(self) -> QSize:
        return QSize(200, self._flow.heightForWidth(max(self.width(), 100)))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self._flow.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class SettingStrip(QFrame):
    """Controls for all settings that the model declares.

    Changes are requested after a short pause.
    """

    wanted = Signal(object)
    """All settings that differ from the checkpoint's own."""

    def __init__(self, reset: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controls: dict[str, SettingControl] = {}
        self._opened: OpenedModel | None = None
        self._changed: dict[str, Value] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self.reset = CommandButton(reset)
        self.about = Elided(tr("What the setting is"))
        self._places = QWidget()
        self._flow = Flow(self._places, spacing=14)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._room = Room(self._places, self._flow)
        below = QHBoxLayout()
        below.addWidget(self.about, 1)
        below.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 6, 8, 6)
        column.setSpacing(4)
        column.addWidget(self._room)
        column.addLayout(below)
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Settings of the model"))
        self.apply_theme(DARK)
        self.hide()

    def show_model(self, opened: OpenedModel) -> None:
        """Show the values in force, except those that were changed here since."""
        if self._opened is None or _shape(self._opened) != _shape(opened):
            self._changed.clear()
            self._timer.stop()
            self._build(opened)
        self._opened = opened
        if not self._timer.isActive():
            self._changed.clear()
        for name, control in self.controls.items():
            if name not in self._changed:
                control.show_value(opened.settings[name].value)

    def fit(self) -> None:
        """Fit the controls to the current font."""
        for control in self.controls.values():
            control.fit()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        set_colours(self.about, text=theme.second_text)

    def _build(self, opened: OpenedModel) -> None:
        self._flow.clear()
        self.controls = {name: control_for(s) for name, s in opened.settings.items()}
        for control in self.controls.values():
            self._flow.addWidget(control)
            control.changed.connect(self._change)
            control.looked_at.connect(self._tell)
        self._room.updateGeometry()
        self.about.say(tr(ABOUT))
        self.apply_theme(self._theme)
        inputs = [part for control in self.controls.values() for part in control.inputs]
        for before, after in pairwise([*inputs, self.reset]):
            QWidget.setTabOrder(before, after)

    @Slot(str)
    def _tell(self, name: str) -> None:
        text = tr(self.controls[name].setting.text)
        self.about.say(tr("{name}: {about}", name=setting_name(name), about=text))

    @Slot(str, object, int)
    def _change(self, name: str, value: Value, soon: int) -> None:
        self._changed[name] = value
        # The model follows a slider while it moves, but waits for the end of typing.
        if soon == WHILE_TYPING or not self._timer.isActive() or self._timer.interval() > soon:
            self._timer.start(soon)

    @Slot()
    def _ask(self) -> None:
        if self._opened is not None:
            self.wanted.emit(tuple((dict(self._opened.values) | self._changed).items()))


def _shape(opened: OpenedModel) -> list[tuple[object, ...]]:
    """What the controls depend on."""

    def of(setting: Setting) -> tuple[object, ...]:
        of_numbers = setting.low, setting.high, setting.among
        return setting.name, setting.choices, *of_numbers, type(setting.value)

    return [of(setting) for setting in opened.settings.values()]
