"""The whole window by keyboard: real keys only, and no way into a trap."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from tests.gui.reading_window import begin, real_window
from wmstudio.app.commands import COMMANDS
from wmstudio.app.panels import BUILT_IN
from wmstudio.app.presets import PRESETS, preset_command
from wmstudio.app.settings import Settings
from wmstudio.gui.base.parts import stops_in, takes_keyboard
from wmstudio.gui.base.plain import keyless
from wmstudio.gui.plots.spoken.faces import Spoken

MOST = 200
"""Presses of a key, after which a walk is lost."""
keys, NONE, BACK = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot, folder):
    with real_window(qtbot, Settings(device="cpu")) as window:
        window.resize(1280, 800)
        begin(qtbot, window, folder, "the cat sat on the mat and the cat")
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.editor.setFocus()
        yield window


def press(key, with_=NONE):
    QTest.keyClick(QApplication.focusWidget(), key, with_)
    return QApplication.focusWidget()


def parts(window):
    """Where F6 comes to, until the text has the keyboard again."""
    window.editor.setFocus()
    found = []
    while (now := press(keys.Key_F6)) is not window.editor:
        found.append(now)
        assert len(found) < MOST
    return found


def walk(window):
    """All steps that Tab makes from every part of the window, until a text or the first again."""
    steps = []
    for part in parts(window):
        part.setFocus(Qt.FocusReason.ShortcutFocusReason)
        now, seen = part, []
        # In a text a tab is a letter, and F6 goes on.
        while now not in seen and not in_text():
            seen.append(now)
            assert len(seen) < MOST, [describe(one) for one in seen[-5:]]
            now = press(keys.Key_Tab)
            steps.append((seen[-1], now))
    return steps


def in_text():
    focused = QApplication.focusWidget()
    return isinstance(focused, QPlainTextEdit) and not focused.isReadOnly()


def describe(widget):
    return type(widget).__name__, widget.accessibleName() or widget.objectName()


def stops(window):
    """Everything in sight that the keyboard should come to."""
    return [one for one in window.findChildren(QWidget) if takes_keyboard(one) and in_sight(one)]


def in_sight(widget):
    return not widget.visibleRegion().isEmpty()


@pytest.mark.parametrize("preset", [one.id for one in PRESETS])
def test_tab_comes_to_everything_in_sight_and_back_again(qtbot, window, preset):
    window.actions_[preset_command(preset)].trigger()
    qtbot.waitUntil(lambda: window.complete and window.clock.idle)
    expected = {*stops(window)}
    steps = walk(window)
    reached = {window.editor, *(one for step in steps for one in step)}

    assert [describe(one) for one in expected - reached] == []
    for _, after in steps:
        after.setFocus(Qt.FocusReason.TabFocusReason)
        if not in_text():
            assert press(keys.Key_Backtab, BACK) is not after, describe(after)


def test_tab_goes_as_people_read_without_another_key_before(window):
    expected = [stop for part in window.parts() for stop in stops_in(part)]
    seen = [expected[0]]
    expected[0].setFocus()
    while not in_text():
        seen.append(press(keys.Key_Tab))
        assert len(seen) < MOST
    begin = expected.index(window.editor) + 1
    assert seen == expected[:begin]
    expected[begin].setFocus()
    after = [expected[begin], *(press(keys.Key_Tab) for _ in expected[begin + 1 :])]
    assert [*map(describe, after)] == [*map(describe, expected[begin:])]


def test_every_picture_in_sight_is_come_to_and_shows_its_value(qtbot, window):
    window.editor.setFocus()
    pictures = {after for _, after in walk(window) if isinstance(after, Spoken)}
    timeline, gates = window.panels["timeline"], window.panels["gates"]

    assert {timeline.plot, *gates.maps, window.panels["memory"].top.list} <= pictures
    gates.maps[0].setFocus(Qt.FocusReason.TabFocusReason)
    press(keys.Key_Down)
    qtbot.waitUntil(lambda: "unit 1" in gates.header.readout.text())


def test_every_panel_is_come_to_by_its_own_keys(qtbot, window):
    for info in BUILT_IN:
        if info.shortcut and info.id in window.panels:
            window.docks.show(info.id, False)
            window.editor.setFocus()
            QTest.keySequence(window.editor, info.shortcut)
            qtbot.waitUntil(window.panels[info.id].isVisible)


def test_every_command_is_found_in_the_palette_and_chosen_by_keys(qtbot, window):
    QTest.keySequence(window.editor, COMMANDS["view.palette"].shortcut)
    titles = {*window.palette_.titles}
    from_sources = {id for id in COMMANDS if id in window.actions_.sources}
    missed = [id for id, one in COMMANDS.items() if keyless(one.text) not in titles]
    assert {*missed} <= from_sources | {"view.palette"}
    QTest.keyClicks(QApplication.focusWidget(), "Show token boundaries")
    press(keys.Key_Escape)
    assert QApplication.focusWidget() is window.editor
