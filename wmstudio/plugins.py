"""What other packages add to the program, by entry points of their metadata."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoints, entry_points
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

What = Literal["format", "panel"]


@cache
def installed() -> Callable[..., EntryPoints]:
    """Selects entry points of what was installed at the start: every package is read only once."""
    return entry_points().select


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
