"""Small labelled bars in a line: a few numbers between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QStaticText
from PySide6.QtWidgets import QSizePolicy, QWidget

from wmstudio.gui.static_texts import StaticTexts
from wmstudio.gui.theme import DARK, Theme
from wmstudio.gui.token_canvas import STALE
from wmstudio.gui.wording import mono_font, number

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

SIDE, GAP = 8, 14
WIDEST = 190
"""Pixels of a gauge: wider ones are harder to compare."""
BAR = 3


@dataclass(frozen=True)
class Gauge:
    """A number from 0 to 1 with its name, and what it means."""

    name: str
    value: float
    text: str = ""


class Gauges(QWidget):
    """Name and number over a thin bar, one beside the other; a note at the end."""

    pointed = Signal()
    """Another gauge, or none, is under the pointer."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = DARK
        self.gauges: tuple[Gauge, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.under_pointer: int | None = None
        self._texts = StaticTexts()
        self._stale = False
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFont(mono_font(0.85))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + BAR + 6)

    def show_gauges(self, gauges: tuple[Gauge, ...], notes: tuple[str, ...] = ()) -> None:
        """Show these, and as many of the notes as there is room for."""
        if (gauges, notes) == (self.gauges, self.notes):
            return
        self.gauges, self.notes = gauges, notes
        told = ", ".join(f"{gauge.name} {number(gauge.value)}" for gauge in gauges)
        self.setAccessibleDescription(told)
        self.update()

    def words(self) -> str:
        """The gauge under the pointer, exact, and what it means."""
        at = self.under_pointer
        if at is None or at >= len(self.gauges):
            return ""
        gauge = self.gauges[at]
        meaning = f": {gauge.text}" if gauge.text else ""
        return f"{gauge.name} {number(gauge.value)}{meaning}"

    def set_stale(self, stale: bool) -> None:
        """Dim them."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours, and a font of the size that is wanted now."""
        self.theme = theme
        self._texts.clear()
        self.setFont(mono_font(0.85))
        self.updateGeometry()
        self.update()

    def places(self) -> list[QRect]:
        """Where each gauge is."""
        room = self.width() - 2 * SIDE
        if note := self.note():
            room -= QFontMetrics(self.font()).horizontalAdvance(note) + GAP
        count = max(len(self.gauges), 1)
        width = max(min((room + GAP) // count - GAP, WIDEST), 1)
        return [
            QRect(SIDE + i * (width + GAP), 2, width, self.height() - 4)
            for i in range(len(self.gauges))
        ]

    def note(self) -> str:
        """The notes that do not take room from the gauges' names."""
        metrics = QFontMetrics(self.font())
        wanted = max((metrics.horizontalAdvance(f"{g.name} 0.00") for g in self.gauges), default=0)
        room = self.width() - 2 * SIDE - (min(wanted + 6, WIDEST) + GAP) * len(self.gauges)
        told = ""
        for note in self.notes:
            longer = f"{told} · {note}" if told else note
            if metrics.horizontalAdvance(longer) > room:
                break
            told = longer
        return told

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.base))
        painter.setOpacity(STALE if self._stale else 1.0)
        line, bar = QColor(self.theme.line), QColor(self.theme.bar)
        quiet, text = QColor(self.theme.quiet), QColor(self.theme.text)
        for gauge, place in zip(self.gauges, self.places(), strict=True):
            shown = self._texts.of(f"{gauge.value:z.2f}", self.font())
            wide = shown.size().width()
            painter.setPen(text)
            painter.drawStaticText(QPointF(place.right() + 1 - wide, place.top()), shown)
            painter.setPen(quiet)
            name = self._fitting(gauge.name, round(place.width() - wide - 4))
            painter.drawStaticText(QPointF(place.left(), place.top()), name)
            under = QRect(
                place.left(), place.top() + self.fontMetrics().height(), place.width(), BAR
            )
            painter.fillRect(under, line)
            under.setWidth(round(under.width() * min(max(gauge.value, 0.0), 1.0)))
            painter.fillRect(under, bar)
        painter.setPen(quiet)
        area = self.rect().adjusted(SIDE, 2, -SIDE, 0)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignRight), self.note())
        painter.end()

    def _fitting(self, name: str, room: int) -> QStaticText:
        whole = self._texts.of(name, self.font())
        if whole.size().width() <= room:
            return whole
        short = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, max(room, 0))
        return self._texts.of(short, self.font())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._point(next((i for i, p in enumerate(self.places()) if p.contains(point)), None))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def _point(self, at: int | None) -> None:
        if at != self.under_pointer:
            self.under_pointer = at
            self.pointed.emit()
