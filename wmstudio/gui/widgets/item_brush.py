"""Paints the parts of a list's rows: texts, bars, numbers, and the titles over them."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from wmstudio.gui.base.colours import painted, table_of
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import said, tr
from wmstudio.gui.base.wording import mono_font
from wmstudio.gui.plots.static_texts import StaticTexts

if TYPE_CHECKING:
    from wmstudio.engine.messages import Signal
    from wmstudio.gui.widgets.items import Column

GAP = 6
WIDEST_SCALE, NARROWEST_SCALE = 90, 12


class ItemBrush:
    """Colours and fonts of a theme; every text is laid out once."""

    def __init__(self) -> None:
        self._scale: tuple[Signal, QImage] | None
        self.apply_theme(DARK)

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours, and fonts of the size that is wanted now."""
        self.texts, self.small = StaticTexts(mono_font()), StaticTexts(mono_font(0.75))
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
        """Of what stands in the rows."""
        return self.texts.font

    def tint(self, painter: QPainter, area: QRect, opacity: int) -> None:
        """The memory's colour behind what stands in an area, so opaque (of 255)."""
        colour = QColor(self.bar)
        colour.setAlpha(opacity)
        painter.fillRect(area, colour)

    def room(self, chars: int) -> int:
        """Pixels that so many characters need."""
        return ceil(chars * self.texts.em) + 1

    def width(self, text: str) -> int:
        """Pixels of a text."""
        return round(self.texts[text].width)

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
        """A text at the left or the right of an area, shortened to the room there is.

        The painter has the font of `texts`.
        """
        x, room = area.x(), area.width()
        static, width, height = (self.small if small else self.texts).fitting(text, room)
        if small:
            painter.setFont(self.small.font)
        painter.setPen(colour)
        left = x + room - width if right else x
        painter.drawStaticText(QPointF(left, area.y() + (area.height() - height) / 2), static)
        if small:
            painter.setFont(self.texts.font)

    def cell(
        self,
        painter: QPainter,
        column: Column,
        area: QRect,
        value: float,
        full: float,
        *,
        small: bool = False,
    ) -> None:
        """A number as its column wants it."""
        if column.counted:
            number = str(int(value)) if column.kind == "count" else f"{value:z.2f}"
            colour = self.quiet if column.kind == "count" else self.text_colour
            self.text(painter, area, number, colour, right=True, small=small)
            return
        x, y, width, tall = area.x(), area.y(), area.width(), area.height()
        share = min(max(value / full, -1.0), 1.0)
        top, high = y + 3, tall - 6
        painter.fillRect(x, top, width, high, self.line)
        if column.kind == "bar":
            painter.fillRect(x, top, round(width * max(share, 0.0)), high, self.bar)
            return
        middle, reach = x + (width - 1) // 2, round(width / 2 * abs(share))
        if share > 0:
            painter.fillRect(middle, top, reach, high, self.above)
        else:
            painter.fillRect(middle - reach, top, reach, high, self.below)
        painter.fillRect(middle, y, 1, tall, self.quiet)

    def titles(
        self,
        painter: QPainter,
        places: tuple[QRect, ...],
        title: str,
        columns: tuple[Column, ...],
        contents: Signal | None,
    ) -> None:
        """What stands over the texts, the columns and the contents."""
        self.text(painter, _wider(places[1]), title, self.quiet)
        for place, column in zip(places[2:-1], columns, strict=True):
            if column.counted:
                self.text(painter, place, tr(column.title), self.quiet, right=True)
                continue
            whole = said(column.title)
            fits = self.width(whole) <= _wider(place).width() or not column.short
            title = whole if fits else column.short
            self.text(painter, _wider(place), title, self.quiet)
            if self.width(f"{whole} {column.end}") <= place.width():
                self.text(painter, place, column.end, self.quiet, right=True)
        if contents is not None:
            name = contents.name.rpartition(".")[2]
            self.text(painter, places[-1], name, self.quiet)
            self._paint_scale(painter, places[-1], contents, self.width(name))

    def _paint_scale(self, painter: QPainter, place: QRect, signal: Signal, taken: int) -> None:
        """The colours of the contents with the numbers of both ends, where there is room."""
        low, high = f"{signal.low:g}", f"{signal.high:g}"
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


def _wider(place: QRect) -> QRect:
    """With most of the gap after it: for titles."""
    return place.adjusted(0, 0, GAP - 2, 0)
