"""The bar over the text: the model, the presets as tabs, and the main button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolBar, QToolButton, QWidget

from wmstudio.app.presets import TABS, preset_command
from wmstudio.gui.base.buttons import CommandButton
from wmstudio.gui.base.fonts import HEAVY
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QPaintEvent, QResizeEvent

    from wmstudio.gui.base.actions import Actions
    from wmstudio.gui.base.theme import Theme

HEIGHT, UNDERLINE, PADDING = 44, 2, 12
ROOMY = 1000
"""Width in pixels at which everything fits."""


class Tab(CommandButton):
    """A command as a tab. The checked one is underlined."""

    def __init__(self, action: QAction) -> None:
        super().__init__(action)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(HEAVY if self.isChecked() else QFont.Weight.Normal)
        return font

    def sizeHint(self) -> QSize:
        # As wide as when it is checked, so that nothing moves.
        wide = self.fontMetrics().horizontalAdvance(self.text()) * 1.06
        return QSize(round(wide) + 2 * PADDING, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette, roles = QPainter(self), self.palette(), QPalette.ColorRole
        if self.underMouse():
            painter.fillRect(self.rect(), palette.color(roles.Midlight))
        chosen = self.isChecked()
        painter.setPen(palette.color(roles.WindowText if chosen else roles.PlaceholderText))
        painter.setFont(self._font())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        line = QRect(PADDING // 2, self.height() - UNDERLINE, self.width() - PADDING, UNDERLINE)
        if chosen:
            painter.fillRect(line, palette.color(roles.WindowText))
        if self.hasFocus():
            painter.setPen(palette.color(roles.Link))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()


class PresetTabs(QWidget):
    """The presets side by side."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setAccessibleName(tr("Layouts"))
        self.tabs = {preset.id: Tab(actions[preset_command(preset.id)]) for preset in TABS}
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(0)
        for tab in self.tabs.values():
            row.addWidget(tab)


class ThinToolBar(QToolBar):
    """A tool bar with a thin line under it.

    Added widgets begin at the left, the tabs are in the middle, and ``last`` is at the right.
    """

    def __init__(self, actions: Actions, last: QWidget, parent: QWidget) -> None:
        super().__init__(tr("Model, layouts and generation"), parent)
        self.setObjectName("bar")
        self.setMovable(False)
        self.toggleViewAction().setVisible(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setMinimumHeight(HEIGHT)
        self.setContentsMargins(0, 0, 0, 0)
        if (lines := self.layout()) is not None:
            lines.setContentsMargins(0, 0, 0, 0)
        left, self.tabs = QWidget(), PresetTabs(actions)
        self._left = QHBoxLayout(left)
        self._left.setContentsMargins(8, 0, 0, 0)
        self._left.setSpacing(4)
        actions["view.palette"].setIconText(tr("Commands"))
        self._commands = CommandButton(actions["view.palette"], tr("Commands"))
        self._commands.setAutoRaise(True)
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if isinstance(more, QToolButton):
            # The style's own arrow is designed for light themes only.
            more.setArrowType(Qt.ArrowType.RightArrow)
            more.setAccessibleName(tr("More"))
        for widget in (left, _space(), self.tabs, _space()):
            self.addWidget(widget)
        self._shown_commands = self.addWidget(self._commands)
        self.addWidget(last)

    def add(self, *widgets: QWidget) -> None:
        """Add widgets at the left; hidden ones take no room."""
        for widget in widgets:
            self._left.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # It is also in the View menu and has a shortcut, so it is hidden first.
        self._shown_commands.setVisible(event.size().width() >= ROOMY)

    def apply_theme(self, theme: Theme) -> None:
        """Use the current font size."""
        del theme
        for tab in self.tabs.tabs.values():
            tab.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().window())
        painter.setPen(self.palette().mid().color())
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()


def _space() -> QWidget:
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return made
