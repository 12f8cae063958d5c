"""A slow line, a full disk of the server, and messages without an end."""

import os
import random
import re
import socket
from errno import EADDRINUSE, ENOSPC

import pytest
import zmq

from tests.runtime.remote.serving import Relay, Window, serving
from tests.support import PATIENCE
from wmstudio.engine.messages import Open, Record, RecordingSaved, Served, View
from wmstudio.engine.wire.stream import MORE, MessageReader
from wmstudio.runtime.remote import session, talk
from wmstudio.runtime.remote.address import Address
from wmstudio.runtime.remote.keys import make_keys
from wmstudio.runtime.remote.route import DirectRoute, RouteError
from wmstudio.runtime.remote.server import UNKNOWN, Server

TEXT = "The old woman went to the market, and the old man stayed at home by the fire. " * 3
NAME = "recall-slots"


def test_that_a_large_message_over_a_slow_line_does_not_take_it_for_lost(tmp_path, monkeypatch):
    """Up goes a text, and down a recording, and each takes longer than a silence may."""
    monkeypatch.setattr(talk, "SILENCE", 4.0)
    letters = random.Random(3).choices("abcdefghijklmnopqrstuvwxyz ", k=250_000)
    with serving(NAME) as server:
        relay = Relay(server.port, 0.01, 200e3)
        with Window(relay.port) as window:
            window.engine.post(Open(NAME))
            window.until(window.opened)
            before = dict(relay.passed)
            window.engine.submit(View(1, "".join(letters), 0))
            window.until(lambda: any(frame.revision == 1 for frame in window.frames))
            window.engine.submit(View(2, TEXT * 3, 0))
            window.engine.post(Record(tmp_path / "here.wmtrace", TEXT[:60]))
            window.until(lambda: window.all(RecordingSaved))
            passed = {way: relay.passed[way] - before[way] for way in before}
            assert min(passed.values()) * 8 / 200e3 > 1.2 * talk.SILENCE, passed
            assert window.lost() is None
        relay.close()


def test_that_a_server_without_room_for_a_window_says_so_and_is_tried_again(monkeypatch):
    def full(**_):
        raise OSError(ENOSPC, os.strerror(ENOSPC))

    with serving(NAME) as server:
        with monkeypatch.context() as patched:
            patched.setattr(session, "TemporaryDirectory", full)
            window = Window(server.port)
            lost = window.until(window.lost)
        with window:
            assert "could not make a folder for this window: No space left" in lost.sentence
            assert not lost.final
            assert window.until(lambda: window.all(Served))


def test_that_a_piece_of_a_window_that_nobody_knows_is_refused():
    with serving(NAME) as server, zmq.Context() as context:
        link = context.socket(zmq.DEALER)
        link.connect(f"tcp://127.0.0.1:{server.port}")
        link.send_multipart([MORE, b"x" * 1_000])
        assert link.poll(1000 * PATIENCE)
        assert MessageReader().read(link.recv())[:2] == ["refused", UNKNOWN]
        link.close(0)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.7", "a b"])
def test_that_a_server_listens_only_at_an_address_of_its_machine(host):
    wanted = f"{re.escape(host)} is no address of this machine: name one of its own"
    with pytest.raises(ValueError, match=wanted):
        Server((), {}, host, 0, make_keys(), [make_keys().public])


def test_that_a_port_which_is_taken_is_told_in_plain_words():
    with serving(NAME) as server, pytest.raises(ValueError, match="cannot be used") as told:
        Server((), {}, "127.0.0.1", server.port)
    assert str(told.value) == (
        f"Port {server.port} of 127.0.0.1 cannot be used: {os.strerror(EADDRINUSE)}."
    )


def test_that_a_host_which_nobody_knows_is_told_by_its_name(monkeypatch):
    known = {"there"}

    def look_up(host, port, **_):
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    own = make_keys()
    there, nowhere = (
        DirectRoute(Address("tcp", host, 7400), own.public, own) for host in ("there", "nowhere")
    )
    with pytest.raises(RouteError, match="No host is called nowhere: check the address") as caught:
        nowhere.open()
    assert caught.value.final
    assert there.open().url == "tcp://there:7400"
    known.clear()  # as where the network is gone for a while
    with pytest.raises(RouteError, match="No host is called there") as caught:
        there.open()
    assert not caught.value.final
    monkeypatch.undo()
    odd = DirectRoute(Address("tcp", "a" * 70 + ".b", 7400), own.public, own)
    with pytest.raises(RouteError, match="can be no name of a host") as caught:
        odd.open()
    assert caught.value.final
