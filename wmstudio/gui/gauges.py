"""Small labelled bars in a line: a few numbers between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QStaticText
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
        self._layout: tuple[object, tuple[list[QRect], str]] | None = None
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
        return self._laid_out()[0]

    def note(self) -> str:
        """The notes that do not take room from the gauges' names."""
        return self._laid_out()[1]

    def _laid_out(self) -> tuple[list[QRect], str]:
        """Both; made anew where names, notes, width or font are others."""
        names = tuple(gauge.name for gauge in self.gauges)
        key = (names, self.notes, self.width(), self.height(), self.font().pointSizeF())
        if self._layout is None or self._layout[0] != key:
            self._layout = (key, self._lay_out(names))
        return self._layout[1]

    def _lay_out(self, names: tuple[str, ...]) -> tuple[list[QRect], str]:
        width_of = self.fontMetrics().horizontalAdvance
        wanted = max((width_of(f"{name} 0.00") for name in names), default=0)
        room = self.width() - 2 * SIDE - (min(wanted + 6, WIDEST) + GAP) * len(names)
        note = ""
        for told in self.notes:
            longer = f"{note} · {told}" if note else told
            if width_of(longer) > room:
                break
            note = longer
        room = self.width() - 2 * SIDE - (width_of(note) + GAP if note else 0)
        width = max(min((room + GAP) // max(len(names), 1) - GAP, WIDEST), 1)
        step, high = width + GAP, self.height() - 4
        return [QRect(SIDE + i * step, 2, width, high) for i in range(len(names))], note

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.base))
        painter.setOpacity(STALE if self._stale else 1.0)
        line, bar = QColor(self.theme.line), QColor(self.theme.bar)
        quiet, text = QColor(self.theme.quiet), QColor(self.theme.text)
        high = self.fontMetrics().height()
        for gauge, place in zip(self.gauges, self.places(), strict=True):
            shown = self._texts.laid(f"{gauge.value:z.2f}", self.font())
            wide = shown.width
            painter.setPen(text)
            painter.drawStaticText(QPointF(place.right() + 1 - wide, place.top()), shown.text)
            painter.setPen(quiet)
            name = self._fitting(gauge.name, round(place.width() - wide - 4))
            painter.drawStaticText(QPointF(place.left(), place.top()), name)
            under = QRect(place.left(), place.top() + high, place.width(), BAR)
            painter.fillRect(under, line)
            under.setWidth(round(under.width() * min(max(gauge.value, 0.0), 1.0)))
            painter.fillRect(under, bar)
        painter.setPen(quiet)
        area = self.rect().adjusted(SIDE, 2, -SIDE, 0)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignRight), self.note())
        painter.end()

    def _fitting(self, name: str, room: int) -> QStaticText:
        whole = self._texts.laid(name, self.font())
        if whole.width <= room:
            return whole.text
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
