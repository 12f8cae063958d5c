"""Reduced motion, as the user or the desktop wants it."""

import pytest
from PySide6.QtDBus import QDBusVariant
from PySide6.QtWidgets import QApplication

from tests.gui.reading_window import real_window
from wmstudio.app.settings import Settings
from wmstudio.gui.workspace.motion import Motion


@pytest.fixture
def blinking(qapp):
    before = QApplication.cursorFlashTime()
    QApplication.setCursorFlashTime(1000)
    yield
    QApplication.setCursorFlashTime(before)


@pytest.fixture
def window(qtbot, blinking):
    with real_window(qtbot, Settings(device="cpu")) as window:
        yield window


def moves(window):
    assert window.isAnimated() == (QApplication.cursorFlashTime() > 0)
    return window.isAnimated()


def test_reduced_motion_stops_panels_and_caret_at_once(window):
    assert moves(window)
    window.preferences.set("motion", "on")
    assert not moves(window)
    window.preferences.set("motion", "off")
    assert moves(window)


def test_the_desktop_decides_unless_the_user_has(window):
    motion = window.findChild(Motion)
    motion.hear_of("org.gnome.desktop.interface", "enable-animations", QDBusVariant(False))
    assert not moves(window)
    window.preferences.set("motion", "off")
    assert moves(window)
    window.preferences.set("motion", "system")
    motion.hear_of("org.gnome.desktop.interface", "font-name", QDBusVariant("Sans"))
    assert not moves(window)
    motion.hear_of("org.gnome.desktop.interface", "enable-animations", QDBusVariant(True))
    assert moves(window)
