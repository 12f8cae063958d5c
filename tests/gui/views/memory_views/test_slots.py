"""Slots: each with who wrote it, how much is kept and read of it, and what it holds."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from tests.gui.panels.conftest import SLOTS, WIDTH, frame, opened, slot_memory, snapshot, trace
from tests.support import signed
from wmstudio.engine.trace import picture
from wmstudio.gui.base.colours import painted, table_of
from wmstudio.gui.base.theme import DARK
from wmstudio.gui.views.memory_views.rows import NEWEST, PLACES
from wmstudio.gui.views.memory_views.slots import SlotsTop
from wmstudio.gui.widgets.items import Pieces

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


def test_that_nothing_is_listed_under_the_columns_of_another_model(top):
    model = show(top)
    count, more = len(top.list.rows), top.list.columns[0]
    top.list.set_columns((*top.list.columns, more))
    assert len(top.list.rows) == 0
    # As it is painted before the model has read anything: an error in there ends the program.
    assert not top.list.grab().isNull()
    top.open(model)
    top.list.grab()
    redraw(top, model)
    assert len(top.list.rows) == count > 0
    top.open(model)
    assert len(top.list.rows) == count, "the same columns keep their items"


def test_that_each_slot_has_its_writers_text_age_strength_read_weight_and_contents(top):
    model = show(top)
    top.order.choose(NEWEST)
    redraw(top, model)
    items = top.list.items
    order = [0, 3, 1, 2]  # the newest first, the empty one last
    assert items.index.tolist() == order
    assert items.writers.tolist() == [4, 3, 1, -1]
    assert tuple(items.texts[at] for at in range(4)) == ("m", "␣on", "␣cat", "")
    ago, strength, read, percent = items.cells.T
    np.testing.assert_array_equal(percent, read)
    np.testing.assert_array_equal(strength, SIGNALS["slots.strength"][order])
    np.testing.assert_array_equal(read, SIGNALS["slots.read_weights"][order])
    np.testing.assert_array_equal(ago, [1, 2, 4, np.nan])
    top.values.setChecked(True)
    redraw(top, model)
    np.testing.assert_array_equal(top.list.items.contents, SIGNALS["slots.values"][order])


def test_what_is_read_most_comes_first_and_what_is_not_read_is_left_out(top, qtbot):
    model = show(top)
    assert top.list.items.index.tolist() == [1, 3, 0]
    assert top.foot.line.text() == "3 of 4 slots written"
    assert top.foot.all.text() == "Show all"
    qtbot.mouseClick(top.foot.all, Qt.MouseButton.LeftButton)
    redraw(top, model)
    assert top.list.items.index.tolist() == [1, 3, 0, 2]
    assert top.foot.all.text() == "Show fewer"


def test_the_row_that_is_read_most_is_open_and_says_where_it_stood(top):
    show(top)
    assert top.list.chosen == 0
    assert top.headline() == "cat 60.0 %"
    assert top.list.detail.isVisible()
    assert top.list.detail.sentence.text() == "It followed “the”."
    assert top.list.spoken().value == top.list.told(0)
    heights = np.diff(top.list._edges)
    assert heights[0] > heights[1] == top.list.row_height


def test_arrows_enter_and_delete_work_on_rows(top, qtbot):
    show(top)
    top.list.setFocus()
    qtbot.keyClick(top.list, Qt.Key.Key_Down)
    assert top.list.chosen == 1
    assert top.headline() == "on 20.0 %"
    with qtbot.waitSignal(top.token_clicked) as asked_for:
        qtbot.keyClick(top.list, Qt.Key.Key_Return)
    assert asked_for.args == [3]
    # This model offers no edit: there is no button, and the key does nothing.
    assert top.list.detail.empty_button.isHidden()
    with qtbot.assertNotEmitted(top.empty_requested):
        qtbot.keyClick(top.list, Qt.Key.Key_Delete)
    top.list.set_emptying("Empty slot")
    with qtbot.waitSignal(top.empty_requested) as asked_for:
        qtbot.keyClick(top.list, Qt.Key.Key_Delete)
    assert asked_for.args == ["item", 3]


def test_what_is_no_prose_before_a_token_has_a_sign():
    pieces = (b"a\x00", b"\n", b" b", b"\xe2")
    before = np.array([[-1, -1, -1, 3, 0, 1]])
    shown = Pieces(np.array([2]), pieces, before).words(0)
    assert shown == ("a⟨U+0000⟩↵  ", "b")
    assert Pieces(np.array([3]), pieces, before[:, ::-1]).words(0).own == "⟨E2⟩"


def test_words_before_a_token_stand_with_it(top):
    show(top)
    assert top.list.rows.texts.words(0) == ("the ", "cat")
    assert top.list.rows.texts.words(1) == ("cat is ", "on")


def test_that_slots_can_be_listed_in_their_places(top, qtbot):
    model = show(top)
    with qtbot.waitSignal(top.changed):
        top.order.choose(PLACES)
    redraw(top, model)
    assert top.list.items.index.tolist() == [0, 1, 2, 3]
    assert top.list.numbered


def test_that_keys_can_be_seen_in_the_place_of_values(top):
    model = show(top)
    top.contents.choose("slots.keys")
    redraw(top, model)
    # Who chooses what is shown of the slots wants to see it.
    assert top.values.isChecked()
    np.testing.assert_array_equal(top.list.items.contents[0], SIGNALS["slots.keys"][1])


def place_of(top, row):
    return QPoint(40, round(top.list._edges[row]) + top.list.row_height + 4)


def test_a_click_chooses_a_slot_and_a_double_click_goes_to_its_token(top, qtbot):
    show(top)
    view = top.list.viewport()
    with qtbot.assertNotEmitted(top.token_clicked):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place_of(top, 1))
    assert top.list.chosen == 1
    with qtbot.waitSignal(top.token_clicked) as asked_for:
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place_of(top, 1))
    assert asked_for.args == [3]
    with qtbot.waitSignal(top.token_clicked) as asked_for:
        qtbot.mouseClick(top.list.detail.go_button, Qt.MouseButton.LeftButton)
    assert asked_for.args == [3]


def test_that_an_empty_slot_leads_nowhere(top, qtbot):
    model = show(top)
    top.order.choose(NEWEST)
    redraw(top, model)
    with qtbot.assertNotEmitted(top.token_clicked):
        qtbot.mouseDClick(top.list.viewport(), Qt.MouseButton.LeftButton, pos=place_of(top, 3))
    assert not top.list.detail.go_button.isEnabled()


def test_that_the_pointer_reads_a_slots_exact_numbers(top, qtbot):
    model = show(top)
    top.order.choose(PLACES)
    top.values.setChecked(True)
    redraw(top, model)
    view = top.list.viewport()
    qtbot.mouseMove(view, place_of(top, 0))
    expected = "slot 0 “m”, token 4, 1 token ago, kept 90.00 %, read now 10.00 %"
    assert top.words() == expected
    qtbot.mouseMove(view, QPoint(top.list._places[-1].right() - 2, place_of(top, 0).y()))
    value = SIGNALS["slots.values"][0, WIDTH - 1]
    assert top.words() == f"slot 0 “m”, token 4, feature {WIDTH - 1}: {signed(value)}"
    qtbot.mouseMove(view, place_of(top, 2))
    assert top.words() == "slot 2: empty"


def test_that_before_the_first_token_every_slot_is_empty(top):
    show(top, token=-1, signals={})
    assert top.list.items.writers.tolist() == [-1] * SLOTS


def test_that_the_strips_are_the_contents_in_the_colours_of_their_signal(top):
    model = show(top)
    top.values.setChecked(True)
    redraw(top, model)
    values = slot_memory()[5]
    expected = painted(picture(SIGNALS["slots.values"][1:2], values), table_of(values, DARK))
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


def show_beside(top, read, signals=SIGNALS):
    """Show the slots with an untouched model that reads other shares of them."""
    model = opened(*slot_memory())
    top.open(model)
    before = snapshot(4, {**SIGNALS, "slots.read_weights": np.array(read, np.float32)})
    shown = replace(frame(trace(IDS)), untouched=before)
    top.show_moment(model, shown, snapshot(4, signals))
    return top.list


def test_reads_of_the_untouched_model_are_outlined_in_the_row_of_their_token(top):
    rows = show_beside(top, [0.05, 0.1, 0.0, 0.8]).rows
    was = dict(zip(rows.writers.tolist(), rows.was[:, 2].tolist(), strict=True))
    assert was == pytest.approx({4: 0.05, 1: 0.1, 3: 0.8})
    assert rows.full == 1.0
    assert np.isnan(rows.was[:, [0, 1, 3]]).all()


def test_a_token_that_the_untouched_model_reads_most_comes_first(top):
    rows = show_beside(top, [0.0, 0.1, 0.0, 0.9]).rows
    assert rows.writers[0] == 3


def test_a_row_tells_what_is_read_without_the_edits(top):
    shown = show_beside(top, [0.05, 0.1, 0.0, 0.8])
    at = shown.rows.writers.tolist().index(3)
    assert shown.told(at).endswith("80.00 % without the edits")


def test_the_line_under_the_rows_explains_the_outlines(top):
    show_beside(top, [0.05, 0.1, 0.0, 0.8])
    assert "dashed: untouched" in top.foot.line.text()


def test_reads_that_do_not_differ_have_no_outlines(top):
    assert show_beside(top, SIGNALS["slots.read_weights"]).rows.was is None
    assert "untouched" not in top.foot.line.text()
