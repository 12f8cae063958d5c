"""What other packages add to the program, by entry points of their metadata."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from importlib.metadata import EntryPoint

OURS = b"[wmstudio."
"""How the groups of this program begin in the file of a package's entry points."""
METADATA = ".dist-info", ".egg-info"
"""How the folders end that tell about installed packages."""

What = Literal["format", "panel"]


@cache
def installed() -> Callable[..., Iterable[EntryPoint]]:
    """Selects entry points of what was installed at the start: every package is read only once."""
    if not any(map(_may_have_ours, sys.path)):
        # Importing what reads them took 3 % of the time until the window is there (measured).
        return lambda **_: ()
    from importlib.metadata import entry_points

    return entry_points().select


def _may_have_ours(place: str) -> bool:
    """Whether a place of packages may have an entry point for this program."""
    if os.path.isfile(place):
        return True  # an archive, which nothing here looks into
    with suppress(OSError):  # not there, or not to be read
        about = [e.path for e in os.scandir(place or ".") if e.name.endswith(METADATA)]
        return any(OURS in _declared(path) for path in about)
    return False


def _declared(about: str) -> bytes:
    """What a package says of its entry points; nothing where it has none."""
    try:
        return Path(about, "entry_points.txt").read_bytes()
    except OSError:
        return b""


def load(group: str, what: What) -> tuple[list[tuple[str, object]], list[str]]:
    """Load every entry point of a group, in the order of their names.

    Returns the names with what they refer to, and one sentence about each that cannot be loaded.
    ``what`` names one of them in that sentence: "The format 'x' (…) cannot be loaded: …".
    """
    loaded: list[tuple[str, object]] = []
    problems: list[str] = []
    for point in sorted(installed()(group=group), key=lambda point: point.name):
        try:
            loaded.append((point.name, point.load()))
        except Exception as error:  # whatever somebody else's module raises when it is imported
            problems.append(problem(what, f"{point.name!r} ({point.value})", error))
    return loaded, problems


def problem(what: What, name: str, error: Exception) -> str:
    """Say in one sentence that something of another package cannot be loaded, and why."""
    why = str(error).strip().splitlines() or [type(error).__name__]
    reason = why[0].removesuffix(".")
    if what == "panel":
        return f"The panel {name} cannot be loaded: {reason}."
    return f"The format {name} cannot be loaded: {reason}."
