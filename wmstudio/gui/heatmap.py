"""A heat map along the text: units or slots × tokens, in the colours of the signal's range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from wmstudio.gui.colour_scale import ColourScale
from wmstudio.gui.colours import table_of
from wmstudio.gui.token_labels import nice_step
from wmstudio.gui.token_plot import TokenPlot
from wmstudio.gui.wording import full_label, number, token_words, unit_word

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, Opened, Signal
    from wmstudio.engine.trace import Chunk, Trace
    from wmstudio.gui.panel import TokenAxis
    from wmstudio.gui.theme import Theme

LABEL_GAP = 28
"""At least so many pixels from one row's number to the next."""


class Cover(QGraphicsItem):
    """Background over the columns of which nothing is known, so that they do not look like zero."""

    def __init__(self) -> None:
        super().__init__()
        self.colour = QColor()
        self.runs: list[tuple[int, int]] = []
        self._area = QRectF(0, 0, 1, 1)
        self.setZValue(1)

    def set_runs(self, area: QRectF, runs: list[tuple[int, int]]) -> None:
        """Cover these columns (first, one after the last) of the picture's area."""
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area
        if runs != self.runs:
            self.runs = runs
            self.update()

    def boundingRect(self) -> QRectF:
        return self._area

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        top, height = self._area.top(), self._area.height()
        for first, stop in self.runs:
            painter.fillRect(QRectF(first, top, stop - first, height), self.colour)


class Heatmap(TokenPlot):
    """Row 0 is at the top. One picture of 0…255 is handed over as it is; the table colours it."""

    def __init__(self, axis: TokenAxis, name: str, parent: QWidget | None = None) -> None:
        self.image = pg.ImageItem(axisOrder="row-major")
        self.cover = Cover()
        self.colours = ColourScale()
        super().__init__(axis, name, parent)
        self.signal: Signal | None = None
        self._name = name
        self._drawn: tuple[Trace, tuple[Chunk, ...], int, int] | None = None
        self.view.invertY(True)
        self.view.addItem(self.image, ignoreBounds=True)
        self.view.addItem(self.cover, ignoreBounds=True)
        self.contents = [self.image]
        self.set_side(self.colours)

    def set_signal(self, signal: Signal | None) -> None:
        """What to show; nothing is seen until `show_frame`."""
        self.signal = signal
        self._drawn = None
        self.image.hide()
        if signal is None:
            return
        self.image.setLookupTable(table_of(signal))
        self.colours.set_signal(signal)
        self.set_rows(0, max(signal.size, 1))
        self.rows_changed()
        rows = f"{signal.size} {unit_word(signal)}s" if signal.dims else "one number"
        self.setAccessibleDescription(f"{full_label(signal)}: {rows} by tokens. {signal.text}")

    def show_frame(self, opened: Opened, frame: Frame) -> None:
        """Draw the axis' stretch of the frame; nothing that is drawn already."""
        if self.signal is None:
            return
        start, stop = self.axis.start, self.axis.stop
        chunks = chunks_of(frame.trace, start, stop)
        if not self._is_drawn(frame.trace, chunks, start, stop):
            # The trace is kept with its chunks, so that what is compared is still the same object.
            self._drawn = (frame.trace, chunks, start, stop)
            picture, known = frame.trace.picture(self.signal.name, start, stop, self.signal.size)
            self.image.setImage(np.ascontiguousarray(picture.T), autoLevels=False)
            area = QRectF(start, 0, stop - start, self.signal.size)
            self.image.setRect(area)
            self.image.show()
            self.cover.set_runs(area, unknown_runs(known, start))
        self.place(opened, frame)

    def words(self, opened: Opened, frame: Frame) -> str:
        """What is under the pointer, exact; nothing where nothing is known."""
        if self.signal is None or self.token is None:
            return ""
        values = frame.trace.signal(self.signal.name, self.token, self.token + 1)
        if values is None:
            return ""
        row = min(max(int(self.value), 0), self.signal.size - 1)
        unit = f"{unit_word(self.signal)} {row}, " if self.signal.dims else ""
        token = token_words(frame.trace, opened, self.token)
        return f"{unit}{token}: {number(float(values.reshape(-1)[row]))}"

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.cover.colour = QColor(theme.base)
        self.cover.update()
        self.colours.apply_theme(theme)

    def rows_changed(self) -> None:
        """Number the rows that are seen, at their middle."""
        if self.signal is None:
            return
        if not self.signal.dims:
            self.scale.setTicks([[]])
            return
        low, high = self.view.viewRange()[1]
        height = max(float(self.view.height()), 1.0)
        step = nice_step((high - low) * LABEL_GAP / height)
        first = -(-int(low) // step) * step
        rows = range(first, min(int(high) + 1, self.signal.size), step)
        self.scale.setTicks([[(row + 0.5, str(row)) for row in rows]])

    def _is_drawn(self, trace: Trace, chunks: tuple[Chunk, ...], start: int, stop: int) -> bool:
        if self._drawn is None or self._drawn[2:] != (start, stop):
            return False
        before = self._drawn[1]
        same = len(chunks) == len(before) and all(
            a is b for a, b in zip(chunks, before, strict=True)
        )
        return same or trace is self._drawn[0]


def chunks_of(trace: Trace, start: int, stop: int) -> tuple[Chunk, ...]:
    """The chunks that a stretch is made of."""
    found = []
    token, stop = max(start, 0), min(stop, len(trace))
    while token < stop:
        found.append(trace.chunk_of(token))
        token = found[-1].stop
    return tuple(found)


def known_values(trace: Trace, name: str, start: int, stop: int) -> npt.NDArray[np.float32]:
    """A scalar signal over a stretch, NaN where it is not known."""
    values = np.full(max(stop - start, 0), np.nan, np.float32)
    for chunk in chunks_of(trace, start, stop):
        if name in chunk.signals:
            first, last = max(chunk.start, start), min(chunk.stop, stop)
            part = chunk.signals[name][first - chunk.start : last - chunk.start]
            values[first - start : last - start] = part.reshape(len(part), -1)[:, 0]
    return values


def unknown_runs(known: npt.NDArray[np.bool_], start: int) -> list[tuple[int, int]]:
    """Where a stretch that begins at ``start`` is not known: (first, one after the last)."""
    edges = np.diff(np.concatenate([[False], ~known, [False]]).astype(np.int8))
    firsts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(a) + start, int(b) + start) for a, b in zip(firsts, stops, strict=True)]
