"""The panels of one lane: they receive its frames, and the frame clock draws them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from wmstudio.engine.messages import Frame, OpenedModel, Stretch
    from wmstudio.gui.base.latency import LatencyTracker
    from wmstudio.gui.client.lane_context import LaneContext
    from wmstudio.gui.plots.panel import Panel


class LanePanels:
    """Works on ``panels``, a mapping that its owner changes; `add` announces new ones."""

    def __init__(
        self,
        context: LaneContext,
        panels: Mapping[str, Panel],
        timing: LatencyTracker,
        name: str,
        look_at: Callable[[int], object],
    ) -> None:
        """``name`` is the prefix of the panels' names on the clock, which all lanes share.

        ``look_at`` is called with the number of a token that was chosen in a panel.
        """
        self._clock, self._is_shown = context.clock, context.is_shown
        self._editor, self._look_at = context.editor, look_at
        self._panels, self._timing, self._name = panels, timing, name
        self._opening = ""
        self.stale = False
        """Whether the panels show an older text, and are dimmed."""
        self.holds = False
        """Whether the panels keep what they show until there is something new to draw."""
        self.plain = False
        """Whether the untouched model is shown."""
        self.needed: Collection[Panel] = ()
        """Panels whose signals are read whether or not they are visible."""

    def add(self, id: str, panel: Panel) -> None:
        """Start drawing a panel."""
        panel.opening = self._opening
        name = f"{self._name}{id}"
        self._clock.add(name, partial(self._draw, panel), partial(self._is_shown, id))
        panel.dirtied.connect(partial(self._clock.mark, name))
        panel.cursor_requested.connect(partial(self._choose, panel))
        for stroke in self._timing.recent:
            panel.tell_time(stroke)
        self._timing.measured.connect(panel.tell_time)

    def _choose(self, panel: Panel, token: int) -> None:
        # In a picture of an older text this number is that of another token.
        if panel.is_of(self._editor.revision):
            self._look_at(token)

    def remove(self, id: str) -> None:
        """Stop drawing a panel."""
        self._clock.remove(f"{self._name}{id}")

    def stop(self) -> None:
        """Stop drawing all panels."""
        self._clock.remove(*self._names)

    def mark(self) -> None:
        """Mark all panels as dirty."""
        self._clock.mark(*self._names)

    @property
    def clean(self) -> bool:
        """Whether no panel is waiting to be drawn."""
        return self._clock.clean(*self._names)

    def tell_opening(self, source: str) -> None:
        """Tell all panels by what a model is being opened; empty if none is any longer."""
        self._opening = source
        for panel in self._panels.values():
            panel.opening = source
        if any(panel.opened is None for panel in self._panels.values()):
            self.mark()

    def change_model(self, opened: OpenedModel) -> None:
        """Tell all panels that another model is open, or the same one with other settings."""
        for panel in self._panels.values():
            panel.change_model(opened)

    def receive(self, frame: Frame) -> None:
        """Pass the newest frame to all panels."""
        shown = self.shown(frame)
        for panel in self._panels.values():
            panel.receive(shown)

    def shown(self, frame: Frame) -> Frame:
        """The frame to show: with the edits in force, or the untouched reading."""
        return frame.without_interventions() if self.plain else frame

    def forget(self) -> None:
        """Clear all panels, because another text is shown."""
        self.holds = False
        for panel in self._panels.values():
            if panel.pin is None:
                panel.forget()

    def wants(self) -> tuple[tuple[str, ...], str]:
        """The signals of visible and needed panels, and the text that one of them asks about."""
        watch: dict[str, None] = {}
        ask = ""
        for id, panel in self._panels.items():
            if panel.is_live and (panel in self.needed or self._is_shown(id)):
                watch.update(dict.fromkeys(panel.watch()))
                ask = ask or (panel.ask_text() if panel.pin is None else "")
        return tuple(watch), ask

    def exactly(self) -> tuple[Stretch, ...]:
        """What pinned panels show, which is asked for exactly before it cannot be had any more."""
        pins = [panel.pin for panel in self._panels.values() if panel.pin is not None]
        return tuple(stretch for pin in pins for stretch in pin.lacks())

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(map(self._name.__add__, self._panels))

    def _draw(self, panel: Panel) -> None:
        with self._timing.drawing():
            # Dimmed while drawing, so that a panel is painted only once.
            panel.set_stale(self.stale and panel.pin is None)
            if not self.holds:
                panel.draw()
