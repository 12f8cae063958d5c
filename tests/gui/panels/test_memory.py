"""Memory: slots with who wrote them, or the vector that a model carries."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from tests.gui.panels.conftest import (
    SLOTS,
    WIDTH,
    adding_memory,
    frame,
    lstm,
    moment,
    opened,
    slot_memory,
    trace,
    values_of,
)
from wmstudio.engine.trace import picture
from wmstudio.gui.colours import painted, table_of
from wmstudio.gui.panels.memory import MemoryPanel

IDS = [1, 2, 3, 4, 5]
WRITERS = np.array([4, 1, -1, 3], np.float32)


def slot_signals():
    rng = np.random.default_rng(2)
    return {
        "slots.values": rng.uniform(-1, 1, (SLOTS, WIDTH)).astype(np.float32),
        "slots.keys": rng.uniform(-3, 3, (SLOTS, WIDTH)).astype(np.float32),
        "slots.strength": np.array([0.9, 0.4, 0.0, 0.7], np.float32),
        "slots.read_weights": np.array([0.1, 0.6, 0.0, 0.2], np.float32),
        "slots.writer": WRITERS,
    }


@pytest.fixture
def panel(axis, on_screen):
    return on_screen(MemoryPanel(axis), 600, 600)


def show_slots(panel, token=4, ids=IDS, along="slots.read_weights"):
    declared = slot_memory()
    panel.open(opened(*declared, *lstm()))
    one = next(s for s in declared if s.name == along)
    values = values_of(one, len(ids))
    seen = trace(ids, {along: values}, [one])
    signals = slot_signals() if token >= 0 else {}
    panel.store(frame(seen, cursor=token, at=moment(token, signals)))
    panel.draw()
    return seen, signals


def test_that_each_slot_has_its_writers_text_its_age_strength_and_read_weight(panel):
    _, signals = show_slots(panel)
    slots = {slot.index: slot for slot in panel.list.slots}
    assert slots[0].text == "m"
    assert slots[1].text == "␣cat"
    assert (slots[0].age, slots[1].age, slots[3].age) == (0, 3, 1)
    for i in (0, 1, 3):
        assert slots[i].strength == pytest.approx(signals["slots.strength"][i])
        assert slots[i].read == pytest.approx(signals["slots.read_weights"][i])
        np.testing.assert_array_equal(slots[i].contents, signals["slots.values"][i])
    assert slots[2].empty


def test_that_slots_are_listed_newest_first_with_empty_ones_last_or_in_their_places(panel):
    show_slots(panel)
    assert [slot.index for slot in panel.list.slots] == [0, 3, 1, 2]
    panel.order.setCurrentIndex(1)
    panel.draw()
    assert [slot.index for slot in panel.list.slots] == [0, 1, 2, 3]


def test_that_keys_can_be_seen_in_the_place_of_values(panel):
    _, signals = show_slots(panel)
    panel.contents.choose("slots.keys")
    panel.draw()
    first = next(slot for slot in panel.list.slots if slot.index == 0)
    np.testing.assert_array_equal(first.contents, signals["slots.keys"][0])


def test_that_a_click_on_a_slot_asks_for_the_token_that_wrote_it(panel, qtbot):
    show_slots(panel)
    height = panel.list.row_height
    with qtbot.waitSignal(panel.cursor_requested) as asked_for:
        qtbot.mouseClick(
            panel.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 2 * height + 4)
        )
    assert asked_for.args == [3]


def test_that_an_empty_slot_leads_nowhere(panel, qtbot):
    show_slots(panel)
    place = QPoint(40, 4 * panel.list.row_height + 4)
    with qtbot.assertNotEmitted(panel.cursor_requested):
        qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_that_the_pointer_reads_a_slots_exact_numbers(panel, qtbot):
    _, signals = show_slots(panel)
    qtbot.mouseMove(panel.list.viewport(), QPoint(40, panel.list.row_height + 4))
    expected = "slot 0 “m”, token 4, strength 0.9000, read 0.1000"
    assert panel.header.readout.text() == expected
    columns = panel.list._columns()
    place = QPoint(columns.contents + 2, panel.list.row_height + 4)
    qtbot.mouseMove(panel.list.viewport(), place)
    value = signals["slots.values"][0, 0]
    assert panel.header.readout.text().endswith(f"feature 0: {value:.4f}")


def test_that_read_weights_along_the_text_are_the_traces_own(panel):
    seen, _ = show_slots(panel)
    picture, _ = seen.picture("slots.read_weights", 0, 8, SLOTS)
    np.testing.assert_array_equal(panel.map.image.image, picture.T)
    assert panel.watch() == ("slots.read_weights",)


def test_that_another_address_can_be_watched_along_the_text(panel, qtbot):
    show_slots(panel)
    with qtbot.waitSignal(panel.wants_changed):
        panel.along.choose("slots.strength")
    assert panel.watch() == ("slots.strength",)


def test_that_before_the_first_token_the_memory_is_empty(panel):
    show_slots(panel, token=-1)
    assert len(panel.list.slots) == SLOTS
    assert all(slot.empty for slot in panel.list.slots)


def test_that_the_strips_are_the_contents_in_the_colours_of_their_signal(panel):
    _, signals = show_slots(panel)
    values = slot_memory()[5]
    newest = picture(signals["slots.values"][:1], values)
    expected = painted(newest, table_of(values))
    strips = panel.list._strips
    assert [strips.pixel(i, 0) for i in range(WIDTH)] == [
        expected.pixel(i, 0) for i in range(WIDTH)
    ]


def test_that_slots_are_not_listed_again_while_the_moment_is_the_same(panel):
    show_slots(panel)
    before = panel.list.slots
    panel.draw()
    assert panel.list.slots is before


def test_that_an_adding_memory_shows_its_vector_and_how_saturated_it_is(panel):
    declared = adding_memory()
    panel.open(opened(*declared, *lstm(), family="additive"))
    assert panel.watch() == ("wm.vector", "wm.saturation")
    values = {s.name: values_of(s, len(IDS)) for s in declared}
    seen = trace(IDS, values, declared)
    panel.store(frame(seen))
    panel.draw()
    assert panel.list.isHidden()
    picture, _ = seen.picture("wm.vector", 0, 8, 5)
    np.testing.assert_array_equal(panel.map.image.image, picture.T)
    (curve,) = panel.share.items
    np.testing.assert_array_equal(curve.yData[: len(IDS)], values["wm.saturation"])
    assert np.isnan(curve.yData[len(IDS) :]).all()


def test_that_a_plain_lstm_shows_its_cell(panel):
    panel.open(opened(*lstm(), family="lstm"))
    assert panel.watch() == ("lstm.0.cell",)
    assert panel.list.isHidden()
    assert panel.share.isHidden()


def test_that_load_is_told_with_its_definition_while_nothing_is_pointed_at(panel):
    show_slots(panel)
    assert panel.header.readout.text().startswith("load 0.0000")


def test_that_another_model_rebuilds_the_drawing(panel):
    show_slots(panel)
    panel.open(opened(*lstm(), family="lstm"))
    panel.draw()
    assert panel.pages.currentWidget() is panel.message
    show_slots(panel)
    assert not panel.list.isHidden()
