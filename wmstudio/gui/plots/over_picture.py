"""What lies over a picture: items that cover its visible area, and the signs of its values.

The colours of a signed picture, violet and green, are alike in grey. So what is below zero has a
dash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtWidgets import QGraphicsItem

if TYPE_CHECKING:
    import numpy.typing as npt
    from PySide6.QtGui import QColor, QPainter

LEAST = 8.0
"""From this many pixels in width and height a cell has its dash; below it would only be noise."""
LONG = 4.0
"""The length of a dash in pixels."""
NEAR = 1.0
"""Levels below that of zero which are drawn like zero."""
LEVELS = 255

Mask: TypeAlias = "npt.NDArray[np.bool_]"


class OverPicture(QGraphicsItem):
    """An item as large as the picture under it, whatever it draws."""

    def __init__(self) -> None:
        super().__init__()
        self._area = QRectF(0, 0, 1, 1)

    def lie_over(self, area: QRectF) -> None:
        """Set the picture's area."""
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area

    def boundingRect(self) -> QRectF:
        return self._area

    def update_columns(self, first: float, stop: float) -> None:
        """Repaint these columns."""
        self.update(QRectF(first, self._area.top(), stop - first, self._area.height()))


def level_of_zero(low: float, high: float) -> float | None:
    """The level (0…255) of zero in a picture of this range; None if all is of one sign."""
    return LEVELS * -low / (high - low) if low < 0.0 < high else None


def draw_signs(painter: QPainter, seen: QRectF, below: Mask, ink: QColor) -> None:
    """Mark the cells ``[rows, columns]`` of a picture that are below zero, where there is room.

    ``seen`` is the place of the picture, in the painter's coordinates, which are pixels.
    """
    rows, columns = below.shape
    wide, tall = seen.width() / max(columns, 1), seen.height() / max(rows, 1)
    if min(wide, tall) < LEAST:
        return
    clip = painter.clipBoundingRect() if painter.hasClipping() else QRectF(painter.viewport())
    at_y, at_x = np.nonzero(below)
    x = np.floor(seen.left() + (at_x + 0.5) * wide)
    y = np.floor(seen.top() + (at_y + 0.5) * tall) + 0.5
    # A picture may reach far beyond what is painted of it.
    there = (x > clip.left() - LONG) & (x < clip.right() + LONG)
    there &= (y > clip.top() - LONG) & (y < clip.bottom() + LONG)
    half = LONG / 2
    places = zip(x[there].tolist(), y[there].tolist(), strict=True)
    painter.setPen(ink)
    painter.drawLines([QLineF(x - half, y, x + half, y) for x, y in places])


def none_below() -> Mask:
    """The mask of a picture without signs."""
    return np.zeros((0, 0), np.bool_)


def below_zero(picture: npt.NDArray[np.uint8], zero: float | None) -> Mask:
    """Which levels of a picture are visibly below that of zero."""
    return none_below() if zero is None else np.asarray(picture < zero - NEAR)
