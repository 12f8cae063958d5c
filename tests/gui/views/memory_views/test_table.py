"""A table of the last tokens, and the contents of the memory as a matrix."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from tests.gui.panels.conftest import (
    fading_slots,
    frame,
    opened,
    snapshot,
    table_memory,
    trace,
    transformer,
)
from tests.support import signed
from wmstudio.contract import Setting
from wmstudio.gui.views.memory_views.kinds import KINDS
from wmstudio.gui.views.memory_views.rows import NEWEST, STRONGEST
from wmstudio.gui.views.memory_views.table import TableTop

IDS = [1, 2, 3, 4]
HEADS, BACK, KEY, VALUE = 2, 6, 3, 4
RNG = np.random.default_rng(4)
MATCH = RNG.uniform(-1, 1, (HEADS, BACK)).astype(np.float32)
RECALL, STORED = RNG.uniform(0, 1, (2, HEADS, BACK)).astype(np.float32)
MATRIX = RNG.uniform(-1, 1, (HEADS * KEY, VALUE)).astype(np.float32)
SIGNALS = {
    "keyvalue.match": MATCH,
    "keyvalue.recall": RECALL,
    "keyvalue.stored": STORED,
    "keyvalue.matrix": MATRIX,
}


@pytest.fixture
def top(on_screen):
    columns = ("stored", "recall", "match")
    return on_screen(TableTop("keyvalue", columns, "match"), 500, 300)


def show(top, signals=SIGNALS, token=3, model=None):
    model = model or opened(*table_memory(HEADS, KEY, VALUE, BACK))
    top.open(model)
    redraw(top, model, signals, token)
    return model


def redraw(top, model, signals=SIGNALS, token=3):
    top.show_moment(model, frame(trace(IDS)), snapshot(token, signals))


def test_that_there_is_a_row_for_each_token_so_far_with_the_means_over_heads(top):
    show(top)
    items = top.list.items
    assert items.writers.tolist() == [3, 2, 1, 0]
    assert tuple(items.texts[at] for at in range(4)) == ("␣on", "␣is", "␣cat", "␣the")
    ago, stored, recall, match = items.cells.T
    np.testing.assert_array_equal(ago, [1, 2, 3, 4])
    for shown, values in ((stored, STORED), (recall, RECALL), (match, MATCH)):
        np.testing.assert_allclose(shown, values.mean(0)[:4])


def test_that_there_are_no_more_rows_than_the_table_looks_back(top):
    seen = trace([1, 2, 3, 4, 5, 6, 7, 8])
    model = opened(*table_memory(HEADS, KEY, VALUE, BACK))
    top.open(model)
    top.show_moment(model, frame(seen), snapshot(7, SIGNALS))
    assert top.list.items.writers.tolist() == [7, 6, 5, 4, 3, 2]


def test_that_one_head_can_be_looked_at(top, qtbot):
    model = show(top)
    with qtbot.waitSignal(top.changed):
        top.head.setCurrentText("head 1")
    redraw(top, model)
    np.testing.assert_array_equal(top.list.items.cells[:, 3], MATCH[1, :4])


def test_that_the_strongest_match_can_be_listed_first_whatever_its_sign(top):
    model = show(top)
    top.order.choose(STRONGEST)
    redraw(top, model)
    mean = MATCH.mean(0)[:4]
    assert (mean < 0).any()
    order = np.argsort(-np.abs(mean))
    np.testing.assert_allclose(top.list.items.cells[:, 3], mean[order])
    np.testing.assert_array_equal(top.list.items.writers, 3 - order)


def test_that_the_pointer_reads_a_rows_exact_numbers(top, qtbot):
    show(top)
    qtbot.mouseMove(top.list.viewport(), QPoint(30, top.list.row_height + 4))
    stored, recall, match = (x.mean(0)[0] for x in (STORED, RECALL, MATCH))
    shares = f"stored {100 * stored:.2f} %, kept {100 * recall:.2f} %"
    expected = f"token 3 “␣on”, 1 token ago, {shares}, match {signed(match)}"
    assert top.words() == expected


def test_that_a_double_click_on_a_row_asks_for_its_token(top, qtbot):
    show(top)
    top.list.choose(2)
    place = QPoint(30, round(top.list._edges[2]) + top.list.row_height + 4)
    with qtbot.waitSignal(top.token_clicked) as asked_for:
        qtbot.mouseDClick(top.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked_for.args == [1]


def test_that_before_the_first_token_the_table_is_empty(top):
    show(top)
    show(top, signals={}, token=-1)
    assert len(top.list.items) == 0


def test_that_the_matrix_is_the_moments_own_whole_or_of_one_head(top, qtbot):
    model = show(top)
    top.shows.setCurrentText("matrix")
    redraw(top, model)
    assert top.pages.currentWidget() is top.matrix
    np.testing.assert_array_equal(top.matrix.values, MATRIX)
    assert top.head.currentText() == "all heads"
    top.head.setCurrentText("head 1")
    redraw(top, model)
    np.testing.assert_array_equal(top.matrix.values, MATRIX[KEY:])
    area = top.matrix.area()
    qtbot.mouseMove(top.matrix, area.bottomRight() - QPoint(2, 2))
    value = MATRIX[-1, -1]
    assert top.words() == f"key feature {2 * KEY - 1}, value feature {VALUE - 1}: {signed(value)}"


def test_that_a_matrix_can_be_seen_before_the_first_token_though_there_is_nothing_in_it(top):
    model = show(top)
    top.shows.setCurrentText("matrix")
    redraw(top, model, signals={}, token=-1)
    assert top.matrix.values is None
    top.matrix.grab()


def test_only_tokens_that_a_memory_wrote_are_listed_and_counted(on_screen):
    top = on_screen(TableTop("slots", ("weights", "strength"), "weights", sharp=True), 500, 300)
    capacity = Setting("capacity", "how many slots there are", 3, low=1, high=9)
    model = replace(opened(*fading_slots(back=6)), settings={"capacity": capacity})
    strength = np.array([[0.9, 0, 0.5, 0, 0, 0], [0.9, 0, 0.3, 0, 0, 0]], np.float32)
    weights = np.where(strength > 0, 0.25, 0).astype(np.float32)
    show(top, {"slots.weights": weights, "slots.strength": strength}, model=model)
    top.order.choose(NEWEST)
    redraw(top, model, {"slots.weights": weights, "slots.strength": strength})
    assert top.list.items.writers.tolist() == [3, 1]
    np.testing.assert_allclose(top.list.items.cells[:, 2], [0.9, 0.4])
    assert top.foot.line.text().endswith("2 of 3 tokens held")


def test_that_a_transformer_has_a_column_a_layer_and_bars_to_a_round_number(on_screen):
    top = on_screen(TableTop("attention"), 500, 300)
    weights = [np.full((2, 6), 0.12, np.float32), np.full((2, 6), 0.03, np.float32)]
    signals = {f"attention.{i}.weights": x for i, x in enumerate(weights)}
    show(top, signals, model=opened(*transformer(layers=2)))
    assert [column.title for column in top.list.columns] == [
        "tokens ago",
        "layer 0",
        "layer 1",
        "mean, in %",
    ]
    assert top.list.items.full == 0.2
    np.testing.assert_allclose(top.list.items.cells[0], [1, 0.12, 0.03, 0.075], atol=1e-6)
    assert top.shows.isHidden()


def test_per_cent_stand_right_beside_the_bar_that_they_are_of(on_screen):
    model = opened(*fading_slots(back=6))
    kind = next(kind for kind in KINDS if kind.is_of(model))
    weights, strength = np.full((2, 6), 0.25, np.float32), np.full((2, 6), 0.75, np.float32)
    top = on_screen(kind.top(), 500, 300)
    show(top, {"slots.weights": weights, "slots.strength": strength}, model=model)
    titles = [column.title for column in top.list.columns]
    assert titles == ["tokens ago", "kept", "read now", "in %"]
    np.testing.assert_allclose(top.list.items.cells[0], [1, 0.75, 0.25, 0.25])


def test_that_another_number_of_heads_is_followed(top):
    show(top)
    top.head.setCurrentText("head 1")
    one = {name: x[:1] for name, x in SIGNALS.items() if name != "keyvalue.matrix"}
    show(top, one, model=opened(*table_memory(1, KEY, VALUE, BACK)))
    assert top.head.isHidden()
    np.testing.assert_array_equal(top.list.items.cells[:, 3], MATCH[0, :4])


def show_beside(top, now, was, name="attention.0.weights"):
    """Show weights of one head with those of the untouched model."""
    model = opened(*transformer(layers=1, heads=1))
    top.open(model)
    before = snapshot(3, {name: np.array([was], np.float32)})
    shown = replace(frame(trace(IDS)), untouched=before)
    top.show_moment(model, shown, snapshot(3, {name: np.array([now], np.float32)}))
    return top.list


@pytest.fixture
def layers(on_screen):
    return on_screen(TableTop("attention", sharp=True), 500, 300)


def test_weights_of_the_untouched_model_are_outlined_beside_their_token(layers):
    rows = show_beside(layers, [0.1, 0.6, 0.3, 0.0, 0, 0], [0.1, 0.2, 0.1, 0.6, 0, 0]).rows
    was = dict(zip(rows.writers.tolist(), rows.was[:, 1].tolist(), strict=True))
    assert was == pytest.approx({3: 0.1, 2: 0.2, 1: 0.1, 0: 0.6})


def test_a_token_that_is_no_longer_read_stays_in_its_row(layers):
    shown = show_beside(layers, [0.1, 0.6, 0.3, 0.0, 0, 0], [0.0, 0.2, 0.1, 0.7, 0, 0])
    assert shown.rows.writers[0] == 0
    assert shown.told(0).endswith("70.00 % without the edits")


def test_the_longest_outline_fits_the_scale(layers):
    rows = show_beside(layers, [0.1, 0.4, 0.3, 0.0, 0, 0], [0.1, 0.0, 0.0, 0.9, 0, 0]).rows
    assert rows.full == 1.0


def test_an_outline_is_painted_where_the_bar_was(layers):
    def column_of(shown):
        area = shown.place(3, shown.row_height, shown.row_height)
        image = shown.grab().toImage()
        scale = image.width() / shown.width()
        y = int((area.center().y() - 7) * scale)
        return [
            image.pixelColor(int(x * scale), y).name() for x in range(area.left(), area.right())
        ]

    plain = [0.5, 0.2, 0.3, 0.0, 0, 0]
    without = column_of(show_beside(layers, plain, plain))
    outlined = column_of(show_beside(layers, plain, [0.9, 0.1, 0.0, 0.0, 0, 0]))
    assert len(set(without)) < len(set(outlined))
