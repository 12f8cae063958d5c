"""Keeps the selected span on its text, while that is written on, for the tokens of two models."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from wmstudio.app.spans import place_of, span_at

if TYPE_CHECKING:
    from wmstudio.app.places import Change
    from wmstudio.gui.editor import Editor
    from wmstudio.gui.panel import TokenAxis
    from wmstudio.gui.reading import Reading


class SpanKeeper(QObject):
    """A span is selected on an axis, in tokens; here it is held by its place in the text."""

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._axes: dict[Reading, TokenAxis] = {}
        self._following = False
        self.place: tuple[int, int] | None = None
        """Start and end of the span in the text, in code points."""
        editor.edited.connect(self._move)
        editor.replaced.connect(self.clear)

    def add(self, reading: Reading, axis: TokenAxis) -> None:
        """Have it on this axis, too."""
        self._axes[reading] = axis
        axis.span_changed.connect(partial(self._selected, reading))
        reading.changed.connect(partial(self._show, reading))
        self._show(reading)

    def drop(self, reading: Reading) -> None:
        """No longer."""
        self._axes.pop(reading, None)

    def select(self, start: int, stop: int) -> None:
        """Select the tokens of a stretch of the text."""
        self._keep((start, stop) if start < stop else None)

    @Slot()
    def clear(self) -> None:
        """Select nothing."""
        self._keep(None)

    def _keep(self, place: tuple[int, int] | None) -> None:
        self.place = place
        self._editor.show_span(place)
        for reading in self._axes:
            self._show(reading)

    def _selected(self, reading: Reading) -> None:
        axis, frame = self._axes.get(reading), reading.frame
        if self._following or axis is None:
            return
        span = axis.span.within(len(frame.trace)) if axis.span and frame else None
        if frame is None or span is None or frame.revision != self._editor.revision:
            self._keep(None)
        else:
            self._keep(place_of(frame.trace, span))

    def _show(self, reading: Reading) -> None:
        """As far as the text has been read; until then what was there stays."""
        axis, frame = self._axes.get(reading), reading.frame
        if axis is None:
            return
        self._following = True
        try:
            if self.place is None:
                axis.select(None)
            elif frame is not None and frame.revision == self._editor.revision:
                axis.select(span_at(frame.trace, *self.place))
        finally:
            self._following = False

    @Slot(object)
    def _move(self, change: Change) -> None:
        if self.place is not None:
            start, stop = (change.kept(place) for place in self.place)
            # What is written right before it is not in it.
            if change.start == change.stop == self.place[0]:
                start += change.more
            self.place = (start, stop) if start < stop else None
            self._editor.show_span(self.place)
