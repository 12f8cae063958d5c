"""Gates: the chosen signal, unit by unit and token by token."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.gui.panels.conftest import frame, lstm, opened, slot_memory, trace, values_of
from wmstudio.gui.panels.gates import GatesPanel
from wmstudio.gui.theme import LIGHT

IDS = [1, 2, 3, 4, 5]
FORGET = "lstm.0.forget_gate"


@pytest.fixture
def panel(axis, on_screen):
    return on_screen(GatesPanel(axis))


def show(panel, name=FORGET, ids=IDS, layers=1):
    declared = lstm(layers)
    panel.open(opened(*declared, *slot_memory()))
    one = next(s for s in declared if s.name == name)
    values = values_of(one, len(ids))
    seen = trace(ids, {name: values}, [one])
    panel.store(frame(seen))
    panel.draw()
    return seen, values


def test_that_the_picture_is_the_traces_own_units_by_tokens(panel):
    seen, _ = show(panel)
    picture, _ = seen.picture(FORGET, 0, 8, 6)
    np.testing.assert_array_equal(panel.map.image.image, picture.T)


def test_that_tokens_that_are_not_known_are_covered_not_drawn_as_zero(panel):
    show(panel)
    assert panel.map.cover.runs == [(5, 8)]


def test_that_the_forget_gate_is_watched_at_first(panel):
    show(panel)
    assert panel.watch() == (FORGET,)


def test_that_every_signal_but_contents_and_writers_is_offered(panel):
    show(panel)
    offered = {s.name for layers in panel.picker._signals.values() for s in layers}
    everything = {s.name for s in (*lstm(), *slot_memory())}
    assert offered == everything - {"slots.keys", "slots.values", "slots.writer"}


def test_that_choosing_another_signal_watches_it(panel, qtbot):
    show(panel)
    with qtbot.waitSignal(panel.wants_changed):
        panel.picker.choose("lstm.0.cell")
    assert panel.watch() == ("lstm.0.cell",)


def test_that_a_layer_is_chosen_only_where_there_are_several(panel):
    show(panel)
    assert panel.picker.layers.isHidden()
    show(panel, layers=2)
    assert not panel.picker.layers.isHidden()
    panel.picker.layers.setCurrentIndex(1)
    assert panel.watch() == ("lstm.1.forget_gate",)


def test_that_the_pointer_reads_the_exact_value(panel, qtbot):
    _, values = show(panel)
    qtbot.mouseMove(panel.map.viewport(), panel.map.place_of(1, 3.5))
    expected = f"unit 3, token 1 “␣cat”: {values[1, 3]:.4f}"
    assert panel.header.readout.text() == expected


def test_that_a_click_asks_for_the_token_of_that_column(panel, qtbot):
    show(panel)
    place = panel.map.place_of(3, 2.5)
    with qtbot.waitSignal(panel.cursor_requested) as asked_for:
        qtbot.mouseClick(panel.map.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked_for.args == [3]


def test_that_the_cursor_line_stands_in_the_middle_of_its_token(panel):
    show(panel)
    assert panel.map.line.line().x1() == 4.5


def test_that_scrolling_moves_the_axis_that_all_panels_share(panel, axis):
    show(panel)
    axis.show(2, 12)
    panel.draw()
    assert panel.map.view.viewRange()[0] == [2, 12]


def test_that_the_theme_colours_the_background(panel):
    show(panel)
    panel.apply_theme(LIGHT)
    assert panel.map.backgroundBrush().color().name() == LIGHT.base


def test_that_no_model_and_no_text_are_said_in_a_sentence(axis, on_screen):
    panel = on_screen(GatesPanel(axis))
    panel.draw()
    assert panel.message.text() == "No model is open."
    panel.open(opened(*lstm()))
    panel.store(frame(trace([])))
    panel.draw()
    assert panel.message.text() == panel.nothing


def test_that_numbers_grow_with_the_text_of_the_window(panel, qapp):
    show(panel)
    before = panel.map.labels.font_small.pointSizeF()
    font = qapp.font()
    bigger = qapp.font()
    bigger.setPointSizeF(font.pointSizeF() * 2)
    qapp.setFont(bigger)
    try:
        panel.apply_theme(LIGHT)
        assert panel.map.labels.font_small.pointSizeF() == pytest.approx(2 * before, rel=0.1)
    finally:
        qapp.setFont(font)
