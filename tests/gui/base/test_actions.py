"""One registry: every command is walked here, however it is reached."""

import pytest
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QToolButton

from tests.gui.stage import opened
from wmstudio.app.commands import COMMANDS, plain
from wmstudio.app.menus import MENUS, TEXT_MENU, ids
from wmstudio.gui.base.actions import MenuEntry
from wmstudio.gui.shell.shortcuts import ShortcutsPage


def below(menu):
    """Every action of a menu and of those within it."""
    for action in menu.actions():
        if action.menu() is not None:
            yield from below(action.menu())
        elif not action.isSeparator():
            yield action


def in_the_bar(window):
    return [a for top in window.menuBar().actions() for a in below(top.menu())]


def test_every_command_has_one_action_that_is_in_one_menu_with_its_words(stage):
    found = in_the_bar(stage.window)
    for id, command in COMMANDS.items():
        action = stage.window.actions_[id]
        assert action.text() == command.text
        assert found.count(action) == 1
        assert stage.window.findChildren(QAction, id) == [action]


def test_no_two_actions_of_the_window_share_a_shortcut_and_the_sheet_has_them_all(stage):
    keys = [
        key.toString()
        for action in stage.window.findChildren(QAction)
        for key in action.shortcuts()
        # A line of text has keys of its own for what it does itself.
        if action.parent() is stage.window
    ]
    assert len(keys) == len(set(keys))
    native = QKeySequence.SequenceFormat.NativeText
    page = ShortcutsPage(stage.window.actions_, stage.window.preferences, stage.window)
    listed = {key for row in page.rows.values() for key in row.text(1).split(", ")}
    assert {QKeySequence(key).toString(native) for key in keys} <= listed


@pytest.fixture
def harmless(monkeypatch):
    """Nothing that is chosen here opens a dialog of the system's."""
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)


@pytest.mark.parametrize("model", [False, True], ids=["no model", "a model"])
def test_every_command_can_be_chosen_or_says_why_not(stage, qtbot, harmless, model):
    window = stage.window
    if model:
        stage.window.models.begin("stories-slots")
        stage.port.say(opened("stories-slots"))
        qtbot.waitUntil(lambda: window.models.open_model is not None)
    failures = []
    for id in COMMANDS:
        if id == "file.quit":
            continue
        action = window.actions_[id]
        if action.isEnabled():
            assert action.receivers("2triggered(bool)") > 0, id
            action.trigger()
            assert window.isVisible(), id
        else:
            why = window.actions_.why_not(id)
            failures += [] if why and action.toolTip() == why else [id]
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
    assert failures == []
    window.actions_["file.quit"].trigger()
    assert not window.isVisible()


def test_buttons_of_the_bar_are_commands_or_menus_of_them(stage):
    actions = {stage.window.actions_[id] for id in COMMANDS}
    buttons = [
        b for b in stage.window.bar.findChildren(QToolButton) if b.accessibleName() != "More"
    ]

    assert len(buttons) >= 6
    opens_options = stage.window.generate_bar.arrow
    for button in (one for one in buttons if one is not opens_options):
        assert button.defaultAction() in actions or button.menu() is not None, button.text()


def test_a_right_click_in_the_text_offers_the_same_commands(stage, qtbot):
    window = stage.window
    window.editor.customContextMenuRequested.emit(window.editor.rect().center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert list(below(menu)) == [window.actions_[id] for id in ids(TEXT_MENU)]
    menu.close()


def test_a_menu_that_changes_is_filled_anew_each_time_it_is_opened(stage):
    actions, done = stage.window.actions_, []
    offered = [MenuEntry("a & b", "tip", lambda: done.append(1), checked=True)]
    actions.sources["recent"] = lambda: offered
    menu = actions.menus["recent"]
    menu.aboutToShow.emit()
    entry = menu.actions()[0]
    assert (entry.text(), entry.toolTip(), entry.isChecked()) == ("a && b", "tip", True)
    entry.trigger()
    assert done == [1]

    offered[:] = [MenuEntry("c", "tip", list, why="It is gone")]
    menu.aboutToShow.emit()
    assert not menu.actions()[0].isEnabled()
    assert menu.actions()[0].toolTip() == "It is gone"
    offered.clear()
    menu.aboutToShow.emit()
    assert [plain(a.text()) for a in menu.actions()] == [
        "No file has been opened yet",
        "",
        "Clear list",
    ]


def test_every_source_of_a_menu_is_known(stage):
    menus = list(MENUS)
    for menu in menus:
        menus += [item for item in menu.items if not isinstance(item, str)]

    assert {menu.source for menu in menus if menu.source} == set(stage.window.actions_.sources)
