"""The command palette, with keys and mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from wmstudio.app.commands import COMMANDS, plain
from wmstudio.gui.shell.command_palette import KEYS, TITLE, WHERE

KEY = Qt.Key
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def palette(stage, qtbot):
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow)
    stage.window.editor.setFocus()
    qtbot.keyClick(stage.window.editor, KEY.Key_P, BOTH)
    assert stage.window.palette_.isVisible()
    return stage.window.palette_


def rows(palette):
    items = [palette.list.topLevelItem(i) for i in range(palette.list.topLevelItemCount())]
    return [(item.text(TITLE), item.text(WHERE), item.text(KEYS)) for item in items]


def test_every_command_is_in_it_with_its_menu_and_its_keys(palette):
    titles = palette.titles
    assert {plain(command.text) for command in COMMANDS.values()} <= set(titles)
    assert ("Save", "File", "Ctrl+S") in rows(palette)
    assert any(
        row[0].endswith("Same as the system") and row[1] == "View › Theme" for row in rows(palette)
    )


def test_what_is_typed_filters_and_enter_does_the_best(palette, stage, qtbot):
    qtbot.keyClicks(palette.line, "light")
    assert palette.titles[0] == "Light"
    qtbot.keyClick(palette.line, KEY.Key_Return)

    assert not palette.isVisible()
    assert stage.window.settings.theme == "light"
    assert stage.window.editor.hasFocus()


def test_arrows_choose_another_and_esc_closes_without_doing_anything(palette, stage, qtbot):
    qtbot.keyClicks(palette.line, "text")
    qtbot.keyClick(palette.line, KEY.Key_Down)
    assert palette.list.currentIndex().row() == 1
    qtbot.keyClick(palette.line, KEY.Key_Escape)

    assert not palette.isVisible()
    assert stage.window.editor.hasFocus()
    assert stage.window.settings.zoom == 0


def test_a_click_does_it(palette, stage, qtbot):
    qtbot.keyClicks(palette.line, "bigger")
    place = palette.list.visualItemRect(palette.list.topLevelItem(0)).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert stage.window.settings.zoom == 1
    assert not palette.isVisible()


def test_what_cannot_be_done_says_why_and_stays(palette, stage, qtbot):
    qtbot.keyClicks(palette.line, "undo last intervention")
    qtbot.keyClick(palette.line, KEY.Key_Return)

    assert palette.isVisible()
    assert rows(palette)[0][1] == "Experiment · There are no interventions"
    assert palette.told.text() == "There are no interventions"


def test_where_nothing_fits_it_says_so_and_enter_does_nothing(palette, qtbot):
    qtbot.keyClicks(palette.line, "xyzzy")
    qtbot.keyClick(palette.line, KEY.Key_Return)

    assert palette.titles == []
    assert palette.isVisible()
    assert palette.told.text() == "No command matches."


def test_what_was_chosen_lately_comes_first(palette, stage, qtbot):
    qtbot.keyClicks(palette.line, "bigger")
    qtbot.keyClick(palette.line, KEY.Key_Return)
    stage.window.actions_["view.palette"].trigger()
    assert palette.titles[0] == "Bigger text"
    assert palette.line.text() == ""


def test_models_examples_and_recent_files_are_found_too(stage, qtbot, tmp_path):
    for name in ("kept.txt", "gone.txt"):
        stage.window.settings.remember_file(tmp_path / name)
    (tmp_path / "kept.txt").write_text("Once")
    palette = stage.window.palette_
    palette.toggle()
    qtbot.keyClicks(palette.line, "gone.txt")
    assert "no longer exists" in palette.told.text()
    palette.line.clear()
    qtbot.keyClicks(palette.line, "model stories-lstm")
    assert "stories-lstm" in palette.titles
    palette.line.clear()
    qtbot.keyClicks(palette.line, "kept.txt")
    qtbot.keyClick(palette.line, KEY.Key_Return)

    assert stage.window.editor.text == "Once"


def test_a_command_acts_on_what_had_the_keyboard_before(stage, qtbot):
    window = stage.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClicks(window.editor, "mine")
    window.actions_["edit.find"].trigger()
    qtbot.keyClicks(window.find_bar.line, "words")
    window.actions_["view.palette"].trigger()
    qtbot.keyClicks(window.palette_.line, "select all")
    qtbot.keyClick(window.palette_.line, KEY.Key_Return)

    assert QApplication.focusWidget() is window.find_bar.line
    assert window.find_bar.line.selectedText() == "words"
    assert not window.editor.textCursor().hasSelection()


def test_it_stays_within_a_window_that_becomes_small(palette, stage, qtbot):
    stage.window.resize(480, 360)
    qtbot.waitUntil(lambda: stage.window.rect().contains(palette.geometry()))


def test_it_goes_when_the_keyboard_goes_elsewhere(palette, stage):
    stage.window.editor.setFocus()

    assert not palette.isVisible()
