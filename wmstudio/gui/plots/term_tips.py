"""Tooltips that explain a term where it is painted, and no widget of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from wmstudio.gui.base.wording import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Spots: TypeAlias = list[tuple[QRectF, str]]
"""Where words were painted, and the id of the term of each."""


class TermTips(QObject):
    """Explains the term under the pointer by its line of the glossary, with its formula."""

    def __init__(self, widget: QWidget, term_at: Callable[[QPoint], str]) -> None:
        """``term_at`` gives the id of the term at a pixel of the widget; empty for none."""
        super().__init__(widget)
        self._term_at = term_at
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QHelpEvent) or event.type() != QEvent.Type.ToolTip:
            return False
        term = self._term_at(event.pos())
        if not term or not isinstance(watched, QWidget):
            return False
        QToolTip.showText(event.globalPos(), explained(term), watched)
        return True


def term_in(spots: Iterable[tuple[QRectF, str]], point: QPoint | QPointF) -> str:
    """The term of the words at a point; empty for none."""
    return next((term for place, term in spots if place.contains(QPointF(point))), "")
