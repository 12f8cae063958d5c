"""Attention from the cursor over past tokens: heads × tokens in colours, or as curves.

Shapes: H heads, n tokens of the axis' stretch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.colours import table
from wmstudio.gui.plots.colour_plot import ColourPlot
from wmstudio.gui.plots.curves import Curve, CurveLegend
from wmstudio.gui.plots.spoken.trends import trend_along
from wmstudio.gui.plots.token_plot import TokenPlot
from wmstudio.gui.views.lookback import head_name
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis
    from wmstudio.gui.views.lookback import Floats


@dataclass(frozen=True, eq=False)
class AttentionRows:
    """Weights ``rows_Hn`` of tokens from ``start``, NaN where the model does not look.

    ``chosen_n`` is the chosen head, or the mean of all, and ``name`` says which. Weights are drawn
    from ``low`` to ``high``. ``before`` has the same of the untouched model, where that differs.
    """

    start: int
    rows_Hn: Floats
    chosen_n: Floats
    name: str
    low: float
    high: float
    before: AttentionRows | None = None

    @property
    def stop(self) -> int:
        """The number after the last token."""
        return self.start + len(self.chosen_n)


class AttentionMap(ColourPlot):
    """One row per head. Tokens out of reach have no colour.

    With what the untouched model looks at, each token has a second column.
    """

    told: Callable[[int | None], str] | None = None
    """What a head, or the chosen one, looks at most, in words."""
    drawn_range = (0.0, 1.0)
    """The values of the end colours."""
    _caption = ""
    looks: AttentionRows | None = None
    """What is drawn."""

    def show_looks(self, looks: AttentionRows, caption: str) -> None:
        """Draw these weights."""
        self.looks = looks
        known = np.isfinite(looks.chosen_n)
        columns = [looks.rows_Hn] if looks.before is None else [looks.rows_Hn, looks.before.rows_Hn]
        rows = np.stack(columns, axis=2).reshape(len(looks.rows_Hn), -1)
        scaled = (np.nan_to_num(rows) - looks.low) * (255.0 / (looks.high - looks.low))
        image = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
        if (looks.low, looks.high) != self.drawn_range or caption != self._caption:
            self.drawn_range, self._caption = (looks.low, looks.high), caption
            self._show_colours()
        heads = len(looks.rows_Hn)
        self.names = () if heads > 1 else (" ",)
        self.set_rows(0, heads)
        self.show_picture(image.T, known, looks.start, looks.stop)

    def _show_colours(self) -> None:
        low, high = self.drawn_range
        colours = table(low, high, self.theme, reads=True)
        self.image.setLookupTable(colours)
        self.colours.set_range(low, high, self._caption, colours)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._show_colours()

    def told_at(self, opened: OpenedModel, frame: Frame, token: int, row: int) -> str:
        return "" if self.told is None else self.told(row)

    def told_trend(self, opened: OpenedModel, frame: Frame, row: int) -> str:
        if self.looks is None:
            return ""
        name, start = head_name(str(row)) if self.row_count > 1 else self._caption, self.looks.start
        return trend_along(name, self.looks.rows_Hn[row], start, opened, frame)

    def row(self) -> int:
        """The head under the pointer."""
        return min(max(int(self.value), 0), int(self._rows[1]) - 1)


class AttentionCurves(TokenPlot):
    """The chosen head, or the mean, as a filled curve; a thin line for every head.

    What the untouched model's chosen head, or mean, looks at is a dashed line.
    """

    told: Callable[[int | None], str] | None = None
    """What the chosen head looks at most, in words."""
    looks: AttentionRows | None = None
    """What is drawn."""
    _caption = ""

    def __init__(self, axis: TokenAxis, name: str, parent: QWidget | None = None) -> None:
        self.filled = pg.PlotCurveItem(x=[0.0, 1.0], y=[0.0], stepMode="center", fillLevel=0.0)
        self.lines = pg.PlotCurveItem(connect="finite", skipFiniteCheck=False)
        self.untouched = pg.PlotCurveItem(connect="finite", skipFiniteCheck=False)
        self.legend = CurveLegend((), "")
        super().__init__(axis, name, parent)
        self.contents = [self.filled, self.lines, self.untouched]
        for item in self.contents:
            self.view.addItem(item, ignoreBounds=True)
        self.set_side(self.legend)

    def show_looks(self, looks: AttentionRows, caption: str) -> None:
        """Draw these weights."""
        self.looks, self._caption = looks, caption
        heads, n = looks.rows_Hn.shape
        self.filled.setData(np.arange(looks.start, looks.stop + 1), np.nan_to_num(looks.chosen_n))
        # All heads are one item, with gaps between them.
        x = np.tile(np.append(np.arange(looks.start, looks.stop) + 0.5, 0.0), heads)
        y = np.full((heads, n + 1), np.nan, np.float32)
        y[:, :n] = looks.rows_Hn
        single = heads == 1
        self.lines.setData(x[:0] if single else x, y.reshape(-1)[:0] if single else y.reshape(-1))
        middles = np.arange(looks.start, looks.stop) + 0.5
        before = looks.before.chosen_n if looks.before is not None else middles[:0]
        self.untouched.setData(middles[: len(before)], before)
        self.legend.set_compares(looks.before is not None)
        curves = [Curve(looks.name or caption, "memory", filled=True)]
        self.legend.show_curves(
            tuple(curves if single else [*curves, Curve(phrase("each head"), "text")])
        )
        self.set_rows(looks.low, looks.high)

    def told_at(self, opened: OpenedModel, frame: Frame, token: int, row: int) -> str:
        return "" if self.told is None else self.told(None)

    def told_trend(self, opened: OpenedModel, frame: Frame, row: int) -> str:
        if self.looks is None:
            return ""
        name = self.looks.name or self._caption
        return trend_along(name, self.looks.chosen_n, self.looks.start, opened, frame)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.legend.apply_theme(theme)
        self.filled.setPen(None)
        self.filled.setBrush(QColor(theme.memory))
        faint = QColor(theme.text)
        faint.setAlpha(150)
        self.lines.setPen(pg.mkPen(faint, width=1))
        self.untouched.setPen(pg.mkPen(theme.text, width=1, style=Qt.PenStyle.DashLine))
