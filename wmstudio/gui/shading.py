"""Has the text shaded as a panel says: by what the model looks at from the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.gui.clock import FrameClock
    from wmstudio.gui.editor import Editor
    from wmstudio.gui.panel import Panel
    from wmstudio.gui.reading import Reading

TEXT = "text"


class TextShading(QObject):
    """Draws on the clock, like a panel; a panel that was closed shades nothing."""

    def __init__(
        self,
        editor: Editor,
        reading: Reading,
        panels: Mapping[str, Panel],
        clock: FrameClock,
        there: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._editor, self._reading = editor, reading
        self._panels, self._there = panels, there
        self._clock = clock
        clock.add(TEXT, self.draw, lambda: True)
        reading.changed.connect(self.redraw_soon)
        for panel in panels.values():
            panel.shading_changed.connect(self.redraw_soon)

    @Slot()
    def redraw_soon(self) -> None:
        """Another frame, or something else was chosen."""
        self._clock.mark(TEXT)

    def draw(self) -> None:
        """Shade the tokens, or none; while the cursor's is being computed, leave what is there."""
        frame = self._reading.frame
        if frame is None or self._reading.stale:
            self._editor.shade(None, None)
            return
        if frame.moment is None or frame.revision != self._editor.revision:
            return
        shadings = (panel.shading() for id, panel in self._panels.items() if self._there(id))
        shading = next((s for s in shadings if s is not None), None)
        if shading is None:
            self._editor.shade(None, None)
            return
        first, stop = shading.first, shading.first + len(shading.weights)
        ends = frame.trace.column("ends", first, stop)
        if len(ends) == len(shading.weights):
            edges = np.concatenate([[frame.trace.span(first)[0]], ends])
            self._editor.shade(edges.astype(np.int64), shading.weights)
