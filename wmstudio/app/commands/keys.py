"""Which keys are the shortcuts of which commands, and which keys cannot be one.

Keys are written as Qt writes them for every system: ``Ctrl+K``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app.commands import COMMANDS
from wmstudio.app.phrases import Phrase, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

WRITING = {"Space", "Return", "Enter", "Tab", "Backtab", "Backspace", "Del", "Ins"}
MOVING = {"Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown"}
DESKTOPS = {"Alt+F4", "Alt+Tab", "Alt+Shift+Tab", "Alt+Space", "Alt+Esc", "Ctrl+Shift+U"}


def usual(id: str) -> tuple[str, ...]:
    """The shortcuts of a command as it comes."""
    command = COMMANDS[id]
    return tuple(keys for keys in (command.shortcut, command.also) if keys)


def in_force(chosen: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The shortcuts of every command, the one that the menu shows first.

    ``chosen`` has the user's own by command, empty for none. They go before the usual ones of other
    commands, and no two commands have the same.
    """
    mine = {id: keys for id, keys in chosen.items() if id in COMMANDS}
    taken = set(filter(None, mine.values()))
    found: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for id in COMMANDS:
        if id in mine:
            found[id] = (mine[id],) if mine[id] and mine[id] not in seen else ()
            seen.update(found[id])
        else:
            found[id] = tuple(keys for keys in usual(id) if keys not in taken)
    return found


def parts(keys: str) -> tuple[set[str], str]:
    """The keys that are held, and the one that is pressed."""
    pressed = "+" if keys.endswith("+") else keys.rpartition("+")[2]
    held = keys.removesuffix(pressed).strip("+")
    return set(filter(None, held.split("+"))), pressed


def refused(keys: str) -> Phrase:
    """Why these keys cannot be a shortcut; empty if they can."""
    held, pressed = parts(keys)
    if held <= {"Shift"} and (len(pressed) == 1 or pressed in WRITING | MOVING):
        return phrase("The text needs this key: hold Ctrl or Alt as well, or use F1 to F12.")
    if {"Ctrl", "Alt"} <= held:
        return phrase(
            "On many keyboards Ctrl+Alt is the same as AltGr, which types characters such as €."
        )
    if keys in DESKTOPS or ({"Alt", "Shift"} <= held and pressed in MOVING):
        return phrase("The desktop uses these keys itself.")
    return ""
