"""Types Chinese with a real input method, and prints what the window told as JSON.

``python typist.py METHOD KEYS SHOWN COMMAND…``: ``ibus`` or ``fcitx``, the keys to press, what is
shown while they are composed, without spaces, and how to start the window. It is run on a display
and a D-Bus session of its own, with an empty home.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 30.0
"""Seconds until it gives up waiting for a fact."""
MEMORY = "/usr/libexec/ibus-memconf"
"""Keeps the settings of IBus in memory; pinyin does not start without something that keeps them."""
DAEMONS = {
    "ibus": ["ibus-daemon", "--panel=disable", f"--config={MEMORY}", "--emoji-extension=disable"],
    "fcitx": ["fcitx5", "--disable=wayland,waylandim,notificationitem"],
}
CHOOSE = {"ibus": ["ibus", "engine", "libpinyin"], "fcitx": ["fcitx5-remote", "-s", "pinyin"]}
CHOSEN = {"ibus": ["ibus", "engine"], "fcitx": ["fcitx5-remote", "-n"]}
PROFILE = """\
[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=keyboard-us

[Groups/0/Items/1]
Name=pinyin

[GroupOrder]
0=Default
"""
"""Of fcitx: the input methods that somebody has chosen."""


@contextmanager
def running(command, **channels):
    """A process, which is ended."""
    process = subprocess.Popen(command, text=True, **channels)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(what, found):
    """Wait until something is found."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found():
            return
        # Other processes are asked, which do not announce what they have done.
        time.sleep(0.1)
    sys.exit(f"{what}: not in time")


def ask(command):
    """What a command prints; nothing if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    return done.stdout.strip() if done.returncode == 0 else ""


def main(method, keys, shown, command):
    """Type, accept what is offered, and listen to the window until it has a text."""
    os.environ["GSETTINGS_BACKEND"] = "memory"
    settings = Path(os.environ["HOME"], ".config")
    profile = settings / "fcitx5" / "profile"
    profile.parent.mkdir(parents=True)
    profile.write_text(PROFILE, encoding="utf-8")
    heard = []
    with running(DAEMONS[method], stdout=sys.stderr):
        # Both say there where they are to be found.
        until(f"{method} is running", lambda: [*settings.glob("ibus/bus/*")])
        with running(command, stdout=subprocess.PIPE) as window:

            def listen(is_it):
                for line in window.stdout:
                    heard.append(json.loads(line))
                    if is_it(heard[-1]):
                        return
                sys.exit(f"the window has ended: {heard[-3:]}")

            listen(lambda told: told["active"])
            until("pinyin", lambda: ask(CHOOSE[method]) or "pinyin" in ask(CHOSEN[method]))
            subprocess.check_call(["xdotool", "type", "--delay", "50", keys])
            listen(lambda told: told["composed"].replace(" ", "") == shown)
            subprocess.check_call(["xdotool", "key", "space"])
            listen(lambda told: told["text"])
    sys.stdout.write(json.dumps(heard) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:4], sys.argv[4:])
