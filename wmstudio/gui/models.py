"""Which checkpoint is open: opening another, and what to do when that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wmstudio.app import catalogue
from wmstudio.engine.messages import Failed, Open, Opened

if TYPE_CHECKING:
    from wmstudio.app.settings import Settings
    from wmstudio.gui.bridge import Bridge
    from wmstudio.gui.message import MessageStrip

OPENING, READING = "opening", "reading"
NONE_BUNDLED = (
    "No checkpoint came with the program: open one from its folder (Model, Open checkpoint)."
)


class Models(QObject):
    """At most one model is open; what cannot be opened leaves it so."""

    setting = "checkpoint"
    """The one of the settings that remembers it."""
    topics = OPENING, READING
    """Of what is said about opening it, and about what it does later."""

    opening = Signal(str)
    """Something is being opened."""
    opened = Signal(object)
    kept = Signal()
    """It could not be opened; what was open still is."""

    def __init__(
        self, bridge: Bridge, settings: Settings, messages: MessageStrip, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bridge, self._settings, self._messages = bridge, settings, messages
        self._asked: list[str] = []
        self._source = ""
        self.open_model: Opened | None = None
        bridge.opened.connect(self._take_opened)
        bridge.failed.connect(self._take_failed)

    @property
    def busy(self) -> bool:
        """Whether one is open, or being opened."""
        return self.open_model is not None or bool(self._asked)

    def begin(self, asked: str = "") -> None:
        """Open what was asked for, or what was open last, or a bundled one."""
        source = asked or getattr(self._settings, self.setting) or catalogue.usual()
        if source:
            self.open(source, self._settings.device)
        else:
            self._messages.say(NONE_BUNDLED, self.topics[0])

    def open(self, source: str, device: str) -> None:
        """Open a bundled checkpoint by its name, or one in a folder."""
        self._asked.append(source)
        self.opening.emit(source)
        self._bridge.post(Open(source, device))

    def move(self, device: str) -> None:
        """Open the same one on another device."""
        if source := (self._asked[-1] if self._asked else self._source):
            self.open(source, device)

    def instead(self) -> str:
        """What to open where nothing is open and what was asked for cannot be."""
        return catalogue.usual()

    @Slot(object)
    def _take_opened(self, opened: Opened) -> None:
        # A device that fails later has the same one opened again, unasked.
        asked = self._asked.pop(0) if self._asked else self._source
        self._source = catalogue.source_of(opened.folder) if opened.folder else asked
        self.open_model = opened
        setattr(self._settings, self.setting, self._source)
        if opened.folder is not None and not catalogue.is_bundled(self._source):
            self._settings.remember(opened.folder.absolute())
        self._messages.clear(*self.topics)
        if opened.note:
            self._messages.say(opened.note, self.topics[0], warns=False)
        self.opened.emit(opened)
        if self._asked:
            self.opening.emit(self._asked[-1])

    @Slot(object)
    def _take_failed(self, failed: Failed) -> None:
        if not self._asked:
            self._messages.say(failed.message, self.topics[1])
            return
        source = self._asked.pop(0)
        self._messages.say(failed.message, self.topics[0])
        usual = self.instead()
        if self.open_model is None and not self._asked and usual and source != usual:
            # Nothing at all to look at would be worse; what failed is still told.
            self._asked.append(usual)
            self._bridge.post(Open(usual, self._settings.device))
            self.opening.emit(usual)
        elif not self._asked:
            self.kept.emit()
