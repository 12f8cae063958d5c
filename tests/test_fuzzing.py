"""`make fuzz` finds what it looks for: each kind of fault is planted once, and found."""

import os
import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="cases run in forked children")
PLANTED = """
    import os, sys, time
    from pathlib import Path
    from fuzzing import children
    from fuzzing.contract import Format, RefusedError

    def say(message):
        raise RefusedError(message)

    def spin(folder):
        while True:
            pass

    READERS = {
        "read": lambda folder: None,
        "refused": lambda folder: say(f"{folder}/a is damaged."),
        "no sentence": lambda folder: say("x" * 100_000),
        "traceback": lambda folder: [][0],
        "hang": spin,
        "crash": lambda folder: os.abort(),
        "wrote outside": lambda folder: (folder / "../escape").write_text("x"),
    }
    root = Path(sys.argv[1])
    for number, (name, read) in enumerate(READERS.items()):
        make = lambda folder, rng: (folder / "a").write_text("x")
        format = Format(name, make, {"a": lambda data, rng: data}, read, seconds=1)
        outcome, said = children.run(format, "0", root / str(number))
        assert outcome == name, (name, outcome, said)
    print("all found")
"""


def run(*words):
    return subprocess.run(
        [sys.executable, *map(str, words)], capture_output=True, text=True, check=False
    )


def test_every_kind_of_fault_is_found(tmp_path):
    done = run("-c", textwrap.dedent(PLANTED), tmp_path)

    assert "all found" in done.stdout, done.stdout + done.stderr


def test_a_few_cases_of_every_format_have_no_faults_and_are_counted():
    done = run("-m", "fuzzing", "--count", 4, "--seed", "tests")

    assert done.returncode == 0, done.stdout + done.stderr
    rows = done.stdout.splitlines()[1:-1]
    assert done.stdout.splitlines()[-1] == f"{4 * len(rows)} cases, 0 faults"
    for name in (
        "checkpoints",
        "recordings",
        "sessions",
        "labels",
        "pytorch",
        "examples",
        "command lines",
        "messages",
    ):
        assert name in done.stdout
