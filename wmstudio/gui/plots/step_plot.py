"""A curve over the steps of a training run, with both axes and the exact points."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from wmstudio.gui.base.translation import joined, tr
from wmstudio.gui.plots.pointed_plot import PointedPlot
from wmstudio.gui.plots.scales import nice_full
from wmstudio.gui.plots.spoken.faces import Reading
from wmstudio.gui.plots.spoken.trends import over_steps, trend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

DOT = 2.5
"""The radius of a point in pixels; the one under the pointer has twice as much."""
INSET, GAP, TICK = 16, 6, 4
"""Pixels beside the picture, between numbers and axes, and of the mark of a step."""
NARROW, BESIDE, TINY = 1e-4, 0.1, 1e-9
"""Values that differ by no more than a part of them have an axis as long as a larger part. What is
tiny is drawn as zero."""
MOST_LINES, MOST_MARKS = 4, 6
"""Numbers on the vertical and on the horizontal axis."""


def round_ticks(low: float, high: float, most: int) -> list[float]:
    """At most this many round numbers, of which the first and last enclose the range.

    A range of a single value ends at it, or begins there if the value is not above zero.
    """
    size = max(abs(low), abs(high))
    if size < TINY:
        low, high = 0.0, 1.0
    elif high - low <= NARROW * size:
        low, high = (high - BESIDE * size, high) if high > 0 else (low, low + BESIDE * size)
    step = nice_full((high - low) / max(most - 1, 1))
    while True:
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        last = max(last, first + 1)
        if last - first < most:
            return [round(at * step, 12) for at in range(first, last + 1)]
        step = nice_full(step * 1.01)


def written(value: float, step: float) -> str:
    """A number of an axis, with as many decimals as its steps have."""
    decimals = max(-floor(log10(step) + 1e-9), 0)
    return f"{value:,.{decimals}f}"


class StepPlot(PointedPlot):
    """One curve: a line through its points, its name with the unit above, steps below.

    `at` is the number of the point that is nearest to the pointer.
    """

    step_wanted = Signal(int)
    """One of the steps `to_choose` was clicked, or dragged to."""

    def __init__(self, name: str, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.unit, self.colour = name, unit, "network"
        self.steps: Sequence[int] = ()
        self.values: Sequence[float] = ()
        self.level: tuple[float, str] | None = None
        """A value that is marked by a dashed line, with its name."""
        self.steps_word = ""
        """What stands at the end of the horizontal axis."""
        self.to_choose: Sequence[int] = ()
        """Steps that can be chosen with the mouse; they have marks on the horizontal axis."""
        self.open_step: int | None = None
        """The step that is marked by a line from top to bottom."""
        self.setAccessibleName(joined(", ", (name, unit)))

    def sizeHint(self) -> QSize:
        return QSize(300, 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, round(5 * self._texts.height))

    def show_points(self, steps: Sequence[int], values: Sequence[float]) -> None:
        """Draw these points, in the order of their steps."""
        self.steps, self.values, self.at = steps, values, None
        self.update()

    def words(self, at: int) -> str:
        """A point, exact."""
        value = f"{self.values[at]:.4f} {self.unit}".rstrip()
        return tr("step {step}: {value}", step=f"{self.steps[at]:,}", value=value)

    def spoken(self) -> Reading:
        """The point that is pointed at, else the one of the open step or the last one."""
        if not len(self.values):
            return Reading()
        there = [at for at, step in enumerate(self.steps) if step == self.open_step]
        at = self.at if self.at is not None else (there or [len(self.steps) - 1])[0]
        return Reading(self.words(at), trend(self.name, self.values, self._over, self._named))

    def _over(self, first: int, last: int) -> str:
        return over_steps(self.steps[first], self.steps[last])

    def _named(self, at: int) -> str:
        return tr("step {n:,}", n=self.steps[at])

    def mark_level(self, level: tuple[float, str] | None) -> None:
        """Mark a value by a dashed line with a name; None for none."""
        if level != self.level:
            self.level = level
            self.update()

    def mark_steps(self, to_choose: Sequence[int], open_step: int | None) -> None:
        """Mark the steps that can be chosen, and the one that is open."""
        if (to_choose, open_step) != (self.to_choose, self.open_step):
            self.to_choose, self.open_step = to_choose, open_step
            pointing = Qt.CursorShape.PointingHandCursor
            self.setCursor(pointing if to_choose else Qt.CursorShape.ArrowCursor)
            self.update()

    def set_stale(self, stale: bool) -> None:
        """A record does not depend on the text."""

    # --- places ---

    def _rows(self) -> list[float]:
        """The numbers of the vertical axis."""
        marked = [self.level[0]] if self.level is not None else []
        shown = [*self.values, *marked]
        return round_ticks(min(shown), max(shown), MOST_LINES)

    def _columns(self) -> list[float]:
        """The numbers of the horizontal axis, from step 0."""
        return round_ticks(0, max((*self.steps, *self.to_choose[-1:])), MOST_MARKS)

    def area(self) -> QRectF:
        """Where the curve is drawn, in pixels."""
        # As wide as most numbers need, so that pictures below each other have the same columns.
        rows = self._rows()
        step = rows[1] - rows[0]
        wide = max(self._texts[text].width for text in ("0.00", *(written(r, step) for r in rows)))
        line = self._texts.height
        area = QRectF(self.rect()).adjusted(INSET + wide + GAP, 2 * line, -2 * INSET, -line - GAP)
        return area.adjusted(0, 0, 0, -line / 2)

    def place_of(self, at: int) -> QPointF:
        """A point in pixels."""
        return self._place(self.steps[at], self.values[at], self.area())

    def _place(self, step: float, value: float, area: QRectF) -> QPointF:
        rows = self._rows()
        x = self._x_of(step, area)
        y = area.bottom() - area.height() * (value - rows[0]) / (rows[-1] - rows[0])
        return QPointF(x, y)

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.panel))
        if self.values:
            self._paint_axes(painter)
            self._paint_curve(painter)
        painter.end()

    def _paint_axes(self, painter: QPainter) -> None:
        texts, theme, area = self._texts, self.theme, self.area()
        painter.setFont(texts.font)
        painter.setPen(QColor(theme.text))
        painter.drawStaticText(QPointF(INSET, 2), texts[self.name].text)
        painter.setPen(QColor(theme.second_text))
        beside = INSET + texts[self.name].width + GAP
        painter.drawStaticText(QPointF(beside, 2), texts[self.unit].text)
        rows, columns = self._rows(), self._columns()
        for row in rows:
            y = self._place(0, row, area).y()
            painter.setPen(QColor(theme.hairline))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            number = texts[written(row, rows[1] - rows[0])]
            left = area.left() - GAP - number.width
            painter.setPen(QColor(theme.second_text))
            painter.drawStaticText(QPointF(left, y - number.height / 2), number.text)
        below, taken = area.bottom() + GAP, -1.0
        for column in columns:
            x = self._place(column, rows[0], area).x()
            last = column == columns[-1]
            number = texts[f"{column:,g}" + (f" {self.steps_word}" if last else "")]
            left = min(x - number.width / 2, self.width() - number.width - 2)
            if left > taken:
                painter.drawStaticText(QPointF(left, below), number.text)
                taken = left + number.width + GAP

    def _paint_curve(self, painter: QPainter) -> None:
        theme, area = self.theme, self.area()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.level is not None:
            value, name = self.level
            end = self._place(0, value, area)
            painter.setPen(QPen(QColor(theme.cursor), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(end, QPointF(area.right(), end.y()))
            said = self._texts[name]
            above = end.y() - said.height - 1
            y = above if above >= area.top() - said.height else end.y() + 1
            painter.drawStaticText(QPointF(area.right() - said.width, y), said.text)
        self._paint_steps(painter, area)
        colour = QColor(getattr(theme, self.colour))
        points = [self._place(*at, area) for at in zip(self.steps, self.values, strict=True)]
        painter.setPen(QPen(colour, 2))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for at, point in enumerate(points):
            radius = 2 * DOT if at == self.at else DOT
            painter.drawEllipse(point, radius, radius)

    def _paint_steps(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(QColor(self.theme.second_text), 1))
        for step in self.to_choose:
            x = self._x_of(step, area)
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + TICK))
        if self.open_step is not None:
            x = self._x_of(self.open_step, area)
            painter.setPen(QPen(QColor(self.theme.cursor), 1.5))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom() + TICK))

    def _x_of(self, step: float, area: QRectF) -> float:
        return area.left() + area.width() * step / self._columns()[-1]

    # --- the pointer and the keyboard ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.steps) - 1
        now = last if self.at is None else self.at
        keys = Qt.Key
        moved = {keys.Key_Left: now - 1, keys.Key_Right: now + 1, keys.Key_Home: 0,
                 keys.Key_End: last}.get(keys(event.key()))  # fmt: skip
        if moved is not None and last >= 0:
            self._point(min(max(moved, 0), last))
        elif event.key() in (keys.Key_Return, keys.Key_Enter) and self.at is not None:
            self._choose(self.place_of(self.at).x())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(event.position().x())

    def _choose(self, x: float) -> None:
        """Choose the step that is nearest to a column of pixels."""
        if self.values and self.to_choose:
            area = self.area()
            near = min(self.to_choose, key=lambda step: abs(self._x_of(step, area) - x))
            if near != self.open_step:
                self.step_wanted.emit(near)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(x)
        places = [self.place_of(at).x() for at in range(len(self.steps))]
        distances = [abs(place - x) for place in places]
        self._point(distances.index(min(distances)) if distances else None)
