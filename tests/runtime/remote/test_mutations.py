"""Whatever is sent to a server or to a window, it is taken or refused in a sentence."""

import os
import random
import subprocess
import sys

import pytest

from fuzzing import answers, messages
from fuzzing.contract import RefusedError

CASES = 120


@pytest.mark.skipif(not hasattr(os, "fork"), reason="cases run in forked children")
@pytest.mark.parametrize("kind", ["messages", "answers"])
def test_that_mutated_messages_are_read_or_refused_in_a_sentence(kind):
    done = subprocess.run(
        [sys.executable, "-m", "fuzzing", kind, "--verbose", "--count", str(CASES)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    _, *said, row, end = done.stdout.splitlines()
    assert end == f"{CASES} cases, 0 faults"
    assert len(said) == int(row.split()[3]) > CASES / 4
    assert len(set(said)) > 5
    assert all(one[0].isupper() and one.endswith((".", "again")) for one in said)


@pytest.mark.parametrize("kind", [messages, answers])
def test_that_sound_messages_are_read(kind, tmp_path):
    kind.prepare(tmp_path)
    assert len(kind.sound()) > 10


def test_that_a_server_which_is_silent_is_a_fault(tmp_path, monkeypatch):
    messages.FORMAT.make(tmp_path, random.Random(1))
    monkeypatch.setattr(messages, "ANSWERED", 300)
    monkeypatch.setattr(messages, "LAST", 3.0)
    with pytest.raises(AssertionError, match="the server is silent"):
        messages.FORMAT.read(tmp_path)


def test_that_a_message_which_no_window_says_is_refused(tmp_path):
    (tmp_path / "said").write_bytes((9).to_bytes(4, "big") + b"x" * 9)
    with pytest.raises(RefusedError, match="could not read a message"):
        messages.FORMAT.read(tmp_path)
