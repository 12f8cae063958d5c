"""Lookup tables for pictures: one map for 0…1, one for signed quantities with zero in the middle.

Both rise in lightness from one end to the other, so that they can be read in grey, on a dark or a
light background; blue against yellow is also told apart by the colour-blind.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from wmstudio.engine.messages import Signal

Table = npt.NDArray[np.uint8]
SEQUENTIAL, DIVERGING = "viridis", "CET-D7"


@cache
def table(low: float, high: float) -> Table:
    """Colours ``[256, 3]`` of a range; where it crosses zero, zero takes the neutral colour."""
    if not low < 0.0 < high:
        at = np.linspace(0.0, 1.0, 256)
        name = SEQUENTIAL
    else:
        at = 0.5 + 0.5 * np.linspace(low, high, 256) / max(-low, high)
        name = DIVERGING
    colours: Table = pg.colormap.get(name).map(at, mode="byte")[:, :3]
    return np.ascontiguousarray(colours)


def table_of(signal: Signal) -> Table:
    """Colours of a signal's range."""
    return table(signal.low, signal.high)


def argb(colours: Table) -> npt.NDArray[np.uint32]:
    """Colours ``[256]``, each in the four bytes of a pixel."""
    red, green, blue = colours.astype(np.uint32).T
    pixels: npt.NDArray[np.uint32] = 0xFF000000 | red << 16 | green << 8 | blue
    return pixels


def painted(picture: npt.NDArray[np.uint8], colours: Table) -> QImage:
    """A picture ``[rows, columns]`` of 0…255 in these colours."""
    pixels = argb(colours).take(picture)
    rows, columns = pixels.shape
    # The copy owns its bytes: the array is gone when this returns.
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()
