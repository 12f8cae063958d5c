"""Connecting to a server, and what the window shows of the connection."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from wmstudio.app import catalogue
from wmstudio.app.menus import SERVED
from wmstudio.gui.base.actions import MenuEntry
from wmstudio.gui.base.translation import counted, joined, tr
from wmstudio.gui.workspace.controller import Controller
from wmstudio.runtime.remote.address import Address
from wmstudio.runtime.remote.keys import own_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.engine.messages import ServedModel
    from wmstudio.gui.client.link import Link
    from wmstudio.gui.client.model_picker import ModelPicker
    from wmstudio.gui.compare.comparison import Comparison
    from wmstudio.gui.shell.servers.connect_form import ConnectForm
    from wmstudio.gui.workspace.appearance import Appearance
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.status import Status

TOPIC = "connection"
CONNECT, DISCONNECT = "model.connect", "model.disconnect"
MOST = 8
"""Number of servers that are remembered."""


class Servers(Controller):
    """Asks for a server, offers its models, and says how the connection is."""

    def __init__(
        self,
        services: Services,
        link: Link,
        status: Status,
        picker: ModelPicker,
        comparison: Comparison,
        appearance: Appearance,
    ) -> None:
        super().__init__(services)
        self._link, self._status, self._comparison = link, status, comparison
        self._before = ""
        """What was open here before a model of the server was."""
        first = self._lane
        self._models, client = first.models, first.client
        self._appearance = appearance
        actions = self._actions
        actions.on(CONNECT, self.ask)
        actions.on(DISCONNECT, self.disconnect_from)
        actions.sources[SERVED] = self._entries
        for one in (picker, comparison.picker):
            one.served = self._served
        client.connection_changed.connect(link.take_connection)
        client.served.connect(link.take_served)
        link.changed.connect(self._show)
        link.joined.connect(self._welcome)
        link.wanted.connect(self.connect_again)
        self._models.opened.connect(self._remember_local)
        self._show()

    @cached_property
    def form(self) -> ConnectForm:
        """The form, which is made when it is first needed."""
        from wmstudio.gui.shell.servers.connect_form import ConnectForm

        form = ConnectForm(self._window)
        self._appearance.add(form)
        form.submitted.connect(self.connect_to)
        form.cancelled.connect(self.disconnect_from)
        return form

    # --- commands ---

    def ask(self, address: str = "") -> None:
        """Ask for the server to connect to."""
        try:
            own = own_keys().public
        except (OSError, ValueError) as error:
            own = ""
            self._messages.say(str(error), TOPIC)
        self.form.ask(self._settings.servers, own, address)

    def connect_to(self, address: Address, key: str, models: Sequence[str]) -> None:
        """Connect to a server that the user has named."""
        try:
            self._link.connect_to(address, key, models)
        except (OSError, ValueError) as error:
            self.form.show_failed(str(error))
            return
        servers = {str(address): {"key": key, "models": list(models)}, **self._settings.servers}
        servers[str(address)] = {"key": key, "models": list(models)}
        self._settings.servers = dict(list(servers.items())[:MOST])
        self._preferences.save_soon()
        self._show()

    @Slot(str)
    def connect_again(self, address: str) -> None:
        """Connect to a server as last time, or ask if it is not known."""
        server = self._settings.servers.get(address)
        if server is None:
            self.ask(address)
            return
        try:
            parsed = Address.parse(address)
        except ValueError as error:
            self._messages.say(str(error), TOPIC)
            return
        self.ask(address)
        self.connect_to(parsed, server.get("key", ""), server.get("models", []))

    def disconnect_from(self) -> None:
        """End the connection. What a model of the server read is read by one of this machine."""
        second = self._comparison.second
        if second is not None and catalogue.elsewhere(second.source) is not None:
            self._comparison.end()
        away = catalogue.elsewhere(self._models.source) is not None
        self._link.disconnect_from()
        self._messages.clear(TOPIC)
        if away:
            self._models.open(self._before or catalogue.usual(), self._settings.device)

    # --- display ---

    @Slot()
    def _show(self) -> None:
        """Say how the connection is: in the status bar, in the form, and if it is lost above."""
        link, connection = self._link, self._link.connection
        self._actions.allow(DISCONNECT, bool(link.address))
        if not link.address:
            self._status.set_server("")
            return
        state = connection.state if connection is not None else "connecting"
        if state == "connected":
            trip = connection.round_trip if connection is not None else None
            time = "" if trip is None else tr("{n} ms", n=f"{1000 * trip:.0f}")
            words = joined(", ", (tr("connected to {server}", server=link.name), time))
            self._messages.clear(TOPIC)
        elif state == "lost":
            words = tr("× no connection to {server}", server=link.name)
        else:
            words = tr("… connecting to {server}", server=link.name)
        self._status.set_server(words)
        if connection is not None and state == "lost":
            self._tell_lost(connection.sentence, connection.final)
        elif state == "connecting" and self.form.isVisible():
            self.form.show_waiting(tr("Connecting to {server}…", server=link.name))

    def _tell_lost(self, sentence: str, final: bool) -> None:
        link = self._link
        if self.form.isVisible():
            # Whatever is open stays; another address can be written at once.
            link.disconnect_from()
            self.form.show_failed(sentence)
            return
        if final:
            said, act = sentence, (tr("Connect again"), link.retry)
        else:
            said = tr(
                "{why} It is tried again; go on writing, and the model follows when it is back.",
                why=sentence,
            )
            act = tr("Stop trying"), self._stop_trying
        self._messages.say(said, TOPIC, acts=(act,))

    def _stop_trying(self) -> None:
        link = self._link
        link.stop_trying()
        said = tr("There is no connection to {server}. The text is all here.", server=link.name)
        self._messages.say(said, TOPIC, acts=((tr("Connect again"), self._try_again),))

    def _try_again(self) -> None:
        self._messages.clear(TOPIC)
        link = self._link
        link.retry()

    @Slot()
    def _welcome(self) -> None:
        """The server has said what it serves."""
        if not self.form.isVisible():
            return
        self.form.accept()
        link = self._link
        said = counted(
            len(link.models),
            "Connected to {server}, which offers {n} model. Open it in the list of models.",
            "Connected to {server}, which offers {n} models. Open one in the list of models.",
            server=link.name,
        )
        self._messages.say(said, TOPIC, warns=False, passes=True)

    # --- its models ---

    def _served(self) -> tuple[str, tuple[catalogue.Entry, ...]]:
        link = self._link
        return link.name, tuple(map(self._entry, link.models))

    def _entry(self, model: ServedModel) -> catalogue.Entry:
        link = self._link
        source = catalogue.Elsewhere(link.address, model.name).source
        size = tr("{n} parameters", n=f"{model.parameters:,}") if model.parameters else ""
        about = joined(" · ", (model.family, size, model.note))
        return catalogue.Entry(model.label or model.name, Path(), source, about or model.name)

    def _entries(self) -> list[MenuEntry]:
        _, entries = self._served()
        return [
            MenuEntry(
                one.name,
                tr("Read the text with {name}", name=one.name),
                partial(self._models.open, one.source, self._settings.device),
                checked=self._models.source == one.source,
            )
            for one in entries
        ]

    @Slot(object)
    def _remember_local(self, _opened: object) -> None:
        source = self._models.source
        if catalogue.is_kept(source):
            self._before = source
