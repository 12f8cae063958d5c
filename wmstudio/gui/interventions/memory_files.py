"""Opening files of copied memory, from the desktop too, where there may be no text yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app import catalogue
from wmstudio.app.phrases import phrase
from wmstudio.engine.memory_file import MemoryFileError, read_memory
from wmstudio.gui.base.translation import tr
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.gui.interventions.transplants import Transplants
    from wmstudio.gui.workspace.controller import Services

TOPIC = "memory file"
READY = phrase(
    "“{origin}” of {name} is on the clipboard. Write or open a text, and put it in with "
    "Paste memory in the menu Experiment."
)
NOT_A_TEXT = phrase("Use Save memory for a file of memory. Save the text under another name.")


class MemoryFiles(Controller):
    """A format of `Documents`: the memory is put into the text, or kept until there is one."""

    def __init__(self, services: Services, transplants: Transplants) -> None:
        super().__init__(services)
        self._models, self._transplants = self._lane.models, transplants
        self._began, self._wanted = False, ""

    def read(self, path: Path, *, ask: bool) -> bool:
        """See `FileFormat`. The text stays, so nothing is asked."""
        try:
            copied = read_memory(path)
        except MemoryFileError as error:
            self._messages.say(str(error), TOPIC)
            return False
        frame = self._lane.frame
        if frame is not None and frame.cursor >= 0:
            self._transplants.put_in(copied)
            return True
        self._transplants.keep(copied)
        said = tr(READY, origin=copied.origin, name=copied.name)
        self._messages.say(said, TOPIC, warns=False)
        if copied.name in {one.name for one in catalogue.bundled()}:
            self._wanted = copied.name
            if self._began:
                self.begin()
        return True

    def begin(self) -> bool:
        """Open the model of a memory, unless another one is open. Returns whether it did."""
        self._began = True
        name, self._wanted = self._wanted, ""
        if not name or self._models.busy:
            return False
        self._models.open(name, self._settings.device)
        return True

    def write(self, path: Path) -> bool:
        """See `FileFormat`. A memory cannot be overwritten with a text."""
        self._messages.say(tr(NOT_A_TEXT), "saving", passes=True)
        return False
