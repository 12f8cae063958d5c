"""A lock belongs to a process, and ends with it."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from wmstudio.files.locking import Holder, Lock, LockedError

HOLD = (
    "import sys; from pathlib import Path; from wmstudio.files.locking import Lock;"
    "lock = Lock(Path(sys.argv[1])); print(lock.acquire(), flush=True); sys.stdin.read()"
)


@pytest.fixture
def held(tmp_path):
    """A lock that another process holds, and that process."""
    path = tmp_path / "a.lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "True\n"
        yield path, other
        other.kill()


def test_a_lock_is_refused_while_another_process_holds_it(held):
    path, other = held
    lock = Lock(path)
    assert not lock.acquire()
    assert lock.holder() == Holder(other.pid, socket.gethostname())
    assert str(lock.holder()) == f"process {other.pid}"
    with pytest.raises(LockedError, match=f"locked by process {other.pid}"), lock:
        pass


def test_a_lock_ends_with_its_process_however_that_ends(held):
    path, other = held
    other.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    other.wait()
    with Lock(path) as lock:
        assert lock.holder().process == os.getpid()


def test_two_locks_of_one_process_exclude_one_another(tmp_path):
    with Lock(tmp_path / "a.lock"):
        assert not Lock(tmp_path / "a.lock").acquire()
    assert Lock(tmp_path / "a.lock").acquire()


@pytest.mark.parametrize(
    "content", [b"", b"12", b"x\ny\n", b"\xff\xfe", b"99999999\nanother-machine\n", b"1" * 10_000]
)
def test_a_file_that_nobody_has_locked_is_stale_whatever_it_says(tmp_path, content):
    path = tmp_path / "a.lock"
    path.write_bytes(content)
    assert Lock(path).acquire()


def test_a_holder_on_another_machine_is_told(tmp_path):
    (tmp_path / "a.lock").write_text("12\nattic\n")
    holder = Lock(tmp_path / "a.lock").holder()
    assert holder.is_elsewhere
    assert str(holder) == "process 12 on attic"
    assert str(Lock(tmp_path / "none.lock").holder()) == "another program"
