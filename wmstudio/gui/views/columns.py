"""A few bars with a title: a histogram, or singular values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from wmstudio.gui.base import fonts
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import explained, number
from wmstudio.gui.plots.spoken.faces import Reading
from wmstudio.gui.plots.spoken.trends import trend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

HEIGHT = 36


class Columns(QWidget):
    """Columns of values that are not negative, from zero; the tallest has the full height."""

    def __init__(self, title: str, term: str = "", parent: QWidget | None = None) -> None:
        """``term`` is the id of what explains the values in the glossary."""
        super().__init__(parent)
        self.theme = DARK
        self.title, self._term = title, term
        self.values: tuple[float, ...] = ()
        self.ends = "", ""
        """What stands below the first and the last column."""
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(fonts.interface(0.85))

    def sizeHint(self) -> QSize:
        return QSize(120, HEIGHT + 2 * self.fontMetrics().height())

    def show_values(self, values: Sequence[float], ends: tuple[str, str] = ("", "")) -> None:
        """Draw these values, and read them to those who do not see them."""
        self.values, self.ends = tuple(values), ends
        self.setToolTip(explained(self._term, about=self.spoken().value))
        self.update()

    def spoken(self) -> Reading:
        """All values, and how they go from the first column to the last."""
        counts = all(isinstance(value, int) for value in self.values)
        written = _count if counts else number
        told = trend(self.title, self.values, self._over, lambda at: str(at + 1), written)
        return Reading(", ".join(map(written, self.values)), told)

    def _over(self, first: int, last: int) -> str:
        return tr("over columns {first} to {last}", first=first + 1, last=last + 1)

    def set_stale(self, stale: bool) -> None:
        """Weights do not depend on the text."""

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.theme = theme
        self.setFont(fonts.interface(0.85))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.panel))
        painter.setPen(QColor(self.theme.second_text))
        line = self.fontMetrics().height()
        area = QRectF(self.rect()).adjusted(8, 0, -8, -2)
        metrics, right = self.fontMetrics(), Qt.TextElideMode.ElideRight
        left = int(Qt.AlignmentFlag.AlignLeft)
        painter.drawText(area, left, metrics.elidedText(self.title, right, round(area.width())))
        below = area.adjusted(0, area.height() - line, 0, 0)
        for text, side in zip(self.ends, (left, int(Qt.AlignmentFlag.AlignRight)), strict=True):
            painter.drawText(below, side, text)
        area.adjust(0, line + 2, 0, -line - 2)
        most = max(self.values, default=0.0)
        wide = area.width() / max(len(self.values), 1)
        for at, value in enumerate(self.values if most > 0 else ()):
            tall = area.height() * value / most
            bar = QRectF(area.left() + at * wide, area.bottom() - tall, max(wide - 1, 1), tall)
            painter.fillRect(bar, QColor(self.theme.network))
        painter.end()


def _count(value: float) -> str:
    return f"{value:.0f}"
