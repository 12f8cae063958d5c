"""Slots: each with who wrote it, how much is kept and read of it, and what it holds."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from tests.gui.panels.conftest import SLOTS, WIDTH, frame, opened, slot_memory, snapshot, trace
from wmstudio.engine.trace import picture
from wmstudio.gui.base.colours import painted, table_of
from wmstudio.gui.base.theme import DARK
from wmstudio.gui.views.memory_views.slots import SlotsTop

IDS = [1, 2, 3, 4, 5]
RNG = np.random.default_rng(2)
SIGNALS = {
    "slots.values": RNG.uniform(-1, 1, (SLOTS, WIDTH)).astype(np.float32),
    "slots.keys": RNG.uniform(-3, 3, (SLOTS, WIDTH)).astype(np.float32),
    "slots.strength": np.array([0.9, 0.4, 0.0, 0.7], np.float32),
    "slots.read_weights": np.array([0.1, 0.6, 0.0, 0.2], np.float32),
    "slots.writer": np.array([4, 1, -1, 3], np.float32),
}


@pytest.fixture
def top(on_screen):
    return on_screen(SlotsTop("slots"), 500, 300)


def show(top, token=4, signals=SIGNALS):
    model = opened(*slot_memory())
    top.open(model)
    top.show_moment(model, frame(trace(IDS)), snapshot(token, signals))
    return model


def redraw(top, model):
    top.show_moment(model, frame(trace(IDS)), snapshot(4, SIGNALS))


def test_that_each_slot_has_its_writers_text_age_strength_read_weight_and_contents(top):
    show(top)
    items = top.list.items
    order = [0, 3, 1, 2]  # the newest first, the empty one last
    assert items.index.tolist() == order
    assert items.writers.tolist() == [4, 3, 1, -1]
    assert tuple(items.texts) == ("m", "␣on", "␣cat", "")
    strength, age, read = items.cells.T
    np.testing.assert_array_equal(strength, SIGNALS["slots.strength"][order])
    np.testing.assert_array_equal(read, SIGNALS["slots.read_weights"][order])
    np.testing.assert_array_equal(age, [0, 1, 3, np.nan])
    np.testing.assert_array_equal(items.contents, SIGNALS["slots.values"][order])


def test_that_slots_can_be_listed_in_their_places(top, qtbot):
    model = show(top)
    with qtbot.waitSignal(top.changed):
        top.order.setCurrentIndex(1)
    redraw(top, model)
    assert top.list.items.index.tolist() == [0, 1, 2, 3]


def test_that_keys_can_be_seen_in_the_place_of_values(top):
    model = show(top)
    top.contents.choose("slots.keys")
    redraw(top, model)
    np.testing.assert_array_equal(top.list.items.contents[0], SIGNALS["slots.keys"][0])


def test_that_a_click_on_a_slot_asks_for_the_token_that_wrote_it(top, qtbot):
    show(top)
    place = QPoint(40, 2 * top.list.row_height + 4)
    with qtbot.waitSignal(top.token_clicked) as asked_for:
        qtbot.mouseClick(top.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked_for.args == [3]


def test_that_an_empty_slot_leads_nowhere(top, qtbot):
    show(top)
    place = QPoint(40, 4 * top.list.row_height + 4)
    with qtbot.assertNotEmitted(top.token_clicked):
        qtbot.mouseClick(top.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_that_the_pointer_reads_a_slots_exact_numbers(top, qtbot):
    show(top)
    view, row = top.list.viewport(), top.list.row_height
    qtbot.mouseMove(view, QPoint(40, row + 4))
    assert top.words() == "slot 0 “m”, token 4, strength 0.9000, read 0.1000"
    qtbot.mouseMove(view, QPoint(view.width() - 10, row + 4))
    value = SIGNALS["slots.values"][0, WIDTH - 1]
    assert top.words() == f"slot 0 “m”, token 4, feature {WIDTH - 1}: {value:.4f}"
    qtbot.mouseMove(view, QPoint(40, 4 * row + 4))
    assert top.words() == "slot 2: empty"


def test_that_before_the_first_token_every_slot_is_empty(top):
    show(top, token=-1, signals={})
    assert top.list.items.writers.tolist() == [-1] * SLOTS


def test_that_the_strips_are_the_contents_in_the_colours_of_their_signal(top):
    show(top)
    values = slot_memory()[5]
    expected = painted(picture(SIGNALS["slots.values"][:1], values), table_of(values, DARK))
    strips = top.list.strips(0, 1)
    for i in range(WIDTH):
        assert strips.pixel(i, 0) == expected.pixel(i, 0)


def test_that_slots_are_not_listed_again_while_the_moment_is_the_same(top):
    model = opened(*slot_memory())
    top.open(model)
    now = frame(trace(IDS), at=snapshot(4, SIGNALS))
    top.show_moment(model, now, now.snapshot)
    before = top.list.items
    top.show_moment(model, now, now.snapshot)
    assert top.list.items is before


def test_that_another_capacity_is_followed(top):
    show(top)
    model = opened(*slot_memory(slots=7))
    top.open(model)
    writers = np.array([-1, 0, 1, 2, 3, 4, -1], np.float32)
    top.show_moment(model, frame(trace(IDS)), snapshot(4, {"slots.writer": writers}))
    assert top.list.items.writers.tolist() == [4, 3, 2, 1, 0, -1, -1]
