"""A picture of the figure as it will be written, or a sentence that says why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPaintEvent

MARGIN = 12


class Preview(QWidget):
    """Shows a picture as large as there is room, without changing its shape."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Preview"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.picture: QImage | None = None
        self.sentence = ""

    def sizeHint(self) -> QSize:
        return QSize(560, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 180)

    def show_picture(self, picture: QImage) -> None:
        """Show a picture."""
        self.picture, self.sentence = picture, ""
        self.setAccessibleDescription("")
        self.update()

    def tell(self, sentence: str) -> None:
        """Show a sentence in place of a picture."""
        self.picture, self.sentence = None, sentence
        self.setAccessibleDescription(sentence)
        self.update()

    def room(self) -> QSize:
        """The size of the largest picture that fits, in pixels of the screen."""
        ratio = self.devicePixelRatioF()
        return QSize(*(round(max(n - 2 * MARGIN, 1) * ratio) for n in self.size().toTuple()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Midlight))
        inside = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        if self.picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self.picture.size().toSizeF()
            size.scale(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(inside.topLeft(), size)
            place.moveCenter(inside.center())
            painter.drawImage(place, self.picture)
        elif self.sentence:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(inside, flags, self.sentence)
        painter.end()
