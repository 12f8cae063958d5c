"""One connection of a window to a server: what goes over it, and what comes."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import zmq
from zmq.utils.monitor import recv_monitor_message

import wmstudio
from wmstudio.engine.messages import (
    RECORDING as ABOUT_RECORDING,
)
from wmstudio.engine.messages import (
    SAVING,
    Connection,
    Failure,
    FindUnits,
    HoldUnit,
    OpenedModel,
    Record,
    RecordingSaved,
    SaveModel,
    Search,
    SearchEnded,
    Served,
    View,
)
from wmstudio.engine.wire.changes import ViewWriter
from wmstudio.engine.wire.frames import FrameReader
from wmstudio.engine.wire.plans import WireError, plan_of
from wmstudio.engine.wire.schema import EVENTS, pack_message, protocol, unpack_message
from wmstudio.engine.wire.stream import MORE, MessageReader, MessageWriter, in_pieces
from wmstudio.files.plain_name import as_unicode
from wmstudio.files.writing import write_file
from wmstudio.runtime.remote.exchange import (
    BYE,
    DO,
    EVENT,
    FRAME,
    GOT,
    HEARD,
    HEARTBEAT,
    HELLO,
    PING,
    PONG,
    RECORDING,
    REFUSED,
    SILENCE,
    VIEW,
    WELCOME,
)
from wmstudio.runtime.remote.route import OTHER, SILENT, WEB
from wmstudio.text.documents import TextError, decode_document
from wmstudio.untrusted import read_bytes

if TYPE_CHECKING:
    from wmstudio.engine.messages import Command, Event
    from wmstudio.runtime.remote.route import Endpoint
    from wmstudio.runtime.remote.standing import Standing

NOT_HERE = "The model is on another machine: save it there."
WRONG_KEY = "The server does not know this key: give its owner your public key."
NOT_THE_SERVER = "The server has another key than the one that was given: ask its owner for it."
UNCLEAR = "The connection was closed at once: no server is running there."
GONE = "The connection to the server is lost."
MUTE = "The server does not answer."
TELL_EVERY = 5.0
"""Seconds between two reports of the round trip."""
MONITOR = 200
"""Milliseconds in which ZeroMQ says why a connection is gone."""
LONGEST = 500
"""Characters of a server's reason for refusing a window."""
LARGEST_TEXT = 16 * 2**20
"""Largest text file that is sent to be searched, in bytes."""


Looking = TypeVar("Looking", Search, FindUnits)


