"""Paints the parts of rows of a list: texts, bars, numbers and column titles."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QStaticText

from wmstudio.gui.base import fonts
from wmstudio.gui.base.colours import painted, table_of
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import said
from wmstudio.gui.base.wording import decimals, label
from wmstudio.gui.plots.static_texts import StaticTexts
from wmstudio.gui.plots.term_tips import Spots, TermTips, term_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from wmstudio.engine.messages import Signal
    from wmstudio.gui.widgets.items import Column, QuotedToken

GAP, INSET = 12, 16
"""Pixels between columns, and beside them."""
LEAST_ROW, BAR, THIN, TICK = 22, 12, 4, 12
"""Pixels: smallest height of a row; height of bars, of *kept* bars, and of their tick."""
WIDEST_SCALE, NARROWEST_SCALE = 90, 12
KEPT_WIDTH = 44
"""Pixels of a full *kept* bar."""
SHORTEST_OUTLINE = 2
"""Pixels; a shorter one would look like a line."""


class SeenRow(NamedTuple):
    """A visible item: which, and its upper edge and height in pixels."""

    at: int
    top: int
    height: int


class Quoted(NamedTuple):
    """A token in its context, and the colours of both; a note behind it is no part of the text."""

    words: QuotedToken
    colour: QColor
    around: QColor
    note: str = ""


class ItemBrush:
    """Colours and fonts of a theme, and a cache of laid-out texts. Titles are explained."""

    def __init__(self, painted: QWidget) -> None:
        self.spots: Spots = []
        """Where the titles were painted last."""
        TermTips(painted, lambda point: term_in(self.spots, point))
        self._scale: tuple[Signal, QImage] | None
        self.apply_theme(DARK)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.texts, self.heavy = (StaticTexts(fonts.interface(heavy=x)) for x in (False, True))
        self.small = StaticTexts(fonts.interface(0.75))
        self.context, self.own = (StaticTexts(fonts.quoted(heavy=x)) for x in (False, True))
        self.height, self.small_height = (round(x.height) for x in (self.texts, self.small))
        self.theme = theme
        self._scale = None
        self.base, self.line, self.bar, self.text_colour, self.quiet, self.lit = (
            QColor(name)
            for name in (
                theme.panel,
                theme.empty_bar,
                theme.memory,
                theme.text,
                theme.second_text,
                theme.selected,
            )
        )
        self.below, self.above = QColor(theme.below_zero), QColor(theme.above_zero)

    @property
    def font(self) -> QFont:
        """The font of the rows."""
        return self.texts.font

    def tint(self, painter: QPainter, area: QRect, opacity: int) -> None:
        """Fill an area with the memory's colour at this opacity (of 255)."""
        colour = QColor(self.bar)
        colour.setAlpha(round(opacity * self.theme.tint))
        painter.fillRect(area, colour)

    def width(self, text: str) -> int:
        """The width of a text in pixels."""
        return ceil(self.texts[text].width)

    def text(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        colour: QColor,
        *,
        right: bool = False,
        small: bool = False,
    ) -> None:
        """Draw a text at the left or right of an area, elided if necessary."""
        row = SeenRow(0, area.y(), area.height())
        self.lines(painter, area, [(row, text)], colour, right=right, small=small)

    def words(
        self, painter: QPainter, place: QRect, rows: Sequence[tuple[SeenRow, Quoted]]
    ) -> None:
        """Draw tokens in a heavy font, each preceded by as many context words as fit.

        One font after the other, because changing fonts takes longer than drawing with them.
        """
        before: list[tuple[QPointF, QStaticText, QColor]] = []
        own: list[tuple[QPointF, QStaticText, QColor]] = []
        notes: list[tuple[QPointF, QStaticText, QColor]] = []
        x, room = place.x(), place.width()
        for (_, top, height), (words, colour, around, note) in rows:
            token, said = self.own.fitting(words.own, room), self.small[note]
            left = room - token.width - (said.width + GAP / 2 if note else 0)
            context = self.context[self._fitting(words.before, left)]
            middle = top + (height - token.height) / 2
            if words.before:
                before.append((QPointF(x, middle), context.text, around))
            own.append((QPointF(x + context.width, middle), token.text, colour))
            if note:
                beside = x + context.width + token.width + GAP / 2
                middle = top + (height - said.height) / 2
                notes.append((QPointF(beside, middle), said.text, around))
        fonts = self.context.font, self.small.font, self.own.font
        for font, texts in zip(fonts, (before, notes, own), strict=True):
            if not texts:
                continue
            painter.setFont(font)
            pen = None
            for at, static, colour in texts:
                if colour is not pen:
                    painter.setPen(colour)
                    pen = colour
                painter.drawStaticText(at, static)
        painter.setFont(self.texts.font)

    def _fitting(self, before: str, room: float) -> str:
        """As many whole words from the end as fit."""
        while before and self.context[before].width > room:
            before = before.partition(" ")[2]
        return before

    def column(
        self,
        painter: QPainter,
        column: Column,
        place: QRect,
        rows: Sequence[tuple[SeenRow, float]],
        full: float,
        *,
        small: bool = False,
    ) -> None:
        """Draw the numbers of rows as their column requires, if it has room."""
        if not place.width():
            return
        if column.counted:
            colour = self.quiet if column.kind == "count" else self.text_colour
            written = [(row, column.written(value)) for row, value in rows]
            self.lines(painter, place, written, colour, right=True, small=small)
            return
        draw = {"kept": self._kept, "bar": self._bar, "signed": self._signed}[column.kind]
        for (_, top, height), value in rows:
            draw(painter, QRect(place.x(), top, place.width(), height), value, full)

    def lines(
        self,
        painter: QPainter,
        place: QRect,
        rows: Sequence[tuple[SeenRow, str]],
        colour: QColor,
        *,
        right: bool = False,
        small: bool = False,
    ) -> None:
        """Draw a text in each of these rows, elided if necessary."""
        if not rows:
            return
        laid, x, room = self.small if small else self.texts, place.x(), place.width()
        painter.setFont(laid.font)
        painter.setPen(colour)
        for (_, top, height), text in rows:
            static, width, high = laid.fitting(text, room)
            left = x + room - width if right else x
            painter.drawStaticText(QPointF(left, top + (height - high) / 2), static)
        painter.setFont(self.texts.font)

    def _kept(self, painter: QPainter, area: QRect, value: float, full: float) -> None:
        x, width, middle = area.x(), area.width(), area.y() + area.height() // 2
        # The tick extends one pixel beyond the bar.
        wide = round((width - 2) * min(max(value, 0.0), 1.0))
        painter.fillRect(x, middle - THIN // 2, wide, THIN, self.bar)
        painter.fillRect(x + width - 1, middle - TICK // 2, 1, TICK, self.quiet)

    def _bar(self, painter: QPainter, area: QRect, value: float, full: float) -> None:
        high = min(BAR, max(area.height() - 2, 1))
        top, share = area.y() + area.height() // 2 - high // 2, min(max(value / full, 0.0), 1.0)
        # The smallest share is still visible.
        wide = max(round(area.width() * share), int(value > 0))
        painter.fillRect(area.x(), top, wide, high, self.bar)

    def _signed(self, painter: QPainter, area: QRect, value: float, full: float) -> None:
        x, width, high = area.x(), area.width(), min(BAR, max(area.height() - 2, 1))
        top = area.y() + area.height() // 2 - high // 2
        share = min(max(value, -1.0), 1.0)
        painter.fillRect(x, top, width, high, self.line)
        centre, reach = x + (width - 1) // 2, round(width / 2 * abs(share))
        if share > 0:
            painter.fillRect(centre, top, reach, high, self.above)
        else:
            painter.fillRect(centre - reach, top, reach, high, self.below)
        painter.fillRect(centre, area.y(), 1, area.height(), self.quiet)

    def outline(self, painter: QPainter, area: QRect, value: float, full: float) -> None:
        """Draw the length that a bar has in the untouched model, dashed."""
        high = min(BAR, max(area.height() - 2, 1))
        top = area.y() + area.height() // 2 - high // 2
        long = area.width() * min(value / full, 1.0)
        if long < SHORTEST_OUTLINE:
            return
        draw_dashed(painter, QRectF(area.x(), top - 1.5, long, high + 3), self.quiet)

    @staticmethod
    def in_row(place: QRect, top: int, height: int) -> QRect:
        """A part of a row at its place."""
        return QRect(place.left(), top, place.width(), height)

    def least(self, column: Column, *, short: bool = False) -> int:
        """The pixels that a column of numbers needs for its title and its widest number."""
        widest = KEPT_WIDTH if column.kind == "kept" else self.width("100.0")
        title = column.short if short and column.short else column.title
        return max(self.width(said(title)), widest)

    def titles(
        self,
        painter: QPainter,
        places: tuple[QRect, ...],
        title: str,
        columns: tuple[Column, ...],
        contents: Signal | None,
    ) -> None:
        """Draw the titles of the texts, the columns and the contents."""
        self.text(painter, _wider(places[1]), title, self.quiet)
        terms = ("written", *(column.term for column in columns))
        titled = zip(places[1:-1], terms, strict=True)
        self.spots = [(QRectF(_wider(place)), term) for place, term in titled if place.width()]
        for place, column in zip(places[2:-1], columns, strict=True):
            if not place.width():
                continue
            area, whole = place if column.counted else _wider(place), said(column.title)
            fits = self.width(whole) <= area.width() or not column.short
            title = whole if fits else said(column.short)
            self.text(painter, area, title, self.quiet, right=column.counted)
        if contents is not None:
            name = label(contents)
            self.text(painter, places[-1], name, self.quiet)
            self._paint_scale(painter, places[-1], contents, self.width(name))

    def _paint_scale(self, painter: QPainter, place: QRect, signal: Signal, taken: int) -> None:
        """Draw the colour scale of the contents with the numbers of both ends, if it fits."""
        low, high = decimals(signal.low, "g"), decimals(signal.high, "g")
        texts = self.width(low) + self.width(high) + 2 * GAP
        strip = min(place.width() - taken - 2 * GAP - texts, WIDEST_SCALE)
        if strip < NARROWEST_SCALE:
            return
        if self._scale is None or self._scale[0] is not signal:
            rising = np.arange(256, dtype=np.uint8)[None]
            self._scale = (signal, painted(rising, table_of(signal, self.theme)))
        self.text(painter, place, high, self.quiet, right=True)
        left = place.right() + 1 - self.width(high) - GAP - strip
        painter.drawImage(QRect(left, place.center().y() - 3, strip, 7), self._scale[1])
        before = QRect(place.left(), place.top(), left - GAP - place.left(), place.height())
        self.text(painter, before, low, self.quiet, right=True)


def draw_dashed(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """Draw the outline of a bar of the untouched model."""
    painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
    painter.drawRect(box)


def _wider(place: QRect) -> QRect:
    """Extend an area into the gap after it, for titles."""
    return place.adjusted(0, 0, GAP - 2, 0)
