"""The open model of a lane: opening, changing settings, and handling failures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wmstudio.app import catalogue
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import READING, Configure, Failure, Open, OpenedModel, Prove, Proven
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
    """Holds at most one open model. A model that cannot be opened leaves the open one as it is."""

    opening = Signal(str)
    """A model is being opened."""
    opened = Signal(object)
    kept = Signal()
    """It could not be opened; the open model is still open."""
    configured = Signal(object)
    """All requested settings are in force; carries the `OpenedModel`."""
    proven = Signal(object)
    """What was measured of the open model is known; carries the `Proven`."""
    shares = False
    """Whether the weights of a model that is open already are used; see `Open`."""

    def __init__(
        self,
        client: QtEngineClient,
        settings: Settings,
        messages: MessageStrip,
        parent: QObject,
        mark: str = "",
    ) -> None:
        """Use an engine client. ``mark`` distinguishes the notices of lanes."""
        super().__init__(parent)
        self.topics = tuple(f"{of} {mark}".strip() for of in (OPENING, READING, ABOUT))
        """Topics of notices: about opening, about reading, and about the model."""
        self._client, self._settings, self._messages = client, settings, messages
        self._asked: list[tuple[str, str]] = []
        """Requests without an answer, oldest first: `OPENING` and a source, or `SETTING`."""
        self._source = ""
        self._values: Values = ()
        self.open_model: OpenedModel | None = None
        self.is_fresh = False
        """Whether the open model was opened, and not only given other settings."""
        self.stands_in = False
        """Whether the model that was opened last replaces one that could not be opened."""
        self.proof: Proven | None = None
        """What was measured of the open model, once it is known; see `prove`."""
        self._proving = False
        client.opened.connect(self._take_opened)
        client.failed.connect(self._take_failed)
        client.proven.connect(self._take_proven)

    @property
    def busy(self) -> bool:
        """Whether a model is open or being opened."""
        return self.open_model is not None or bool(self._asked)

    @property
    def source(self) -> str:
        """What the open model was opened by: a bundled name, or a path."""
        return self._source

    @property
    def values(self) -> Values:
        """The settings that were asked for last, which may still be on their way."""
        if self._asked and self._asked[-1][0] == SETTING:
            return self._values
        return self.open_model.values if self.open_model is not None else ()

    @property
    def is_opening(self) -> bool:
        """Whether a model is being opened."""
        return any(what == OPENING for what, _ in self._asked)

    def begin(self, asked: str = "", values: Values = ()) -> None:
        """Open the given model, or the last one, or the default."""
        source = asked or self.last() or self.instead()
        if source:
            self.open(source, self._settings.device, values)
        else:
            self._messages.say(tr(NONE_BUNDLED), self.topics[0])

    def open(self, source: str, device: str, values: Values = ()) -> None:
        """Open a bundled checkpoint by name, or a model by path; ``values`` as in `Open`."""
        # An earlier failure was reported, and the user has moved on.
        self._messages.clear(self.topics[0], SETTING)
        self._asked.append((OPENING, source))
        self.stands_in = False
        self.opening.emit(source)
        self._client.post(Open(source, device, values, self.shares))

    def move(self, device: str) -> None:
        """Move the open model to another device, with its present settings.

        A server chooses for itself.
        """
        if catalogue.elsewhere(self._source) is not None:
            return
        opening = [source for what, source in self._asked if what == OPENING]
        if opening:
            self.open(opening[-1], device)
        elif self._source and self.open_model is not None:
            self.open(self._source, device, self.open_model.values)

    def configure(self, values: Values) -> None:
        """Change settings of the open model, as in `Configure`."""
        self._messages.clear(SETTING)
        self._asked.append((SETTING, ""))
        self._values = values
        self._client.post(Configure(values))

    def prove(self) -> None:
        """Have it measured how the open model reads, and that it runs right, unless it is known.

        A recording reads no other text than its own.
        """
        opened = self.open_model
        if opened is None or opened.recorded is not None:
            return
        if self.proof is None and not self._proving:
            self._proving = True
            self._client.post(Prove())

    def last(self) -> str:
        """The model that was open when the program last ended, if it should be opened again."""
        return ""

    def instead(self) -> str:
        """The fallback if nothing is open and the request failed; empty for none."""
        return ""

    @Slot(object)
    def _take_opened(self, opened: OpenedModel) -> None:
        # If the device fails later, the same model is opened again on another one.
        # Without a request it was opened again, on another device.
        self.is_fresh = not self._asked or self._asked[0][0] == OPENING
        what, asked = self._asked.pop(0) if self._asked else (SETTING, "")
        if self.is_fresh:
            # The engine gives up what it was measuring.
            self.proof, self._proving = None, False
        if what == OPENING:
            self._source = catalogue.source_of(opened.folder) if opened.folder else asked
        self.open_model = opened
        new = what == OPENING and self._source and opened.recorded is None
        if new and catalogue.is_kept(self._source) and not catalogue.is_bundled(self._source):
            self._settings.remember(Path(self._source).absolute())
        # Notices about reading are about the former model. A failure to open another one stays
        # shown, because this model may be its fallback.
        self._messages.clear(self.topics[1])
        if what == SETTING:
            self._messages.clear(SETTING)
        if opened.note:
            self._messages.say(
                opened.note, self.topics[2], warns=False, holds=self._same_as(opened)
            )
        if opened.origin is not None:
            self.prove()
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
            # An empty window would be worse. The failure is reported all the same.
            self._asked.append((OPENING, usual))
            self.stands_in = True
            self._client.post(Open(usual, self._settings.device))
            self.opening.emit(usual)
        elif not self._asked and what == OPENING:
            self.kept.emit()
        self._tell_configured()

    @Slot(object)
    def _take_proven(self, proven: Proven) -> None:
        self.proof, self._proving = proven, False
        self.proven.emit(proven)

    def _same_as(self, opened: OpenedModel) -> Callable[[], bool]:
        """Whether a model is the one that is open."""

        def same() -> bool:
            now = self.open_model
            identity = opened.name, opened.folder, opened.device
            return now is not None and (now.name, now.folder, now.device) == identity

        return same

    def _tell_configured(self) -> None:
        # Settings that are still on their way must not be overwritten by older ones.
        if self.open_model is not None and not self._asked:
            self.configured.emit(self.open_model)


class FirstModels(Models):
    """The models of the first lane, which is saved between starts and never empty if possible."""

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
        # See `catalogue.is_kept`. Other settings are of the same source.
        if self.is_fresh and opened.recorded is None and catalogue.is_kept(self.source):
            self._settings.checkpoint = self.source
