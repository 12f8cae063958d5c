"""Shades the text by a quantity of each token, or as a panel requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot

from wmstudio.app.quantities import CHANGE, Quantity
from wmstudio.engine.messages import Stretch
from wmstudio.gui.base.colours import role_of
from wmstudio.gui.features.lighting import TextLight
from wmstudio.gui.plots.panel import Shading
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.workspace import readers
from wmstudio.text.stretches import stretch_of

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.engine.trace import Trace
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

TEXT = "text"
STEP = 64
"""Visible tokens are rounded to multiples of this, so that scrolling rarely asks anew."""


class TextShading(Controller):
    """Draws on the frame clock; a closed panel shades nothing.

    The quantity is the first model's, and is computed for visible tokens and as many before and
    after. Without a quantity, the first lane's panels may shade the text, and otherwise the second
    lane's.
    """

    lit = Signal(str)
    """The words that give a candidate its probability are lit; empty if there are none."""
    unseen = Signal(str)
    """This panel shades the text from behind another, so its scale is not in sight; empty if none
    does."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        workspace, docks = self._workspace, self._docks
        self._there, self._in_front, self._unseen = docks.there, docks.shown, ""
        docks.seen_changed.connect(self.redraw_soon, Qt.ConnectionType.QueuedConnection)
        self._light = TextLight(workspace, self._there)
        self._quantity: Quantity | None = None
        self._opened: OpenedModel | None = None
        self._marked = False
        self._wanted: tuple[Stretch, ...] = ()
        self._editor.scrolled.connect(self._look_again)
        self._clock.add(TEXT, self.draw, lambda: True)
        first = self._lane
        reading = first.reading
        reading.also.append(self.wanted)
        workspace.each_lane(self._add_lane)
        workspace.each_panel(self._add_panel)
        workspace.lane_removed.connect(self.redraw_soon)

    def _add_lane(self, lane: Lane) -> None:
        reading = lane.reading
        reading.changed.connect(self.redraw_soon)
        lit = lane.lit
        lit.changed.connect(self.redraw_soon)
        self.redraw_soon()

    def _add_panel(self, lane: Lane, panel: Panel) -> None:
        panel.shading_changed.connect(self.redraw_soon)

    def shade_by(self, quantity: Quantity | None, opened: OpenedModel | None) -> None:
        """Shade by a quantity; None shades as panels request."""
        self._quantity, self._opened = quantity, opened
        self._look_again()

    def mark(self, on: bool) -> None:
        """Show or hide marks where tokens begin."""
        self._marked = on
        self._look_again()

    def wanted(self) -> tuple[Stretch, ...]:
        """Signals to record for the visible text."""
        self._wanted = self._in_sight()
        return self._wanted

    @Slot()
    def redraw_soon(self) -> None:
        """Redraw, because of a new frame or another choice."""
        self._clock.mark(TEXT)

    @Slot()
    def _look_again(self) -> None:
        if self._quantity is not None or self._marked:
            self.redraw_soon()

    def _tell_unseen(self, panel: Panel | None) -> None:
        name = "" if panel is None else panel.called
        if name != self._unseen:
            self._unseen = name
            self.unseen.emit(name)

    def draw(self) -> None:
        """Shade the tokens, or none. While the cursor's are being computed, nothing changes."""
        if (candidate := self._light.draw()) is not None:
            self.lit.emit(candidate)
        for lane in readers(self._workspace):
            frame, reading = lane.frame, lane.reading
            is_current = frame is not None and frame.revision == self._editor.revision
            if frame is None or (reading.stale and not (is_current and frame.snapshot is None)):
                continue
            if frame.snapshot is None or not is_current:
                return
            if self._quantity is not None and self._in_sight() != self._wanted:
                reading.ask_soon()
            shading, lights = self._own(frame), self._light.lights(lane)
            by: str = ""
            # Shading by the same memory would hide the lit words.
            if shading is None and not lights:
                # A pinned panel is about another token, and possibly another text.
                there = {id: lane.panels[id] for id in lane.panels if self._there(id)}
                said = ((id, panel.shading()) for id, panel in there.items() if panel.pin is None)
                by, shading = next((one for one in said if one[1] is not None), ("", None))
            if self._marked:
                shading = _spread(shading, *self._seen(frame.trace))
            if shading is not None:
                self._shade(frame, shading)
                self._tell_unseen(lane.panels[by] if by and not self._in_front(by) else None)
                return
            if lights:
                break
        self._editor.shade(None, None)
        self._tell_unseen(None)

    def _own(self, frame: Frame) -> Shading | None:
        """Shading by the quantity; None without one, or if the frame's model does not have it.

        The second model is not shaded by the first one's quantity. While another model is being
        opened, the newest frame may be of the one before.
        """
        quantity, opened = self._quantity, self._opened
        if quantity is None and frame.trace.untouched is not None:
            # The effect of edits is shown whenever edits are in force.
            lane = self._workspace.first
            quantity, opened = Quantity(CHANGE), lane.opened
        if quantity is None or opened is None or not frame.is_of(opened):
            return None
        first, stop = self._seen(frame.trace)
        values = quantity.values(frame.trace, first, stop)
        weights = quantity.weights(values, len(opened.pieces))
        return Shading(first, weights, role_of(quantity.signal))

    def _seen(self, trace: Trace) -> tuple[int, int]:
        """Visible tokens, and as many before and after."""
        start, stop = self._editor.sight()
        more = stop - start + 1
        first = max(trace.token_before(start - more), 0)
        return first, min(trace.token_before(stop + more) + 2, len(trace))

    def _in_sight(self) -> tuple[Stretch, ...]:
        lane = self._workspace.first
        frame = lane.frame
        if frame is None or not frame.is_of(self._opened):
            return ()
        if self._quantity is None or not self._quantity.watch:
            return ()
        first, stop = self._seen(frame.trace)
        return (Stretch(self._quantity.watch, first // STEP * STEP, -(-stop // STEP) * STEP),)

    def _shade(self, frame: Frame, shading: Shading) -> None:
        first, stop = shading.first, shading.first + len(shading.weights)
        ends = frame.trace.column("ends", first, stop)
        if len(ends) == len(shading.weights) and len(ends):
            start, _ = stretch_of(frame.trace, first, first + 1)
            edges = np.concatenate([[start], ends]).astype(np.int64)
            # A character of several tokens has the strongest of their shades; its width is the
            # first token's.
            begins = np.flatnonzero(np.diff(ends, prepend=ends[0] - 1))
            weights = shading.weights.copy()
            highest = np.fmax.reduceat(shading.weights, begins)
            lowest = np.fmin.reduceat(shading.weights, begins)
            weights[begins] = np.where(np.abs(lowest) > np.abs(highest), lowest, highest)
            self._editor.shade(edges, weights, marked=self._marked, role=shading.role)
        else:
            self._editor.shade(None, None)


def _spread(shading: Shading | None, first: int, stop: int) -> Shading:
    """The same for all tokens of a range, 0 where there is no shading."""
    weights = np.zeros(max(stop - first, 0), np.float32)
    if shading is not None:
        begin = shading.first - first
        end = begin + len(shading.weights)
        a, b = max(begin, 0), min(end, len(weights))
        if a < b:
            weights[a:b] = shading.weights[a - begin : b - begin]
    return Shading(first, weights, shading.role if shading is not None else "memory")
