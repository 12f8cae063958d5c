"""Movement that nobody has asked for: as the user or the desktop wants it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import SLOT, Qt, Slot
from PySide6.QtWidgets import QApplication, QMainWindow

from wmstudio.app.preferences import ALWAYS, NEVER
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusPendingCallWatcher

    from wmstudio.gui.workspace.controller import Services

EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)
PORTAL = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SETTINGS = "org.freedesktop.portal.Settings"
ANIMATIONS = ["org.gnome.desktop.interface", "enable-animations"]
PATIENCE = 2_000
"""Milliseconds that the desktop has for its answer."""


class Motion(Controller):
    """Switches off sliding panels, fading menus and the blinking caret.

    What somebody has started, such as playback, goes on.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.desktop_reduces = False
        """Whether the desktop's own setting is to have no animations."""
        self._blink = QApplication.cursorFlashTime()
        self._effects = [effect for effect in EFFECTS if QApplication.isEffectEnabled(effect)]
        self._preferences.follow(self.apply, "motion")
        self.apply()
        self._ask_desktop()

    @property
    def reduced(self) -> bool:
        """Whether nothing moves by itself."""
        wanted = self._settings.motion
        return wanted == ALWAYS or (wanted != NEVER and self.desktop_reduces)

    @Slot()
    def apply(self) -> None:
        """Apply the present choice."""
        if isinstance(self._window, QMainWindow):
            self._window.setAnimated(not self.reduced)
        for effect in self._effects:
            QApplication.setEffectEnabled(effect, not self.reduced)
        QApplication.setCursorFlashTime(0 if self.reduced else self._blink)

    def _ask_desktop(self) -> None:
        """Ask the desktop by its portal, and hear of changes. The answer comes later."""
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            # Without an address, Qt would start a bus.
            return
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        bus = QDBusConnection.sessionBus()
        question = QDBusMessage.createMethodCall(*PORTAL, SETTINGS, "Read")
        question.setArguments(ANIMATIONS)
        self._asked = QDBusPendingCallWatcher(bus.asyncCall(question, PATIENCE), self)
        self._asked.finished.connect(self._hear)
        # The stubs require bytes, but PySide accepts only str.
        slot = SLOT("hear_of(QString,QString,QDBusVariant)")
        bus.connect(*PORTAL, SETTINGS, "SettingChanged", self, slot)  # type: ignore[call-overload]

    @Slot("QDBusPendingCallWatcher*")
    def _hear(self, answer: QDBusPendingCallWatcher) -> None:
        if not answer.isError():
            self._take(answer.reply().arguments()[0])

    @Slot(str, str, "QDBusVariant")
    def hear_of(self, group: str, name: str, value: object) -> None:
        """A setting of the desktop has changed."""
        if [group, name] == ANIMATIONS:
            self._take(value)

    def _take(self, value: object) -> None:
        while hasattr(value, "variant"):
            value = value.variant()
        self.desktop_reduces = value is False
        self.apply()
