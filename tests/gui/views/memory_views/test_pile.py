"""A stack and a queue: items as high as they are strong, the end that is read above."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent

from tests.gui.panels.conftest import WIDTH, frame, opened, pile, snapshot, trace
from tests.gui.pseudo_language import Pseudo
from wmstudio.contract import put_in_after
from wmstudio.gui.base.theme import DARK, LIGHT
from wmstudio.gui.base.translation import tr
from wmstudio.gui.views.memory_views.pile import QUEUE, STACK, STRENGTH, PileTop

IDS = [1, 2, 3, 4, 5, 6]
STRENGTHS = np.array([0.75, 0.0, 0.5, 1.0, 0.0], np.float32)
WRITERS = np.array([5, 4, 2, 0, -1], np.float32)
FROM_THE_NEWEST = np.array([0.75, 0.0, 0.25, 0.0, 0.0], np.float32)
FROM_THE_OLDEST = np.array([0.0, 0.0, 0.0, 1.0, 0.0], np.float32)
VALUES = np.random.default_rng(1).uniform(-1, 1, (5, WIDTH)).astype(np.float32)


def signals_of(prefix, read):
    return {
        f"{prefix}.strength": STRENGTHS,
        f"{prefix}.read_weights": read,
        f"{prefix}.values": VALUES,
        f"{prefix}.writer": WRITERS,
    }


@pytest.fixture
def stack(on_screen):
    return show(on_screen(PileTop("stack", STACK), 500, 300), "stack", FROM_THE_NEWEST)


@pytest.fixture
def queue(on_screen):
    return show(on_screen(PileTop("queue", QUEUE), 500, 300), "queue", FROM_THE_OLDEST)


def show(top, prefix, read, token=5):
    model = opened(*pile(prefix))
    top.open(model)
    signals = signals_of(prefix, read) if token >= 0 else {}
    top.show_moment(model, frame(trace(IDS)), snapshot(token, signals))
    return top


def middle_of(top, at):
    """A pixel within an item's box."""
    edges = top.list._edges
    return QPoint(top.list._places[1].left() + 20, top.list.row_height + int(edges[at]) + 4)


def test_that_a_stack_has_its_newest_item_on_top_and_leaves_out_what_was_popped(stack):
    items = stack.list.items
    assert items.index.tolist() == [0, 2, 3]
    assert tuple(items.texts[at] for at in range(3)) == ("at", "␣is", "␣the")
    np.testing.assert_array_equal(items.cells.T[0], STRENGTHS[[0, 2, 3]])
    np.testing.assert_array_equal(items.cells.T[1], [1, 4, 6])
    np.testing.assert_array_equal(items.cells.T[2], FROM_THE_NEWEST[[0, 2, 3]])
    np.testing.assert_array_equal(items.contents, VALUES[[0, 2, 3]])


def test_that_a_queue_has_its_front_above_and_its_newest_item_at_the_back(queue):
    items = queue.list.items
    assert items.index.tolist() == [3, 2, 0]
    assert items.cells[0, 2] == 1.0


def test_what_was_put_in_by_hand_says_so_in_its_box(stack):
    signals = signals_of("stack", FROM_THE_NEWEST)
    signals["stack.writer"] = np.array([5, 4, put_in_after(3), 0, -1], np.float32)
    stack.show_moment(opened(*pile("stack")), frame(trace(IDS)), snapshot(5, signals))
    assert [stack.list.name_of(at) for at in range(3)] == ["at", "put in by hand", "the"]


def test_that_items_are_as_high_as_they_are_strong(stack):
    heights = np.diff(stack.list._edges)
    np.testing.assert_allclose(heights / heights[2], stack.list.items.cells[:, STRENGTH])


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_that_the_part_of_a_box_that_is_read_is_lit(stack, theme):
    stack.list.apply_theme(theme)
    image = stack.list.viewport().grab().toImage()
    x = stack.list._places[1].right() - 3
    top = stack.list.row_height
    heights = np.diff(stack.list._edges)
    lit, dark = QColor(theme.selected), QColor(theme.empty_bar)
    assert image.pixelColor(x, top + 2) == lit
    second = top + int(heights[0])
    # A quarter of strength 1 is read of an item of strength a half: half of its box.
    assert image.pixelColor(x, second + int(heights[1] * 0.25)) == lit
    assert image.pixelColor(x, second + int(heights[1] * 0.8)) == dark
    assert image.pixelColor(x, second + int(heights[1]) + 10) == dark


