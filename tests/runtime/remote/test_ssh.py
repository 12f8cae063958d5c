"""A server over SSH, with a stand-in for ssh that runs the command on this machine."""

import shlex
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.support import PATIENCE
from wmstudio.runtime.remote.address import Address
from wmstudio.runtime.remote.route import RouteError
from wmstudio.runtime.remote.ssh import COMMAND, SharedRoute, SshRoute, command_of

STAND_IN = Path(__file__).parent / "stand_in_ssh.py"
SERVER = """\
import os, socket, sys, threading
port = int(next(one for one in sys.argv if one.startswith("--port="))[7:])
listener = socket.create_server(("127.0.0.1", port))
def serve():
    while True:
        one, _ = listener.accept()
        one.sendall(b"here")
        one.close()
threading.Thread(target=serve, daemon=True).start()
print("Welcome to this machine")
print(f"wmstudio serves tcp://127.0.0.1:{port} key {'k' * 40}", flush=True)
with open(os.environ["RAN"], "a") as ran:
    ran.write("\\0".join(sys.argv[1:]) + "\\n")
sys.stdin.read()
with open(os.environ["RAN"], "a") as ran:
    ran.write("ended\\n")
"""


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A program that says what `wmstudio serve --once` says, and the file with its runs."""
    program, ran = tmp_path / "wmstudio", tmp_path / "ran"
    program.write_text(f"#!{sys.executable}\n{SERVER}")
    program.chmod(0o755)
    monkeypatch.setenv("RAN", str(ran))
    monkeypatch.setenv(COMMAND, shlex.join([sys.executable, str(STAND_IN)]))
    return program, ran


def until(fact):
    """Wait for a fact that another process brings about."""
    deadline = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def runs(ran):
    return ran.read_text().splitlines() if ran.exists() else []


def test_a_server_is_started_and_reached_through_the_tunnel(server):
    program, ran = server
    route = SshRoute(Address("ssh", "host", program=str(program)), ("my runs/one",))

    endpoint = route.open()
    with socket.create_connection((endpoint.host, endpoint.port)) as one:
        assert one.recv(10) == b"here"

    assert (endpoint.host, endpoint.server_key) == ("127.0.0.1", "k" * 40)
    until(lambda: runs(ran))
    arguments = runs(ran)[0].split("\0")
    assert arguments[:2] == ["serve", "--once"]
    assert arguments[-3:] == [f"--allow={endpoint.own.public}", "--", "my runs/one"]
    route.close()
    until(lambda: runs(ran)[-1:] == ["ended"])


def test_a_tunnel_that_stands_is_used_again(server):
    program, ran = server
    route = SshRoute(Address("ssh", "host", program=str(program)))
    shared = SharedRoute(route)

    first = shared.open()
    shared.close()

    assert shared.open() == first
    route.close()
    assert shared.open() != first
    route.close()
    until(lambda: runs(ran).count("ended") == 2)


def test_the_server_ends_when_the_window_is_killed(server):
    program, ran = server
    script = (
        "from wmstudio.runtime.remote.address import Address\n"
        "from wmstudio.runtime.remote.ssh import SshRoute\n"
        f"SshRoute(Address('ssh', 'host', program={str(program)!r})).open()\n"
        "print('open', flush=True)\n"
        "input()\n"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", script], stdin=pipe, stdout=pipe) as window:
        assert window.stdout.readline() == b"open\n"
        window.kill()

    until(lambda: runs(ran)[-1:] == ["ended"])


@pytest.mark.parametrize(
    ("host", "sentence", "final"),
    [
        ("nowhere", "There is no host called nowhere (ssh: Could not resolve hostname", True),
        ("locked", "locked did not accept the SSH key (tester@locked: Permission denied", True),
        ("changed", "The host key of changed is not known here, or has changed (Host key", True),
        ("far", "ssh could not connect to far (ssh: connect to host far port 22", False),
    ],
)
def test_what_ssh_says_becomes_one_sentence(server, host, sentence, final):
    with pytest.raises(RouteError) as caught:
        SshRoute(Address("ssh", host)).open()

    assert str(caught.value).startswith(sentence)
    assert str(caught.value).endswith(").")
    assert caught.value.final is final


def test_a_program_that_is_not_there_is_told_with_a_way_out(server):
    with pytest.raises(RouteError, match=r"wmstudio was not found on host: .*ssh://host/path"):
        SshRoute(Address("ssh", "host", program="/no/such/wmstudio")).open()


def test_a_missing_ssh_is_told(monkeypatch):
    monkeypatch.setenv(COMMAND, "no-such-ssh")

    with pytest.raises(RouteError, match=r"no-such-ssh cannot be run on this computer"):
        SshRoute(Address("ssh", "host")).open()


def test_closing_interrupts_a_server_that_says_nothing(server, tmp_path):
    silent, begun = tmp_path / "silent", tmp_path / "begun"
    silent.write_text(f"#!/bin/sh\ntouch {begun}\nexec cat > /dev/null\n")
    silent.chmod(0o755)
    route = SshRoute(Address("ssh", "host", program=str(silent)))
    raised = []

    def open_it():
        try:
            route.open()
        except RouteError as error:
            raised.append(error)

    opening = threading.Thread(target=open_it)
    opening.start()
    until(begun.exists)
    route.close()
    opening.join(PATIENCE)

    assert len(raised) == 1


def test_names_stand_behind_the_options_and_paths_are_quoted():
    address = Address("ssh", "host", 2222, "me", "/opt/it's/wmstudio")

    command = command_of(address, ("a b; rm x",), "k" * 40, 1, 2)

    assert command[command.index("--") + 1] == "host"
    assert command[command.index("-p") + 1] == "2222"
    assert command[command.index("-l") + 1] == "me"
    shell, flag, script = shlex.split(command[-1])
    assert (shell, flag) == ("sh", "-c")
    assert shlex.split(script)[1:] == [
        "exec", "/opt/it's/wmstudio", "serve", "--once", "--port=2", f"--allow={'k' * 40}", "--",
        "a b; rm x",
    ]  # fmt: skip
