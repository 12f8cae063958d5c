"""Panels brought to the front, closed, and in windows of their own."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication

from wmstudio.app.commands import panel_command
from wmstudio.app.panels import PANELS
from wmstudio.gui.features.copies import MOVES

BEHIND = [info for info in PANELS if info.behind]


@pytest.fixture
def window(active_window):
    active_window.editor.setFocus()
    return active_window


def has_keyboard(window, id):
    return window.docks.at(QApplication.focusWidget()) == id


def press(window, id):
    window.actions_[panel_command(id)].trigger()
    assert window.actions_[panel_command(id)].isChecked() == window.docks.there(id)


@pytest.mark.parametrize("info", PANELS, ids=lambda info: info.id)
def test_a_panel_is_shown_then_given_the_keyboard_then_closed(window, qtbot, info):
    id = info.id
    if window.docks.there(id):
        window.docks.show(id, False)
    press(window, id)
    qtbot.waitUntil(lambda: window.docks.shown(id))
    assert not has_keyboard(window, id)
    press(window, id)
    assert window.docks.there(id)
    assert has_keyboard(window, id)
    press(window, id)
    assert not window.docks.there(id)
    assert window.editor.hasFocus()


@pytest.mark.parametrize("info", BEHIND, ids=lambda info: info.id)
def test_a_panel_behind_another_comes_to_the_front_and_is_not_closed(window, qtbot, info):
    window.docks.show(info.id, True)
    qtbot.waitUntil(lambda: window.docks.shown(info.id))
    window.docks[info.behind].raise_()
    qtbot.waitUntil(lambda: not window.docks.shown(info.id))
    press(window, info.id)
    qtbot.waitUntil(lambda: window.docks.shown(info.id))
    assert has_keyboard(window, info.id)


@pytest.mark.parametrize("id", ["gates", "memory", "predictions", "timeline"])
def test_a_click_on_a_title_makes_its_panel_the_one_that_commands_mean(window, qtbot, id):
    header = window.panels[id].header
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(20, header.height() // 2))
    assert has_keyboard(window, id)
    assert window.copies.current == id
    window.actions_["copies.add"].trigger()
    assert window.copies.ids == (f"{id}.2",)


def test_the_keyboard_comes_back_to_where_it_was_in_a_panel(window, qtbot):
    panel = window.panels["predictions"]
    panel.edit.setFocus()
    window.editor.setFocus()
    window.docks.focus("predictions")
    assert panel.edit.hasFocus()


def test_reset_puts_floating_panels_and_duplicates_back(window, qtbot):
    window.copies.add("gates")
    window.editor.setFocus()
    ids = ("memory", "gates.2", "attention")
    for id in ids:
        window.docks.float(id, True)
        assert window.docks.floats(id)
    window.actions_["layout.reset"].trigger()
    for id in ids:
        assert not window.docks.floats(id)
        assert window.docks[id].window() is window
    assert [id for id in ids if window.docks.there(id)] == ["memory", "gates.2"]


def test_a_floating_panel_has_the_frame_of_a_window(window, qtbot):
    window.docks.focus("memory")
    window.actions_["copies.float"].trigger()
    dock = window.docks["memory"]
    frameless = Qt.WindowType.FramelessWindowHint
    qtbot.waitUntil(lambda: dock.isVisible() and not dock.windowFlags() & frameless)
    assert dock.isFloating()
    assert window.actions_["copies.float"].isChecked()
    window.actions_["copies.float"].trigger()
    assert not dock.isFloating()
    assert dock.window() is window


@pytest.mark.parametrize("floats", [False, True])
def test_a_panel_is_moved_to_each_side_by_commands_and_keeps_the_keyboard(window, qtbot, floats):
    for id, area in MOVES.items():
        window.docks.float("predictions", floats)
        window.docks.focus("predictions")
        qtbot.waitUntil(lambda: window.copies.current == "predictions")
        window.actions_[id].trigger()
        dock = window.docks["predictions"]
        assert window.dockWidgetArea(dock) == area
        assert not dock.isFloating()
        qtbot.waitUntil(lambda: has_keyboard(window, "predictions"))


def test_the_palette_takes_the_keyboard_from_a_floating_panel_and_gives_it_back(window, qtbot):
    window.docks.float("predictions", True)
    dock, panel = window.docks["predictions"], window.panels["predictions"]
    # Later it would be hidden and shown again, and lose the keyboard by that.
    assert not dock.windowFlags() & Qt.WindowType.FramelessWindowHint
    dock.activateWindow()
    qtbot.waitUntil(dock.isActiveWindow)
    panel.edit.setFocus()
    window.actions_["view.palette"].trigger()
    qtbot.waitUntil(window.palette_.line.hasFocus)
    assert window.isActiveWindow()
    qtbot.keyClicks(window.palette_.line, "zoom")
    assert window.palette_.line.text() == "zoom"
    qtbot.keyClick(window.palette_.line, Qt.Key.Key_Escape)
    assert not window.palette_.isVisible()
    qtbot.waitUntil(panel.edit.hasFocus)


def test_the_palette_does_what_is_chosen_though_the_panel_before_it_is_gone(window, qtbot):
    id = window.copies.add("predictions")
    window.panels[id].edit.setFocus()
    window.actions_["view.palette"].trigger()
    window.copies.close(id)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.palette_.line.setText("token boundaries")
    window.palette_.run()
    assert window.settings.boundaries


def double_click(window, qtbot, id):
    header = window.panels[id].header
    spot = QPoint(20, header.height() // 2)
    qtbot.mouseDClick(header, Qt.MouseButton.LeftButton, pos=spot)


@pytest.mark.parametrize("id", ["gates", "memory", "predictions", "timeline"])
def test_a_double_click_on_a_title_fills_the_window_and_another_goes_back(window, qtbot, id):
    panel, before = window.panels[id], window.docks.state()
    place = panel.geometry(), panel.mapTo(window, QPoint(0, 0))
    double_click(window, qtbot, id)
    qtbot.waitUntil(lambda: panel.width() == window.width())
    assert panel.height() > window.height() / 2
    assert window.actions_["copies.fill"].isChecked()
    # What it covers is not drawn, and nothing is closed.
    others = [other for other in ("gates", "memory", "predictions", "timeline") if other != id]
    assert [other for other in others if window.docks.shown(other)] == []
    assert all(window.docks.there(other) for other in others)
    assert window.docks.state() == before

    double_click(window, qtbot, id)
    qtbot.waitUntil(lambda: (panel.geometry(), panel.mapTo(window, QPoint(0, 0))) == place)
    assert not window.actions_["copies.fill"].isChecked()
    qtbot.waitUntil(lambda: all(map(window.docks.shown, others)))


def test_escape_brings_all_panels_back(window, qtbot):
    double_click(window, qtbot, "gates")
    panel = window.panels["gates"]
    qtbot.waitUntil(lambda: panel.width() == window.width())
    assert has_keyboard(window, "gates")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.docks["gates"].isAncestorOf(panel))
    assert not window.actions_["copies.fill"].isChecked()


@pytest.mark.parametrize("id", ["predictions", "timeline", "units"])
def test_a_panel_that_is_called_comes_from_under_one_that_fills_the_window(window, qtbot, id):
    double_click(window, qtbot, "gates")
    qtbot.waitUntil(lambda: window.panels["gates"].width() == window.width())
    if not window.docks.there(id):
        press(window, id)
        qtbot.waitUntil(lambda: window.docks.shown(id))
    press(window, id)
    qtbot.waitUntil(lambda: window.docks.shown(id) and has_keyboard(window, id))
    assert not window.actions_["copies.fill"].isChecked()
    assert window.docks["gates"].isAncestorOf(window.panels["gates"])


def test_a_closed_panel_is_in_the_view_menu(window, qtbot):
    window.docks.focus("memory")
    window.actions_["copies.close"].trigger()
    assert not window.docks.there("memory")
    assert not window.actions_[panel_command("memory")].isChecked()
    assert window.editor.hasFocus()
    press(window, "memory")
    assert window.docks.there("memory")


def test_places_are_those_of_the_panels_that_can_be_seen(window, qtbot):
    window.presets.choose("write")
    shown = {"predictions", "memory", "timeline", "gates"}
    qtbot.waitUntil(lambda: set(window.docks.places) == shown)
    for id in shown:
        assert window.docks.places[id] == window.docks[id].geometry()
    window.docks.show("timeline", False)
    qtbot.waitUntil(lambda: set(window.docks.places) == shown - {"timeline"})
