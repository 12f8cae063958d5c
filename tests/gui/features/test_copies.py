"""Panels that are there more than once, and panels that are pinned."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QToolButton

from wmstudio.app.presets import PRESETS, preset_command
from wmstudio.app.settings import LEFT, USUAL_TRACKS, Settings, load
from wmstudio.gui.plots.heatmap import IN_SIGHT
from wmstudio.gui.plots.pin import Pin
from wmstudio.gui.workspace import own_layouts

GATE, VALUE = "fake.gate", "fake.value"


@pytest.fixture
def window(active_window):
    return active_window


def read(window, qtbot):
    qtbot.waitUntil(lambda: window.reading.complete)


def into(window, id):
    """Put the keyboard into a panel."""
    button = window.docks[id].findChild(QToolButton)
    button.setFocus()
    return button


def duplicated(window, qtbot, id="gates"):
    into(window, id)
    window.actions_["copies.add"].trigger()
    read(window, qtbot)
    return window.panels[f"{id}.2"]


def drawn(panel):
    return panel.map.image.image


def test_a_duplicate_shows_the_same_and_then_what_is_chosen_in_it(window, qtbot):
    copy = duplicated(window, qtbot)
    first = window.panels["gates"]
    np.testing.assert_array_equal(drawn(copy), drawn(first))
    assert window.docks["gates.2"].windowTitle() == "Gates 2"
    copy.picker.choose(VALUE)
    read(window, qtbot)

    picture, _ = window.reading.frame.trace.picture(VALUE, *window.reading.frame.window, 1)
    np.testing.assert_array_equal(drawn(copy), picture.T)
    assert first.picker.signal.name == GATE
    assert set(window.reading.frame.watch) >= {GATE, VALUE}


def test_a_duplicate_begins_with_the_choices_of_what_it_was_made_of(window, qtbot):
    window.panels["gates"].picker.choose(VALUE)
    window.panels["gates"].more.choose([GATE])

    assert [s.name for s in duplicated(window, qtbot).signals] == [VALUE, GATE]


def test_a_duplicate_is_in_sight_beside_the_first_and_gone_when_it_is_closed(window, qtbot):
    duplicated(window, qtbot)
    qtbot.waitUntil(lambda: window.docks.shown("gates.2") and window.docks.shown("gates"))
    window.panels["gates.2"].header.more.made.aboutToShow.emit()
    window.actions_["copies.close"].trigger()
    qtbot.waitUntil(lambda: "gates.2" not in window.panels)
    window.editor.insertPlainText("q")
    read(window, qtbot)

    assert window.copies.ids == ()
    assert "gates.2" not in window.clock._drawn


def test_where_there_is_no_room_under_it_a_duplicate_shares_the_place_of_another(window, qtbot):
    height = window.height()
    into(window, "memory")
    for n in (2, 3, 4):
        window.actions_["copies.add"].trigger()
        into(window, "memory")
        read(window, qtbot)
        qtbot.waitUntil(lambda n=n: window.docks.shown(f"memory.{n}"))

    assert window.height() == height
    assert window.docks.shown("memory")
    assert window.tabifiedDockWidgets(window.docks["memory.4"])


def test_the_commands_say_what_they_need_and_act_where_the_keyboard_was(window, qtbot):
    window.copies.current = ""
    window.copies._tell()
    assert "Focus a panel" in window.actions_.why_not("copies.add")
    duplicated(window, qtbot, "memory")
    into(window, "memory.2")
    window.editor.setFocus()
    window.actions_["copies.close"].trigger()

    assert window.copies.ids == ()


def test_the_menu_in_a_title_is_about_its_panel(window, qtbot):
    into(window, "memory")
    menu = window.panels["predictions"].header.more.made
    menu.aboutToShow.emit()
    own = [action for action in menu.actions() if action.menu() is None]
    assert own == [
        window.actions_[f"copies.{do}"]
        for do in ("fill", "add", "pin", "float", "close", "explain")
    ]
    menu.actions()[1].trigger()

    assert window.copies.ids == ("predictions.2",)


def test_there_are_no_more_than_eight_of_a_kind(window, qtbot):
    into(window, "gates")
    for _ in range(10):
        window.copies.add("gates")

    assert window.copies.ids == tuple(f"gates.{n}" for n in range(2, 9))
    assert window.copies.add("performance") == ""
    window.actions_["copies.add"].trigger()
    assert window.messages.text.startswith("You already have 8 copies")


def test_all_panels_of_a_kind_show_the_answer_to_one_question(window, qtbot):
    copy = duplicated(window, qtbot, "predictions")
    copy.edit.setText("q")
    read(window, qtbot)

    assert window.panels["predictions"].ask_text() == "q"
    assert window.reading.frame.snapshot.probe.text == "q"


def test_a_duplicate_of_the_timeline_has_tracks_of_its_own(window, qtbot):
    copy = duplicated(window, qtbot, "timeline")
    copy.set_tracks((VALUE,))
    copy.tracks_changed.emit()

    assert window.panels["timeline"].keys == USUAL_TRACKS
    assert window.settings.tracks == [*USUAL_TRACKS]


# --- pinned ---


def look_at(window, qtbot, token):
    read(window, qtbot)
    window.reading.look_at(token)
    qtbot.waitUntil(lambda: window.reading.frame.cursor == token)
    read(window, qtbot)


def pinned(window, qtbot, id="memory", token=2):
    look_at(window, qtbot, token)
    into(window, id)
    window.actions_["copies.pin"].trigger()
    return window.panels[id]


def test_a_pinned_panel_keeps_its_token_while_the_cursor_moves(window, qtbot):
    panel = pinned(window, qtbot)
    look_at(window, qtbot, 5)

    assert panel.header.heading.text() == "pinned at token 2 “…c” of scripted"
    assert panel.frame.snapshot.token == 2
    assert panel.top.list.items.texts[0] == "c"
    assert window.panels["gates"].map.line.line().x1() == 5.5


def test_a_pinned_panel_goes_on_to_show_what_is_scrolled_to(window, qtbot):
    window.editor.setPlainText("abcdefgh" * 30)
    read(window, qtbot)
    panel = pinned(window, qtbot, "gates", token=3)
    window.axis.show(150, 190)
    read(window, qtbot)

    picture, known = window.reading.frame.trace.picture(GATE, 150, 190, 4)
    assert known.all()
    np.testing.assert_array_equal(drawn(panel), picture.T)
    assert panel.frame.cursor == 3


def test_a_pinned_panel_shows_the_text_as_it_was_and_unpinned_as_it_is(window, qtbot):
    panel = pinned(window, qtbot)
    window.editor.setPlainText("zzz")
    look_at(window, qtbot, 2)
    assert "as it was before" in panel.header.heading.text()
    assert panel.top.list.items.texts[0] == "c"
    assert window.reading.complete
    window.actions_["copies.pin"].trigger()
    read(window, qtbot)

    assert panel.header.heading.text() == ""
    assert panel.top.list.items.texts[0] == "z"
    assert panel.frame is window.reading.frame


@pytest.mark.parametrize("leaving", ["another text", "another model"])
def test_a_pin_ends_with_its_text_and_with_its_model(window, qtbot, leaving):
    panel = pinned(window, qtbot)
    if leaving == "another text":
        window.editor.set_text("zzz")
    else:
        window.models.open("another", "cpu")
        window.models.opened.emit(replace(window.models.open_model, name="another"))
    assert panel.pin is None
    assert panel.header.heading.text() == ""
    assert not window.actions_["copies.pin"].isChecked()


def test_a_pinned_panel_is_of_the_model_as_it_was_set(window, qtbot):
    panel = pinned(window, qtbot)
    window.models.configure((("capacity", 1),))
    qtbot.waitUntil(lambda: window.reading.opened.signals["slots.values"].shape == (1, 2))
    read(window, qtbot)
    assert panel.opened.signals["slots.values"].shape == (3, 2)
    assert len(panel.top.list.items) == 3
    window.actions_["copies.pin"].trigger()
    read(window, qtbot)

    assert len(panel.top.list.items) == 1


def test_a_pinned_panel_is_neither_dimmed_nor_edited_nor_shades_the_text(window, qtbot):
    panel = pinned(window, qtbot)
    panel.reads.setChecked(True)
    window.reading._set_stale(True)
    assert panel.map.image.opacity() == 1.0
    menu = window.intervening.menu
    panel.menu_requested.emit("item", 0, window.pos())
    assert not menu.isVisible()


def test_what_was_pinned_is_not_offered_to_be_computed_from_another_text(window, qtbot):
    pinned(window, qtbot)
    assert any(name.startswith("Memory:") for name, _, _ in window.exporting.offered())
    window.editor.insertPlainText("q")
    read(window, qtbot)

    assert not any(name.startswith("Memory:") for name, _, _ in window.exporting.offered())


def test_what_is_exported_of_a_pinned_panel_is_about_its_token_and_in_its_colours(window, qtbot):
    panel = pinned(window, qtbot)
    panel.scaling.choose(IN_SIGHT)
    look_at(window, qtbot, 5)
    made = {name: make for name, _, make in window.exporting.offered()}
    figure = made["Memory: slots · values at the cursor"]()
    np.testing.assert_array_equal(figure.values, panel.frame.snapshot.signals["slots.values"])
    along = next(make for name, make in made.items() if name.startswith("Memory: slots · r"))()

    assert (along.low, along.high) == panel.map.ends


def test_the_moment_of_a_pin_is_whole_in_every_frame_of_the_same_reading(window):
    frame = window.reading.frame
    pin = Pin(window.reading.opened, frame)
    seen = pin.seen_in(frame)
    assert seen.snapshot is frame.snapshot
    assert seen.trace is frame.trace


# --- from one start to the next ---


def test_duplicates_come_back_where_they_were_with_what_was_chosen(make_window, qtbot, tmp_path):
    first = make_window(settings=Settings(path=tmp_path))
    duplicated(first, qtbot).picker.choose(VALUE)
    first.panels["gates.2"].more.add(GATE)
    first.tabifyDockWidget(first.docks["timeline"], first.docks["gates.2"])
    first.close()

    second = make_window(settings=load(tmp_path)[0])
    assert second.copies.ids == ("gates.2",)
    assert [s.name for s in second.panels["gates.2"].signals] == [VALUE, GATE]
    assert second.docks["gates.2"] in second.tabifiedDockWidgets(second.docks["timeline"])


def test_the_most_that_a_window_can_hold_comes_back(make_stage, tmp_path):
    window = make_stage(settings=Settings(path=tmp_path)).window
    for id in list(window.panels):
        while window.copies.add(id):
            pass
    for n in range(own_layouts.MOST):
        window.findChild(own_layouts.OwnLayouts)._keep(f"{n} {'x' * own_layouts.LONGEST}")
    for preset in PRESETS:
        window.actions_[preset_command(preset.id)].trigger()
    settings = window.settings
    ids = window.copies.ids
    assert len(ids) > 30
    window.close()

    again, warning = load(tmp_path)
    assert warning == ""
    for name in LEFT:
        assert getattr(again, name) == getattr(settings, name)
    assert make_stage(settings=again).window.copies.ids == ids


def test_choices_of_duplicates_survive_an_end_before_a_model_is_open(make_stage, tmp_path):
    wanted = {"gates.2": {"signal": VALUE}}
    settings = Settings(path=tmp_path, copies=["gates.2"], panels=wanted)
    make_stage(settings=settings).window.close()

    assert load(tmp_path)[0].panels == wanted


def test_a_session_has_its_duplicates(make_window, qtbot, tmp_path, monkeypatch):
    # The scripted model has no files, so the session cannot know it again and asks for its folder.
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    first = make_window()
    duplicated(first, qtbot).picker.choose(VALUE)
    path = tmp_path / "a.wmstudio"
    assert first.sessions.write(path)
    second = make_window("")
    second.copies.add("memory")
    second.documents.open(path)
    qtbot.waitUntil(lambda: second.copies.ids == ("gates.2",))

    assert second.panels["gates.2"].picker.signal.name == VALUE
    assert second.docks.there("gates.2")


@pytest.mark.parametrize(
    "kept", ["x", ["gates"], ["nobody.2"], ["gates.99"], ["gates.²"], [3], [""]]
)
def test_duplicates_that_cannot_be_are_left_out(window, kept):
    window.copies.set_duplicates(kept)

    assert window.copies.ids == ()


def test_a_comparison_leaves_duplicates_where_they_are(window, qtbot):
    duplicated(window, qtbot)
    window.comparison.open("scripted")
    qtbot.waitUntil(lambda: window.comparison.complete and window.reading.complete)
    assert window.docks.there("gates.2")
    assert window.panels["gates.2"].header.heading.text().startswith("A")
    window.comparison.end()
    qtbot.waitUntil(lambda: window.reading.complete)

    assert window.copies.ids == ("gates.2",)
    assert window.docks.there("gates.2")


def test_putting_the_layout_back_keeps_duplicates(window, qtbot):
    duplicated(window, qtbot)
    window.actions_["layout.reset"].trigger()
    read(window, qtbot)

    assert window.docks.there("gates.2")
