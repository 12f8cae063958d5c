"""Comparing a frame with a view, and with another frame."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from wmstudio.text.stretches import token_at

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, View
    from wmstudio.engine.trace import Trace


def has_cursor_of(view: View | None, frame: Frame) -> bool:
    """Whether the frame's cursor is the one of a view of the same text."""
    if view is None:
        return False
    if view.token is not None:
        return frame.cursor == min(view.token, frame.length - 1)
    return frame.cursor == token_at(frame.trace, view.spot)


def has_all_of(view: View | None, frame: Frame) -> bool:
    """Whether a view of the frame's text and cursor needs nothing more than the frame has."""
    if view is None or not frame.complete:
        return False
    if (frame.watch, frame.window) != (view.watch, view.window):
        return False
    snapshot = frame.snapshot
    if snapshot is None:
        return True
    asked = snapshot.probe.text if snapshot.probe is not None else ""
    return (asked, snapshot.targets) == (view.ask, view.targets)


def looks_alike(old: Frame | None, frame: Frame, start: int, stop: int) -> bool:
    """Whether two frames look the same in a range of tokens, while reading goes on elsewhere."""
    if old is None or old.snapshot is not frame.snapshot:
        return False
    return (
        (old.revision, old.cursor, old.interventions)
        == (frame.revision, frame.cursor, frame.interventions)
        and old.untouched is frame.untouched
        and _same_chunks(old.trace, frame.trace, start, stop)
        and _same_chunks(old.trace.untouched, frame.trace.untouched, start, stop)
    )


def _same_chunks(old: Trace | None, new: Trace | None, start: int, stop: int) -> bool:
    chunks = zip_longest(*(one.chunks_in(start, stop) if one else () for one in (old, new)))
    return all(before is now for before, now in chunks)
