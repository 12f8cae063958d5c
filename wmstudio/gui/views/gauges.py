"""A row of small labelled bars for numbers from 0 to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from wmstudio.gui.base import fonts
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.wording import maybe_rounded
from wmstudio.gui.plots.spoken.faces import Reading, announce
from wmstudio.gui.plots.static_texts import StaticTexts
from wmstudio.gui.plots.term_tips import TermTips, term_in
from wmstudio.gui.plots.token_canvas import STALE
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

SIDE, GAP = 8, 14
WIDEST = 190
"""Pixels of a gauge: wider ones are harder to compare."""
BAR = 3


@dataclass(frozen=True)
class Gauge:
    """A number from 0 to 1 with its name and what it means.

    A ``sentence`` that contains the number is drawn in place of the name and the number.
    """

    name: str
    value: float
    text: str = ""
    sentence: str = ""
    term: str = ""
    """The id of what explains it in the glossary."""
    rounded: bool = False
    """Whether the number is not exact."""

    def words(self) -> str:
        """The sentence, or else the name and the number."""
        return self.sentence or f"{self.name} {self._number}"

    @property
    def _number(self) -> str:
        return maybe_rounded(self.value, rounded=self.rounded)

    def exact_words(self) -> str:
        """With the exact number and what it means."""
        exact = f"{self.sentence} ({self._number})" if self.sentence else self.words()
        return f"{exact}: {self.text}" if self.text else exact


class Gauges(QWidget):
    """A row of gauges: words over a thin bar. Notes stand at the right end.

    The arrow keys point as the mouse does.
    """

    pointed = Signal()
    """The pointer moved onto another gauge, or off all of them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.gauges: tuple[Gauge, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.under_pointer: int | None = None
        self._stale = False
        self._layout: tuple[object, tuple[list[QRect], str]] | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        TermTips(self, self.term_at)
        # The whole widget is painted, so Qt need not paint what is under it.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.apply_theme(DARK)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + BAR + 6)

    def show_gauges(self, gauges: tuple[Gauge, ...], notes: tuple[str, ...] = ()) -> None:
        """Show these gauges, and as many of the notes as fit."""
        if (gauges, notes) == (self.gauges, self.notes):
            return
        self.gauges, self.notes = gauges, notes
        self.update()
        announce(self)

    def words(self) -> str:
        """The exact value of the gauge under the pointer, and what it means; else nothing."""
        at = self.under_pointer
        return "" if at is None or at >= len(self.gauges) else self.gauges[at].exact_words()

    def spoken(self) -> Reading:
        """The gauge that is pointed at, exact, else all of them."""
        return Reading(self.words() or ", ".join(gauge.words() for gauge in self.gauges))

    def term_at(self, point: QPoint) -> str:
        """The term of the gauge at a pixel, by its id; empty for none."""
        places = [QRectF(place) for place in self.places()]
        return term_in(zip(places, (gauge.term for gauge in self.gauges), strict=True), point)

    def set_stale(self, stale: bool) -> None:
        """Dim the gauges while their numbers are out of date."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self._texts = StaticTexts(fonts.interface(0.85))
        self.setFont(self._texts.font)
        names = (theme.panel, theme.empty_bar, theme.memory, theme.second_text, theme.text)
        self._base, self._line, self._bar, self._quiet, self._text = map(QColor, names)
        self.updateGeometry()
        self.update()

    def places(self) -> list[QRect]:
        """The rectangle of each gauge, in pixels."""
        return self._laid_out()[0]

    def note(self) -> str:
        """The notes that fit without cutting the words of a gauge."""
        return self._laid_out()[1]

    def _laid_out(self) -> tuple[list[QRect], str]:
        """Rectangles and notes, laid out again when words, notes, size or font have changed."""
        names = tuple(gauge.sentence or f"{gauge.name} 0.00" for gauge in self.gauges)
        key = (names, self.notes, self.width(), self.height(), self.font().pointSizeF())
        if self._layout is None or self._layout[0] != key:
            self._layout = (key, self._lay_out(names))
        return self._layout[1]

    def _lay_out(self, names: tuple[str, ...]) -> tuple[list[QRect], str]:
        width_of = self.fontMetrics().horizontalAdvance
        wanted = max(map(width_of, names), default=0)
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
            room, name = width, gauge.sentence
            if not name:
                value = self._texts[f"{'≈ ' * gauge.rounded}{gauge.value:z.2f}"]
                painter.setPen(self._text)
                painter.drawStaticText(QPointF(left + width - value.width, top), value.text)
                room, name = width - round(value.width) - 4, gauge.name
            painter.setPen(self._quiet)
            painter.drawStaticText(QPointF(left, top), self._texts.fitting(name, room).text)
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
            announce(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by is None or not self.gauges:
            super().keyPressEvent(event)
            return
        at = self.under_pointer
        self._point(0 if at is None else min(max(at + by, 0), len(self.gauges) - 1))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)
