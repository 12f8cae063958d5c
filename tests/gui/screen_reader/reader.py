"""What a screen reader finds in the window and hears from it, over AT-SPI; prints JSON.

``python reader.py PANELS PICTURE COMMAND…``: the ids of panels, separated by commas; the name of a
picture of the last one, which is given the keyboard; and how to start the window. It runs under the
system's Python, which has the bindings.
"""

import json
import subprocess
import sys
import time

import gi

# The import takes whichever version is required before it.
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 30.0
"""Seconds until it gives up waiting for a fact."""
LEFT = 0xFF51
"""The key's symbol in X11."""


def walk(one):
    """Everything under a thing of the tree."""
    for at in range(one.get_child_count()):
        child = one.get_child_at_index(at)
        if child is not None:
            yield child
            yield from walk(child)


def until(what, found):
    """Wait until something is found."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if result := found():
            return result
        GLib.MainContext.default().iteration(False)
        # Another process is asked, which does not announce all that it does.
        time.sleep(0.05)
    sys.exit(f"{what}: not found in time")


def application():
    """The program."""
    desktop = Atspi.get_desktop(0)
    for at in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(at)
        if program is not None and program.get_name() == "wmstudio":
            return program
    return None


def charts(program):
    """The names and descriptions of all pictures in sight."""
    return [
        one
        for one in walk(program)
        if one.get_role() == Atspi.Role.CHART
        and one.get_state_set().contains(Atspi.StateType.SHOWING)
    ]


def main(panels, name, command):
    """Read every panel; then give a picture the keyboard, press a key and listen."""
    heard = []
    listener = Atspi.EventListener.new(
        lambda event: heard.append((event.type, str(event.any_data)))
    )
    for kind in ("object:announcement", "object:property-change:accessible-description"):
        listener.register(kind)
    window = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    read = {}
    try:
        program = until("the program", application)
        # Descriptions change: each is asked for anew.
        program.set_cache_mask(Atspi.Cache.NONE)
        for panel in panels:
            window.stdin.write(f"{panel}\n")
            window.stdin.flush()
            assert window.stdout.readline().strip() == panel
            found = charts(program)
            read[panel] = [(one.get_name(), one.get_description()) for one in found]
        (last,) = (one for one in found if one.get_name() == name)
        last.grab_focus()
        until("the focus", lambda: last.get_state_set().contains(Atspi.StateType.FOCUSED))
        heard.clear()
        Atspi.generate_keyboard_event(LEFT, None, Atspi.KeySynthType.SYM)
        until("an announcement", lambda: any("announcement" in kind for kind, _ in heard))
        told = {"read": read, "heard": heard, "after": last.get_description()}
        sys.stdout.write(json.dumps(told) + "\n")
    finally:
        window.kill()


main(sys.argv[1].split(","), sys.argv[2], sys.argv[3:])
