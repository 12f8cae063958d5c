"""The picture of a curve over training steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from tests.gui.rendered import faults
from wmstudio.gui.base.theme import LIGHT, THEMES
from wmstudio.gui.plots.step_plot import StepPlot, round_ticks, written

STEPS, VALUES = (100, 200, 400), (3.0, 2.5, 1.25)


@pytest.fixture
def plot(qtbot):
    plot = StepPlot("training loss", "nats per token")
    qtbot.addWidget(plot)
    plot.steps_word = "steps"
    plot.resize(400, 200)
    plot.apply_theme(LIGHT)
    plot.show_points(STEPS, VALUES)
    plot.show()
    return plot


NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@given(one=NUMBERS, other=NUMBERS, most=st.integers(3, 8))
def test_ticks_are_few_and_enclose_the_range(one, other, most):
    low, high = sorted((one, other))
    ticks = round_ticks(low, high, most)
    slack = 1e-6 * max(abs(low), abs(high), 1e-3)

    assert 2 <= len(ticks) <= most + 1
    assert ticks[0] <= low + slack
    assert ticks[-1] >= high - slack
    assert ticks == sorted(set(ticks))


@pytest.mark.parametrize(
    ("value", "ticks"),
    [(2.7, [2.4, 2.5, 2.6, 2.7]), (100, [90, 95, 100]), (0, [0, 0.5, 1]), (-2, [-2, -1.9, -1.8])],
)
def test_the_axis_of_a_single_value_has_short_numbers(value, ticks):
    assert round_ticks(value, value, 4) == pytest.approx(ticks)
    near = round_ticks(value, value + 1e-10, 4)
    assert all(len(written(tick, near[1] - near[0])) <= len("-1.95") for tick in near)


@pytest.mark.parametrize(
    ("value", "step", "said"), [(1.5, 0.5, "1.5"), (2500, 500, "2,500"), (0.02, 0.005, "0.020")]
)
def test_numbers_have_the_decimals_of_their_steps(value, step, said):
    assert written(value, step) == said


def test_points_stand_where_their_numbers_say(plot):
    first, second, last = (plot.place_of(at) for at in range(3))
    area = plot.area()

    # 100 steps are a quarter of the way from 0 to 400.
    assert (first.x() - area.left()) / (last.x() - area.left()) == pytest.approx(0.25)
    fall = (second.y() - first.y()) / (last.y() - first.y())
    assert fall == pytest.approx((3.0 - 2.5) / (3.0 - 1.25))
    image = plot.grab().toImage()
    ratio = image.devicePixelRatio()
    for place in (first, second, last):
        assert image.pixelColor((place * ratio).toPoint()) == QColor(LIGHT.network)


def test_the_nearest_point_is_under_the_pointer(plot, qtbot):
    seen = []
    plot.pointed.connect(lambda: seen.append(plot.at))
    for at in (0, 2):
        place = plot.place_of(at).toPoint()
        qtbot.mouseMove(plot, QPoint(place.x() + 3, 20))
    plot.leaveEvent(None)
    assert seen == [0, 2, None]


def test_a_level_is_in_the_range_and_named(plot):
    plot.mark_level((7.0, "this text 7.00"))
    rows = plot._rows()
    assert rows[-1] >= 7.0
    assert rows[0] <= 1.25


def test_one_point_and_equal_values_are_drawn(plot):
    for steps, values in (((5,), (0.0,)), ((1, 2), (3.0, 3.0))):
        plot.show_points(steps, values)
        assert not plot.grab().isNull()
        assert plot.area().contains(plot.place_of(0))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_all_its_words_can_be_read(plot, theme):
    plot.apply_theme(theme)
    plot.mark_level((2.0, "this text 2.00"))
    wrong, read, _ = faults(plot, 7 if "contrast" in theme.name else 4.5, 3, {theme.panel})

    assert wrong == []
    assert read >= 8


def test_a_click_wants_the_nearest_step_that_can_be_chosen(plot, qtbot):
    wanted = []
    plot.step_wanted.connect(wanted.append)
    area = plot.area()

    def click(step):
        x = area.left() + area.width() * step / 400
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(round(x), 100))

    click(200)
    assert wanted == []
    plot.mark_steps((0, 150, 400), 400)
    for step in (10, 200, 390):
        click(step)
    # The open one, at 400, is not wanted again.
    assert wanted == [0, 150]


def test_the_open_step_is_a_line_from_top_to_bottom(plot):
    area = plot.area()
    x = area.left() + area.width() * 150 / 400

    def is_drawn(y):
        image = plot.grab().toImage()
        ratio = image.devicePixelRatio()
        points = [(round((x + dx) * ratio), round(y * ratio)) for dx in (-1, 0, 1)]
        return any(image.pixelColor(*point) != QColor(LIGHT.panel) for point in points)

    plot.mark_steps((0, 150, 400), 150)
    assert is_drawn(area.top() + 3)
    assert is_drawn(area.bottom() - 9)
    plot.mark_steps((), None)
    assert not is_drawn(area.bottom() - 9)
