"""What windows say, with other values or damaged: it is read, or refused in a sentence."""

from __future__ import annotations

import random
import tempfile
import threading
from pathlib import Path
from typing import Any
from unittest.mock import patch

import zmq

import wmstudio
from fuzzing.contract import Format, RefusedError
from fuzzing.mutations import change_bytes, change_value
from wmstudio.contract import Patch
from wmstudio.engine.messages import (
    Configure,
    FindUnits,
    Generate,
    MeasureCapacity,
    Open,
    PlacedPatch,
    Record,
    Sampling,
    Search,
    ServedModel,
    Tokenise,
    View,
    Weigh,
)
from wmstudio.engine.wire import stream
from wmstudio.engine.wire.changes import ViewWriter
from wmstudio.engine.wire.schema import pack_message, protocol
from wmstudio.engine.wire.stream import MessageReader, MessageWriter, in_pieces
from wmstudio.runtime.remote.exchange import DO, GOT, HELLO, PING, PONG, REFUSED, VIEW
from wmstudio.runtime.remote.server import Server
from wmstudio.text.patterns import Pattern

MODEL = "copy-lstm"
PIECES = stream.PIECE, 20
"""Bytes of a piece."""
ANSWERED = 10_000
"""Milliseconds in which a server answers."""
LAST = 2.0
"""What the last message, a sign of life, has the server answer."""
GATE = "lstm.0.forget_gate"


def sound() -> list[list[Any]]:
    """Messages that are as they must be."""
    commands = (
        Open(MODEL, "cpu", (("capacity", 3),)),
        Configure((("capacity", 2),)),
        Tokenise(("one", "two")),
        Generate(1, "abc", Sampling(tokens=3)),
        Record(Path("x.wmtrace"), "abc"),
        Search(2, GATE, 0.5, (1,), "abc abc"),
        FindUnits(3, GATE, Pattern(), "abc"),
        MeasureCapacity(4, "capacity", "abc", (1, 2)),
        Weigh(),
    )
    patch = PlacedPatch(Patch(GATE, "set", 0.5, 3), 1, 2)
    views = (
        View(1, "abcabc", 3, watch=(GATE,), window=(0, 9)),
        View(2, "abcabc", 3, interventions=(patch,), untouched=True),
    )
    asked = [[DO, 1, *pack_message(command)] for command in commands]
    return [*asked, *([VIEW, *ViewWriter().pack(view)] for view in views), [GOT, 1, 1], [PING, 1.0]]


def _make(folder: Path, rng: random.Random) -> None:
    _write(folder, rng, rng.choice(sound()))


def _write(folder: Path, rng: random.Random, message: list[Any]) -> None:
    hello = [HELLO, protocol(), wmstudio.__version__, rng.randbytes(16), 0]
    opening = [DO, 1, *pack_message(Open(MODEL, "cpu"))]
    opens = message[0] == VIEW and rng.random() < 0.2
    said = [hello, *([opening] if opens else []), message, [PING, LAST]]
    writer = MessageWriter()
    (folder / "said").write_bytes(joined([writer.write(one) for one in said]))


def change_messages(data: bytes, rng: random.Random) -> bytes:
    """One of them with another value or with other bytes; mostly the one before the last."""
    reader, writer = MessageReader(), MessageWriter()
    messages: list[Any] = [reader.read(one) for one in split(data)]
    at, out = 0 if rng.random() < 0.15 else len(messages) - 2, []
    for number, message in enumerate(messages):
        if number == at and rng.random() < 0.75:
            try:
                other = change_value(message, rng)
                out.append(writer.write(other if isinstance(other, list) else [other]))
            except (UnicodeEncodeError, OverflowError, ValueError):
                out.append(change_bytes(writer.write(["odd"]), rng))
        else:
            written = writer.write(message)
            out.append(change_bytes(written, rng) if number == at else written)
    return joined(out)


def prepare(folder: Path) -> None:
    """Say every sound message: all that a server imports for it is there from then on."""
    for number, message in enumerate(sound()):
        place = folder / str(number)
        place.mkdir()
        _write(place, random.Random(number), message)
        _read(place)


def _read(folder: Path) -> None:
    """Say it to a server, which has to answer the last message, or to refuse one, and to go on."""
    with patch.object(tempfile, "tempdir", str(folder)), zmq.Context() as context:
        server = Server((ServedModel(MODEL, MODEL, ""),), {MODEL: MODEL})
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        link = context.socket(zmq.DEALER)
        link.linger = 0
        link.connect(f"tcp://127.0.0.1:{server.port}")
        try:
            said = (folder / "said").read_bytes()
            hello, *others = split(said)
            link.send(hello)
            # Every other time nearly every message goes in pieces, but for the first one.
            with patch.object(stream, "PIECE", PIECES[len(said) % 2]):
                for parts in (parts for one in others for parts in in_pieces(one)):
                    link.send_multipart(parts)
            refused = _refused(link)
            assert thread.is_alive(), "the server has ended"
        finally:
            link.close()
            server.stop()
            thread.join()
    if refused:
        raise RefusedError(refused)


def _refused(link: zmq.Socket[bytes]) -> str:
    """The sentence by which the server refuses; empty once it has answered the last message."""
    reader = MessageReader()
    while link.poll(ANSWERED):
        *more, data = link.recv_multipart()
        if more:
            reader.add(data)
            continue
        kind, *rest = reader.read(data)
        if kind == REFUSED:
            return str(rest[0])
        if kind == PONG and rest[0] == LAST:
            return ""
    raise AssertionError("the server is silent")


def joined(messages: list[bytes]) -> bytes:
    return b"".join(len(one).to_bytes(4, "big") + one for one in messages)


def split(data: bytes) -> list[bytes]:
    found = []
    while data:
        size = int.from_bytes(data[:4], "big") + 4
        found.append(data[4:size])
        data = data[size:]
    return found


FORMAT = Format("messages", _make, {"said": change_messages}, _read, 5, prepare)
