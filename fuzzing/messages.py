"""Messages to a server with other values, or damaged: each is read, or refused in a sentence.

``python -m fuzzing.messages 10000`` is the long run; a few hundred are in the tests.
"""

from __future__ import annotations

import copy
import random
import secrets
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import zmq

import wmstudio
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
from wmstudio.engine.wire.changes import ViewWriter
from wmstudio.engine.wire.schema import pack_message, protocol
from wmstudio.engine.wire.stream import MessageReader, MessageWriter
from wmstudio.runtime.remote.exchange import DO, GOT, HELLO, PING, PONG, REFUSED, VIEW
from wmstudio.runtime.remote.server import Server
from wmstudio.text.patterns import Pattern

MODEL = "copy-lstm"
ANSWERED = 20_000
"""Milliseconds in which a server answers."""
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


class Fuzzer:
    """A server, and windows that say what no window says."""

    def __init__(self) -> None:
        self._server = Server((ServedModel(MODEL, MODEL, ""),), {MODEL: MODEL})
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        self._context = zmq.Context()

    def close(self) -> bool:
        """End the server; whether it had gone on until now."""
        lived = self._thread.is_alive()
        self._server.stop()
        self._thread.join(60)
        self._context.destroy(0)
        return lived

    def one(self, seed: str) -> tuple[str, str]:
        """Say one thing: ``read`` or ``refused``, and the sentence; anything else is a fault."""
        rng = random.Random(seed)
        link = self._context.socket(zmq.DEALER)
        link.connect(f"tcp://127.0.0.1:{self._server.port}")
        reader, writer = MessageReader(), MessageWriter()
        try:
            hello = [HELLO, protocol(), wmstudio.__version__, secrets.token_bytes(16), 0]
            messages = [hello, copy.deepcopy(rng.choice(sound()))]
            opens = rng.random() < 0.2 and messages[1][0] == VIEW
            if opens:
                messages.insert(1, [DO, 1, *pack_message(Open(MODEL, "cpu"))])
            at = 0 if rng.random() < 0.15 else len(messages) - 1
            for number, message in enumerate(messages):
                if number == at and rng.random() < 0.75:
                    try:
                        message = change_value(message, rng)
                        data = writer.write(message if isinstance(message, list) else [message])
                    except (UnicodeEncodeError, OverflowError, ValueError):
                        data = change_bytes(writer.write(["odd"]), rng)
                else:
                    data = writer.write(message)
                    data = change_bytes(data, rng) if number == at else data
                link.send(data)
            link.send(writer.write([PING, 2.0]))
            while link.poll(ANSWERED):
                kind, *rest = reader.read(link.recv())
                if kind == REFUSED:
                    return "refused", str(rest[0])
                if kind == PONG and rest[0] == 2.0:
                    return "read", ""
            return "silent", ""
        finally:
            link.close(0)


def run(count: int, seed: str = "0") -> tuple[Counter[str], set[str], bool]:
    """Say so many things: what became of them, all sentences, and whether the server lived on."""
    fuzzer = Fuzzer()
    found: Counter[str] = Counter()
    said: set[str] = set()
    for number in range(count):
        outcome, sentence = fuzzer.one(f"{seed}/{number}")
        found[outcome] += 1
        if outcome == "silent":
            print(f"silent: {seed}/{number}", flush=True)
        said |= {sentence} if sentence else set()
    return found, said, fuzzer.close()


if __name__ == "__main__":
    total, sentences, lived = run(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    print(dict(total), len(sentences), "the server lived on" if lived else "the server died")
    print("\n".join(sorted(sentences)[:20]))
    sys.exit(0 if lived and set(total) <= {"read", "refused"} else 1)
