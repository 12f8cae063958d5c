"""Curves whose heights are to be compared."""

import numpy as np
import pytest

from tests.gui.panels.conftest import adding_memory, frame, opened, trace
from wmstudio.gui.plots.curves import Curve, CurvePlot
from wmstudio.gui.plots.panel import TokenAxis


@pytest.fixture
def make_plot(qtbot):
    def make():
        plot = CurvePlot(TokenAxis(width=8), "a plot", (Curve("a", "network"),), "", 10.0, 5.0)
        qtbot.addWidget(plot)
        return plot

    return make


def show(plot, highest):
    values = np.full(8, highest, np.float32)
    plot.show_values(opened(*adding_memory()), frame(trace([1, 2, 3])), [values])


def rows(plot):
    return plot.view.viewRange()[1]


def test_that_two_share_the_scale_that_the_higher_one_needs(make_plot):
    one, other = make_plot(), make_plot()
    show(one, 12)
    one.share_scale(other)
    assert rows(one) == rows(other) == [0, 15]
    show(other, 31)
    assert rows(one) == rows(other) == [0, 35]
    show(other, 1)
    assert rows(one) == rows(other) == [0, 15]


def test_that_one_alone_has_its_own_scale_again(make_plot):
    one, other = make_plot(), make_plot()
    one.share_scale(other)
    show(other, 31)
    one.share_scale()
    assert rows(one) == [0, 10]


def test_that_what_has_no_bounds_goes_through_the_top_and_hides_nothing_else(make_plot):
    plot = make_plot()
    values = np.array([1, np.inf, 3, np.nan, np.inf, np.nan, np.nan, np.nan], np.float32)
    plot.show_values(opened(*adding_memory()), frame(trace([1, 2, 3, 4, 5])), [values])
    (item,) = plot.items
    np.testing.assert_array_equal(item.values[:5], [1, 10, 3, np.nan, 10])
    assert rows(plot) == [0, 10]
    plot.token = 1
    assert plot.words() == "a ∞"


def test_the_untouched_model_is_drawn_where_it_differs_and_one_token_around(make_plot, qtbot):
    plot = make_plot()
    now = np.array([1, 2, 3, 4, 5, 6, np.nan, np.nan], np.float32)
    was = np.array([1, 2, 3, 9, 5, 6, 7, np.nan], np.float32)
    model, seen = opened(*adding_memory()), frame(trace([1, 2, 3, 4, 5, 6]))
    plot.show_values(model, seen, [now], was)
    nan = np.nan
    np.testing.assert_array_equal(plot.untouched.values, [nan, nan, 3, 9, 5, nan, nan, nan])
    assert plot.legend.compares
    plot.token = 3
    assert plot.words() == "a 4.0000 (untouched 9.0000)"
    plot.token = 0
    assert plot.words() == "a 1.0000"

    plot.show_values(model, seen, [now])
    assert not np.isfinite(plot.untouched.values).any()
    assert not plot.legend.compares


def test_the_value_axis_holds_what_the_untouched_model_has(make_plot):
    plot = make_plot()
    low = np.full(8, 1, np.float32)
    plot.show_values(opened(*adding_memory()), frame(trace([1, 2, 3])), [low], low + 11)
    assert rows(plot) == [0, 15]


def test_that_a_low_picture_has_numbers_at_the_ends_of_its_axis_only(make_shown, qtbot):
    plot = make_shown().panels["timeline"].plot
    plot.setFixedHeight(200)
    qtbot.waitUntil(lambda: plot.view.height() > 120)
    assert plot.scale._tickLevels is None

    plot.setFixedHeight(50)
    qtbot.waitUntil(lambda: plot.view.height() < 40)
    assert plot.scale._tickLevels == [[(0.0, "0"), (plot.most, f"{plot.most:g}")]]
