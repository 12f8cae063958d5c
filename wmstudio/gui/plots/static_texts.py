"""Texts that are laid out once: laying out is most of the work of drawing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QStaticText, QTransform

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

MOST = 4096


class Laid(NamedTuple):
    """A text, laid out; its size in pixels: to ask Qt for it takes as long as to draw it."""

    text: QStaticText
    width: float
    height: float


class StaticTexts(dict[str, Laid]):
    """Texts in one font, each laid out when it is first looked up, until there are too many."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self.font = font
        self._metrics = QFontMetricsF(font)
        self.height = self._metrics.height()
        """Of a line, in pixels."""
        self.em = self._metrics.horizontalAdvance("m")

    def __missing__(self, text: str) -> Laid:
        if len(self) > MOST:
            self.clear()
        static = QStaticText(text)
        static.setTextFormat(Qt.TextFormat.PlainText)
        static.prepare(QTransform(), self.font)
        size = static.size()
        laid = self[text] = Laid(static, size.width(), size.height())
        return laid

    def fitting(self, text: str, room: float) -> Laid:
        """A text, shortened to so many pixels."""
        laid = self[text]
        if laid.width <= room:
            return laid
        return self[self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0))]
