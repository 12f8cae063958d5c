"""Saving the open model as a checkpoint of the studio's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from wmstudio.app import catalogue
from wmstudio.engine.messages import SAVING, ModelSaved, SaveModel
from wmstudio.gui.base.translation import tr
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from wmstudio.engine.messages import OpenedModel
    from wmstudio.gui.workspace.controller import Services


class ModelSaving(Controller):
    """Asks for a new folder, which the engine writes."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        lane, actions = self._lane, self._actions
        self._models, self._client = lane.models, lane.client
        actions.on("model.save", self.choose)
        actions.allow("model.save", False)
        self._models.opened.connect(self._show_whether_it_can)
        self._client.model_saved.connect(self._tell)

    def choose(self) -> None:
        """Save it to a new folder that the user names."""
        opened = self._models.open_model
        if opened is None:
            return
        chosen = self._file_to_save(tr("Save as checkpoint"), opened.name)
        if chosen is not None:
            self._messages.clear(SAVING)
            self._client.post(SaveModel(chosen))

    @Slot(object)
    def _show_whether_it_can(self, opened: OpenedModel) -> None:
        here = catalogue.elsewhere(self._models.source) is None
        self._actions.allow("model.save", here and opened.recorded is None)

    @Slot(object)
    def _tell(self, saved: ModelSaved) -> None:
        said = tr("The model was saved to {folder}.", folder=saved.folder)
        self._messages.say(said, SAVING, warns=False, passes=True)
