"""Models of sessions that are on a server: connecting is offered, and never done unasked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from wmstudio.app import catalogue
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.translation import tr
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.app.saved.session_file import ModelReference
    from wmstudio.engine.messages import OpenedModel, Values
    from wmstudio.gui.client.link import Link
    from wmstudio.gui.workspace.controller import Services

AWAY, SECOND_AWAY = "model on a server", "second model on a server"
OFFER = phrase("The text is open. Its model {name} is on {server}, to which you are not connected.")
OFFER_SECOND = phrase("The second model {name} is on {server}, to which you are not connected.")
NOT_SERVED = phrase("{server} does not offer the model {name} any more.")
CHANGED = phrase(
    "The model {name} of {server} is not the one that the session was saved with, so what is shown "
    "may differ."
)


class ModelsAway(Controller):
    """Waits for the user to connect to the server of a session's model, and opens it then."""

    def __init__(
        self,
        services: Services,
        link: Link,
        open_first: Callable[[str, ModelReference], object],
        open_second: Callable[[str, Values], object],
        give_up: Callable[[], object],
    ) -> None:
        """``give_up`` is called once the user has opened another model here instead."""
        super().__init__(services)
        self._link, self._open_first, self._open_second = link, open_first, open_second
        self._give_up = give_up
        self._beside = ""
        """The model that is open while another one's server is not connected; empty for none."""
        self._models = self._lane.models
        self._first: tuple[str, ModelReference] | None = None
        self._second: tuple[str, ModelReference] | None = None
        link.joined.connect(self._open_served)
        self._models.opened.connect(self._compare)
        self._editor.replaced.connect(self._forget)
        self._expected: tuple[str, ModelReference] | None = None
        """The model that is being opened, and what it was."""

    def look_for(self, source: str, reference: ModelReference) -> None:
        """Open a session's model if its server is connected, and offer to connect if not."""
        self._first, self._beside = (source, reference), self._models.source
        self._offer(source, AWAY, OFFER)

    def look_for_second(self, source: str, reference: ModelReference) -> None:
        """The same for the second model."""
        self._second = source, reference
        self._offer(source, SECOND_AWAY, OFFER_SECOND)

    def _offer(self, source: str, topic: str, says: str) -> None:
        place, link = catalogue.elsewhere(source), self._link
        if place is None:
            return
        if place.address == link.address and link.is_connected and link.models:
            self._open_served()
            return
        act = tr("Connect"), partial(link.wanted.emit, place.address)
        said = tr(says, name=place.name, server=place.host)
        self._messages.say(said, topic, warns=False, acts=(act,))

    @Slot()
    def _open_served(self) -> None:
        """What was waited for is served."""
        if self._is_served(self._first, AWAY) and self._first is not None:
            self._expected, self._first = self._first, None
            self._open_first(*self._expected)
        if self._is_served(self._second, SECOND_AWAY) and self._second is not None:
            (source, reference), self._second = self._second, None
            self._open_second(source, reference.values)

    def _is_served(self, wanted: tuple[str, ModelReference] | None, topic: str) -> bool:
        """Whether a model is offered by the server that is connected; it says so if it is not."""
        place, link = catalogue.elsewhere(wanted[0]) if wanted else None, self._link
        if place is None or place.address != link.address:
            return False
        self._messages.clear(topic)
        if any(model.name == place.name for model in link.models):
            return True
        said = tr(NOT_SERVED, server=place.host, name=place.name)
        self._messages.say(said, topic)
        return False

    @Slot(object)
    def _compare(self, opened: OpenedModel) -> None:
        """Say so if the server has another model of that name by now."""
        expected, self._expected = self._expected, None
        if self._first is not None and self._models.source != self._beside:
            # The first one is what a window opens by itself.
            if self._beside:
                self._first = None
                self._messages.clear(AWAY)
                self._give_up()
            self._beside = self._models.source
        if expected is None or expected[0] != self._models.source:
            return
        place, hashes = catalogue.elsewhere(expected[0]), expected[1].hashes
        if place is not None and hashes and dict(hashes) != dict(opened.hashes):
            said = tr(CHANGED, name=place.name, server=place.host)
            self._messages.say(said, AWAY)

    @Slot()
    def _forget(self) -> None:
        """Another text is shown."""
        self._first = self._second = None
        self._messages.clear(AWAY, SECOND_AWAY)
