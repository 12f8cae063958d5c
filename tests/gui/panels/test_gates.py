"""Gates: the chosen signal, unit by unit and token by token."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.gui.panels.conftest import frame, lstm, opened, slot_memory, trace, values_of
from tests.support import signed
from wmstudio.app.spans import Span
from wmstudio.app.unit_order import ACTIVITY, CORRELATION, FOUND, NUMBER, VARIANCE
from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.panels.gates import GatesPanel
from wmstudio.gui.plots.spoken.faces import Reading

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


def test_that_nothing_is_said_of_another_model_before_it_has_read(panel):
    show(panel)
    assert panel.map.spoken() != Reading()
    # Its signal is called the same, and has more units.
    panel.open(opened(*lstm(units=9)))
    assert panel.map.spoken() == Reading()


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
    expected = f"token 1 “cat” · unit 3 is {signed(values[1, 3])}"
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
    assert panel.map.backgroundBrush().color().name() == LIGHT.panel


def sort(panel, how):
    panel.sorting.choice.choose(how)
    panel.draw()


def rows(panel):
    """The units from the top, as the picture has them."""
    return [] if panel.map.order is None else list(panel.map.order)


@pytest.mark.parametrize(("how", "figure"), [(ACTIVITY, np.mean), (VARIANCE, np.var)])
def test_that_units_are_sorted_by_a_figure_and_each_row_is_the_unit_that_it_says(
    panel, qtbot, how, figure
):
    seen, values = show(panel)
    sort(panel, how)
    expected = sorted(range(6), key=lambda u: -figure(values[:, u].astype(float)))
    picture, _ = seen.picture(FORGET, 0, 8, 6)
    np.testing.assert_array_equal(panel.map.image.image, picture.T[expected])
    assert rows(panel) == expected
    (ticks,) = panel.map.scale._tickLevels
    assert ticks == [(row + 0.5, str(expected[row])) for row in range(6)]
    for row, unit in enumerate(expected):
        qtbot.mouseMove(panel.map.viewport(), panel.map.place_of(1, row + 0.5))
        said = f"token 1 “cat” · unit {unit} is {signed(values[1, unit])}"
        assert panel.header.readout.text() == said


def test_that_correlation_is_with_the_selected_span_and_another_span_sorts_anew(panel, axis):
    _, values = show(panel)
    sort(panel, CORRELATION)
    assert rows(panel) == []
    assert "select part" in panel.header.readout.text()
    for span in (Span(1, 3), Span(0, 1)):
        axis.select(span)
        panel.draw()
        inside = [span.start <= t < span.stop for t in range(5)]
        told = [np.corrcoef(values[:, u], inside)[0, 1] for u in range(6)]
        assert rows(panel) == sorted(range(6), key=lambda u: -told[u])


def test_that_the_order_by_correlation_outlives_its_span_as_the_choice_does(panel, axis, qtbot):
    show(panel)
    axis.select(Span(1, 3))
    sort(panel, CORRELATION)
    before = rows(panel)
    assert before
    axis.select(None)
    panel.draw()
    qtbot.mouseClick(panel.sorting.again, Qt.MouseButton.LeftButton)
    panel.draw()
    assert panel.sorting.choice.chosen == CORRELATION
    assert rows(panel) == before
    sort(panel, NUMBER)
    sort(panel, CORRELATION)
    assert rows(panel) == []


def test_that_an_order_stays_while_the_text_is_scrolled_until_it_is_asked_for_again(
    panel, axis, qtbot
):
    _, values = show(panel, ids=[1, 2, 3, 4, 5] * 5)
    sort(panel, ACTIVITY)
    before = rows(panel)
    axis.show(12, 20)
    panel.draw()
    assert rows(panel) == before
    qtbot.mouseClick(panel.sorting.again, Qt.MouseButton.LeftButton)
    panel.draw()
    assert rows(panel) == sorted(range(6), key=lambda u: -values[12:20, u].mean())
    assert rows(panel) != before
    sort(panel, NUMBER)
    assert panel.map.order is None


def test_that_another_signal_is_sorted_by_its_own_values(panel):
    declared = lstm()
    panel.open(opened(*declared))
    values = {s.name: values_of(s, 5, seed=i) for i, s in enumerate(declared)}
    panel.store(frame(trace(IDS, values, declared)))
    sort(panel, ACTIVITY)
    panel.picker.choose("lstm.0.cell")
    panel.draw()
    assert rows(panel) == sorted(range(6), key=lambda u: -values["lstm.0.cell"][:, u].mean())


def test_that_marks_and_labels_go_with_their_units(panel):
    show(panel)
    sort(panel, ACTIVITY)
    order = rows(panel)
    panel.map.mark_units((order[4], order[2]), {order[5]: "quotes"})
    assert panel.map.marks.rows == (2, 4)
    assert panel.map.marks.labels == {5: "quotes"}
    sort(panel, FOUND)
    assert rows(panel)[:2] == sorted((order[4], order[2]))
    assert panel.map.marks.rows == (0, 1)


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
    before = panel.map.labels.laid.font.pointSizeF()
    font = qapp.font()
    bigger = qapp.font()
    bigger.setPointSizeF(font.pointSizeF() * 2)
    qapp.setFont(bigger)
    try:
        panel.apply_theme(LIGHT)
        assert panel.map.labels.laid.font.pointSizeF() == pytest.approx(2 * before, rel=0.1)
    finally:
        qapp.setFont(font)
