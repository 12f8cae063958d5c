"""Moving the keyboard focus between the parts of the window: text, bars, panels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTabBar, QWidget

TAB = Qt.FocusPolicy.TabFocus
LINE = 12
"""Pixels up to which widgets stand in one line."""


def takes_keyboard(widget: QWidget) -> bool:
    """Whether Tab can reach it now."""
    takes = widget.focusPolicy() & TAB == TAB
    return takes and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def first_stop(part: QWidget) -> QWidget | None:
    """The first widget in a part that Tab can reach; None if there is none."""
    return next(iter(stops_in(part)), None)


def _in_sight(part: QWidget) -> bool:
    """Whether it is inside the window: panels in hidden tabs lie outside."""
    holder = part.parentWidget()
    inside = holder is None or part.isWindow() or holder.rect().intersects(part.geometry())
    return part.isVisible() and inside


def stops_in(part: QWidget) -> list[QWidget]:
    """Everything in a part that Tab can reach, as people read: from the top, then from the left.

    Qt's own chain of focus is not asked: PySide would take each widget of it for the owner of the
    next one, and forget the window when the widget before it is deleted.
    """
    if not _in_sight(part):
        return []
    found = [one for one in (part, *part.findChildren(QWidget)) if takes_keyboard(one)]
    return sorted(found, key=partial(_place, part))


def _place(part: QWidget, widget: QWidget) -> tuple[int, int]:
    at = widget.mapTo(part, QPoint(0, widget.height() // 2)) if widget is not part else QPoint()
    # What stands in one line is rarely centred to the pixel.
    return at.y() // LINE, at.x()


def set_tab_order(stops: Sequence[QWidget]) -> None:
    """Let Tab go through these widgets in their order."""
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


class Parts:
    """Moves the focus from part to part, in a circle."""

    def __init__(self, parts: Callable[[], Sequence[QWidget]]) -> None:
        self._parts = parts

    def _all(self) -> list[QWidget]:
        parts = [*self._parts()]
        # Tabs of panels that share a place belong to the window itself.
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        return parts + parts[0].window().findChildren(QTabBar, options=direct)

    def order(self) -> None:
        """Let Tab go through the window as people read, as it is now.

        Qt's own order is that in which widgets were made, or were moved to another one.
        """
        parts = self._all()
        window = parts[0].window()
        # A floating panel is a window with an order of its own.
        stops = (stop for part in parts for stop in stops_in(part))
        set_tab_order([stop for stop in stops if stop.window() is window])

    def go(self, by: int) -> None:
        """Move the focus this many parts on."""
        self.order()
        stops = [(part, stop) for part in self._all() if (stop := first_stop(part)) is not None]
        if not stops:
            return
        focused = QApplication.focusWidget()
        inside = [
            i
            for i, (part, _) in enumerate(stops)
            if focused is not None and (part is focused or part.isAncestorOf(focused))
        ]
        at = inside[0] if inside else -1 if by > 0 else 0
        stops[(at + by) % len(stops)][1].setFocus(Qt.FocusReason.ShortcutFocusReason)


class PartsWindow(QMainWindow):
    """A window of parts, through which Tab goes as people read."""

    def __init__(self) -> None:
        super().__init__()
        self.in_parts = Parts(self.parts)

    def parts(self) -> list[QWidget]:
        """The parts, from the top to the bottom."""
        raise NotImplementedError

    def focusNextPrevChild(self, forward: bool) -> bool:
        # What is in sight, and where, changes all the time; nobody presses Tab that often.
        self.in_parts.order()
        return super().focusNextPrevChild(forward)
