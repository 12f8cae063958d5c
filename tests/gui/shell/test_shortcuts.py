"""The list of shortcuts: found, changed with real keys, kept, and told where they clash."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from wmstudio.app import settings
from wmstudio.app.commands import COMMANDS
from wmstudio.gui.shell import shortcuts
from wmstudio.gui.shell.shortcuts import ShortcutsPage

CTRL, ALT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)


@pytest.fixture
def page(stage, qtbot):
    page = ShortcutsPage(stage.window.actions_, stage.window.preferences, stage.window)
    page.show()
    qtbot.waitExposed(page)
    return page


def choose(page, id):
    page.list.setCurrentItem(page.rows[id])


def press(qtbot, page, key, held=NONE):
    page.list.itemActivated.emit(page.list.currentItem(), 0)
    qtbot.keyClick(page.keys, key, held)


def keys_of(stage, id):
    return [key.toString() for key in stage.window.actions_[id].shortcuts()]


def test_keys_that_are_pressed_become_the_shortcut_at_once(stage, page, qtbot):
    choose(page, "help.log")
    press(qtbot, page, Qt.Key.Key_K, CTRL)

    assert keys_of(stage, "help.log") == ["Ctrl+K"]
    assert page.rows["help.log"].text(1) == stage.window.actions_.keys("help.log")
    assert stage.window.actions_["help.log"].toolTip().endswith("(Ctrl+K)")
    assert stage.window.settings.shortcuts == {"help.log": "Ctrl+K"}


def test_a_changed_shortcut_works_in_the_window(stage, page, qtbot):
    choose(page, "file.new")
    press(qtbot, page, Qt.Key.Key_K, CTRL)
    page.close()
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow)
    stage.window.editor.setFocus()
    with qtbot.waitSignal(stage.window.actions_["file.new"].triggered):
        qtbot.keyClick(stage.window.editor, Qt.Key.Key_K, CTRL)


def test_keys_of_another_command_change_only_when_that_is_wanted(stage, page, qtbot):
    choose(page, "help.log")
    press(qtbot, page, Qt.Key.Key_S, CTRL)
    assert page.told.text() == "Ctrl+S is the shortcut of “Save”."
    assert keys_of(stage, "help.log") == []
    assert keys_of(stage, "file.save") == ["Ctrl+S"]

    page.take.click()
    assert keys_of(stage, "help.log") == ["Ctrl+S"]
    assert keys_of(stage, "file.save") == []
    assert page.told.text() == ""
    assert page.take.isHidden()

    choose(page, "file.save")
    page.reset.click()
    assert keys_of(stage, "help.log") == []
    assert keys_of(stage, "file.save") == ["Ctrl+S"]


@pytest.mark.parametrize(
    ("key", "held", "says"),
    [
        (Qt.Key.Key_A, NONE, "The text needs this key"),
        (Qt.Key.Key_E, CTRL | ALT, "AltGr"),
        (Qt.Key.Key_F, ALT, "It opens the File menu."),
    ],
)
def test_keys_that_cannot_be_a_shortcut_are_refused_in_words(stage, page, qtbot, key, held, says):
    choose(page, "help.log")
    press(qtbot, page, key, held)

    assert says in page.told.text()
    assert page.take.isHidden()
    assert keys_of(stage, "help.log") == []
    assert stage.window.settings.shortcuts == {}


def test_a_shortcut_can_be_taken_away_and_all_come_back(stage, page, qtbot):
    choose(page, "font.bigger")
    page.none.click()
    assert keys_of(stage, "font.bigger") == []
    assert page.keys.keySequence().isEmpty()

    page.reset_all.click()
    assert keys_of(stage, "font.bigger") == ["Ctrl++", "Ctrl+="]
    assert stage.window.settings.shortcuts == {}


@pytest.mark.parametrize(
    ("query", "id"),
    [
        *(("ctrl+s", "file.save"), ("palette", "view.palette"), ("F1", "help.shortcuts")),
        ("ctrl+shift", "file.save_as"),
    ],
)
def test_commands_are_found_by_name_and_by_keys(page, qtbot, query, id):
    qtbot.keyClicks(page.search, query)

    assert not page.rows[id].isHidden()
    assert page.rows["file.quit"].isHidden()


def test_what_a_command_does_can_be_read_where_its_column_is_too_narrow(page):
    id = max(COMMANDS, key=lambda one: len(COMMANDS[one].tip))
    choose(page, id)
    assert COMMANDS[id].tip in page.name.text()
    assert COMMANDS[id].tip in page.rows[id].toolTip(2)


def test_the_list_is_as_wide_as_its_words_on_a_screen_with_room(stage, qtbot, monkeypatch):
    monkeypatch.setattr(shortcuts, "fit_to_screen", lambda window: None)
    page = ShortcutsPage(stage.window.actions_, stage.window.preferences, stage.window)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    longest = max(page.list.fontMetrics().horizontalAdvance(x.text(2)) for x in page.rows.values())
    assert page.list.columnWidth(2) >= longest


def test_what_the_mouse_does_is_found_too(page, qtbot):
    qtbot.keyClicks(page.search, "wheel")
    shown = [row.text(1) for head, rows in page._groups for row in rows if not row.isHidden()]

    assert "Ctrl + wheel" in shown
    assert len(shown) < 10


def test_chosen_shortcuts_are_there_at_the_next_start(stage, page, qtbot, tmp_path, make_window):
    stage.window.settings.path = tmp_path / "kept"
    choose(page, "help.log")
    press(qtbot, page, Qt.Key.Key_K, CTRL)
    stage.window.preferences.save()
    kept, told = settings.load(tmp_path / "kept")

    assert told == ""
    assert json.loads((tmp_path / "kept" / "state.json").read_text())["shortcuts"] == {
        "help.log": "Ctrl+K"
    }
    assert kept.shortcuts == {"help.log": "Ctrl+K"}
    again = make_window(settings=kept)
    assert again.actions_["help.log"].shortcut() == QKeySequence("Ctrl+K")


def test_f1_opens_the_list_with_the_keyboard_in_the_search(stage, qtbot):
    stage.window.actions_["help.shortcuts"].trigger()
    (page,) = (page for page in stage.window.findChildren(ShortcutsPage) if page.isVisible())
    qtbot.waitUntil(lambda: page.focusWidget() is page.search)
