"""Bits of units: what is on exactly there, and where else, against loops that can be read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstudio.engine.messages import Kind, Signal
from wmstudio.engine.unit_index import (
    BestPlaces,
    Place,
    UnitIndex,
    packed,
    units_on,
    usual_threshold,
    watchable,
)


def index_of(on_TU):
    on_TU = np.asarray(on_TU, bool)
    ends = np.arange(1, len(on_TU) + 1)
    return UnitIndex("a", 0.5, "x" * len(on_TU), ends, on_TU.shape[1], packed(on_TU))


def random_bits(tokens, units, seed, share=0.6):
    return np.random.default_rng(seed).random((tokens, units)) < share


def places_by_hand(on_TU, units, apart=None):
    """Grow every place token by token, and sort."""
    sets = [frozenset(u for u in units if row[u]) for row in on_TU]
    found, start = [], 0
    for stop in range(1, len(sets) + 1):
        if stop < len(sets) and sets[stop] == sets[start]:
            continue
        here = len(sets[start])
        before = len(sets[start - 1]) if start else 0
        after = len(sets[stop]) if stop < len(sets) else 0
        free = apart is None or stop <= apart[0] or start >= apart[1]
        if here and here >= before and here >= after and free:
            found.append((start, stop, here))
        start = stop
    return sorted(found, key=lambda p: (-p[2], -(p[1] - p[0]), p[0]))


@given(
    st.integers(1, 60), st.integers(1, 140), st.integers(0, 10**6), st.integers(1, 12), st.data()
)
def test_places_are_those_that_a_loop_over_tokens_finds(tokens, units, seed, wanted, data):
    on = random_bits(tokens, units, seed)
    chosen = data.draw(st.lists(st.integers(0, units - 1), min_size=1, max_size=wanted))
    apart = data.draw(
        st.none() | st.tuples(st.integers(0, tokens), st.integers(0, tokens)).map(sorted)
    )
    most = data.draw(st.integers(1, 30))
    found = index_of(on).find(chosen, exclude=[apart] if apart else [], limit=most)
    expected = places_by_hand(on, set(chosen), apart)

    assert [(p.start, p.stop, p.units) for p in found.places] == expected[:most]
    assert found.whole == sum(p[2] == len(set(chosen)) for p in expected)


@given(st.integers(1, 30), st.integers(1, 200), st.integers(0, 10**6), st.data())
def test_units_that_are_on_exactly_there_are_those_of_the_definition(tokens, units, seed, data):
    on = random_bits(tokens, units, seed)
    start = data.draw(st.integers(0, tokens - 1))
    stop = data.draw(st.integers(start + 1, tokens))
    through = [u for u in range(units) if all(on[t, u] for t in range(start, stop))]
    beside = [t for t in (start - 1, stop) if 0 <= t < tokens]
    exactly = [u for u in through if not any(on[t, u] for t in beside)]

    for one in (lambda **k: units_on(on, start, stop, **k),
                lambda **k: index_of(on).active_units(start, stop, **k)):  # fmt: skip
        assert list(one()) == exactly
        assert list(one(exactly=False)) == through


@given(st.integers(0, 20), st.integers(1, 200), st.integers(0, 10**6))
def test_bits_come_out_as_they_went_in(tokens, units, seed):
    on = random_bits(tokens, units, seed)
    index = index_of(on)

    assert index.bits_WT.shape == (-(-units // 64), tokens)
    np.testing.assert_array_equal(index.on(0, tokens), on)


def test_more_units_go_before_longer_places_and_these_before_earlier_ones():
    on = np.zeros((12, 3), bool)
    on[0, :2] = on[2:5, :2] = on[6:9, :2] = True
    on[10] = True

    assert index_of(on).find([0, 1, 2]) == BestPlaces(
        (Place(10, 11, 3), Place(2, 5, 2), Place(6, 9, 2), Place(0, 1, 2)), 1
    )


def test_no_units_and_no_tokens_give_no_places_and_unknown_ones_are_an_error():
    assert index_of(np.zeros((5, 2), bool)).find([0, 1]) == BestPlaces((), 0)
    assert index_of(np.ones((5, 2), bool)).find([]) == BestPlaces((), 0)
    assert index_of(np.zeros((0, 2), bool)).find([1]) == BestPlaces((), 0)
    with pytest.raises(IndexError, match="0 to 1"):
        index_of(np.ones((5, 2), bool)).find([2])
    with pytest.raises(IndexError):
        index_of(np.ones((5, 2), bool)).active_units(4, 6)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 1, 0.5), (-1, 1, 0.3), (-3, 3, 0.9), (0, np.inf, 0.5), (-np.inf, np.inf, 0.5)],
)
def test_the_usual_threshold_is_within_the_range_of_the_signal(low, high, expected):
    signal = Signal("a", Kind.ACTIVATION, ("unit",), (3,), "", low, high)
    assert usual_threshold(signal) == pytest.approx(expected)


def test_only_signals_with_one_column_of_units_a_token_can_be_searched():
    def signal(kind, *shape):
        return Signal("a", kind, ("slot", "feature")[: len(shape)], shape, "")

    assert watchable(signal(Kind.GATE, 4))
    assert watchable(signal(Kind.SCALAR))
    assert not watchable(signal(Kind.SLOTS, 4, 3))
    assert not watchable(signal(Kind.INDEX, 4))
