"""How the window was left is saved soon, and not only when it is closed."""

import pytest
from PySide6.QtCore import Qt

from wmstudio.app.presets import LECTURE, preset_command
from wmstudio.app.settings import LEFT, Settings, load
from wmstudio.gui.base.preferences import Preferences

OTHER = {str: "timeline", bool: True, int: 7, list: ["a"], dict: {"a": "b"}}


@pytest.mark.parametrize("name", LEFT)
def test_every_part_of_how_things_were_left_is_saved_soon(qtbot, tmp_path, name):
    preferences = Preferences(Settings(path=tmp_path))
    value = OTHER[type(getattr(preferences.settings, name))]
    if name in ("servers", "panels"):
        value = {"a": {"b": "c"}}
    setattr(preferences.settings, name, value)

    qtbot.waitUntil(lambda: getattr(load(tmp_path)[0], name) == value)


def test_an_end_by_force_loses_no_layout_and_no_duplicate(make_stage, qtbot, tmp_path):
    settings = Settings(path=tmp_path)
    first = make_stage(settings=settings).window
    first.actions_[preset_command("units")].trigger()
    first.docks.show("gates", False)
    first.copies.add("timeline")

    def is_saved():
        now = load(tmp_path)[0]
        return now.copies == ["timeline.2"] and now.layouts.get("units") == first.docks.state()

    qtbot.waitUntil(is_saved)
    second = make_stage(settings=load(tmp_path)[0]).window
    assert second.presets.current == "units"
    assert not second.docks.there("gates")
    assert second.copies.ids == ("timeline.2",)


def test_the_size_of_a_panel_is_saved_soon(make_stage, qtbot, tmp_path):
    window = make_stage(settings=Settings(path=tmp_path)).window
    qtbot.waitUntil(lambda: load(tmp_path)[0].layout == window.docks.state())
    before = window.docks.state()
    window.docks["memory"].parentWidget().resizeDocks(
        [window.docks["memory"]], [window.docks["memory"].width() - 60], Qt.Orientation.Horizontal
    )
    qtbot.waitUntil(lambda: window.docks.state() != before)

    qtbot.waitUntil(lambda: load(tmp_path)[0].layout == window.docks.state())


def test_what_is_saved_while_somebody_presents_is_how_it_was_before(make_stage, qtbot, tmp_path):
    window = make_stage(settings=Settings(path=tmp_path)).window
    qtbot.waitUntil(lambda: load(tmp_path)[0].layout == window.docks.state())
    before = load(tmp_path)[0]
    window.actions_[preset_command(LECTURE.id)].trigger()
    qtbot.waitUntil(lambda: window.presets.current == LECTURE.id)
    window.settings.shading = True
    qtbot.waitUntil(lambda: load(tmp_path)[0].shading)

    now = load(tmp_path)[0]
    assert (now.preset, now.layout, now.geometry) == ("write", before.layout, before.geometry)
