"""Several signals in one panel: rows of each, with its own name, range and colours."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from tests.gui.panels.conftest import frame, lstm, opened, slot_memory, trace, values_of
from tests.support import signed
from wmstudio.engine.messages import Kind
from wmstudio.gui.panels.gates import GatesPanel
from wmstudio.gui.plots.heatmap import DECLARED, IN_SIGHT, SHARED
from wmstudio.gui.plots.token_canvas import LEFT

IDS = [1, 2, 3, 4, 5]
FORGET, CELL, CELL_1 = "lstm.0.forget_gate", "lstm.0.cell", "lstm.1.cell"
DECLARED_SIGNALS = {s.name: s for s in (*lstm(2), *slot_memory())}


@pytest.fixture
def panel(axis, on_screen):
    return on_screen(GatesPanel(axis), height=500)


def values(name, seed=0, scale=1.0):
    return values_of(DECLARED_SIGNALS[name], len(IDS), seed) * np.float32(scale)


def laid_out(panel, qtbot):
    """All groups have the place that is theirs."""
    qtbot.waitUntil(lambda: len({group.y() for group in panel.more.groups}) == len(panel.signals))


def show(panel, scale=1.0):
    panel.open(opened(*DECLARED_SIGNALS.values()))
    known = {name: values(name, scale=scale) for name in (FORGET, CELL, CELL_1)}
    panel.store(frame(trace(IDS, known, [DECLARED_SIGNALS[name] for name in known])))
    panel.draw()
    return known


def test_signals_of_several_layers_stand_under_one_another_in_the_same_columns(panel, axis, qtbot):
    show(panel)
    for name in (CELL, CELL_1):
        panel.more.add(name)
    laid_out(panel, qtbot)
    panel.draw()

    assert panel.watch() == (FORGET, CELL, CELL_1)
    for map, name in zip(panel.more.maps, panel.watch(), strict=True):
        picture, _ = panel.frame.trace.picture(name, axis.start, axis.stop, 6)
        np.testing.assert_array_equal(map.image.image, picture.T)
        assert map.view.viewRange()[0] == [axis.start, axis.stop]
    tops = [map.mapTo(panel, map.rect().topLeft()) for map in panel.more.maps]
    assert len({place.x() for place in tops}) == 1
    assert [place.y() for place in tops] == sorted({place.y() for place in tops})
    assert len({map.viewport().width() for map in panel.more.maps}) == 1


def test_each_has_its_name_and_the_range_and_colours_of_its_kind(panel):
    show(panel)
    panel.more.add(CELL_1)
    first, second = panel.more.groups

    assert first.name.text() == "lstm · forget gate: 6 units, 0…1"
    assert second.name.text() == "lstm · cell 1: 6 units, −3…3"
    assert second.map.colours.numbers == ("3", "0", "−3")
    assert first.map.colours.numbers == ("1", "0.5", "0")
    assert not np.array_equal(first.map.image.lut, second.map.image.lut)


def test_one_alone_has_no_line_of_its_own_and_only_the_last_has_texts_under_it(panel):
    show(panel)
    assert panel.more.groups[0].bar.isHidden()
    panel.more.add(CELL)
    assert [map.labels.isVisible() for map in panel.more.maps] == [False, True]
    panel.more.remove(CELL)

    assert panel.more.groups[0].bar.isHidden()
    assert panel.map.labels.isVisible()


def test_the_menu_offers_what_is_not_shown_and_a_button_takes_it_away(panel, qtbot):
    show(panel)
    panel.add_menu.aboutToShow.emit()
    offered = {
        menu.text(): [a.text() for a in menu.menu().actions()] for menu in panel.add_menu.actions()
    }
    assert offered["lstm, layer 0"] == ["input gate", "cell"]
    assert offered["lstm, layer 1"] == ["input gate", "forget gate", "cell"]
    panel.add_menu.actions()[0].menu().actions()[1].trigger()
    assert panel.watch() == (FORGET, CELL)
    close = panel.more.groups[1].findChild(QToolButton)
    assert close.accessibleName() == "Remove lstm · cell"
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)

    assert panel.watch() == (FORGET,)


def test_the_pointer_reads_the_exact_value_of_the_row_that_it_is_over(panel, qtbot):
    known = show(panel)
    panel.more.add(CELL)
    laid_out(panel, qtbot)
    panel.draw()
    map = panel.more.maps[1]
    qtbot.mouseMove(map.viewport(), map.place_of(1, 3.5))
    said = f"lstm · cell, token 1 “cat” · unit 3 is {signed(known[CELL][1, 3])}"

    assert panel.header.readout.text() == said


def test_signals_stay_wanted_where_a_model_has_none_of_them(panel):
    show(panel)
    panel.more.add(CELL)
    panel.open(opened(*slot_memory()))
    assert len(panel.more.groups) == 1
    panel.open(opened(*lstm()))

    assert [s.name for s in panel.signals][1:] == [CELL]


def test_many_signals_are_scrolled_with_their_columns_still_in_line(panel, qtbot):
    show(panel)
    before = panel.map.viewport().width()
    panel.more.choose(list(DECLARED_SIGNALS)[:6])
    panel.resize(900, 200)
    laid_out(panel, qtbot)

    assert panel.minimumSizeHint().height() < 200
    assert panel.more._bar.isVisible()
    assert {map.viewport().width() for map in panel.more.maps} == {before}
    panel.more._bar.setValue(panel.more._bar.maximum())
    assert panel.more.verticalScrollBar().value() == panel.more._bar.maximum() > 0
    assert panel.more.groups[0].bar.layout().contentsMargins().left() == LEFT


# --- scales ---


def scale(panel, word):
    panel.scaling.choose(word)
    panel.draw()


def test_the_scale_is_that_which_is_declared_or_fits_what_is_in_sight(panel):
    known = show(panel, scale=0.1)
    assert panel.map.ends == (0.0, 1.0)
    scale(panel, IN_SIGHT)
    low, high = panel.map.ends
    assert low <= known[FORGET].min() <= known[FORGET].max() <= high < 0.3
    exact = np.rint((known[FORGET] - low) / (high - low) * 255)
    np.testing.assert_allclose(panel.map.image.image[:, : len(IDS)], exact.T, atol=1)
    assert panel.map.colours.numbers[0] == f"{high:g}"
    assert panel.map.cover.runs == [(5, 8)]
    scale(panel, DECLARED)

    assert panel.map.ends == (0.0, 1.0)
    picture, _ = panel.frame.trace.picture(FORGET, 0, 8, 6)
    np.testing.assert_array_equal(panel.map.image.image, picture.T)


def test_zero_keeps_its_colour_on_a_scale_that_fits(panel):
    show(panel, scale=0.01)
    panel.picker.choose(CELL)
    panel.draw()
    scale(panel, IN_SIGHT)
    low, high = panel.map.ends

    assert low == -high
    assert high < 0.1


def test_panels_with_a_shared_range_show_a_kind_on_one_scale(panel, axis, on_screen, qtbot):
    small, other = panel, on_screen(GatesPanel(axis))
    show(small, scale=0.01)
    show(other, scale=0.5)
    scale(small, SHARED)
    alone = small.map.ends
    with qtbot.waitSignal(small.dirtied):
        scale(other, SHARED)
    small.draw()

    assert small.map.ends == other.map.ends
    assert alone[1] < small.map.ends[1]
    assert small.map.colours.numbers == other.map.colours.numbers
    value, at = small.frame.trace.signal(FORGET, 0, 5), small.map.image.image[:, :5].T
    low, high = small.map.ends
    np.testing.assert_allclose(at, np.rint((value - low) / (high - low) * 255), atol=1)
    assert axis.ranges.of(Kind.ACTIVATION) is None
    other.hide()
    small.dirtied.emit()
    small.draw()

    assert small.map.ends == alone


def test_a_scale_is_chosen_for_signals_that_are_added_later_too(panel):
    show(panel, scale=0.1)
    scale(panel, IN_SIGHT)
    panel.more.add(CELL)
    panel.draw()

    assert panel.more.maps[1].ends[1] < 3.0
