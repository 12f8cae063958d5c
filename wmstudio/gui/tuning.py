"""The settings of the open model: the button, the strip, and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QToolButton

from wmstudio.gui.setting_strip import SettingStrip

if TYPE_CHECKING:
    from wmstudio.engine.messages import Opened, Value
    from wmstudio.gui.actions import Actions
    from wmstudio.gui.models import Models

SHOW, RESET = "memory.settings", "memory.reset"
NOTHING = "There is nothing to set about this model"


class Tuning(QObject):
    """A changed setting is always told on the button, also while the strip is hidden."""

    def __init__(self, models: Models, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._models, self._show, self._reset = models, actions[SHOW], actions[RESET]
        self.strip = SettingStrip(self._reset)
        self.button = QToolButton()
        self.button.setDefaultAction(self._show)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setAccessibleName("Settings of the model")
        self._tip, self._mark = self._show.toolTip(), ""
        actions.on_toggle(SHOW, self.show)
        actions.on(RESET, self.reset)
        self.strip.wanted.connect(models.configure)
        models.configured.connect(self._show_model)
        self._show.setIconText("Settings")
        self._show.setEnabled(False)
        self._reset.setEnabled(False)

    def show(self, there: bool) -> None:
        """Show the strip, with the keyboard in it, or hide it."""
        self.strip.setVisible(there)
        if there:
            next(iter(self.strip.controls.values())).inputs[0].setFocus()

    def reset(self) -> None:
        """Back to the checkpoint's own settings."""
        self._models.configure(())

    def set_mark(self, mark: str) -> None:
        """Say whose settings they are, where there are two models."""
        self._mark = mark
        if self._models.open_model is not None:
            self._show_model(self._models.open_model)

    @Slot(object)
    def _show_model(self, opened: Opened) -> None:
        self.strip.show_model(opened)
        there = bool(opened.settings)
        self._show.setEnabled(there)
        changed = [f"{name.replace('_', ' ')} {in_words(value)}" for name, value in opened.values]
        told = f"{self._tip}\nChanged: {', '.join(changed)}" if changed else self._tip
        self._show.setToolTip(told if there else NOTHING)
        few = ", ".join(changed) if len(changed) < 3 else f"{len(changed)} changed"
        # What a button shows of an action; the menu's own text stays.
        name = f"{self._mark} Settings" if self._mark else "Settings"
        self._show.setIconText(f"{name}: {few}" if changed else name)
        self._reset.setEnabled(bool(opened.values))
        self.strip.setVisible(there and self._show.isChecked())


def in_words(value: Value) -> str:
    """A setting's value as it is told."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)
