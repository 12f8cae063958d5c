"""Rows of colours along the text, the base of heat maps."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsView

from wmstudio.gui.plots.colour_scale import ColourScale
from wmstudio.gui.plots.over_picture import OverPicture, level_of_zero
from wmstudio.gui.plots.pixels import Pixels
from wmstudio.gui.plots.scales import nice_step
from wmstudio.gui.plots.token_plot import TokenPlot

if TYPE_CHECKING:
    import numpy.typing as npt
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from wmstudio.engine.trace import Picture
    from wmstudio.gui.base.colours import Table
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis

LABEL_GAP = 28
"""Smallest distance in pixels between two row numbers."""


class Cover(OverPicture):
    """Covers columns whose values are unknown, so that they do not look like zero."""

    def __init__(self) -> None:
        super().__init__()
        self.colour = QColor()
        self.runs: list[tuple[int, int]] = []
        self.setZValue(1)
        self.hide()

    def set_runs(self, area: QRectF, runs: list[tuple[int, int]]) -> None:
        """Cover these columns (first, one after the last) of the picture's area."""
        self.lie_over(area)
        different = {x for run in self.runs for x in run} ^ {x for run in runs for x in run}
        if different:
            self.runs = runs
            self.setVisible(bool(runs))
            self.update_columns(min(different), max(different))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        top, height = self._area.top(), self._area.height()
        for first, stop in self.runs:
            painter.fillRect(QRectF(first, top, stop - first, height), self.colour)


class ColourPlot(TokenPlot):
    """Rows of colours by tokens, row 0 at the top, with a colour scale beside them."""

    def __init__(self, axis: TokenAxis, name: str, parent: QWidget | None = None) -> None:
        self.image = Pixels()
        self._area, self._columns = QRectF(), 0
        self.cover = Cover()
        self.colours = ColourScale()
        self.names: tuple[str, ...] = ()
        """Names of the rows from the top. Rows without a name are numbered."""
        super().__init__(axis, name, parent)
        self.view.invertY(True)
        self.view.addItem(self.image, ignoreBounds=True)
        self.view.addItem(self.cover, ignoreBounds=True)
        self.contents = [self.image]
        self.set_side(self.colours)

    def set_colours(self, low: float, high: float, colours: Table) -> None:
        """Set the colours ``[256, 3]`` of a range. What is below zero in it is marked, too."""
        self.image.setLookupTable(colours)
        self.image.mark_below(level_of_zero(low, high), QColor(self.theme.text))

    def show_picture(
        self, picture: Picture, known: npt.NDArray[np.bool_], start: int, stop: int
    ) -> None:
        """Draw ``[tokens, rows]`` of 0…255. Unknown columns are covered.

        There may also be several columns of the picture for each token.
        """
        self.image.show_picture(np.ascontiguousarray(picture.T))
        area = QRectF(start, 0, stop - start, picture.shape[1])
        if (area, len(picture)) != (self._area, self._columns):
            self._area, self._columns = area, len(picture)
            self.image.setRect(area)
        self.image.show()
        self.cover.set_runs(area, unknown_runs(known, start))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.DevicePixelRatioChange):
            # In a scaled window Qt picks other pixels for a part of a picture than for all of it.
            parts = self.devicePixelRatioF() == 1.0
            modes = QGraphicsView.ViewportUpdateMode
            self.setViewportUpdateMode(
                modes.MinimalViewportUpdate if parts else modes.FullViewportUpdate
            )
        done: bool = super().event(event)
        return done

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.cover.colour = QColor(theme.panel)
        self.cover.update()
        self.colours.apply_theme(theme)

    def rows_changed(self) -> None:
        """Label the visible rows at their middle."""
        low, high = self.view.viewRange()[1]
        first, last = self._rows
        if self.names:
            tall = (last - first) / len(self.names)
            ticks = [(first + (i + 0.5) * tall, name) for i, name in enumerate(self.names)]
        else:
            height = max(float(self.view.height()), 1.0)
            step = nice_step((high - low) * LABEL_GAP / height)
            rows = range(-(-int(low) // step) * step, min(int(high) + 1, int(last)), step)
            ticks = [(row + 0.5, self.row_name(row)) for row in rows]
        self.scale.setTicks([ticks])

    @property
    def row_count(self) -> int:
        return round(self._rows[1] - self._rows[0])

    def row_name(self, row: int) -> str:
        """The label of a row without a name."""
        return str(row)


def unknown_runs(known: npt.NDArray[np.bool_], start: int) -> list[tuple[int, int]]:
    """Ranges of unknown columns, counted from ``start``: (first, one after the last)."""
    inside = (np.flatnonzero(known[1:] != known[:-1]) + 1).tolist()
    edges = [0, *inside, len(known)]
    return [(a + start, b + start) for a, b in pairwise(edges) if a < b and not known[a]]
