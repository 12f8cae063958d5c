"""Colour ranges shared by several pictures of a kind, so that they can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from typing import TypeAlias

    from PySide6.QtWidgets import QWidget

    from wmstudio.engine.messages import Kind

    Range: TypeAlias = tuple[float, float]


class SharedRanges(QObject):
    """Holds the range that every picture needs; invisible ones need none."""

    changed = Signal()
    """A range has changed, and pictures that share it must be drawn again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._needed: WeakKeyDictionary[QWidget, tuple[Kind, Range]] = WeakKeyDictionary()

    def common(self, who: QWidget, kind: Kind, needed: Range) -> Range:
        """Register the range that a picture of a kind needs. Returns the range for all."""
        before = self.of(kind)
        self._needed[who] = (kind, needed)
        now = self.of(kind) or needed
        if before is not None and now != before:
            self.changed.emit()
        return now

    def of(self, kind: Kind) -> Range | None:
        """The range of all pictures of a kind; None if there are none."""
        ranges = [r for who, (k, r) in self._needed.items() if k is kind and who.isVisible()]
        if not ranges:
            return None
        return min(low for low, _ in ranges), max(high for _, high in ranges)

    def forget(self, who: QWidget) -> None:
        """Unregister a picture, which has a range of its own."""
        if self._needed.pop(who, None) is not None:
            self.changed.emit()