class LostError(Exception):
    """The connection is over. ``final``: trying again is no use."""

    def __init__(self, sentence: str, final: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.final = sentence, final


class Talk:
    """One connection: what has been sent over it, and what has come."""

    def __init__(
        self,
        standing: Standing,
        link: zmq.Socket[bytes],
        monitor: zmq.Socket[bytes],
        endpoint: Endpoint,
    ) -> None:
        self._standing, self._link, self._monitor = standing, link, monitor
        self._endpoint = endpoint
        self._other_key = WRONG_KEY if endpoint.server_key is None else NOT_THE_SERVER
        self._reader, self._writer = MessageReader(), MessageWriter()
        self._views, self._frames = ViewWriter(), FrameReader()
        self._ready = False
        self._heard = self._pinged = time.monotonic()
        self._told = -TELL_EVERY

    def go_on(self) -> None:
        """Exchange messages until the window closes.

        Raises:
            LostError: the connection is over.
        """
        standing = self._standing
        self._send([HELLO, protocol(), wmstudio.__version__, standing.token, standing.events])
        poller = zmq.Poller()
        for one in (self._link, self._monitor, standing.woken):
            poller.register(one, zmq.POLLIN)
        while True:
            ready = dict(poller.poll(int(HEARTBEAT * 500)))
            if standing.woken.fileno() in ready:
                standing.drain()
            if standing.mailbox.closing:
                with suppress(zmq.ZMQError):
                    self._send([BYE])
                return
            if self._link in ready:
                self._receive()
            elif self._monitor in ready:
                self._notice()
            now = time.monotonic()
            if now - self._heard > SILENCE:
                raise self._lost(GONE if self._ready else MUTE)
            if self._ready:
                self._ask()
                if now - self._pinged > HEARTBEAT:
                    self._pinged = now
                    self._send([PING, now])

    def _send(self, message: list[Any]) -> None:
        try:
            for parts in in_pieces(self._writer.write(message)):
                self._link.send_multipart(parts, zmq.NOBLOCK)
        except zmq.Again:  # the connection is gone, and the monitor knows why
            while self._monitor.poll(MONITOR):
                self._notice()
            raise self._lost(GONE if self._ready else MUTE) from None

    def _notice(self) -> None:
        """Something has happened to the connection itself."""
        event = recv_monitor_message(self._monitor)["event"]
        if event == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
            raise LostError(WRONG_KEY, final=True)
        if event == zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL:
            raise LostError(self._other_key, final=True)
        if event == zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL:
            self._closed()
        if event in (zmq.EVENT_DISCONNECTED, zmq.EVENT_CLOSED, zmq.EVENT_CONNECT_RETRIED):
            raise self._lost(GONE if self._ready else MUTE)

    def _lost(self, usual: str) -> LostError:
        """Says what is there instead of a server, where there has been none so far, or as usual."""
        who = "" if self._standing.known else self._endpoint.stranger()
        if who == WEB:
            return LostError(
                "A web server answers there, and no server of WM Studio: check the port."
            )
        if who == OTHER:
            return LostError(
                "Another program answers there, and no server of WM Studio: check the port."
            )
        if who == SILENT:
            return LostError("A program that says nothing takes connections there: check the port.")
        return LostError(usual)

    def _closed(self) -> NoReturn:
        """The other side has closed the connection without welcoming the window.

        A server does so if it has another key, and so does a tunnel whose other end is gone, which
        may come back. A server that the window knows may also have been about to end.
        """
        standing = self._standing
        if self._endpoint.greets():
            standing.strange += 1
            if standing.strange > int(standing.known):
                raise LostError(self._other_key, final=True)
        raise self._lost(GONE if standing.known else UNCLEAR)

    def _ask(self) -> None:
        """Send what the window has asked for."""
        standing = self._standing
        while (request := standing.mailbox.next()) is not None:
            if isinstance(request, View):
                standing.view = request
                self._send([VIEW, *self._views.pack(request)])
            elif (command := self._admitted(request)) is not None:
                self._post(command)

    def _post(self, command: Command) -> None:
        self._standing.replay.asked(command)
        self._give(command)

    def _give(self, command: Command) -> None:
        """Send a command with the next number."""
        standing = self._standing
        standing.commands += 1
        standing.sent.append((standing.commands, command))
        self._send_as(standing.commands, command)

    def _send_as(self, number: int, command: Command) -> None:
        self._send([DO, number, *pack_message(command)])

    def _receive(self) -> None:
        standing, got = self._standing, False
        with suppress(zmq.Again):
            while True:
                *more, data = self._link.recv_multipart(zmq.NOBLOCK)
                self._heard = time.monotonic()
                try:
                    if more == [MORE]:
                        self._reader.add(data)
                        continue
                    kind, *rest = self._reader.read(data)
                    got = self._take(kind, rest) or got
                except LostError:
                    raise
                except Exception as error:  # anything that a server may have sent
                    said = error if isinstance(error, WireError) else "it cannot be read"
                    raise LostError(f"A message of the server is damaged: {said}.") from error
        if got:
            self._send([GOT, standing.events, standing.frames])

    def _take(self, kind: str, rest: list[Any]) -> bool:
        """Take a message; whether it has to be acknowledged."""
        standing = self._standing
        if kind == REFUSED:
            raise LostError(" ".join(str(rest[0])[:LONGEST].split()), bool(rest[1]))
        if kind == WELCOME:
            self._begin(*rest)
        elif kind == PONG:
            self._confirm(rest[1])
            self._report(time.monotonic() - float(rest[0]))
        elif kind == HEARD:
            pass  # the line is not silent while a large message goes over it
        elif kind == FRAME:
            standing.frames = _number(rest[0])
            frame = self._frames.unpack(rest[1])
            standing.sound.check(frame)
            if not standing.silent:
                standing.tell(frame)
            return True
        elif kind in (EVENT, RECORDING):
            number = _number(rest[0])
            if number > standing.events + 1:
                raise WireError("an answer is missing")
            if number > standing.events:
                standing.events = number
                self._hear(kind, rest[1:])
                return True
        else:
            raise WireError("it is of a kind that none has")
        return False

    def _hear(self, kind: str, rest: list[Any]) -> None:
        standing = self._standing
        event: Event = unpack_message(EVENTS, *rest) if kind == EVENT else self._written(*rest)
        if isinstance(event, OpenedModel):
            event = self._with_record(event)
            standing.sound.declare(event)
        standing.replay.told(event)
        if standing.silent and isinstance(event, OpenedModel | Failure):
            # The window knows this model; what it has asked for since is on its way.
            standing.silent = False
        else:
            standing.tell(event)

    def _with_record(self, opened: OpenedModel) -> OpenedModel:
        """The model with the record of its training, which is sent again only if it is another."""
        standing = self._standing
        if opened.record is not None:
            standing.record = opened.record
        return replace(opened, record=standing.record)

    def _written(self, path: str, tokens: int, data: bytes) -> Event:
        """Write a recording that the server has made, where the window wants it."""
        place = next(
            (
                one.path
                for one in self._standing.replay.waiting
                if isinstance(one, Record) and as_unicode(str(one.path)) == path
            ),
            None,
        )
        if place is None:
            raise WireError("a recording was not asked for")
        try:
            write_file(place, data)
        except OSError as error:
            why = error.strerror or str(error)
            return Failure(f"{place} could not be written: {why}.", ABOUT_RECORDING)
        return RecordingSaved(place, int(tokens))

    def _begin(self, version: str, resumed: bool, commands: int, served: Any) -> None:
        standing = self._standing
        self._ready = standing.welcomed = standing.known = True
        standing.frames = standing.strange = 0
        standing.tell(plan_of(Served).unpack(served))
        self._report(None)
        if resumed:
            self._confirm(commands)
            for number, command in standing.sent:
                self._send_as(number, command)
        else:
            standing.sent.clear()
            standing.commands = standing.events = 0
            again, standing.silent, ends = standing.replay.lost()
            for at, command in enumerate(again):
                if at == 0 and standing.silent:
                    self._give(command)
                else:
                    self._post(command)
            for event in ends:
                standing.tell(event)
        if standing.view is not None:
            self._send([VIEW, *self._views.pack(standing.view)])

    def _confirm(self, commands: Any) -> None:
        sent = self._standing.sent
        while sent and sent[0][0] <= commands:
            sent.popleft()

    def _report(self, round_trip: float | None) -> None:
        now = time.monotonic()
        if round_trip is None or now - self._told > TELL_EVERY:
            self._told = now if round_trip is not None else -TELL_EVERY
            self._standing.tell(Connection("connected", round_trip=round_trip))

    def _admitted(self, command: Command) -> Command | None:
        """The command as it is sent; None if it is answered here."""
        if isinstance(command, SaveModel):
            self._standing.tell(Failure(NOT_HERE, SAVING))
            return None
        if isinstance(command, HoldUnit):
            asked = self._with_text(command.asked, command.run)
            return None if asked is None else replace(command, asked=asked)
        if isinstance(command, Search):
            return self._with_text(command, command.run)
        return self._with_text(command, command.run) if isinstance(command, FindUnits) else command

    def _with_text(self, asked: Looking, run: int) -> Looking | None:
        """The same search with the text of its file; None if that cannot be read."""
        if asked.file is None:
            return asked
        try:
            document = decode_document(read_bytes(asked.file, LARGEST_TEXT), str(asked.file))
        except TextError as error:
            self._standing.tell(SearchEnded(run, f"{error}."))
            return None
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            self._standing.tell(SearchEnded(run, f"{asked.file} cannot be read: {why}."))
            return None
        return replace(asked, text=document.text, file=None)


def _number(plain: Any) -> int:
    """The number of a message."""
    if type(plain) is not int or not 0 < plain < 2**63:
        raise WireError("a message has a number that none has")
    return plain
