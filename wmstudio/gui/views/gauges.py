"""Small labelled bars in a line: a few numbers between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.wording import mono_font, number
from wmstudio.gui.plots.static_texts import StaticTexts
from wmstudio.gui.plots.token_canvas import STALE

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
        self.gauges: tuple[Gauge, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.under_pointer: int | None = None
        self._stale = False
        self._layout: tuple[object, tuple[list[QRect], str]] | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        # All of it is painted: nothing under it has to be.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.apply_theme(DARK)
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
        self._texts = StaticTexts(mono_font(0.85))
        self.setFont(self._texts.font)
        names = (theme.panel, theme.empty_bar, theme.memory, theme.second_text, theme.text)
        self._base, self._line, self._bar, self._quiet, self._text = map(QColor, names)
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
        painter.fillRect(self.rect(), self._base)
        painter.setOpacity(STALE if self._stale else 1.0)
        places, note = self._laid_out()
        for gauge, place in zip(self.gauges, places, strict=True):
            left, top, width = place.left(), place.top(), place.width()
            value = self._texts[f"{gauge.value:z.2f}"]
            name = self._texts.fitting(gauge.name, width - value.width - 4)
            painter.setPen(self._text)
            painter.drawStaticText(QPointF(left + width - value.width, top), value.text)
            painter.setPen(self._quiet)
            painter.drawStaticText(QPointF(left, top), name.text)
            filled = round(width * min(max(gauge.value, 0.0), 1.0))
            under = top + round(self._texts.height)
            painter.fillRect(left, under, width, BAR, self._line)
            painter.fillRect(left, under, filled, BAR, self._bar)
        noted = self._texts[note]
        painter.setPen(self._quiet)
        painter.drawStaticText(QPointF(self.width() - SIDE - noted.width, 2), noted.text)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._point(next((i for i, p in enumerate(self.places()) if p.contains(point)), None))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def _point(self, at: int | None) -> None:
        if at != self.under_pointer:
            self.under_pointer = at
            self.pointed.emit()
