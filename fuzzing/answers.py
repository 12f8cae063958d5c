"""What a server says to a window, with other values or damaged: it is taken, or refused."""

from __future__ import annotations

import random
import threading
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import zmq

from fuzzing.contract import Format, RefusedError
from fuzzing.messages import GATE, MODEL, change_messages, joined, split
from wmstudio.contract import Patch
from wmstudio.engine.messages import (
    CopyPart,
    FindUnits,
    Generate,
    MeasureCapacity,
    Open,
    Prove,
    Record,
    Sampling,
    Search,
    ServedModel,
    Stretch,
    Tokenise,
    View,
    Weigh,
    Weighed,
)
from wmstudio.engine.wire import stream
from wmstudio.engine.wire.stream import MessageReader, MessageWriter, in_pieces
from wmstudio.runtime.remote import talk
from wmstudio.runtime.remote.address import Address
from wmstudio.runtime.remote.client import RemoteEngine
from wmstudio.runtime.remote.exchange import PONG
from wmstudio.runtime.remote.route import DirectRoute, Endpoint
from wmstudio.runtime.remote.server import Server
from wmstudio.runtime.remote.standing import Standing
from wmstudio.text.patterns import Pattern

TEXT = "abcabc “abc” "
ASKED = (
    Tokenise(("one", "two")),
    Generate(1, TEXT, Sampling(tokens=3)),
    Search(2, GATE, 0.5, (1,), TEXT),
    FindUnits(3, GATE, Pattern(), TEXT),
    MeasureCapacity(4, "capacity", TEXT, (1, 2)),
    CopyPart(5, "slot", 1, 0, "a text", 1),
    Prove(),
    Weigh(),
)
PIECE = 500
"""Bytes of a piece, so that some messages go in several."""
PATIENCE = 60.0
"""Seconds in which a server answers."""


@cache
def sound() -> list[list[Any]]:
    """What a server has said to a window that asked for a bit of everything."""
    said: list[list[Any]] = []

    class Noting(MessageReader):
        def read(self, data: bytes) -> list[Any]:
            said.append(super().read(data))
            return said[-1]

    server, told = Server((ServedModel(MODEL, MODEL, ""),), {MODEL: MODEL}), threading.Event()
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with patch.object(talk, "MessageReader", Noting):
        window = RemoteEngine(DirectRoute(Address("tcp", "127.0.0.1", server.port)), told.set)
        window.post(Open(MODEL, "cpu"))
        more = {"patches": (Patch(GATE, "add", 0.5),), "untouched": True}
        for number, extra in enumerate(({}, {"exact": (Stretch((GATE,), 1, 3),)}, more), 1):
            view = View(number, TEXT[: 9 + number], 9, watch=(GATE,), window=(0, 99), **extra)
            window.submit(view)
            _until(window, told, lambda _, frame, n=number: frame and frame.revision == n)
        for command in ASKED:
            window.post(command)
        _until(window, told, lambda events, _: any(isinstance(e, Weighed) for e in events))
        window.close()
    server.stop()
    thread.join()
    return said


def _until(window: RemoteEngine, told: threading.Event, fact: Any) -> None:
    while not fact(*window.take()):
        assert told.wait(PATIENCE), "the server is silent"
        told.clear()


def _make(folder: Path, rng: random.Random) -> None:
    _write(folder, sound()[: rng.randrange(len(sound())) + 1])


def _write(folder: Path, said: list[list[Any]]) -> None:
    writer = MessageWriter()
    written = [writer.write(one) for one in (*said, [PONG, 0.0, 0])]
    (folder / "said").write_bytes(joined(written))


def prepare(folder: Path) -> None:
    """Have everything said and taken: all that a window imports for it is there from then on."""
    _write(folder, sound())
    _read(folder)


def _read(folder: Path) -> None:
    """Say it to a window, which takes it or loses the connection with a sentence."""
    link = Mock(zmq.Socket)
    with patch.object(stream, "PIECE", PIECE):
        said = [parts for one in split((folder / "said").read_bytes()) for parts in in_pieces(one)]
    link.recv_multipart.side_effect = [*said, zmq.Again()]
    standing = Standing(lambda: None)
    standing.replay.asked(Record(folder / "one.wmtrace", TEXT))
    try:
        talk.Talk(standing, link, Mock(), Endpoint("127.0.0.1", 1))._receive()
    except talk.LostError as error:
        raise RefusedError(error.sentence) from error
    finally:
        standing.mailbox.take()
        standing.close()


FORMAT = Format("answers", _make, {"said": change_messages}, _read, 5, prepare)
