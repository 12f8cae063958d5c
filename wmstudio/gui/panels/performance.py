"""Performance: where the time of the last keystrokes went."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from wmstudio.app.figures import Figure, OfferedFigure
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.latency import PARTS, PATIENCE, RECENT, KeystrokeLatency
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.plots.stacked import StackedBars
from wmstudio.gui.views.picture_panel import PicturePanel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.gui.plots.panel import TokenAxis

HINT = phrase(
    "from the keystroke until the last panel is painted, by part; the "
    "dashed line is one refresh at 60 Hz"
)


class PerformancePanel(PicturePanel):
    """A stacked bar for each of the last keystrokes."""

    title = phrase("Performance")
    question = phrase("Where does the time of a key go?")
    nothing = phrase(
        "Type something: the time of each keystroke will be drawn here, in milliseconds."
    )

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        axis.changed.disconnect(self.dirtied)
        self.strokes: deque[KeystrokeLatency] = deque(maxlen=RECENT)
        self._drawn = 0
        self._count = 0
        self._pause = QTimer(self, singleShot=True, interval=PATIENCE)
        self._pause.timeout.connect(self.dirtied)
        self.plot = StackedBars(
            tr("Milliseconds of the last keystrokes, by parts"),
            [tr(name) for name in PARTS.values()],
            RECENT,
        )
        self.plot.pointed.connect(self._read_out)
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.plot)
        self.pictures = (self.plot,)
        self.header.set_hint(tr(HINT))

    def tell_time(self, stroke: KeystrokeLatency) -> None:
        # Drawn with the next frame, or when no other key follows: now would delay the next one.
        self.strokes.append(stroke)
        self._count += 1
        self._pause.start()

    def drawable(self, frame: Frame) -> bool:
        return bool(self.strokes)

    def draw_frame(self, opened: OpenedModel, frame: Frame) -> None:
        if self._drawn == self._count:
            return
        self._drawn = self._count
        self.plot.show_columns([[1000 * s for s in x.parts.values()] for x in self.strokes])
        self._read_out()

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        if self.strokes:
            yield OfferedFigure(tr("milliseconds"), self._figure)

    def _figure(self) -> Figure:
        """Times cannot be computed again, so the figure has no Python code."""
        values = np.array(
            [[1000 * stroke.parts.get(part, 0.0) for stroke in self.strokes] for part in PARTS],
            np.float32,
        )
        return Figure(
            "curves",
            "Where the time of each keystroke goes",
            "keystroke",
            "ms",
            values,
            tuple(PARTS),
            tuple(map(str, range(values.shape[1]))),
            0,
            0.0,
            float(values.max(initial=0.0)),
        )

    def _read_out(self) -> None:
        self.header.read_out(self._words())

    def _words(self) -> str:
        """The keystroke under the pointer, or else the last one, exact."""
        if not self.strokes:
            return ""
        at = min(self.plot.column or 0, len(self.strokes) - 1)
        stroke = self.strokes[-1 - at]
        told = (
            counted(at, "{n} key before", "{n} keys before") if at else tr("last key"),
            counted(stroke.tokens, "{n} token", "{n:,} tokens"),
        )
        total = tr("{ms} ms", ms=f"{1000 * stroke.seconds:.1f}")
        parts = ", ".join(
            f"{tr(PARTS[part])} {1000 * s:.1f}" for part, s in stroke.parts.items() if s >= 0.0001
        )
        return ": ".join(
            [", ".join(told), total, *([parts] if self.plot.column is not None else [])]
        )
