"""Round numbers that scales end at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstudio.gui.plots.scales import nice_full, range_around


@pytest.mark.parametrize(
    ("most", "full"), [(1.0, 1.0), (1.01, 2.0), (3.0, 5.0), (0.031, 0.05), (700.0, 1000.0)]
)
def test_a_scale_ends_at_the_next_of_1_2_5_of_any_size(most, full):
    assert nice_full(most) == full


@pytest.mark.parametrize(
    ("values", "found"),
    [((0.31, 0.33), (0.31, 0.33)), ((0.02, 0.97), (0.0, 1.0)), ((0.5, 0.5), (0.5, 0.5005))],
)
def test_a_range_that_is_not_signed_begins_and_ends_at_round_steps(values, found):
    assert range_around(*values, 0.0, 1.0) == pytest.approx(found)


def test_a_signed_range_has_zero_in_the_middle_whatever_is_in_sight():
    assert range_around(0.2, 0.4, -3.0, 3.0) == (-0.5, 0.5)
    assert range_around(-7.0, 0.4, -3.0, 3.0) == (-10.0, 10.0)


bounded = st.floats(-1e4, 1e4, allow_nan=False)


@given(bounded, bounded, st.sampled_from([(0.0, 1.0), (-1.0, 1.0), (0.0, 256.0)]))
def test_everything_in_sight_is_within_the_range(a, b, declared):
    low, high = range_around(min(a, b), max(a, b), *declared)
    slack = 1e-6 * max(abs(a), abs(b), 1.0)

    assert low < high
    assert low - slack <= min(a, b) <= max(a, b) <= high + slack
