"""In a narrow window the panels beside the text are tabs, until there is room again."""

import pytest

from wmstudio.app.settings import Settings

BESIDE = "predictions", "memory"


@pytest.fixture
def window(stage, qtbot):
    qtbot.waitUntil(lambda: all(map(stage.window.docks.shown, BESIDE)))
    return stage.window


def tabs(window):
    first, second = (window.docks[id] for id in BESIDE)
    return second in window.tabifiedDockWidgets(first)


def make_narrow(window, qtbot):
    window.resize(900, 600)
    qtbot.waitUntil(lambda: tabs(window))


def test_what_is_beside_the_text_becomes_tabs_and_comes_back(window, qtbot):
    wide = window.docks["memory"].size()
    make_narrow(window, qtbot)
    qtbot.waitUntil(lambda: window.docks.shown("predictions"))
    assert not window.docks.shown("memory")
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: not tabs(window))
    qtbot.waitUntil(lambda: window.docks["memory"].size() == wide)


def test_what_is_closed_in_a_narrow_window_stays_closed_in_a_wide_one(window, qtbot):
    make_narrow(window, qtbot)
    window.docks.show("gates", False)
    window.docks.show("attention", True)
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: not tabs(window))
    assert not window.docks.there("gates")
    assert window.docks.there("attention")


def test_what_is_kept_of_a_narrow_window_is_the_wide_arrangement(window, qtbot, make_stage):
    make_narrow(window, qtbot)
    other = make_stage(settings=Settings(layout=window.docks.state())).window
    qtbot.waitUntil(lambda: all(map(other.docks.shown, BESIDE)))
    assert not tabs(other)


def test_in_a_narrow_window_the_text_keeps_more_than_half_of_it(window, qtbot):
    make_narrow(window, qtbot)
    qtbot.waitUntil(lambda: window.editor.width() > 0.5 * window.width())


@pytest.mark.parametrize("id", ["memory", "compare"])
def test_another_preset_in_a_narrow_window_has_tabs_too(window, qtbot, id):
    make_narrow(window, qtbot)
    window.presets.choose(id)
    qtbot.waitUntil(lambda: tabs(window))
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: not tabs(window))
    assert window.presets.current == id
