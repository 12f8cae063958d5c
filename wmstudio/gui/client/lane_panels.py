"""The panels of one lane: fed with its frames, and drawn by the frame clock."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.gui.base.latency import LatencyTracker
    from wmstudio.gui.client.lane_context import LaneContext
    from wmstudio.gui.plots.panel import Panel


class LanePanels:
    """Looks at ``panels``, a mapping that its owner changes; what comes is told by `add`."""

    def __init__(
        self, context: LaneContext, panels: Mapping[str, Panel], timing: LatencyTracker, name: str
    ) -> None:
        """Draw panels; ``name`` begins what they are called on the clock, which all lanes share."""
        self._clock, self._is_shown = context.clock, context.is_shown
        self._panels, self._timing, self._name = panels, timing, name
        self.stale = False
        """Whether what is shown is of an older text, and dimmed."""
        self.holds = False
        """Whether what is drawn stays as it is, until there is something to draw."""
        self.plain = False
        """Whether what is shown is the untouched model."""

    def add(self, id: str, panel: Panel) -> None:
        """Draw a panel from now on."""
        name = f"{self._name}{id}"
        self._clock.add(name, partial(self._draw, panel), partial(self._is_shown, id))
        panel.dirtied.connect(partial(self._clock.mark, name))
        self._timing.measured.connect(panel.tell_time)

    def remove(self, id: str) -> None:
        """Draw a panel no more."""
        self._clock.drop(f"{self._name}{id}")

    def stop(self) -> None:
        """Draw nothing more."""
        self._clock.drop(*self._names)

    def mark(self) -> None:
        """Have all of them drawn."""
        self._clock.mark(*self._names)

    @property
    def clean(self) -> bool:
        """Whether none waits to be drawn."""
        return self._clock.clean(*self._names)

    def change_model(self, opened: OpenedModel) -> None:
        """Another model is open, or the same one set otherwise."""
        for panel in self._panels.values():
            panel.change_model(opened)

    def receive(self, frame: Frame) -> None:
        """Give all of them the newest frame."""
        shown = self.shown(frame)
        for panel in self._panels.values():
            panel.receive(shown)

    def shown(self, frame: Frame) -> Frame:
        """A frame as it is to be seen: with the edits that it was read with, or without."""
        return frame.without_edits() if self.plain else frame

    def forget(self) -> None:
        """Another text took the place of the one that was read."""
        self.holds = False
        for panel in self._panels.values():
            if panel.pin is None:
                panel.forget()

    def wants(self) -> tuple[tuple[str, ...], str]:
        """The signals that those in sight watch, and the text that one of them asks about."""
        watch: dict[str, None] = {}
        ask = ""
        for id, panel in self._panels.items():
            if self._is_shown(id) and panel.is_live:
                watch.update(dict.fromkeys(panel.watch()))
                ask = ask or (panel.ask_text() if panel.pin is None else "")
        return tuple(watch), ask

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(f"{self._name}{id}" for id in self._panels)

    def _draw(self, panel: Panel) -> None:
        with self._timing.drawing():
            # With the drawing, so that a panel is painted once, and one at a time.
            panel.set_stale(self.stale and panel.pin is None)
            if not self.holds:
                panel.draw()
