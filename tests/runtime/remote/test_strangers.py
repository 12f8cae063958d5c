"""What is no server of WM Studio is told by what it is."""

import socket
import threading
from contextlib import contextmanager

import pytest

from tests.runtime.remote.serving import Window, serving
from wmstudio.runtime.remote import route, talk
from wmstudio.runtime.remote.keys import make_keys
from wmstudio.runtime.remote.route import Endpoint

KINDS = {
    "a web server": (b"", b"HTTP/1.0 400 Bad Request\r\n\r\n", "A web server answers there"),
    "a program that greets": (b"SSH-2.0-OpenSSH_9.6\r\n", b"", "Another program answers there"),
    "a program that answers": (b"", b"-ERR unknown command\r\n", "Another program answers there"),
    "a program that is mute": (b"", b"", "A program that says nothing takes connections there"),
}


@contextmanager
def listening(greeting, answer):
    """A port where somebody greets, and answers the first bytes that are no greeting of ZMTP."""
    over = threading.Event()

    def talk_to(link):
        with link:
            link.settimeout(0.02)
            link.sendall(greeting)
            while not over.is_set():
                try:
                    if not (heard := link.recv(64)):
                        return
                except TimeoutError:
                    continue
                except OSError:
                    return
                if answer:
                    link.sendall(answer)
                    return
                del heard

    def accept():
        while not over.is_set():
            try:
                link, _ = server.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=talk_to, args=(link,)))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threads = [threading.Thread(target=accept)]
        threads[0].start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            server.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("encrypted", [True, False])
def test_that_another_program_is_told_by_what_it_is(kind, encrypted, monkeypatch):
    monkeypatch.setattr(route, "GREETING", 0.2)
    monkeypatch.setattr(talk, "SILENCE", 0.5)
    greeting, answer, told = KINDS[kind]
    keys = (make_keys().public, make_keys()) if encrypted else (None, None)
    with listening(greeting, answer) as port, Window(port, *keys) as window:
        lost = window.until(window.lost)
        assert lost.sentence.startswith(told)
        assert lost.sentence.endswith(": check the port.")
        assert not lost.final


def test_that_a_server_and_a_closed_port_are_no_strangers():
    with serving("copy-slots") as server:
        port = server.port
        assert Endpoint("127.0.0.1", port).stranger() == ""
    assert Endpoint("127.0.0.1", port).stranger() == ""
