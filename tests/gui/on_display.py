"""Programs run with a display and a message bus of their own, for tests of what a desktop does."""

import json
import subprocess

import pytest

SCREEN = ["xvfb-run", "-a", "-s", "-screen 0 1280x800x24", "dbus-run-session", "--"]


def last_line_of(command, env, seconds):
    """What a program prints last, as JSON. The test is skipped where Qt cannot use the display."""
    done = subprocess.run(
        [*SCREEN, *command], env=env, capture_output=True, text=True, timeout=seconds, check=False
    )
    if "could not connect to display" in done.stderr:
        pytest.skip("Qt has no xcb platform here (libxcb-cursor0)")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
