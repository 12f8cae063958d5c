"""Saving the open model as a checkpoint of the studio's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from wmstudio.engine.messages import SAVING, ModelSaved, SaveModel
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from wmstudio.app.settings import Settings
    from wmstudio.engine.messages import OpenedModel
    from wmstudio.gui.base.actions import Actions
    from wmstudio.gui.base.message import MessageStrip
    from wmstudio.gui.workspace.lane import Lane


class ModelSaving(QObject):
    """Asks for a new folder, which the engine writes."""

    def __init__(
        self,
        lane: Lane,
        actions: Actions,
        messages: MessageStrip,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._models, self._client, self._window = lane.models, lane.client, window
        self._actions, self._messages, self._settings = actions, messages, settings
        actions.on("model.save", self.choose)
        actions.allow("model.save", False)
        self._models.opened.connect(self._show_whether_it_can)
        self._client.model_saved.connect(self._tell)

    def choose(self) -> None:
        """Save it to a new folder that the user names."""
        opened = self._models.open_model
        if opened is None:
            return
        start = str(Path(self._settings.folder) / opened.name)
        chosen, _ = QFileDialog.getSaveFileName(self._window, tr("Save as checkpoint"), start)
        if chosen:
            self._messages.clear(SAVING)
            self._client.post(SaveModel(Path(chosen)))

    @Slot(object)
    def _show_whether_it_can(self, opened: OpenedModel) -> None:
        self._actions.allow("model.save", opened.recorded is None)

    @Slot(object)
    def _tell(self, saved: ModelSaved) -> None:
        said = tr("The model was saved to {folder}.", folder=saved.folder)
        self._messages.say(said, SAVING, warns=False, passes=True)
