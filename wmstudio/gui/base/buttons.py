"""Small buttons: of a command, with a sign of their own, or with a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QMenu,
    QStyleOptionToolButton,
    QToolButton,
)

from wmstudio.app.commands import plain
from wmstudio.gui.base.plain import literal, plain_tip
from wmstudio.gui.base.translation import joined, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget


class CommandButton(QToolButton):
    """A button of a command, under the command's name or another one."""

    def __init__(self, action: QAction, name: str = "") -> None:
        super().__init__()
        self.setDefaultAction(action)
        self.setAccessibleName(name)
        if not name:
            action.changed.connect(self._take_name)
            self._take_name()

    @Slot()
    def _take_name(self) -> None:
        self.setAccessibleName(plain(self.defaultAction().text()))


def closing_buttons(dialog: QDialog) -> QDialogButtonBox:
    """The row of buttons of a dialog that is only closed."""
    close = QDialogButtonBox.StandardButton.Close
    buttons = QDialogButtonBox(close)
    buttons.button(close).setText(tr("Close"))
    buttons.rejected.connect(dialog.reject)
    return buttons


class WithoutIcons(QObject):
    """Takes the system's icons from the buttons of all dialogs of a window, also of Qt's own.

    They are black on any colour, and no other button has one.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A dialog is polished right before it is shown, when it has its buttons.
        if isinstance(event, QChildEvent) and event.polished():
            dialog = event.child()
            rows = dialog.findChildren(QDialogButtonBox) if isinstance(dialog, QDialog) else []
            for button in (button for row in rows for button in row.buttons()):
                button.setIcon(QIcon())
        return False


class FlatButton(QToolButton):
    """A button without a frame. Its name is for screen readers, who do not see the sign."""

    def __init__(self, sign: str, name: str, tip: str) -> None:
        super().__init__(autoRaise=True)
        self.setText(sign)
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(tip))


class MenuButton(QToolButton):
    """A flat button that shows the present choice and opens a menu."""

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setAutoRaise(True)
        self.setToolTip(plain_tip(tip))
        self.setAccessibleName(name)
        self.made = QMenu(self)
        self.made.setToolTipsVisible(True)
        self.setMenu(self.made)

    def show_choice(self, text: str) -> None:
        """Show the present choice."""
        self.setText(literal(joined(" ", (text, "⌄"))))

    def initStyleOption(self, option: QStyleOptionToolButton) -> None:
        super().initStyleOption(option)
        # The style's own arrow is tiny and overlaps the text.
        option.features &= ~QStyleOptionToolButton.ToolButtonFeature.HasMenu
