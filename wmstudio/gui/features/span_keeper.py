"""Keeps the selected span on its text while the text changes, for every lane."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from wmstudio.app.spans import place_of, span_at
from wmstudio.gui.workspace.workspace import readers

if TYPE_CHECKING:
    from wmstudio.app.places import Change
    from wmstudio.gui.workspace.lane import Lane
    from wmstudio.gui.workspace.workspace import Workspace


class SpanKeeper(QObject):
    """A span is selected in tokens of an axis; here it is stored as a range of the text."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._editor = workspace, workspace.editor
        self._following = False
        self.place: tuple[int, int] | None = None
        """Start and end of the span in code points."""
        self._editor.edited.connect(self._move)
        self._editor.replaced.connect(self.clear)
        workspace.each_lane(self._add)

    def _add(self, lane: Lane) -> None:
        if lane not in readers(self._workspace):
            return
        axis, reading = lane.axis, lane.reading
        axis.span_changed.connect(partial(self._selected, lane))
        reading.changed.connect(partial(self._show, lane))
        self._show(lane)

    def select(self, start: int, stop: int) -> None:
        """Select the tokens of a range of the text."""
        self._keep((start, stop) if start < stop else None)

    @Slot()
    def clear(self) -> None:
        """Clear the selection."""
        self._keep(None)

    def _keep(self, place: tuple[int, int] | None) -> None:
        self.place = place
        self._editor.show_span(place)
        for lane in readers(self._workspace):
            self._show(lane)

    def _selected(self, lane: Lane) -> None:
        if self._following or lane not in self._workspace.lanes:
            return
        axis, frame = lane.axis, lane.current_frame
        span = axis.span.within(len(frame.trace)) if axis.span and frame else None
        self._keep(place_of(frame.trace, span) if frame and span else None)

    def _show(self, lane: Lane) -> None:
        """Show the span as far as the text has been read."""
        if lane not in self._workspace.lanes:
            return
        axis, frame = lane.axis, lane.current_frame
        self._following = True
        try:
            if self.place is None:
                axis.select(None)
            elif frame is not None:
                axis.select(span_at(frame.trace, *self.place))
        finally:
            self._following = False

    @Slot(object)
    def _move(self, change: Change) -> None:
        if self.place is not None:
            start, stop = (change.kept(place) for place in self.place)
            # Text inserted right before it does not belong to it.
            if change.start == change.stop == self.place[0]:
                start += change.more
            self.place = (start, stop) if start < stop else None
            self._editor.show_span(self.place)
