"""Texts that are laid out once: laying out is most of the work of drawing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QStaticText, QTransform

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

MOST = 4096


class StaticTexts:
    """Keeps the texts that are drawn again and again, until there are too many of them."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, float], QStaticText] = {}

    def of(self, text: str, font: QFont) -> QStaticText:
        """A text in a font; fonts are told apart by their size."""
        key = (text, font.pointSizeF())
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) > MOST:
                self._kept.clear()
            kept = self._kept[key] = QStaticText(text)
            kept.setTextFormat(Qt.TextFormat.PlainText)
            kept.prepare(QTransform(), font)
        return kept

    def clear(self) -> None:
        """Forget them: fonts have changed."""
        self._kept.clear()
