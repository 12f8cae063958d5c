"""Texts that are laid out once: laying out is most of the work of drawing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QStaticText, QTransform

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

MOST = 4096


class Laid(NamedTuple):
    """A text, laid out; its size in pixels."""

    text: QStaticText
    width: float
    height: float


class StaticTexts:
    """Keeps the texts that are drawn again and again, until there are too many of them."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, float], Laid] = {}

    def of(self, text: str, font: QFont) -> QStaticText:
        """A text in a font; fonts are told apart by their size."""
        return self.laid(text, font).text

    def laid(self, text: str, font: QFont) -> Laid:
        """The same, with its size: to ask Qt for it takes as long as to draw it."""
        key = (text, font.pointSizeF())
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) > MOST:
                self._kept.clear()
            static = QStaticText(text)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.prepare(QTransform(), font)
            size = static.size()
            kept = self._kept[key] = Laid(static, size.width(), size.height())
        return kept

    def clear(self) -> None:
        """Forget them: fonts have changed."""
        self._kept.clear()
