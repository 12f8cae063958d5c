"""The model of a lane that reads another text with the first lane's model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from wmstudio.gui.client.models import Models

if TYPE_CHECKING:
    from wmstudio.app.settings import Settings
    from wmstudio.gui.base.message import MessageStrip
    from wmstudio.gui.client.engine_client import QtEngineClient


class SharedModels(Models):
    """Opens whatever the first lane has open, with the same settings and the same weights."""

    shares = True

    def __init__(
        self,
        first: Models,
        client: QtEngineClient,
        settings: Settings,
        messages: MessageStrip,
        parent: QObject,
        mark: str,
    ) -> None:
        super().__init__(client, settings, messages, parent, mark)
        self._first = first
        first.opened.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Open the first lane's model, unless it is a recording, which reads no other text."""
        opened, now = self._first.open_model, self.open_model
        if opened is None or opened.recorded is not None:
            return
        if now is None or self._first.is_fresh:
            self.open(self._first.source, opened.device, opened.values)
        elif now.values != opened.values:
            self.configure(opened.values)

    def move(self, device: str) -> None:
        """Nothing: the first lane's model moves, and this one follows it."""

    def prove(self) -> None:
        """Nothing: it is the first lane's model, which is measured there."""
