"""The title of a dock: what it is, what can be done with it, and a way to close it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QToolButton, QWidget

from wmstudio.gui.base.plain import PlainLabel, plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.client.model_picker import MenuButton

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent


class TitleBar(QWidget):
    """In the colours and the size of the text around it, which Qt's own title is not."""

    pressed = Signal()
    """The mouse was pressed on it: the panel is meant from now on."""

    def __init__(self, dock: QDockWidget, *, comes_back: bool = True) -> None:
        super().__init__(dock)
        name = dock.windowTitle()
        self.label = PlainLabel(name)
        # Dragging and double clicking are the dock's.
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        more = MenuButton(
            tr("Actions for {panel}", panel=name),
            tr("Duplicate {panel}, or pin it to the cursor's token", panel=name),
        )
        more.setText("⋯")
        self.menu = more.made
        close = QToolButton()
        close.setText("×")
        close.setAutoRaise(True)
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        back = tr("Close {panel} (reopen it in the View menu)", panel=name)
        close.setToolTip(plain_tip(back if comes_back else tr("Close {panel}", panel=name)))
        close.setAccessibleName(tr("Close {panel}", panel=name))
        close.clicked.connect(dock.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 1, 4, 1)
        row.addWidget(self.label, 1)
        row.addWidget(more)
        row.addWidget(close)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
        # Dragging and double clicking are the dock's.
        event.ignore()
