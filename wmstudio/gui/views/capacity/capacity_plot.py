"""Bits per byte against the capacity of a memory: a line for each policy, and no memory at all."""

from __future__ import annotations

from functools import partial
from itertools import cycle
from math import hypot, log2
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from wmstudio.engine.messages import Bound
from wmstudio.gui.base.translation import joined, tr
from wmstudio.gui.base.wording import setting_name, setting_value
from wmstudio.gui.plots.pointed_plot import PointedPlot
from wmstudio.gui.plots.spoken.faces import Reading
from wmstudio.gui.plots.spoken.trends import trend
from wmstudio.gui.plots.step_plot import GAP, INSET, MOST_LINES, round_ticks, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from wmstudio.engine.messages import CapacityCurve

DOT, RING = 3.0, 6.0
"""The radius of a point in pixels, and of the ring around the one in force."""
REACH = 16
"""A point is under the pointer up to this many pixels away."""
LEAST_RANGE = 0.05
"""Bits per byte that the vertical axis covers at least, so that trifles look like trifles."""
DASHES = (Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
"""Of the policies that are not in force."""
SAMPLE = 22
"""Pixels of a line in the legend."""
KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CapacityPlot(PointedPlot):
    """Each point can be chosen with the mouse, or with arrow keys and Enter.

    `at` is the point under the pointer, or that the keyboard has moved to.
    """

    chosen = Signal(object)
    """A point is to be put into force: its `Bound`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curve: CapacityCurve | None = None
        self.in_force: Bound | None = None
        self._faded = False
        self.setAccessibleName(tr("Bits per byte by capacity"))

    def sizeHint(self) -> QSize:
        return QSize(300, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, round(6 * self._texts.height))

    def show_curve(
        self, curve: CapacityCurve | None, in_force: Bound | None, *, faded: bool
    ) -> None:
        """Draw what is measured, mark what is in force, and fade what is of an older text."""
        if (curve, in_force, faded) == (self.curve, self.in_force, self._faded):
            return
        self.curve, self.in_force, self._faded = curve, in_force, faded
        bits = {} if curve is None else curve.bits
        if self.at not in bits:
            self.at = None
        self.update()

    def words(self, bound: Bound) -> str:
        """What a point says: its settings and its bits."""
        if self.curve is None:
            return ""
        bits = f"{self.curve.bits[bound]:.4f}"
        if bound.capacity is None:
            return tr("memory off: {bits} bits per byte", bits=bits)
        name = f"{setting_name(self.curve.setting)} {bound.capacity:,}"
        told = ", ".join(filter(None, (name, setting_value(bound.policy))))
        return tr("{setting}: {bits} bits per byte", setting=told, bits=bits)

    def spoken(self) -> Reading:
        """The point that is pointed at, else the one in force; and how each policy goes."""
        curve = self.curve
        if curve is None or not curve.bits:
            return Reading(tr("nothing has been measured yet"))
        here = (one for one in (self.at, self.in_force) if one is not None and one in curve.bits)
        value = self.words(next(here, next(iter(curve.bits))))
        told = []
        for policy in curve.policies:
            found = curve.with_policy(policy)
            over, named = partial(_over, curve.setting, [*found]), partial(_named, [*found])
            what = joined(", ", (tr("bits per byte"), setting_value(policy)))
            told.append(trend(what, [*found.values()], over, named))
        return Reading(value, joined(". ", told))

    def set_stale(self, stale: bool) -> None:
        """What was measured is faded by `show_curve`."""

    # --- places ---

    def _rows(self) -> list[float]:
        """The numbers of the vertical axis."""
        bits = self.curve.bits.values() if self.curve is not None else ()
        low, high = min(bits), max(bits)
        return round_ticks(low, max(high, low + LEAST_RANGE), MOST_LINES)

    def _columns(self) -> list[int | None]:
        """The capacities on the horizontal axis; None, the first, is no memory."""
        if self.curve is None:
            return []
        off: list[int | None] = [None] if self.curve.off is not None else []
        return [*off, *self.curve.capacities]

    def area(self) -> QRectF:
        """Where points are, in pixels."""
        rows, line = self._rows(), self._texts.height
        wide = max(self._texts[written(row, rows[1] - rows[0])].width for row in rows)
        above = line * (3.2 if len(self._policies()) > 1 else 2.0)
        edges = INSET + wide + 3 * GAP, above, -2 * INSET, -line - 2 * GAP
        return QRectF(self.rect()).adjusted(*edges)

    def place_of(self, bound: Bound) -> QPointF:
        """A point in pixels."""
        assert self.curve is not None
        rows, area = self._rows(), self.area()
        share = (self.curve.bits[bound] - rows[0]) / (rows[-1] - rows[0])
        return QPointF(self._x_of(bound.capacity, area), area.bottom() - area.height() * share)

    def _x_of(self, capacity: int | None, area: QRectF) -> float:
        """Capacities stand by their logarithms; no memory is a step before the smallest."""
        columns = self._columns()
        known = [log2(one) for one in columns if one is not None]
        first = known[0] if known else 0.0
        low = first - 1 if None in columns else first
        high = max(known[-1] if known else 0.0, low + 1)
        at = first - 1 if capacity is None else log2(capacity)
        return area.left() + area.width() * (at - low) / (high - low)

    def _policies(self) -> list[str]:
        """The policies, the one in force last, so that it is painted over the others."""
        named = self.curve.policies if self.curve is not None else ()
        now = self.in_force.policy if self.in_force is not None else ""
        return sorted(named, key=lambda policy: policy == now)

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.panel))
        if self.curve is not None and self.curve.bits:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = self.area()
            self._paint_rows(painter, area)
            self._paint_columns(painter, area)
            if self._faded:
                painter.setOpacity(0.4)
            self._paint_lines(painter, area)
        painter.end()

    def _paint_rows(self, painter: QPainter, area: QRectF) -> None:
        texts, theme, rows = self._texts, self.theme, self._rows()
        painter.setFont(texts.font)
        painter.setPen(QColor(theme.text))
        painter.drawStaticText(QPointF(INSET, 2), texts[tr("bits per byte")].text)
        for row in rows:
            y = area.bottom() - area.height() * (row - rows[0]) / (rows[-1] - rows[0])
            painter.setPen(QColor(theme.hairline))
            painter.drawLine(QPointF(area.left() - GAP, y), QPointF(area.right() + GAP, y))
            number = texts[written(row, rows[1] - rows[0])]
            painter.setPen(QColor(theme.second_text))
            at = QPointF(area.left() - 2 * GAP - number.width, y - number.height / 2)
            painter.drawStaticText(at, number.text)

    def _paint_columns(self, painter: QPainter, area: QRectF) -> None:
        """Numbers that have room, that in force first; and what they are, above."""
        texts, theme, columns = self._texts, self.theme, self._columns()
        assert self.curve is not None
        name = texts[tr("by {setting}", setting=setting_name(self.curve.setting))]
        painter.setPen(QColor(theme.second_text))
        beside = INSET + texts[tr("bits per byte")].width + GAP
        painter.drawStaticText(QPointF(beside, 2), name.text)
        now = self.in_force.capacity if self.in_force is not None else None
        ends = [now, *columns[:1], *columns[-1:], *columns]
        taken: list[tuple[float, float]] = []
        for column in dict.fromkeys(one for one in ends if one in columns):
            number = texts[tr("off") if column is None else f"{column:,}"]
            x = self._x_of(column, area)
            left = min(x - number.width / 2, self.width() - number.width - 2)
            right = left + number.width
            if all(right + GAP < begin or left > end + GAP for begin, end in taken):
                taken.append((left, right))
                is_now = self.in_force is not None and column == now
                painter.setPen(QColor(theme.cursor if is_now else theme.second_text))
                painter.drawStaticText(QPointF(left, area.bottom() + GAP), number.text)

    def _paint_lines(self, painter: QPainter, area: QRectF) -> None:
        theme, curve = self.theme, self.curve
        assert curve is not None
        now = self.in_force if self.in_force in curve.bits else None
        if now is not None:
            x = self.place_of(now).x()
            painter.setPen(QPen(QColor(theme.cursor), 1.5))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if curve.off is not None:
            off = self.place_of(Bound(None))
            painter.setPen(QPen(QColor(theme.second_text), 1, Qt.PenStyle.DashLine))
            painter.drawLine(off, QPointF(area.right(), off.y()))
            self._paint_dots(painter, theme.second_text, [Bound(None)])
        policies, dashes, legend = self._policies(), cycle(DASHES), float(INSET)
        for n, policy in enumerate(policies, 1):
            leads = n == len(policies)
            colour = theme.memory if leads else theme.network
            pen = QPen(QColor(colour), 2 if leads else 1.5)
            pen.setStyle(Qt.PenStyle.SolidLine if leads else next(dashes))
            points = [Bound(capacity, policy) for capacity in curve.with_policy(policy)]
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF([self.place_of(point) for point in points]))
            if len(policies) > 1:
                legend = self._paint_legend(painter, policy, legend)
            self._paint_dots(painter, colour, points)
        if now is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.cursor), 2))
            painter.drawEllipse(self.place_of(now), RING, RING)

    def _paint_legend(self, painter: QPainter, policy: str, left: float) -> float:
        """Paint a policy's line and name from ``left`` on. Returns where the next one begins."""
        name, top = self._texts[setting_value(policy)], self._texts.height * 1.35
        y = top + name.height / 2
        painter.drawLine(QPointF(left, y), QPointF(left + SAMPLE, y))
        painter.setPen(QColor(self.theme.second_text))
        painter.drawStaticText(QPointF(left + SAMPLE + GAP, top), name.text)
        return left + SAMPLE + name.width + 3 * GAP

    def _paint_dots(self, painter: QPainter, colour: str, points: Iterable[Bound]) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        for point in points:
            radius = 1.7 * DOT if point == self.at else DOT
            painter.drawEllipse(self.place_of(point), radius, radius)

    # --- the pointer and the keyboard ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            near = self._near(event.position())
            if near is not None:
                self.chosen.emit(near)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        near = self._near(event.position())
        pointing = Qt.CursorShape.PointingHandCursor
        self.setCursor(Qt.CursorShape.ArrowCursor if near is None else pointing)
        self._point(near)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = KEYS.get(Qt.Key(event.key()))
        if by is not None and self.curve is not None:
            self._point(self._moved(*by))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at is not None:
            self.chosen.emit(self.at)
        else:
            super().keyPressEvent(event)

    def _moved(self, columns: int, policies: int) -> Bound | None:
        """The point beside the marked one, else beside the one in force."""
        assert self.curve is not None
        bits = self.curve.bits
        here = self.at or self.in_force
        if here is None or here not in bits:
            return next(iter(bits), None)
        names, there = self.curve.policies, self._columns()
        now = names.index(here.policy) if here.policy in names else 0
        policy = names[(now + policies) % len(names)] if names else ""
        column = there[min(max(there.index(here.capacity) + columns, 0), len(there) - 1)]
        wanted = Bound(column, "" if column is None else policy)
        return wanted if wanted in bits else here

    def _near(self, where: QPointF) -> Bound | None:
        if self.curve is None:
            return None
        apart = {
            bound: hypot(place.x() - where.x(), place.y() - where.y())
            for bound in self.curve.bits
            for place in [self.place_of(bound)]
        }
        near = min(apart, key=lambda bound: apart[bound], default=None)
        return near if near is not None and apart[near] <= REACH else None


def _over(setting: str, capacities: Sequence[int], first: int, last: int) -> str:
    """A stretch of capacities."""
    ends = {"first": f"{capacities[first]:,}", "last": f"{capacities[last]:,}"}
    return tr("over {setting} {first} to {last}", setting=setting_name(setting), **ends)


def _named(capacities: Sequence[int], at: int) -> str:
    return f"{capacities[at]:,}"
