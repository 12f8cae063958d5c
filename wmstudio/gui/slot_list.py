"""The slots of a memory at one token: a row for each, with who wrote it and what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QAbstractScrollArea

from wmstudio.engine.trace import picture
from wmstudio.gui.colours import painted, table_of
from wmstudio.gui.theme import DARK, Theme
from wmstudio.gui.token_plot import STALE
from wmstudio.gui.wording import mono_font, number

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from wmstudio.engine.messages import Signal as ModelSignal

Values = npt.NDArray[np.float32]
GAP = 6


@dataclass(frozen=True)
class Slot:
    """What there is to say of a slot. ``writer`` is -1, and ``age`` None, while it is empty."""

    index: int
    writer: int
    text: str
    age: int | None
    strength: float | None
    read: float | None
    contents: Values

    @property
    def empty(self) -> bool:
        """Whether nothing was written yet."""
        return self.writer < 0


@dataclass(frozen=True)
class Columns:
    """Where each thing stands, in pixels from the left."""

    index: int
    text: int
    strength: int
    age: int
    read: int
    contents: int
    end: int


class SlotList(QAbstractScrollArea):
    """Painted, not made of widgets: a hundred rows at every keystroke."""

    token_clicked = Signal(int)
    pointed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = DARK
        self.slots: tuple[Slot, ...] = ()
        self.contents_signal: ModelSignal | None = None
        self._strips = QImage()
        """Contents of every slot, a row for each, in the order shown."""
        self._stale = False
        self._pointer: QPoint | None = None
        self.setFont(mono_font())
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setMinimumSize(200, 80)
        self.setAccessibleName("Memory slots at the cursor")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def row_height(self) -> int:
        """Pixels of a row."""
        return self.fontMetrics().height() + 3

    def show_slots(self, slots: tuple[Slot, ...], contents: ModelSignal | None) -> None:
        """Show these, in this order."""
        self.slots, self.contents_signal = slots, contents
        self._strips = QImage()
        if contents is not None and any(len(slot.contents) for slot in slots):
            values = np.stack([slot.contents for slot in slots])
            self._strips = painted(picture(values, contents), table_of(contents))
        used = sum(not slot.empty for slot in slots)
        self.setAccessibleDescription(f"{used} of {len(slots)} slots hold something")
        self._fit()
        self.viewport().update()

    def words(self) -> str:
        """What is under the pointer, exact."""
        slot = self.slot_at(self._pointer)
        if slot is None or self._pointer is None:
            return ""
        if slot.empty:
            return f"slot {slot.index}: empty"
        parts = [f"slot {slot.index} “{slot.text}”, token {slot.writer}"]
        place = self._columns()
        at = self._pointer.x() - place.contents
        wide = place.end - place.contents
        if 0 <= at < wide and len(slot.contents):
            feature = min(at * len(slot.contents) // wide, len(slot.contents) - 1)
            return f"{parts[0]}, feature {feature}: {number(float(slot.contents[feature]))}"
        if slot.strength is not None:
            parts.append(f"strength {number(slot.strength)}")
        if slot.read is not None:
            parts.append(f"read {number(slot.read)}")
        return ", ".join(parts)

    def set_stale(self, stale: bool) -> None:
        """Dim the rows."""
        self._stale = stale
        self.viewport().update()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours, and a font of the size that is wanted now."""
        self.theme = theme
        self.setFont(mono_font())
        self._fit()
        palette = self.viewport().palette()
        palette.setColor(QPalette.ColorRole.Base, theme.base)
        palette.setColor(QPalette.ColorRole.Window, theme.base)
        self.viewport().setPalette(palette)
        self.viewport().setAutoFillBackground(True)
        self.viewport().update()

    # --- painting ----------------------------------------------------------------------------

    def _columns(self) -> Columns:
        """Texts as wide as they need, the contents get the rest."""
        m = self.fontMetrics().horizontalAdvance("0")
        digits = len(str(max(len(self.slots) - 1, 0)))
        text = GAP + digits * m + GAP
        oldest = max((slot.age or 0 for slot in self.slots), default=0)
        strength = text + min(10 * m, max(5 * m, self.viewport().width() // 5)) + GAP
        age = strength + 5 * m + GAP
        read = age + max(len(str(oldest)), 3) * m + GAP
        contents = read + 5 * m + GAP
        end = max(self.viewport().width() - GAP, contents + 1)
        return Columns(GAP, text, strength, age, read, contents, end)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        place, height = self._columns(), self.row_height
        self._paint_titles(painter, place)
        painter.setClipRect(0, height, self.viewport().width(), self.viewport().height())
        painter.setOpacity(STALE if self._stale else 1.0)
        first = self.verticalScrollBar().value()
        rows = self.viewport().height() // height + 1
        for row, slot in enumerate(self.slots[first : first + rows]):
            y = (row + 1) * height
            self._paint_slot(painter, place, slot, y)
            if not slot.empty and not self._strips.isNull():
                area = QRect(place.contents, y + 1, place.end - place.contents, height - 2)
                strip = QRect(0, first + row, self._strips.width(), 1)
                painter.drawImage(area, self._strips, strip)
        painter.end()

    def _paint_titles(self, painter: QPainter, place: Columns) -> None:
        painter.setPen(QColor(self.theme.quiet))
        contents = self.contents_signal.name.rpartition(".")[2] if self.contents_signal else ""
        titles = (
            (place.text, place.strength, "by"),
            (place.strength, place.age, "kept"),
            (place.age, place.read, "age"),
            (place.read, place.contents, "read"),
            (place.contents, place.end, contents),
        )
        for left, right, title in titles:
            room = self.fontMetrics().elidedText(
                title, Qt.TextElideMode.ElideRight, right - left - 2
            )
            area = QRect(left, 0, right - left - 2, self.row_height)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), room)
        self._paint_scale(painter, place, self.fontMetrics().horizontalAdvance(contents))

    def _paint_scale(self, painter: QPainter, place: Columns, title: int) -> None:
        """The colours of the contents with the numbers of both ends, where there is room."""
        signal = self.contents_signal
        if signal is None:
            return
        low, high = f"{signal.low:g}", f"{signal.high:g}"
        metrics, height = self.fontMetrics(), self.row_height
        texts = metrics.horizontalAdvance(low) + metrics.horizontalAdvance(high) + 2 * GAP
        strip = min(place.end - place.contents - title - 2 * GAP - texts, 90)
        if strip < 12:
            return
        side = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(QRect(place.contents, 0, place.end - place.contents, height), side, high)
        left = place.end - metrics.horizontalAdvance(high) - GAP - strip
        rising = np.arange(256, dtype=np.uint8)[None]
        area = QRect(left, height // 2 - 3, strip, 7)
        painter.drawImage(area, painted(rising, table_of(signal)))
        painter.drawText(QRect(place.contents, 0, left - GAP - place.contents, height), side, low)

    def _paint_slot(self, painter: QPainter, place: Columns, slot: Slot, y: int) -> None:
        height, middle = self.row_height, int(Qt.AlignmentFlag.AlignVCenter)
        right = middle | int(Qt.AlignmentFlag.AlignRight)
        painter.setPen(QColor(self.theme.quiet))
        painter.drawText(QRect(0, y, place.text - GAP, height), right, str(slot.index))
        if slot.empty:
            painter.drawText(QRect(place.text, y, 200, height), middle, "empty")
            return
        age = "" if slot.age is None else str(slot.age)
        painter.drawText(QRect(place.age, y, place.read - place.age - GAP, height), right, age)
        painter.setPen(QColor(self.theme.text))
        room = place.strength - place.text - GAP
        text = self.fontMetrics().elidedText(slot.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(place.text, y, room, height), middle, text)
        self._paint_bar(painter, place.strength, place.age - GAP, y, slot.strength)
        self._paint_bar(painter, place.read, place.contents - GAP, y, slot.read)

    def _paint_bar(
        self, painter: QPainter, left: int, right: int, y: int, share: float | None
    ) -> None:
        if share is None:
            return
        height = self.row_height
        painter.fillRect(QRect(left, y + 3, right - left, height - 6), QColor(self.theme.line))
        wide = round((right - left) * min(max(share, 0.0), 1.0))
        painter.fillRect(QRect(left, y + 3, wide, height - 6), QColor(self.theme.bar))

    # --- the pointer -------------------------------------------------------------------------

    def slot_at(self, point: QPoint | None) -> Slot | None:
        """What is shown there."""
        if point is None or point.y() < self.row_height:
            return None
        row = point.y() // self.row_height - 1 + self.verticalScrollBar().value()
        return self.slots[row] if row < len(self.slots) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().toPoint()
        self.pointed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        slot = self.slot_at(event.position().toPoint())
        if slot is not None and not slot.empty and event.button() == Qt.MouseButton.LeftButton:
            self.token_clicked.emit(slot.writer)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.pointed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        seen = max(self.viewport().height() // self.row_height - 1, 1)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(len(self.slots) - seen, 0))
        bar.setPageStep(seen)


def empty_slots(count: int) -> tuple[Slot, ...]:
    """A memory that nothing was written to."""
    nobody = np.full(count, -1, np.float32)
    return slots_of(None, nobody, None, None, {}, token=-1, newest_first=False)


def slots_of(
    contents: Values | None,
    writers: Values,
    strength: Values | None,
    read: Values | None,
    texts: dict[int, str],
    token: int,
    newest_first: bool,
) -> tuple[Slot, ...]:
    """A slot for each of ``writers`` ``[N]`` at a token; ``contents`` is ``[N, features]``."""
    nothing = np.zeros(0, np.float32)
    found = []
    for i, writer in enumerate(writers.astype(int)):
        found.append(
            Slot(
                index=i,
                writer=int(writer),
                text=texts.get(int(writer), ""),
                age=token - int(writer) if writer >= 0 else None,
                strength=float(strength[i]) if strength is not None else None,
                read=float(read[i]) if read is not None else None,
                contents=contents[i] if contents is not None else nothing,
            )
        )
    if newest_first:
        # Empty ones, with a writer of -1, come last.
        found.sort(key=lambda slot: -slot.writer)
    return tuple(found)
