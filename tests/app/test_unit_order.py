"""Orders of units against definitions that can be read."""

import numpy as np
import pytest

from wmstudio.app.unit_order import (
    ACTIVITY,
    CORRELATION,
    FOUND,
    LIKENESS,
    NUMBER,
    ORDERS,
    VARIANCE,
    order_of,
)


@pytest.fixture
def values():
    return np.random.default_rng(3).normal(size=(40, 12)).astype(np.float32)


@pytest.fixture
def inside():
    return (np.arange(40) >= 10) & (np.arange(40) < 15)


@pytest.mark.parametrize("how", [order.id for order in ORDERS])
def test_every_order_has_every_unit_once_and_is_the_same_each_time(values, inside, how):
    order = order_of(how, values, inside, (3, 5))
    assert sorted(order) == list(range(12))
    np.testing.assert_array_equal(order, order_of(how, values.copy(), inside, (3, 5)))


def test_by_number_is_as_they_are(values):
    np.testing.assert_array_equal(order_of(NUMBER, values), np.arange(12))


@pytest.mark.parametrize(("how", "figure"), [(ACTIVITY, np.mean), (VARIANCE, np.var)])
def test_activity_and_variance_are_of_the_span_or_of_all_where_there_is_none(
    values, inside, how, figure
):
    for part, told in ((values[10:15], inside), (values, None), (values, np.zeros(40, bool))):
        figures = [figure(part[:, u].astype(float)) for u in range(12)]
        assert list(order_of(how, values, told)) == sorted(range(12), key=lambda u: -figures[u])


def test_correlation_is_that_of_each_unit_with_being_in_the_span(values, inside):
    values[:, 4] = 0.25
    values[:, 7], values[:, 2] = inside, ~inside
    told = [0.0 if u == 4 else np.corrcoef(values[:, u], inside)[0, 1] for u in range(12)]
    order = list(order_of(CORRELATION, values, inside))

    assert order == sorted(range(12), key=lambda u: -told[u])
    assert (order[0], order[-1]) == (7, 2)


def test_without_tokens_in_and_around_a_span_there_is_no_correlation(values):
    for inside in (None, np.zeros(40, bool), np.ones(40, bool)):
        assert order_of(CORRELATION, values, inside) is None


def test_units_that_go_together_stand_together():
    rng = np.random.default_rng(0)
    courses, group = rng.normal(size=(200, 4)), rng.permutation(np.repeat(np.arange(4), 8))
    values = (courses[:, group] + 0.3 * rng.normal(size=(200, 32))).astype(np.float32)
    found = group[order_of(LIKENESS, values)]

    assert np.count_nonzero(np.diff(found)) == 3


def test_units_that_were_found_come_first_and_the_others_by_number(values):
    assert list(order_of(FOUND, values, found=(9, 2))) == [2, 9, 0, 1, 3, 4, 5, 6, 7, 8, 10, 11]


def test_units_that_do_not_move_are_sorted_by_number():
    assert list(order_of(LIKENESS, np.ones((5, 4), np.float32))) == [0, 1, 2, 3]
    assert list(order_of(VARIANCE, np.ones((5, 4), np.float32))) == [0, 1, 2, 3]
