"""Moving the keyboard focus between the parts of the window: text, bars, panels."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

TAB = Qt.FocusPolicy.TabFocus


def takes_keyboard(widget: QWidget) -> bool:
    """Whether Tab can reach it now."""
    takes = widget.focusPolicy() & TAB == TAB
    return takes and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def first_stop(part: QWidget) -> QWidget | None:
    """The first widget in a part that Tab can reach; None if there is none."""
    holder = part.parentWidget()
    if not part.isVisible() or (holder is not None and not _within(part, holder)):
        return None
    widget: QWidget | None = part
    while widget is not None:
        if takes_keyboard(widget) and (widget is part or part.isAncestorOf(widget)):
            return widget
        widget = widget.nextInFocusChain()
        if widget is part:
            return None
    return None


def _within(part: QWidget, holder: QWidget) -> bool:
    """Whether it is inside the window: panels in hidden tabs lie outside."""
    return part.isWindow() or holder.rect().intersects(part.geometry())


class Parts:
    """Moves the focus from part to part, in a circle."""

    def __init__(self, parts: Callable[[], Sequence[QWidget]]) -> None:
        self._parts = parts

    def go(self, by: int) -> None:
        """Move the focus this many parts on."""
        stops = [(part, stop) for part in self._parts() if (stop := first_stop(part)) is not None]
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
