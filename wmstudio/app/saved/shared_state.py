"""One state of the program that several windows change: what each has changed is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

TOGETHER = (
    ("preset", "geometry", "layout", "layout_of_two", "copies", "panels"),
    ("checkpoint", "second"),
)
"""What belongs together: of each, all is one window's."""
NEWEST_FIRST = ("recent", "recent_files")


def merged(
    was: Mapping[str, Any], own: Mapping[str, Any], there: Mapping[str, Any]
) -> dict[str, Any]:
    """The state to write, by name, of a window that has ``own`` now and had ``was`` before.

    ``there`` is what the file has, in which another window may have written since then. What both
    have changed is this window's, except that entries of tables and lists are kept of both.
    """
    changed = {name for name, value in own.items() if name not in was or was[name] != value}
    for names in TOGETHER:
        if not changed.isdisjoint(names):
            changed.update(names)
    return {
        name: value
        if name not in there
        else _joined(name, was.get(name), value, there[name], changed=name in changed)
        for name, value in own.items()
    }


def _joined(name: str, was: Any, own: Any, there: Any, *, changed: bool) -> Any:
    if not changed:
        return there
    if name in NEWEST_FIRST:
        return [*own, *(one for one in there if one not in own and one not in (was or ()))]
    if isinstance(own, dict) and not any(name in names for names in TOGETHER):
        return _table(was or {}, own, there)
    return own


def _table(
    was: Mapping[str, Any], own: Mapping[str, Any], there: Mapping[str, Any]
) -> dict[str, Any]:
    # What one of them has removed, and the other has left as it was, is gone.
    kept = {
        key: value if was.get(key) != value else there[key]
        for key, value in own.items()
        if was.get(key) != value or key in there
    }
    return kept | {key: value for key, value in there.items() if key not in own and key not in was}
