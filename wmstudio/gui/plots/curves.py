"""Curves along the text: one number per token, several quantities over one value axis."""

from __future__ import annotations

from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from wmstudio.app.phrases import phrase
from wmstudio.gui.base import fonts
from wmstudio.gui.base.pieces import token_words
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import joined, tr
from wmstudio.gui.base.wording import decimals, maybe_rounded
from wmstudio.gui.plots.curve_item import CurveItem, Values
from wmstudio.gui.plots.spoken.trends import trend_along
from wmstudio.gui.plots.term_tips import Spots, TermTips, term_in
from wmstudio.gui.plots.token_plot import TokenPlot
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.engine.trace import Trace
    from wmstudio.gui.plots.panel import TokenAxis


LINES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
"""How curves that are lines are drawn, in their order, so that not only colours tell them apart.

What is dashed is of the untouched model.
"""
BARELY = 1e-3
"""The smallest difference that is drawn, as a part of the value axis."""
UNTOUCHED = phrase("untouched")
SIZE = 0.85
"""Of the names beside the curves, in that of the interface."""


@dataclass(frozen=True)
class Curve:
    """A quantity: its name, and which of the theme's colours it has.

    A filled curve is drawn as steps from zero, one column per token; others as lines.
    """

    name: str
    colour: str
    filled: bool = False
    short: str = ""
    """What stands beside the picture, where the name is too long for that."""
    term: str = ""
    """The id of what explains it in the glossary."""


def lines_of(curves: Sequence[Curve]) -> list[Qt.PenStyle | None]:
    """How the line of each curve is drawn; None for filled ones."""
    lines = cycle(LINES)
    return [None if curve.filled else next(lines) for curve in curves]


class CurveLegend(pg.GraphicsWidget):
    """Names of the curves in their colours, and the unit of the axis."""

    def __init__(self, curves: tuple[Curve, ...], unit: str) -> None:
        super().__init__()
        self.curves, self.unit, self.theme = curves, unit, DARK
        self._font = fonts.interface(SIZE)
        self.compares = False
        """Whether the untouched model is drawn too."""
        self.spots: Spots = []
        """Where the names were painted last."""

    def show_curves(self, curves: tuple[Curve, ...]) -> None:
        """Set the curves."""
        if curves != self.curves:
            self.curves = curves
            self.update()

    def set_compares(self, on: bool) -> None:
        """Set whether the untouched model is drawn too."""
        if on != self.compares:
            self.compares = on
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.theme = theme
        self._font = fonts.interface(SIZE)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        room = float(self.size().width()) - 16
        height = float(self.size().height())
        # Lines move closer before names are cut.
        step = min(metrics.height() + 2, height / max(len(self.curves), 1))
        lines = int(height / (metrics.height() + 2))
        y, self.spots = metrics.ascent(), []
        if step < metrics.ascent():
            self._paint_short(painter, metrics, height)
            return
        for curve, line in zip(self.curves, lines_of(self.curves), strict=True):
            middle = y - metrics.ascent() * 0.4
            self._paint_sign(painter, curve, line, QRectF(4, middle, 10, metrics.ascent() * 0.7))
            painter.setPen(QColor(self.theme.second_text))
            top = y - metrics.ascent()
            for part in self._parts(tr(curve.short or curve.name), metrics, room, height):
                painter.drawText(QPointF(16, y), part)
                y += step
            place = QRectF(0, top, self.size().width(), y - metrics.ascent() - top)
            self.spots.append((place, curve.term))
        free = lines - len(self.curves)
        painter.setPen(QColor(self.theme.second_text))
        if free > 0 and self.unit:
            painter.drawText(QPointF(6, y), tr(self.unit))
            free, y = free - 1, y + step
        if free > 0 and self.compares:
            name = metrics.elidedText(tr(UNTOUCHED), Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(16, y), name)
            painter.setPen(QPen(QColor(self.theme.text), 1, Qt.PenStyle.DashLine))
            middle = y - metrics.ascent() * 0.4
            painter.drawLine(QPointF(4, middle), QPointF(13, middle))

    def _paint_sign(
        self, painter: QPainter, curve: Curve, line: Qt.PenStyle | None, place: QRectF
    ) -> None:
        """A curve's square, or a piece of its line. The top of ``place`` is the middle of both."""
        colour = QColor(getattr(self.theme, curve.colour))
        if line is None:
            painter.fillRect(place.translated(0, -place.height() / 2), colour)
            return
        painter.setPen(QPen(colour, 2, line))
        painter.drawLine(place.topLeft(), place.topRight())

    def _parts(self, name: str, metrics: QFontMetricsF, room: float, height: float) -> list[str]:
        """A name in a line, else in two where it is the only one, else cut."""
        first, _, rest = name.rpartition(" ")
        too_long = metrics.horizontalAdvance(name) > room
        if too_long and first and len(self.curves) == 1 and height >= 2 * metrics.ascent():
            return [first, rest]
        return [metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)]

    def _paint_short(self, painter: QPainter, metrics: QFontMetricsF, height: float) -> None:
        """If only one line fits: the beginning of each name beside its colour."""
        share = (float(self.size().width()) - 6) / len(self.curves)
        letters = max(int((share - 8) / metrics.horizontalAdvance("m")), 1)
        y = metrics.ascent()
        for i, (curve, line) in enumerate(zip(self.curves, lines_of(self.curves), strict=True)):
            x, middle = 6 + i * share, y - metrics.ascent() * 0.4
            self._paint_sign(painter, curve, line, QRectF(x, middle, 5, metrics.ascent() * 0.7))
            self.spots.append((QRectF(x, 0, share, height), curve.term))
            painter.setPen(QColor(self.theme.second_text))
            painter.drawText(QPointF(x + 7, y), tr(curve.short or curve.name)[:letters])


