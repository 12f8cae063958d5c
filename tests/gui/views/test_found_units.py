"""Units found by their values over spans: high, low, or going along with them."""

import numpy as np
import pytest

from wmstudio.gui.views.found_units import MOST_CORRELATED, found_units

SPANS = [(2, 4), (6, 8)]
VALUES = np.zeros((10, 4), np.float32)
VALUES[[2, 3, 6, 7], 1] = 0.9
VALUES[[2, 3, 6, 7], 2] = -0.9
VALUES[:, 3] = 0.9


def test_high_and_low_units_are_those_of_every_span():
    assert [row.unit for row in found_units(VALUES, SPANS, 0.5)] == [1]
    assert [row.unit for row in found_units(VALUES, SPANS, -0.5, below=True)] == [2]
    assert [row.unit for row in found_units(VALUES, SPANS, 0.5, exactly=False)] == [1, 3]


def test_both_signs_of_correlation_come_first():
    rows = found_units(VALUES, SPANS, None)
    assert [row.unit for row in rows[:2]] == [1, 2]
    assert [row.r for row in rows] == pytest.approx([1.0, -1.0, 0.0, 0.0])


def test_means_are_of_the_spans_and_of_the_tokens_beside_them():
    (row,) = found_units(VALUES, SPANS, 0.5)
    assert (row.inside, row.beside) == pytest.approx((0.9, 0.0))
    (row,) = found_units(VALUES[2:4], [(0, 2)], 0.5, exactly=False)[:1]
    assert (row.beside, row.r) == (None, None)


def test_no_more_than_a_list_can_show_are_ranked():
    wide = np.random.default_rng(0).normal(size=(10, 90)).astype(np.float32)
    assert len(found_units(wide, SPANS, None)) == MOST_CORRELATED
