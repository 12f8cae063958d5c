"""The settings of the open model: a button and a strip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from wmstudio.gui.base.buttons import CommandButton
from wmstudio.gui.base.plain import literal, plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import settings_words
from wmstudio.gui.interventions.setting_strip import SettingStrip
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from wmstudio.engine.messages import OpenedModel
    from wmstudio.gui.workspace.controller import Services

SHOW, RESET = "memory.settings", "memory.reset"


class ModelSettingsController(Controller):
    """Connects the settings with the strip, and with a button that shows changed settings."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        first, actions = self._lane, self._actions
        self._models = models = first.models
        self._show, self._reset = actions[SHOW], actions[RESET]
        self.strip = SettingStrip(self._reset)
        self.button = CommandButton(self._show, tr("Settings of the model"))
        self.button.hide()
        self._mark = ""
        actions.on_toggle(SHOW, self.show)
        actions.on(RESET, self.reset)
        self.strip.wanted.connect(models.configure)
        models.configured.connect(self._show_model)
        self._show.setIconText(tr("Settings"))
        actions.allow(SHOW, False)
        actions.allow(RESET, False)

    def fit(self) -> None:
        """Fit the strip to the current font."""
        self.strip.fit()

    def show(self, there: bool) -> None:
        """Show the strip with the keyboard focus, or hide it."""
        self.strip.setVisible(there)
        if there:
            next(iter(self.strip.controls.values())).inputs[0].setFocus()

    def reset(self) -> None:
        """Return to the checkpoint's own settings."""
        self._models.configure(())

    def set_mark(self, mark: str) -> None:
        """Set the mark of the lane whose settings these are; empty if there is one lane."""
        self._mark = mark
        if self._models.open_model is not None:
            self._show_model(self._models.open_model)

    @Slot(object)
    def _show_model(self, opened: OpenedModel) -> None:
        self.strip.show_model(opened)
        there = bool(opened.settings)
        self._actions.allow(SHOW, there)
        changed = settings_words(opened.values)
        if changed and there:
            told = tr("Changed: {settings}", settings=", ".join(changed))
            self._show.setToolTip(plain_tip(f"{self._show.toolTip()}\n{told}"))
        few = ", ".join(changed) if len(changed) < 3 else tr("{n} changed", n=len(changed))
        # The button's own text; the menu's text stays.
        name = f"{self._mark} {tr('Settings')}".strip()
        self._show.setIconText(literal(f"{name}: {few}" if changed else name))
        self._actions.allow(RESET, bool(opened.values))
        self.button.setVisible(bool(changed and there))
        self.strip.setVisible(there and self._show.isChecked())
