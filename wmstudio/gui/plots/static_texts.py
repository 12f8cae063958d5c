"""A cache of laid-out texts, since layout is most of the work of drawing text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QStaticText, QTransform

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

MOST = 4096


class Laid(NamedTuple):
    """A laid-out text with its size in pixels: asking Qt takes as long as drawing."""

    text: QStaticText
    width: float
    height: float


class StaticTexts(dict[str, Laid]):
    """Texts in one font, laid out when first used, up to a limit."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self.font = font
        self._metrics = QFontMetricsF(font)
        self.height = self._metrics.height()
        """The height of a line in pixels."""
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
        """A text elided to this many pixels."""
        laid = self[text]
        if laid.width <= room:
            return laid
        return self[self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0))]
