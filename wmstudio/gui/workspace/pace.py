"""Says so when a model is too slow to follow the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from wmstudio.gui.base.message import MessageStrip
    from wmstudio.gui.workspace.lane import Lane

SLOW = 0.2
"""Seconds for a token from which on a model does not keep up with somebody who types."""
OFTEN = 3
"""Number of slow reads in a row: the first reads of any model take longer than later ones."""


class Pace(QObject):
    """Counts how often a lane's model was slow, and tells it once for each model."""

    def __init__(self, lane: Lane, messages: MessageStrip) -> None:
        super().__init__(lane)
        self._models, self._messages = lane.models, messages
        self._topic = f"pace {lane.mark}"
        self._slow = 0
        reading = lane.reading
        reading.read.connect(self._count)
        self._models.opened.connect(self._begin)

    @Slot(object)
    def _begin(self, _opened: object) -> None:
        if self._models.is_fresh:
            self._slow = 0
            self._messages.clear(self._topic)

    @Slot(int, float)
    def _count(self, tokens: int, seconds: float) -> None:
        self._slow = self._slow + 1 if seconds > SLOW * tokens else 0
        model = self._models.open_model
        if self._slow == OFTEN and model is not None:
            said = tr(
                "{name} takes about {n} s for a token. You can go on typing; the panels follow as "
                "fast as the model reads.",
                name=model.name,
                n=f"{seconds / tokens:.1f}",
            )
            self._messages.say(said, self._topic, warns=False)
