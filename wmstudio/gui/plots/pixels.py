"""A picture that repaints only the columns that have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from wmstudio.gui.base.colours import argb
from wmstudio.gui.plots.over_picture import below_zero, draw_signs

if TYPE_CHECKING:
    import numpy.typing as npt
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

SMALL = 1 << 17
"""Up to this many pixels, colouring them is faster than an indexed image."""


class Pixels(pg.ImageItem):
    """``[rows, columns]`` of 0…255 in the colours of a table.

    A small picture is kept in the format that Qt draws fastest.
    """

    # What pyqtgraph, which is untyped, keeps.
    image: npt.NDArray[np.uint8] | None
    qimage: QImage | None
    _renderRequired: bool

    def __init__(self) -> None:
        super().__init__(axisOrder="row-major")
        self._argb: npt.NDArray[np.uint32] = np.zeros((0, 0), np.uint32)
        self._colours: npt.NDArray[np.uint32] = np.zeros(0, np.uint32)
        """The table as 32-bit pixels; empty until it is needed."""
        self._columns = slice(0, None)
        """The columns that are not rendered yet."""
        self._fitted: tuple[npt.NDArray[np.intp], npt.NDArray[np.uint32]] | None = None
        """If there are more rows than pixels, which rows are drawn, and the picture of these."""
        self._zero: float | None = None
        self._ink = QColor()

    def mark_below(self, zero: float | None, ink: QColor) -> None:
        """Mark what is below this level in this colour, where cells are large enough."""
        if (zero, ink) != (self._zero, self._ink):
            self._zero, self._ink = zero, ink
            self.update()

    def setLookupTable(self, *args: Any, **opts: Any) -> None:
        self._colours = np.zeros(0, np.uint32)
        super().setLookupTable(*args, **opts)

    def setImage(self, *args: Any, **opts: Any) -> None:
        self._columns = slice(0, None)
        super().setImage(*args, **opts)

    def show_picture(self, picture: npt.NDArray[np.uint8]) -> None:
        """Set the picture. If the shape is the same, only changed columns are repainted."""
        before = self.image
        if before is None or before.shape != picture.shape:
            self.setImage(picture, autoLevels=False)
            return
        different = np.flatnonzero((before != picture).any(axis=0))
        self.image = picture
        if len(different):
            first, stop = int(different[0]), int(different[-1]) + 1
            self.update(QRectF(first, 0, stop - first, len(picture)))
            if self._renderRequired:
                first, stop = 0, picture.shape[1]
            self._columns, self._renderRequired = slice(first, stop), True

    def render(self) -> None:
        if self.image is None or self.lut is None or not 0 < self.image.size <= SMALL:
            super().render()
            return
        rows, columns = self.image.shape
        if not len(self._colours):
            self._colours, self._columns = argb(self.lut), slice(0, None)
        if self._argb.shape != self.image.shape or self.qimage is None:
            self._argb, self._columns = np.zeros((rows, columns), np.uint32), slice(0, None)
            self._fitted = None
        # The image is a view of these bytes.
        self._argb[:, self._columns] = self._colours.take(self.image[:, self._columns])
        if self._fitted is not None:
            middles, kept = self._fitted
            kept[:, self._columns] = self._argb[:, self._columns].take(middles, axis=0)
        self.qimage = _image_of(self._argb)
        self._renderRequired = self._unrenderable = False

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self.image is not None and self._renderRequired:
            self.render()
        if self.image is None or self.qimage is None or self._unrenderable:
            return
        # Which rows Qt would leave out depends on the repainted part; choosing them here is stable.
        transform = painter.worldTransform()
        seen = transform.mapRect(self.boundingRect())
        top, height = round(seen.top()), round(seen.bottom()) - round(seen.top())
        if self._argb.shape != self.image.shape or not 0 < height < len(self._argb):
            painter.drawImage(self.boundingRect(), self.qimage)
            if self._zero is not None:
                painter.resetTransform()
                draw_signs(painter, seen, below_zero(self.image, self._zero), self._ink)
                painter.setWorldTransform(transform)
            return
        painter.resetTransform()
        painter.drawImage(QRectF(seen.left(), top, seen.width(), height), self._fit(height))
        painter.setWorldTransform(transform)

    def _fit(self, height: int) -> QImage:
        """The picture with the row in the middle of each pixel."""
        if self._fitted is None or len(self._fitted[0]) != height:
            middles = ((np.arange(height) + 0.5) * len(self._argb) / height).astype(np.intp)
            self._fitted = middles, self._argb.take(middles, axis=0)
        return _image_of(self._fitted[1])


def _image_of(pixels: npt.NDArray[np.uint32]) -> QImage:
    """An image that is a view of these pixels ``[rows, columns]``."""
    rows, columns = pixels.shape
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
