"""The colour scale beside a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from wmstudio.gui.base import fonts
from wmstudio.gui.base.colours import Table, painted
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import decimals
from wmstudio.gui.plots.over_picture import LEVELS, draw_signs, level_of_zero

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

DASH_EVERY = 12
"""Pixels between two dashes of the part of the strip that is below zero."""
STRIP = 10
"""Width of the strip of colours in pixels."""


class ColourScale(pg.GraphicsWidget):
    """A strip of colours from the highest value (top) to the lowest."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = DARK
        self.caption = ""
        """What the colours are of. Its tooltip says it, since every picture has a name above it."""
        self.numbers: tuple[str, str, str] = ("", "", "")
        self._ends, self._beyond = (0.0, 1.0), (False, False)
        self._strip, self._zero = QImage(), 0.0
        """The colours, and which share of the strip, from its bottom, is below zero."""
        self._font = fonts.interface(0.85)

    def set_range(self, low: float, high: float, caption: str, colours: Table) -> None:
        """Show the colours ``[256, 3]`` of a range."""
        falling = np.arange(255, -1, -1, dtype=np.uint8)[:, None]
        self._strip = painted(falling, colours)
        self._zero = (level_of_zero(low, high) or 0.0) / LEVELS
        self._ends, self._beyond = (low, high), (False, False)
        self.caption = caption
        self._write()

    def set_beyond(self, *, below: bool, above: bool) -> None:
        """Say that the end colours also stand for values beyond them: ``≥16``."""
        if (below, above) != self._beyond:
            self._beyond = below, above
            self._write()

    def _write(self) -> None:
        (low, high), (below, above) = self._ends, self._beyond
        ends = f"{'≥' * above}{decimals(high, 'g')}", f"{'≤' * below}{decimals(low, 'g')}"
        self.numbers = (ends[0], decimals((low + high) / 2, "g"), ends[1])
        beyond = tr("Values beyond this scale have the colours of its ends.")
        told = filter(None, (self.caption, beyond if below or above else ""))
        self.setToolTip(plain_tip("\n".join(told)))
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.theme = theme
        self._font = fonts.interface(0.85)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._strip.isNull():
            return
        height = float(self.size().height())
        painter.drawImage(QRectF(8, 0, STRIP, height), self._strip)
        below = QRectF(8, height * (1 - self._zero), STRIP, height * self._zero)
        dashes = np.ones((int(below.height() / DASH_EVERY), 1), np.bool_)
        draw_signs(painter, below, dashes, QColor(self.theme.text))
        painter.setFont(self._font)
        painter.setPen(QColor(self.theme.second_text))
        metrics = QFontMetricsF(self._font)
        x, ascent = 8 + STRIP + 4, metrics.ascent()
        places = (ascent, height / 2 + ascent / 2 - 1, height - 2)
        shown = (0, 1, 2) if height >= 3 * metrics.height() else (0, 2)
        for i in shown:
            painter.drawText(QPointF(x, places[i]), self.numbers[i])
