"""A strip over the whole width of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QToolBar, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class WideStrip(QToolBar):
    """A strip over the whole width of the window; not there while not wanted.

    What is kept of the window's arrangement does not decide it: that may be of another text.
    """

    def __init__(self, widget: QWidget, parent: QWidget, name: str = "strip") -> None:
        """``name`` is what saved layouts call it."""
        super().__init__(widget.accessibleName(), parent)
        self.setObjectName(name)
        self._wanted = False
        self.setMovable(False)
        self.toggleViewAction().setVisible(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setContentsMargins(0, 0, 0, 0)
        if (lines := self.layout()) is not None:
            lines.setContentsMargins(0, 0, 0, 0)
        widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.addWidget(widget)
        self.hide()

    def want(self, wanted: bool) -> None:
        """Be there, or not."""
        self._wanted = wanted
        self.setVisible(wanted)

    def setVisible(self, visible: bool) -> None:
        super().setVisible(self._wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        # The strip fills it.
        del event