class CurvePlot(TokenPlot):
    """Curves over a value axis from zero to ``most``, which grows when a value needs it.

    With ``signed`` it extends as far below zero as above. Where the untouched model's first
    quantity is another, it is a dashed line.
    """

    def __init__(
        self,
        axis: TokenAxis,
        name: str,
        curves: tuple[Curve, ...],
        unit: str,
        most: float,
        step: float,
        ticks: tuple[float, ...] = (),
        parent: QWidget | None = None,
        *,
        signed: bool = False,
        watch: tuple[str, ...] = (),
    ) -> None:
        """``watch`` are the signals that the curves are units of."""
        self.curves: tuple[Curve, ...] = ()
        self._watch, self._exact_values = watch, axis.exact_values
        self._traces: tuple[Trace | None, ...] = ()
        self.items: list[CurveItem] = []
        self.signed = signed
        self.zero = pg.InfiniteLine(pos=0.0, angle=0)
        self.legend = CurveLegend(curves, unit)
        self.untouched = CurveItem(line=Qt.PenStyle.DashLine)
        self.before: Values | None = None
        self.values: list[Values] = []
        self._drawn = (-1, -1)
        self._ticks: tuple[float, ...] = ()
        super().__init__(axis, name, parent)
        self.least, self.needed, self.step = most, most, step
        self._peers: tuple[CurvePlot, ...] = (self,)
        self.set_side(self.legend)
        TermTips(self.viewport(), self.term_at)
        self._ticks = ticks
        if signed:
            self.view.addItem(self.zero, ignoreBounds=True)
        self.view.addItem(self.untouched, ignoreBounds=True)
        # Above the filled curves, which are added later.
        self.untouched.setZValue(1)
        self._fit()
        self.set_curves(curves)

    def set_curves(self, curves: tuple[Curve, ...]) -> None:
        """Set the quantities. Nothing is drawn until `show_values`."""
        for item in self.items:
            self.view.removeItem(item)
        self.curves, self.values, self._drawn = curves, [], (-1, -1)
        self.before = None
        self.items = [
            CurveItem(filled=True) if line is None else CurveItem(line=line)
            for line in lines_of(curves)
        ]
        for item in self.items:
            self.view.addItem(item, ignoreBounds=True)
        self.contents = [*self.items, self.untouched]
        self.legend.show_curves(curves)
        self._colour()

    @property
    def most(self) -> float:
        """The upper end of the value axis."""
        return max(plot.needed for plot in self._peers)

    def share_scale(self, *others: CurvePlot) -> None:
        """Share the value axis with these, so that heights can be compared; none to end it."""
        for plot in (self, *others):
            plot._peers = (self, *others)
            plot._fit()

    def _fit(self) -> None:
        most = self.most
        for plot in self._peers:
            plot.set_rows(-most if plot.signed else 0.0, most)

    def rows_changed(self) -> None:
        """Label the value axis with as many numbers as fit; in a low picture with its ends."""
        line = QFontMetricsF(fonts.interface(0.85)).height()
        low, high = self.view.viewRange()[1]
        roomy = float(self.view.height()) > (len(self._ticks) or 5) * line
        tight = self.signed and float(self.view.height()) < 3 * line
        ends = (high,) if tight else (low, high)
        ticks = self._ticks if roomy else ends
        self.scale.setTicks([[(tick, decimals(tick, ".4g")) for tick in ticks]] if ticks else None)

    def show_values(
        self, opened: OpenedModel, frame: Frame, values: list[Values], before: Values | None = None
    ) -> None:
        """Draw one array per curve, over the axis' range; NaN where unknown.

        ``before`` is what the first one is in the untouched reading.
        """
        start, stop = self.axis.start, self.axis.stop
        self._traces = frame.trace, frame.trace.untouched
        shown = [*self.values, *([] if self.before is None else [self.before])]
        if (start, stop) != self._drawn or not _alike(
            [*values, *([] if before is None else [before])], shown
        ):
            self._drawn, self.values, self.before = (start, stop), values, before
            self._draw(start, stop, values)
        self.place(opened, frame)

    def _draw(self, start: int, stop: int, values: list[Values]) -> None:
        ghost = np.zeros(0, np.float32)
        if self.before is not None:
            ghost = _where_it_differs(self.before, values[0], BARELY * self.least)
        known = np.concatenate([x[np.isfinite(x)] for x in (*values, ghost)])
        highest = float(np.abs(known).max()) if len(known) else 0.0
        # In whole steps, so that the axis does not move while typing.
        self.needed = max(self.least, float(np.ceil(highest / self.step) * self.step))
        self._fit()
        low, high = self._rows
        area = QRectF(start, low, stop - start, high - low)
        self.legend.set_compares(bool(np.isfinite(ghost).any()))
        for item, exact in zip((*self.items, self.untouched), (*values, ghost), strict=True):
            # Infinite values (bits of an impossible token) leave the picture at the top.
            most = np.sign(exact) * np.float32(self.most)
            item.show_values(np.where(np.isinf(exact), most, exact), area)

    def term_at(self, point: QPoint) -> str:
        """The term of the name in the legend at a pixel, by its id; empty for none."""
        return term_in(self.legend.spots, self.legend.mapFromScene(self.mapToScene(point)))

    def words(self) -> str:
        """The exact values under the pointer; empty where unknown."""
        return "" if self.token is None else self.values_at(self.token)

    def told_at(self, opened: OpenedModel, frame: Frame, token: int, row: int) -> str:
        values = self.values_at(token)
        if not values:
            return ""
        said = token_words(frame.trace, opened, token)
        return f"{said}: {values} {tr(self.legend.unit)}".rstrip()

    def told_trend(self, opened: OpenedModel, frame: Frame, row: int) -> str:
        start, stop = self.axis.start, self.axis.stop
        rounded = any(frame.trace.is_rounded(name, start, stop) for name in self._watch)
        written = partial(maybe_rounded, rounded=rounded)
        told = [
            trend_along(tr(curve.name), x, start, opened, frame, written)
            for curve, x in zip(self.curves, self.values, strict=False)
        ]
        return joined(". ", told)

    def values_at(self, token: int) -> str:
        """The values at a token, exact where they are known exactly; empty where unknown."""
        at = token - self.axis.start
        if not self.values or at < 0:
            return ""
        rounded = False
        for trace in self._traces:
            rounded |= self._exact_values.lacks(trace, self._watch, token, token + 1)

        def said(value: float) -> str:
            return maybe_rounded(value, rounded=True) if rounded else decimals(value)

        parts = [
            f"{tr(curve.name)} {said(x[at])}"
            for curve, x in zip(self.curves, self.values, strict=True)
            if at < len(x) and not np.isnan(x[at])
        ]
        ghost = self.untouched.values
        if parts and at < len(ghost) and not np.isnan(ghost[at]):
            parts[0] = tr("{value} (untouched {before})", value=parts[0], before=said(ghost[at]))
        return ", ".join(parts)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.legend.apply_theme(theme)
        # Letters of another size leave room for other numbers.
        self.rows_changed()
        self.zero.setPen(pg.mkPen(theme.second_text, width=1))
        self._colour()

    def _colour(self) -> None:
        for curve, item in zip(self.curves, self.items, strict=True):
            item.set_colour(QColor(getattr(self.theme, curve.colour)))
        self.untouched.set_colour(QColor(self.theme.text))


def _alike(values: list[Values], others: list[Values]) -> bool:
    """Whether two sets of values look the same."""
    return len(values) == len(others) and all(
        np.array_equal(a, b, equal_nan=True) for a, b in zip(values, others, strict=True)
    )


def _where_it_differs(before: Values, now: Values, least: float) -> Values:
    """What was before, NaN but where it differs, and one token around that to draw a line."""
    differs = ~(np.abs(before - now) <= least) & ~np.isnan(before) & ~np.isnan(now)
    wide = differs.copy()
    wide[1:] |= differs[:-1]
    wide[:-1] |= differs[1:]
    return np.where(wide, before, np.float32(np.nan))


def stretch_of(values: npt.NDArray[np.generic], start: int, stop: int) -> Values:
    """The values from token ``start``, padded with NaN to the end of the range."""
    found = np.full(max(stop - start, 0), np.nan, np.float32)
    found[: len(values)] = values
    return found
