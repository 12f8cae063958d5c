"""`wmstudio serve` with keys: those that it names may connect, and nobody else."""

import os
import signal
import subprocess
import sys

import pytest

from tests import support
from tests.runtime.remote.serving import Window
from wmstudio.engine.messages import Open, Record, RecordingSaved, Served
from wmstudio.engine.recorded import open_recording
from wmstudio.runtime.remote.keys import KeyPair, make_keys, read_keys

DASH = KeyPair(
    "-g<x{S]T6wJ+}M?NjvN>9c!]^ak{9.29P#13DB+n", "t@xQ$zD0Z:RcllmMFO.){&!n?NV7o1]{)U^wt5oS"
)
"""A pair that other programs can make."""


def wmstudio(*words):
    return [sys.executable, "-m", "wmstudio", "serve", *map(str, words)]


@pytest.fixture
def key_file(tmp_path):
    """Make a file with keys as people do; its path."""

    def make(name):
        path = tmp_path / name
        made = subprocess.run(
            wmstudio("--make-keys", path), capture_output=True, text=True, check=True
        )
        assert made.stdout == f"{read_keys(path).public}\n"
        return path

    return make


def test_keys_that_nobody_was_told_are_said_to_be_in_their_file(tmp_path):
    path, (end, pipe) = tmp_path / "one.key", os.pipe()
    os.close(end)
    try:
        made = subprocess.run(
            wmstudio("--make-keys", path), stdout=pipe, stderr=subprocess.PIPE, text=True
        )
    finally:
        os.close(pipe)
    assert made.returncode == 1
    assert f"{path} has the new keys" in made.stderr
    assert path.read_text().splitlines()[0] == f"public {read_keys(path).public}"


@pytest.fixture
def serve():
    """Start a server; its port and its public key."""
    started = []

    def start(*words):
        process = subprocess.Popen(
            wmstudio("--once", "--port", 0, *words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        started.append(process)
        _, _, place, _, key = process.stdout.readline().split()
        return int(place.rpartition(":")[2]), key

    yield start
    for process in started:
        process.communicate("", timeout=support.PATIENCE)
        assert process.returncode == 0


def test_own_keys_and_a_file_of_windows_that_may_connect(key_file, serve):
    server, window = key_file("server.key"), key_file("window.key")
    port, public = serve("--key", server, "--allow", window)
    assert public == read_keys(server).public
    with Window(port, public, read_keys(window)) as one:
        assert one.until(lambda: one.all(Served))[0].models
    with Window(port, public, make_keys()) as other:
        assert other.until(other.lost).final


def test_a_file_of_public_keys_allows_each_of_them(key_file, serve, tmp_path):
    server, pairs = key_file("server.key"), (make_keys(), make_keys())
    listed = tmp_path / "allowed"
    listed.write_text("".join(f"{pair.public}\n" for pair in pairs))
    port, public = serve("--key", server, "--allow", listed)
    for pair in pairs:
        with Window(port, public, pair) as one:
            assert one.until(lambda one=one: one.all(Served))


def test_a_key_that_begins_with_a_dash_is_allowed_after_an_equals_sign(serve):
    port, public = serve(f"--allow={DASH.public}")
    with Window(port, public, DASH) as window:
        assert window.until(lambda: window.all(Served))


def test_a_server_with_keys_for_nobody_is_refused(key_file):
    done = subprocess.run(
        wmstudio("--key", key_file("server.key")), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "add --allow KEY" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="all names are UTF-8 there")
def test_a_model_and_a_recording_may_have_names_that_are_not_utf_8(serve, tmp_path):
    folder = support.checkpoint(tmp_path / os.fsdecode(b"mod\xe9"))
    port, _ = serve("--", folder)
    with Window(port) as window:
        (served,) = window.until(lambda: window.all(Served))
        assert served.models[0].name == "mod\ufffd"
        window.engine.post(Open(served.models[0].name))
        window.until(window.opened)
        path = tmp_path / os.fsdecode(b"caf\xe9.wmtrace")
        window.engine.post(Record(path, "The cat"))
        assert window.until(lambda: window.all(RecordingSaved))[0].path == path
        _, recorded = open_recording(Open(path))
        assert recorded.recorded.text == "The cat"
        assert window.lost() is None


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP"])
def test_a_server_that_is_ended_by_a_signal_leaves_no_folder(tmp_path, end):
    model = support.checkpoint(tmp_path / "tiny")
    (tmp_path / "kept").mkdir()
    server = subprocess.Popen(
        wmstudio("--port", 0, model),
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"TMPDIR": str(tmp_path / "kept")},
    )
    _, _, place, _, _ = server.stdout.readline().split()
    with Window(int(place.rpartition(":")[2])) as window:
        window.engine.post(Open("tiny"))
        window.until(window.opened)
        assert list((tmp_path / "kept").glob("wmstudio-served-*"))
        server.send_signal(getattr(signal, end))
        server.communicate(timeout=support.PATIENCE)
    assert server.returncode == 0
    assert list((tmp_path / "kept").glob("wmstudio-served-*")) == []
