"""Everything has a name, and the keyboard comes everywhere and is seen there."""

import re

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QToolButton,
    QWidget,
)

from tests.gui.reading_window import begin, real_window
from wmstudio.gui.base.parts import takes_keyboard
from wmstudio.gui.plots.spoken import faces

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)


@pytest.fixture
def window(make_shown, qtbot):
    window = make_shown()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def nameless(widget):
    """Controls that are seen and that nobody who cannot see them could tell apart."""
    found = []
    for one in widget.findChildren(QWidget):
        own = one.objectName().startswith("qt_") or isinstance(one, QScrollBar | QHeaderView)
        inner = isinstance(one.parent(), QAbstractSpinBox | QComboBox)
        if isinstance(one, CONTROLS) and not own and not inner and one.isVisibleTo(widget):
            text = one.text() if isinstance(one, QAbstractButton) else ""
            if not one.accessibleName() and not any(map(str.isalpha, text)):
                found.append((type(one).__name__, one.toolTip(), type(one.parent()).__name__))
    return found


def test_every_control_of_the_window_has_a_name(window):
    window.find_bar.show_replace()
    window.messages.say("Something.", "a", details="more")
    window.palette_.toggle()
    window.progress.begin("a", "An internal error", list)

    assert nameless(window) == []


@pytest.mark.parametrize(
    "id",
    [
        "help.notices",
        "edit.preferences",
        "help.shortcuts",
        "help.glossary",
        "help.licences",
        "help.about",
        "model.about",
        "export.figure",
        "export.animation",
    ],
)
def test_every_control_of_a_dialog_has_a_name_and_esc_closes_it(window, qtbot, id):
    window.actions_[id].trigger()
    (dialog,) = (d for d in window.findChildren(QDialog) if d.isVisible())
    assert nameless(dialog) == []
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.isVisible()


def test_no_screen_reader_reads_tags(qtbot):
    faces.install()
    with real_window(qtbot) as window:
        begin(qtbot, window, "tales-slots", "the cat sat")
        read = {}
        for one in window.findChildren(QWidget):
            face = QAccessible.queryAccessibleInterface(one)
            said = face.text(QAccessible.Text.Description) if face is not None else ""
            read[type(one).__name__, one.accessibleName()] = said
    assert any("a punctuation mark, or a single byte" in said for said in read.values())
    assert {who: said for who, said in read.items() if re.search("</?[a-z]+>", said)} == {}


def test_every_button_can_be_reached_with_tab(window):
    window.find_bar.show_replace()
    window.messages.say("Something.", "a", details="more")
    left_out = [
        button.accessibleName() or button.text()
        for button in window.findChildren(QToolButton)
        if button.isVisible()
        and button.isEnabled()
        and not button.objectName().startswith("qt_")
        and type(button) is QToolButton
        and not takes_keyboard(button)
        # The scroll buttons of tabs: the keyboard goes through the tabs themselves.
        and "QTabBar" not in type(button.parent()).__name__
        and not isinstance(button.parent(), QLineEdit)
    ]

    assert left_out == []


def test_f6_goes_through_all_parts_and_back_to_the_text(window, qtbot):
    window.editor.setFocus()
    seen = []
    for _ in range(20):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        if focused is window.editor:
            break
        seen.append(focused)
    assert QApplication.focusWidget() is window.editor
    assert any(window.bar.isAncestorOf(widget) for widget in seen)
    docks = [window.docks[id] for id in ("predictions", "memory", "gates", "timeline")]
    assert all(any(dock.isAncestorOf(widget) for widget in seen) for dock in docks)
    qtbot.keyClick(window.editor, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is seen[-1]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_where_the_keyboard_is_can_be_seen(window, theme):
    window.appearance.choose(theme)
    window.find_bar.show_replace()
    bar = window.find_bar
    track = window.panels["timeline"].plot
    for widget in (window.picker, window.generate_bar.button, bar.line, bar.close_button, track):
        window.editor.setFocus()
        QApplication.processEvents()
        place = QRect(widget.mapTo(window, QPoint(-2, -2)), widget.size() + QSize(4, 4))
        before = window.grab(place).toImage()
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QApplication.processEvents()
        assert widget.hasFocus()
        assert window.grab(place).toImage() != before, widget.accessibleName()
    window.editor.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not window.ring.isVisible()
