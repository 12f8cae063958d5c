"""Which checkpoint is open: opening another, and what to do when that fails."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wmstudio.app import catalogue
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import READING, Configure, Failure, Open, OpenedModel
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.app.settings import Settings
    from wmstudio.engine.messages import Values
    from wmstudio.gui.base.message import MessageStrip
    from wmstudio.gui.client.engine_client import QtEngineClient

OPENING, ABOUT, SETTING = "opening", "about the model", "setting"
NONE_BUNDLED = phrase("No model is included. Open one from its folder (Model, Open model folder).")


class Models(QObject):
    """At most one model of a lane is open; what cannot be opened leaves it so."""

    opening = Signal(str)
    """Something is being opened."""
    opened = Signal(object)
    kept = Signal()
    """It could not be opened; what was open still is."""
    configured = Signal(object)
    """All settings that were asked for have been answered: this is open now."""

    def __init__(
        self,
        client: QtEngineClient,
        settings: Settings,
        messages: MessageStrip,
        parent: QObject,
        mark: str = "",
    ) -> None:
        """Open models through the engine's client; messages are told apart by ``mark``."""
        super().__init__(parent)
        self.topics = tuple(f"{of} {mark}".strip() for of in (OPENING, READING, ABOUT))
        """Of what is said about opening it, about how it reads, and about what it is."""
        self._client, self._settings, self._messages = client, settings, messages
        self._asked: list[tuple[str, str]] = []
        """What is to be answered, oldest first: `OPENING` and a source, or `SETTING`."""
        self._source = ""
        self.open_model: OpenedModel | None = None
        client.opened.connect(self._take_opened)
        client.failed.connect(self._take_failed)

    @property
    def busy(self) -> bool:
        """Whether one is open, or being opened."""
        return self.open_model is not None or bool(self._asked)

    @property
    def source(self) -> str:
        """What the open one was opened by: a bundled one's name, or a folder."""
        return self._source

    @property
    def is_opening(self) -> bool:
        """Whether one is being opened."""
        return any(what == OPENING for what, _ in self._asked)

    def begin(self, asked: str = "", values: Values = ()) -> None:
        """Open what was asked for, or what was open last, or a bundled one."""
        source = asked or self.last() or self.instead()
        if source:
            self.open(source, self._settings.device, values)
        else:
            self._messages.say(tr(NONE_BUNDLED), self.topics[0])

    def open(self, source: str, device: str, values: Values = ()) -> None:
        """Open a bundled checkpoint by its name, or one in a folder; ``values`` as in `Open`."""
        # Whatever could not be opened before was told, and somebody goes on from there.
        self._messages.clear(self.topics[0], SETTING)
        self._asked.append((OPENING, source))
        self.opening.emit(source)
        self._client.post(Open(source, device, values))

    def move(self, device: str) -> None:
        """Open the same one on another device, with the settings that it has now."""
        opening = [source for what, source in self._asked if what == OPENING]
        if opening:
            self.open(opening[-1], device)
        elif self._source and self.open_model is not None:
            self.open(self._source, device, self.open_model.values)

    def configure(self, values: Values) -> None:
        """Go on with the open one with its own settings but these."""
        self._messages.clear(SETTING)
        self._asked.append((SETTING, ""))
        self._client.post(Configure(values))

    def last(self) -> str:
        """What was open when the program last ended, if that is to be gone on with."""
        return ""

    def instead(self) -> str:
        """What to open where nothing is open and what was asked for cannot be; empty for none."""
        return ""

    @Slot(object)
    def _take_opened(self, opened: OpenedModel) -> None:
        # A device that fails later has the same one opened again, unasked.
        what, asked = self._asked.pop(0) if self._asked else (SETTING, "")
        if what == OPENING:
            self._source = catalogue.source_of(opened.folder) if opened.folder else asked
        self.open_model = opened
        new = what == OPENING and self._source and opened.recorded is None
        if new and not catalogue.is_bundled(self._source):
            self._settings.remember(Path(self._source).absolute())
        # How the former one read is over. That another could not be opened stays said: this one may
        # be here only because of that.
        self._messages.clear(self.topics[1])
        if what == SETTING:
            self._messages.clear(SETTING)
        if opened.note:
            self._messages.say(
                opened.note, self.topics[2], warns=False, holds=self._same_as(opened)
            )
        self.opened.emit(opened)
        self._tell_configured()
        if self._asked and self._asked[-1][0] == OPENING:
            self.opening.emit(self._asked[-1][1])

    @Slot(object)
    def _take_failed(self, failed: Failure) -> None:
        if failed.about or not self._asked:
            reading = failed.about in ("", READING)
            self._messages.say(failed.message, self.topics[1] if reading else failed.about)
            return
        what, source = self._asked.pop(0)
        self._messages.say(failed.message, self.topics[0] if what == OPENING else what)
        usual = self.instead()
        if self.open_model is None and not self._asked and usual and source != usual:
            # Nothing at all to look at would be worse; what failed is still told.
            self._asked.append((OPENING, usual))
            self._client.post(Open(usual, self._settings.device))
            self.opening.emit(usual)
        elif not self._asked and what == OPENING:
            self.kept.emit()
        self._tell_configured()

    def _same_as(self, opened: OpenedModel) -> Callable[[], bool]:
        """Whether a model is still the one that is open."""

        def same() -> bool:
            now = self.open_model
            identity = opened.name, opened.folder, opened.device
            return now is not None and (now.name, now.folder, now.device) == identity

        return same

    def _tell_configured(self) -> None:
        # Whoever shows settings is not to go back to old ones while newer ones are on their way.
        if self.open_model is not None and not self._asked:
            self.configured.emit(self.open_model)


class FirstModels(Models):
    """Of the first lane, which remembers its model and is never without one if there is any."""

    def __init__(
        self, client: QtEngineClient, settings: Settings, messages: MessageStrip, parent: QObject
    ) -> None:
        super().__init__(client, settings, messages, parent)
        self.opened.connect(self._remember)

    def last(self) -> str:
        return self._settings.checkpoint if self._settings.start == "last" else ""

    def instead(self) -> str:
        return catalogue.usual()

    @Slot(object)
    def _remember(self, opened: OpenedModel) -> None:
        if opened.recorded is None:
            self._settings.checkpoint = self.source
