"""Dragging signals onto panels. A cue shows in advance what a drop would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QColor, QDropEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from wmstudio.gui.base.theme import DARK, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from wmstudio.engine.messages import Signal as ModelSignal
    from wmstudio.gui.plots.panel import Panel

MIME = "application/x-wmstudio-signal"
FRAME = 3
"""Width of the cue's frame in pixels."""
ROOM = 10
"""Pixels around its text."""


def mime_of(name: str) -> QMimeData:
    """The MIME data of a dragged signal."""
    data = QMimeData()
    if name:
        data.setData(MIME, name.encode())
    return data


def name_in(data: QMimeData) -> str:
    """The name of the dragged signal; empty if there is none."""
    return bytes(data.data(MIME).data()).decode(errors="replace") if data.hasFormat(MIME) else ""


class Cue(QWidget):
    """A frame around a panel, with what a drop would do there."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.theme: Theme = DARK
        self.text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, text: str, theme: Theme) -> None:
        """Show a text over the whole panel."""
        self.text, self.theme = text, theme
        self.setAccessibleName(text)
        holder = self.parentWidget()
        if holder is not None:
            self.setGeometry(holder.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        accent = QColor(self.theme.cursor)
        painter.setPen(QPen(accent, FRAME))
        inside = self.rect().adjusted(FRAME // 2, FRAME // 2, -FRAME // 2, -FRAME // 2)
        painter.drawRect(inside)
        words = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        room = self.rect().adjusted(2 * ROOM, ROOM, -2 * ROOM, -ROOM)
        around = painter.boundingRect(room, words, self.text).adjusted(-ROOM, -4, ROOM, 4)
        painter.fillRect(around, QColor(self.theme.panel))
        painter.setPen(QPen(accent, 1))
        painter.drawRect(around)
        painter.setPen(QColor(self.theme.text))
        painter.drawText(around, words, self.text)
        painter.end()


class SignalDrops(QObject):
    """Accepts drops on a panel."""

    dropped = Signal()

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        self._panel, self.theme = panel, DARK
        self.cue = Cue(panel)
        panel.setAcceptDrops(True)
        panel.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # In Qt a drop is a subclass of entering and moving.
        if isinstance(event, QDropEvent) and (name := name_in(event.mimeData())):
            return self._drag(event, name)
        if event.type() in (QEvent.Type.DragLeave, QEvent.Type.Hide):
            self.cue.hide()
        return False

    def _drag(self, event: QDropEvent, name: str) -> bool:
        signal = self._signal(name)
        if signal is None:
            event.ignore()
            self.cue.hide()
            return True
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self.cue.hide()
            only = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._panel.show_signal(signal, only=only)
            self.dropped.emit()
        else:
            theme = getattr(self._panel, "theme", self.theme)
            self.cue.say(self._panel.offer_words(signal), theme)
        return True

    def _signal(self, name: str) -> ModelSignal | None:
        """The dragged signal, if the panel can show it now."""
        panel = self._panel
        signal = panel.signal_named(name)
        takes = signal is not None and panel.pin is None and panel.takes(signal)
        return signal if takes else None