def test_that_a_click_on_an_item_asks_for_the_token_that_pushed_it(stack, qtbot):
    with qtbot.waitSignal(stack.token_clicked) as asked_for:
        place = middle_of(stack, 1)
        qtbot.mouseClick(stack.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked_for.args == [2]


def test_that_the_pointer_reads_an_items_exact_numbers(queue, qtbot):
    qtbot.mouseMove(queue.list.viewport(), middle_of(queue, 0))
    assert queue.words() == "item 3 “␣the”, token 0, kept 100.0 %, 6 tokens ago, read now 100.0 %"


def test_that_below_the_last_item_there_is_nothing(stack, qtbot):
    place = QPoint(60, stack.list.viewport().height() - 2)
    qtbot.mouseMove(stack.list.viewport(), place)
    assert stack.words() == ""
    with qtbot.assertNotEmitted(stack.token_clicked):
        qtbot.mouseClick(stack.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.mark.parametrize("points", [6, 9, 10, 13])
def test_that_there_is_room_for_every_number_whatever_the_size_of_text(stack, qapp, points):
    before = qapp.font()
    font = qapp.font()
    font.setPointSizeF(points)
    qapp.setFont(font)
    try:
        stack.list.apply_theme(DARK)
        for column, place in zip(stack.list.columns, stack.list._places[2:], strict=False):
            assert stack.list.brush.width("100.0") <= place.width()
            titles = column.title, column.short
            assert min(map(stack.list.brush.width, titles)) <= place.width()
    finally:
        qapp.setFont(before)


@pytest.mark.parametrize(("prefix", "ends"), [("stack", STACK), ("queue", QUEUE)])
@pytest.mark.parametrize("least", [0.5, 1e-4])
def test_an_end_is_named_also_where_its_item_is_too_low_to_be_seen(on_screen, prefix, ends, least):
    top = on_screen(PileTop(prefix, ends), 500, 300)
    signals = signals_of(prefix, FROM_THE_NEWEST)
    signals[f"{prefix}.strength"] = np.array([least, 0, 1, least, 0], np.float32)
    model = opened(*pile(prefix))
    top.open(model)
    top.show_moment(model, frame(trace(IDS)), snapshot(5, signals))
    image = top.list.viewport().grab().toImage()
    place = top.list.place(0, top.list.row_height, top.list.row_height)
    ground = image.pixel(1, image.height() - 1)
    named = {image.pixel(x, y) for x in range(place.right()) for y in
             range(place.top(), place.bottom())}  # fmt: skip
    assert named - {ground}


def test_that_an_empty_stack_says_so(on_screen):
    top = show(on_screen(PileTop("stack", STACK), 500, 300), "stack", FROM_THE_NEWEST, token=-1)
    assert len(top.list.items) == 0
    assert top.list.empty_text == "The stack is empty here."
    image = top.list.viewport().grab().toImage()
    below = range(top.list.row_height, image.height(), 2)
    written = {image.pixel(x, y) for y in below for x in range(0, image.width(), 2)}
    assert len(written) > 1


def test_that_items_are_lower_where_all_of_them_can_be_seen_that_way(stack, qtbot):
    tall = stack.list._edges[-1]
    room = int(tall * 0.8) + stack.list.row_height
    stack.list.setFixedHeight(room)
    qtbot.waitUntil(lambda: stack.list._edges[-1] < tall)
    assert stack.list._edges[-1] <= room - stack.list.row_height
    assert stack.list.verticalScrollBar().maximum() == 0


def test_that_control_and_wheel_make_all_items_taller_and_the_wheel_alone_does_not(stack):
    before = stack.list._edges[-1]
    turn(stack.list, Qt.KeyboardModifier.NoModifier)
    assert stack.list._edges[-1] == before
    turn(stack.list, Qt.KeyboardModifier.ControlModifier)
    assert stack.list._edges[-1] == pytest.approx(1.25 * before)


def turn(view, modifiers):
    at = QPointF(40, 40)
    event = QWheelEvent(
        at,
        view.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    view.wheelEvent(event)


def test_that_a_pile_that_is_higher_than_the_view_can_be_scrolled_to_its_end(stack, qtbot):
    stack.list.zoom = 4.0
    stack.resize(500, 120)
    bar = stack.list.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    view = stack.list.viewport()
    qtbot.mouseMove(view, QPoint(60, view.height() - 3))
    assert stack.words().startswith("item 3 “␣the”")


def test_the_title_of_the_contents_is_translated(stack, monkeypatch):
    said, translator = [], Pseudo()
    monkeypatch.setattr(
        stack.list.brush, "text", lambda _, __, text, *rest, **more: said.append(text)
    )
    QCoreApplication.installTranslator(translator)
    try:
        stack.list.viewport().grab()
        assert tr("values") in said
    finally:
        QCoreApplication.removeTranslator(translator)
    assert tr("values") not in said
