"""The heat map by itself: what it draws, what it says, and how it moves the axis they all share."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsView, QVBoxLayout, QWidget

from tests.gui.panels.conftest import frame, lstm, opened, signal, trace, values_of
from tests.support import signed
from wmstudio.engine.messages import Kind
from wmstudio.gui.base.colours import table, table_of
from wmstudio.gui.base.theme import DARK, LIGHT
from wmstudio.gui.plots.heatmap import BOTH, CHANGE, IN_SIGHT, NOW, Heatmap
from wmstudio.gui.plots.panel import TokenAxis

GATE = lstm()[1]
IDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3]


@pytest.fixture
def axis():
    return TokenAxis(width=8)


@pytest.fixture
def shown(axis, qtbot):
    # In a widget, as in a panel: pyqtgraph's own close() of a bare view ends the interpreter.
    holder = QWidget()
    view = Heatmap(axis, "a picture")
    lines = QVBoxLayout(holder)
    lines.addWidget(view)
    qtbot.addWidget(holder)
    holder.resize(600, 300)
    with qtbot.waitExposed(holder):
        holder.show()
    yield view
    holder.close()


def show(view, one=GATE, ids=IDS, cursor=None):
    values = values_of(one, len(ids))
    seen = trace(ids, {one.name: values}, [one])
    model, now = opened(one), frame(seen, cursor)
    view.set_signals(one)
    view.show_frame(model, now)
    return model, now, values


def wheel(view, place, notches, modifiers=Qt.KeyboardModifier.NoModifier):
    at = QPointF(place)
    event = QWheelEvent(
        at,
        view.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    view.wheelEvent(event)


def test_the_picture_is_handed_over_as_the_trace_has_it_in_any_stretch(shown, axis):
    axis.show(3, 11)
    _, now, _ = show(shown)
    picture, _ = now.trace.picture(GATE.name, 3, 11, 6)
    np.testing.assert_array_equal(shown.image.image, picture.T)
    assert shown.image.image.dtype == np.uint8


def test_chunks_that_are_drawn_already_are_not_drawn_again(shown):
    model, now, _ = show(shown)
    before = shown.image.image
    shown.show_frame(model, frame(now.trace, cursor=2, revision=2))
    assert shown.image.image is before
    assert shown.cursor == 2


def test_a_number_a_token_is_a_picture_of_one_row(shown):
    one = signal("load.occupancy", Kind.SCALAR)
    show(shown, one)
    assert shown.image.image.shape == (1, 8)


def test_the_cursor_before_the_first_token_is_the_edge_of_the_picture(shown):
    show(shown, cursor=-1)
    assert shown.line.line().x1() == 0.0


def test_a_scalars_words_name_no_unit(shown, qtbot):
    one = signal("load.occupancy", Kind.SCALAR)
    model, now, values = show(shown, one)
    qtbot.mouseMove(shown.viewport(), shown.place_of(1, 0.5))
    assert shown.words(model, now) == f"token 1 “cat”: {signed(values[1])}"


def test_nothing_is_said_of_a_place_beyond_the_text(shown, qtbot):
    model, now, _ = show(shown, ids=[1, 2])
    qtbot.mouseMove(shown.viewport(), shown.place_of(5, 2.5))
    assert shown.words(model, now) == ""


def test_the_wheel_scrolls_the_shared_axis(shown, axis):
    show(shown)
    wheel(shown, shown.place_of(4, 2.5), -1)
    assert (axis.start, axis.stop) == (1, 9)
    wheel(shown, shown.place_of(4, 2.5), 3)
    assert (axis.start, axis.stop) == (0, 8)


def test_control_and_wheel_zoom_around_the_pointer(shown, axis):
    axis.show(0, 40)
    show(shown, ids=IDS * 4)
    wheel(shown, shown.place_of(20, 2.5), 1, Qt.KeyboardModifier.ControlModifier)
    assert axis.stop - axis.start == 32
    assert axis.start == 4


def test_the_wheel_over_the_numbers_zooms_rows_and_leaves_the_axis(shown, axis):
    show(shown)
    wheel(shown, QPoint(10, shown.place_of(0, 3.0).y()), 2)
    low, high = shown.view.viewRange()[1]
    assert high - low < 6
    assert (axis.start, axis.stop) == (0, 8)


def test_dragging_scrolls_and_asks_for_no_token(shown, axis, qtbot):
    show(shown)
    start, stop = shown.place_of(5, 2.5), shown.place_of(3, 2.5)
    with qtbot.assertNotEmitted(shown.token_clicked):
        qtbot.mousePress(shown.viewport(), Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(shown.viewport(), stop)
        qtbot.mouseRelease(shown.viewport(), Qt.MouseButton.LeftButton, pos=stop)
    assert (axis.start, axis.stop) == (2, 10)


@pytest.mark.parametrize(
    ("key", "token"),
    [(Qt.Key.Key_Left, 3), (Qt.Key.Key_Right, 5), (Qt.Key.Key_Home, -1), (Qt.Key.Key_End, 11)],
)
def test_keys_ask_for_the_token_beside_the_first_and_the_last(shown, qtbot, key, token):
    show(shown, cursor=4)
    with qtbot.waitSignal(shown.token_clicked) as asked_for:
        qtbot.keyClick(shown, key)
    assert asked_for.args == [token]


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_theme_colours_background_line_and_what_is_not_known(shown, theme):
    shown.apply_theme(theme)
    assert shown.backgroundBrush().color().name() == theme.panel
    assert shown.line.pen().color().name() == theme.cursor
    assert shown.cover.colour.name() == theme.panel


def test_what_is_stale_is_dimmed_and_still_there(shown):
    show(shown)
    shown.set_stale(True)
    assert 0 < shown.image.opacity() < 1
    assert shown.image.isVisible()


def test_zero_has_the_neutral_colour_also_where_the_range_is_not_even():
    even, uneven = table(-1.0, 1.0, LIGHT), table(-1.0, 3.0, LIGHT)
    assert np.abs(even[128].astype(int) - uneven[64]).max() <= 3


def test_a_gates_colours_grow_lighter_all_the_way():
    light = table_of(GATE, LIGHT).astype(float) @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(light) > -0.5).all()


def test_in_a_scaled_window_all_of_a_picture_is_painted_again(shown, monkeypatch):
    modes = QGraphicsView.ViewportUpdateMode
    for ratio, mode in ((1.5, modes.FullViewportUpdate), (1.0, modes.MinimalViewportUpdate)):
        monkeypatch.setattr(shown, "devicePixelRatioF", lambda ratio=ratio: ratio)
        QApplication.sendEvent(shown, QEvent(QEvent.Type.DevicePixelRatioChange))
        assert shown.viewportUpdateMode() == mode


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        ((0.5, -0.5), ("1", "−1")),
        ((1.0, -1.0), ("1", "−1")),
        ((1.5, 0.0), ("≥1", "−1")),
        ((0.0, -3.0), ("1", "≤−1")),
    ],
)
def test_a_scale_says_that_values_lie_beyond_it(shown, values, numbers):
    one = signal("cell", Kind.ACTIVATION, 1, low=-1.0, high=1.0, dims=("unit",))
    found = np.array(values, np.float32)[:, None]
    shown.set_signals(one)
    shown.show_frame(opened(one), frame(trace(IDS[:2], {one.name: found}, [one])))
    assert (shown.colours.numbers[0], shown.colours.numbers[2]) == numbers
    beyond = "≥" in str(numbers) or "≤" in str(numbers)
    assert ("beyond this scale" in shown.colours.toolTip()) == beyond


@pytest.fixture
def changed(shown, axis):
    """Shows a gate that is changed from token 4 on, with what it was in the untouched reading."""

    def show_changed(beside, scaling="declared"):
        plain = values_of(GATE, len(IDS), seed=1)
        values = plain.copy()
        values[4:] = 1 - values[4:]
        now, was = (trace(IDS, {GATE.name: x}, [GATE]) for x in (values, plain))
        axis.show(2, 12)
        shown.set_beside(beside)
        shown.set_scaling(scaling)
        shown.set_signals(GATE)
        both = frame(replace(now, untouched=was))
        shown.show_frame(opened(GATE), both)
        return both, values, plain

    return show_changed


def test_each_token_has_a_second_column_of_the_untouched_model(shown, changed):
    both, *_ = changed(BOTH)
    now, _ = both.trace.picture(GATE.name, 2, 12, 6)
    was, _ = both.trace.untouched.picture(GATE.name, 2, 12, 6)
    np.testing.assert_array_equal(shown.image.image[:, ::2], now.T)
    np.testing.assert_array_equal(shown.image.image[:, 1::2], was.T)
    # Both of them in the place of the one token.
    area = shown.image.mapRectToParent(shown.image.boundingRect())
    assert (area.left(), area.right()) == (2, 12)


@pytest.mark.parametrize("scaling", ["declared", IN_SIGHT])
def test_a_change_is_drawn_around_zero(shown, changed, scaling):
    _, values, plain = changed(CHANGE, scaling)
    low, high = shown.ends
    assert low == -high
    assert high == 1.0
    scaled = ((values - plain)[2:12] - low) * 255 / (high - low)
    np.testing.assert_array_equal(shown.image.image, np.rint(scaled).T)


def test_values_alone_are_drawn_again_once_nothing_is_changed(shown, changed):
    both, *_ = changed(CHANGE)
    for trace_, beside in ((both.trace.untouched, CHANGE), (both.trace, NOW)):
        shown.set_beside(beside)
        shown.show_frame(opened(GATE), replace(both, trace=trace_))
        picture, _ = trace_.picture(GATE.name, 2, 12, 6)
        np.testing.assert_array_equal(shown.image.image, picture.T)
        assert shown.ends == (GATE.low, GATE.high)


def test_the_words_of_a_changed_value_say_what_it_was(shown, changed, qtbot):
    both, values, plain = changed(BOTH)
    for token, was in ((3, ""), (5, f" (untouched {signed(plain[5, 2])})")):
        qtbot.mouseMove(shown.viewport(), shown.place_of(token, 2.5))
        assert shown.words(opened(GATE), both).endswith(f"is {signed(values[token, 2])}{was}")
