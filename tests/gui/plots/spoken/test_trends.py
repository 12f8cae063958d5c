"""Trends of numbers as sentences."""

import numpy as np
import pytest

from wmstudio.gui.plots.spoken.trends import over_tokens, trend


def told(values):
    return trend("strength", values, over_tokens, "token {}".format)


def test_a_rising_curve_says_both_ends_and_both_extremes():
    assert told([0.12, 0.1, 0.5, 0.9, 0.87]) == (
        "strength rises from 0.1200 to 0.8700, over tokens 0 to 4; "
        "lowest 0.1000 at token 1, highest 0.9000 at token 3"
    )


@pytest.mark.parametrize(
    ("values", "way"),
    [
        ([3.0, 2.0, 2.5, 0.5], "falls from 3.0000 to 0.5000"),
        ([1.0, 5.0, 0.0, 1.5], "goes up and down, from 1.0000 to 1.5000"),
        ([0.5, 0.5, 0.5], "is 0.5000 everywhere"),
    ],
)
def test_falling_wavering_and_constant_curves_are_told_apart(values, way):
    assert way in told(values)


def test_unknown_and_infinite_numbers_are_left_out():
    assert "from 1.0000 to 2.0000, over tokens 1 to 3;" in told([np.nan, 1.0, np.inf, 2.0])
    assert told([np.nan, np.inf]) == ""
    assert told([]) == ""
