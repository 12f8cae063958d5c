"""Presets: which panels they show, how large, and that each keeps what was made of it."""

import pytest
from PySide6.QtCore import Qt

from wmstudio.app.branches import Tree
from wmstudio.app.panels import PANELS
from wmstudio.app.presets import HERO, PRESETS, preset_command, preset_of
from wmstudio.app.saved.session_file import SavedSession, session_from, to_dict
from wmstudio.app.settings import Settings, load

CONTROL = Qt.KeyboardModifier.ControlModifier


def there(window):
    return {info.id for info in PANELS if window.docks.there(info.id)}


def listed(preset):
    return {*preset.right, *preset.bottom, *preset.tabs}


def choose(window, id):
    window.actions_[preset_command(id)].trigger()
    assert window.presets.current == id
    assert window.actions_[preset_command(id)].isChecked()


def test_presets_name_panels_that_are_in_that_area():
    areas = {info.id: info.area for info in PANELS}
    for preset in PRESETS:
        assert {areas[id] for id in preset.right} == {"right"}, preset.id
        assert {areas[id] for id in preset.bottom} == {"bottom"}, preset.id
        assert set(preset.tabs) <= set(areas), preset.id


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_a_tab_and_its_shortcut_show_the_panels_of_a_preset(stage, qtbot, preset):
    window, number = stage.window, PRESETS.index(preset) + 1
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.editor.setFocus()
    other = PRESETS[number % len(PRESETS)]
    qtbot.mouseClick(window.bar.tabs.tabs[other.id], Qt.MouseButton.LeftButton)
    assert there(window) == listed(other)
    qtbot.keyClick(window.editor, Qt.Key(Qt.Key.Key_0 + number), CONTROL)
    assert there(window) == listed(preset)
    front = [*preset.right, *preset.bottom]
    qtbot.waitUntil(lambda: all(map(window.docks.shown, front)))
    checked = [id for id, tab in window.bar.tabs.tabs.items() if tab.isChecked()]
    assert checked == [preset.id]


def test_in_write_the_text_has_64_parts_of_100_and_low_panels_under_it(stage, qtbot):
    window = stage.window
    qtbot.waitUntil(lambda: window.docks.shown("gates"))
    assert window.docks["memory"].width() == pytest.approx(0.36 * window.width(), abs=3)
    # The heights are given for an interface of 13 pixels; this machine's may be larger.
    bigger = max(window.fontMetrics().height() / 16, 1.0)
    assert window.docks["timeline"].height() == pytest.approx(134 * bigger, abs=4)
    assert window.docks["gates"].height() == pytest.approx(96 * bigger, abs=4)
    text, rest = window.editor.font().pointSizeF(), window.font().pointSizeF()
    assert text / rest == pytest.approx(HERO, rel=0.01)


def test_every_preset_keeps_what_was_made_of_it_also_to_the_next_start(make_stage, tmp_path):
    first = make_stage(settings=Settings(path=tmp_path)).window
    first.docks.show("memory", False)
    choose(first, "units")
    first.docks.show("gates", False)
    left = there(first)
    choose(first, "write")
    assert not first.docks.there("memory")
    choose(first, "units")
    assert there(first) == left
    first.close()

    second = make_stage(settings=load(tmp_path)[0]).window
    assert second.presets.current == "units"
    assert there(second) == left
    choose(second, "write")
    assert not second.docks.there("memory")
    second.actions_["layout.reset"].trigger()
    assert there(second) == listed(preset_of("write"))


def test_settings_of_before_there_were_presets_open_as_they_were_left(make_stage):
    made = make_stage().window
    made.docks.show("gates", False)
    made.docks.show("attention", True)
    old = Settings(layout=made.docks.state())
    window = make_stage(settings=old).window
    assert window.presets.current == "write"
    assert there(window) == {"predictions", "memory", "timeline", "attention"}


def test_a_panel_that_fills_the_window_goes_back_before_another_preset_comes(stage, qtbot):
    window = stage.window
    window.docks.fill("memory")
    choose(window, "units")
    choose(window, "write")
    qtbot.waitUntil(lambda: window.docks.shown("memory"))
    assert window.panels["memory"].width() < window.width() / 2


@pytest.mark.parametrize("preset", ["", "units"])
def test_a_session_says_which_preset_was_arranged_so(preset):
    kept = to_dict(SavedSession(tree=Tree().with_text("abc", 0), layout="abc", preset=preset))
    if not preset:
        del kept["preset"]
    assert session_from(kept).preset == preset


def test_a_session_of_another_preset_shows_that(make_window, qtbot, tmp_path):
    window = make_window("abc")
    choose(window, "units")
    kept = window.sessions.collect()
    choose(window, "write")
    window.sessions.show(kept)
    qtbot.waitUntil(lambda: window.presets.current == "units")
    assert there(window) == listed(preset_of("units"))
