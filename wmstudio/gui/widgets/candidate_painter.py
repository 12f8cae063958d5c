"""Paints candidates: a name, a bar of two parts and a share in each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from wmstudio.gui.base import fonts
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import percent
from wmstudio.gui.plots.static_texts import StaticTexts
from wmstudio.gui.plots.term_tips import Spots, TermTips, term_in
from wmstudio.gui.plots.token_canvas import STALE
from wmstudio.gui.widgets.item_brush import draw_dashed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QRegion

    from wmstudio.gui.widgets.candidate_rows import Bar, Index, Rows

INSET, GAP = 16, 16
"""Pixels beside the rows, and between a name, its bar and its number."""
LEAST_ROW, BAR, LOW = 22, 12, 6
"""Pixels: smallest height of a row, height of a bar, and that of its part from the network.

So the parts differ in more than their colours.
"""
MARKS = (0.5, 1.0)
"""Where grid lines stand, as parts of a full bar."""


class SeenBar(NamedTuple):
    """A row on the screen."""

    at: int
    bar: Bar
    place: QRect


class RowPainter(QStyledItemDelegate):
    """Paints the rows, and the legend above them."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows)
        self._rows = rows
        self.full = 1.0
        """The value of a full bar."""
        self.chosen: int | None = None
        """The row under the pointer, or chosen by the keyboard."""
        self.stale = False
        self.spots: Spots = []
        """Where the words of the legend were painted last."""
        self.apply_theme(DARK)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.text_colour, self.quiet, self.line, self.lit, self.memory, self.network, self.base = (
            QColor(name)
            for name in (
                theme.text,
                theme.second_text,
                theme.hairline,
                theme.selected,
                theme.memory,
                theme.network,
                theme.panel,
            )
        )
        self.texts = StaticTexts(fonts.interface())
        self.heavy = StaticTexts(fonts.interface(heavy=True))
        self.small = StaticTexts(fonts.interface(0.9))
        self.row = max(LEAST_ROW, round(self.texts.height) + 4)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, self.row)

    def spread(self, width: int) -> tuple[float, float]:
        """Left and right end of the bars in a row of this width."""
        longest = "100.0" if not self._rows.plain else "0.0000"
        names = min(max(width * 0.24, 64.0), 12 * self.texts.em)
        left = INSET + names + GAP / 2
        columns = 2 if self._rows.compares else 1
        numbers = columns * (self.heavy[longest].width + GAP)
        return left, max(width - INSET - numbers, left + 8)

    def ends(self, width: int) -> tuple[float, float]:
        """Right ends of the columns of numbers: now, and without edits."""
        last = width - INSET
        return (last - self.heavy["100.0"].width - GAP if self._rows.compares else last), last

    def rows_in(self, exposed: QRegion, area: QRect) -> list[SeenBar]:
        """The exposed rows of a list that fills ``area``."""
        rows = self._rows
        every = (
            SeenBar(at, bar, QRect(area.left(), area.top() + at * self.row, area.width(), self.row))
            for at in range(rows.rowCount())
            if (bar := rows.bar_at(at)) is not None
        )
        return [one for one in every if exposed.intersects(one.place)]

    def paint_rows(self, painter: QPainter, exposed: QRegion, area: QRect) -> None:
        """Paint them, not one after the other: changing fonts and pens takes longer than drawing.

        The painter is clipped to what is exposed.
        """
        rows, seen = self._rows, self.rows_in(exposed, area)
        left, right = self.spread(area.width())
        for at, _, place in seen:
            if at == self.chosen:
                painter.fillRect(place, self.lit)
        bars = [(bar, place) for at, bar, place in seen if at < len(rows.bars)]
        if bars:
            painter.setPen(self.line)
            for mark in (0.0, *MARKS):
                x = round(left + (right - left) * mark)
                painter.drawLine(x, bars[0][1].top(), x, bars[-1][1].bottom())
        painter.setOpacity(STALE if self.stale else 1.0)
        for bar, place in bars:
            self._bar(painter, bar, left, right, place)
        painter.setOpacity(1.0)
        heavy = 0 if self.chosen is None else self.chosen
        self._write(painter, self.texts, [one for one in seen if one.at != heavy])
        self._write(painter, self.heavy, [one for one in seen if one.at == heavy])
        for at, bar, place in seen:
            if at >= len(rows.bars):
                room = right - INSET - GAP / 2
                name = self.texts.fitting(bar.name, room)
                self._marks(painter, left, right, place, INSET + name.width + GAP)

    def _write(self, painter: QPainter, texts: StaticTexts, seen: Sequence[SeenBar]) -> None:
        """The names and numbers of rows in one font."""
        if not seen:
            return
        rows, width = self._rows, seen[0].place.width()
        left, right = self.spread(width)
        end, last = self.ends(width)
        painter.setFont(texts.font)
        for at, bar, place in seen:
            others = at >= len(rows.bars)
            painter.setPen(self.quiet if others or self.stale else self.text_colour)
            middle = place.top() + (place.height() - texts.height) / 2
            name = texts.fitting(bar.name, (right if others else left) - INSET - GAP / 2)
            painter.drawStaticText(QPointF(INSET, middle), name.text)
            shown = texts[rows.written(bar)]
            painter.drawStaticText(QPointF(end - shown.width, middle), shown.text)
        painter.setFont(self.texts.font)
        painter.setPen(self.quiet)
        for _, bar, place in seen:
            if bar.was is not None:
                was = self.texts[percent(bar.was)]
                middle = place.top() + (place.height() - texts.height) / 2
                painter.drawStaticText(QPointF(last - was.width, middle), was.text)

    def _bar(self, painter: QPainter, bar: Bar, left: float, right: float, area: QRect) -> None:
        wide = (right - left) * min(bar.share / self.full, 1.0)
        top = area.top() + (area.height() - BAR) / 2
        memory = wide * min((bar.memory or 0.0) / bar.share, 1.0) if bar.share else 0.0
        if memory:
            painter.fillRect(QRectF(left, top, memory, BAR), self.memory)
        # The smallest share is still visible.
        network = max(wide - memory, 1.0 if wide < 1.0 else 0.0)
        if network:
            high = LOW if self._rows.in_parts else BAR
            middle = top + (BAR - high) / 2
            painter.fillRect(QRectF(left + memory, middle, network, high), self.network)
        if bar.was is not None:
            long = max((right - left) * min(bar.was / self.full, 1.0), 1.0)
            draw_dashed(painter, QRectF(left, top - 1.5, long, BAR + 3), self.quiet)

    def _marks(
        self, painter: QPainter, left: float, right: float, area: QRect, after: float
    ) -> None:
        """The numbers of the axis that do not overlap what is before them."""
        painter.setFont(self.small.font)
        painter.setPen(self.quiet)
        top = area.top() + (area.height() - self.small.height) / 2
        for mark in MARKS:
            whole = mark * self.full
            text = self.small[f"{whole if self._rows.plain else 100 * whole:g}"]
            x = left + (right - left) * mark - text.width / 2
            if x > after:
                painter.drawStaticText(QPointF(x, top), text.text)

    def labels(self, room: float) -> list[tuple[QColor | None, str]]:
        """The colour and name of every part: the longest names that fit into this many pixels."""
        rows, small = self._rows, self.small
        parts = (self.memory, self.network) if rows.in_parts else ()
        whole = [(None, tr("untouched"))] if rows.compares else []
        long = zip(parts, (tr("from memory"), tr("from the network")), strict=False)
        short = zip(parts, (tr("memory"), tr("network")), strict=False)
        square = round(small.height * 0.6) + small.em * 1.5
        named = [[*long, *whole], [*short, *whole]]
        fits = (
            labels
            for labels in named
            if sum(small[word].width + square for _, word in labels) <= room
        )
        return next(fits, named[-1])

    def legend(self, painter: QPainter, area: QRect) -> None:
        """The labels of both parts, and of the numbers."""
        painter.fillRect(area, self.base)
        rows, small = self._rows, self.small
        painter.setFont(small.font)
        painter.setPen(self.quiet)
        top = (area.height() - small.height) / 2
        units = [tr("now %"), tr("was %")] if rows.compares else [tr("in %")]
        begins, high = float(area.width()), float(area.height())
        self.spots = []
        for word, stop in zip(units, self.ends(area.width())[-len(units) :], strict=True):
            unit = small["" if rows.plain else word]
            begins = min(begins, stop - unit.width)
            self.spots.append((QRectF(stop - unit.width, 0, unit.width, high), "probability"))
            painter.drawStaticText(QPointF(stop - unit.width, top), unit.text)
        x, _ = self.spread(area.width())
        side = round(small.height * 0.6)
        for colour, word in self.labels(begins - x):
            if begins - x < side + 2 * small.em:
                break
            square = QRectF(x, round((area.height() - side) / 2), side, side)
            text = small.fitting(word, begins - x - side - small.em)
            if colour is self.network:
                painter.fillRect(square.adjusted(0, side / 4, 0, -side / 4), colour)
            elif colour is not None:
                painter.fillRect(square, colour)
            else:
                draw_dashed(painter, square, self.quiet)
            painter.setPen(self.quiet)
            painter.drawStaticText(QPointF(x + side + small.em / 2, top), text.text)
            wide = side + small.em * 1.5 + text.width
            self.spots.append((QRectF(x, 0, wide, high), "part" if colour is not None else "edit"))
            x += wide


class BarLegend(QWidget):
    """The line above the rows."""

    def __init__(self, rows: RowPainter) -> None:
        super().__init__()
        self._rows = rows
        TermTips(self, lambda point: term_in(rows.spots, point))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._rows.legend(painter, self.rect())
        painter.end()
