"""Has the text shaded as a panel says: by what the model looks at from the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.engine.messages import Frame
    from wmstudio.gui.clock import FrameClock
    from wmstudio.gui.editor import Editor
    from wmstudio.gui.panel import Panel, Shading
    from wmstudio.gui.reading import Reading

TEXT = "text"


class TextShading(QObject):
    """Draws on the clock, like a panel; a panel that was closed shades nothing.

    Of two models the first shades the text, and the second where the first has nothing to say.
    """

    def __init__(
        self,
        editor: Editor,
        clock: FrameClock,
        there: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._editor, self._clock, self._there = editor, clock, there
        self._sources: dict[Reading, Mapping[str, Panel]] = {}
        clock.add(TEXT, self.draw, lambda: True)

    def add(self, reading: Reading, panels: Mapping[str, Panel]) -> None:
        """Ask these panels, too, about what is read there."""
        self._sources[reading] = panels
        reading.changed.connect(self.redraw_soon)
        for panel in panels.values():
            panel.shading_changed.connect(self.redraw_soon)
        self.redraw_soon()

    def drop(self, reading: Reading) -> None:
        """Ask them no more."""
        if self._sources.pop(reading, None) is not None:
            self.redraw_soon()

    @Slot()
    def redraw_soon(self) -> None:
        """Another frame, or something else was chosen."""
        self._clock.mark(TEXT)

    def draw(self) -> None:
        """Shade the tokens, or none; while the cursor's is being computed, leave what is there."""
        for reading, panels in self._sources.items():
            frame = reading.frame
            if frame is None or reading.stale:
                continue
            if frame.moment is None or frame.revision != self._editor.revision:
                return
            shadings = (panel.shading() for id, panel in panels.items() if self._there(id))
            shading = next((s for s in shadings if s is not None), None)
            if shading is not None:
                self._shade(frame, shading)
                return
        self._editor.shade(None, None)

    def _shade(self, frame: Frame, shading: Shading) -> None:
        first, stop = shading.first, shading.first + len(shading.weights)
        ends = frame.trace.column("ends", first, stop)
        if len(ends) == len(shading.weights):
            edges = np.concatenate([[frame.trace.span(first)[0]], ends])
            self._editor.shade(edges.astype(np.int64), shading.weights)
