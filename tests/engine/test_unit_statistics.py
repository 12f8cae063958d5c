"""Statistics of units over a pattern: against numpy over all values at once."""

import numpy as np
import pytest

from wmstudio.contract import Kind, Signal
from wmstudio.engine.unit_statistics import GOOD, MOVED, UnitTally, moved_labels

UNITS = 5
BOUNDED = Signal("gate", Kind.GATE, ("unit",), (UNITS,), "a gate")
OPEN = Signal("cell", Kind.ACTIVATION, ("unit",), (UNITS,), "a cell", -np.inf, np.inf)


def made(signal, seed=0, tokens=600):
    """Values, of which units 1 and 2 follow the labels upwards and downwards; 4 is constant."""
    random = np.random.default_rng(seed)
    labels = (np.arange(tokens) % 23 < 7).astype(np.int8)
    labels[random.random(tokens) < 0.1] = -1
    x = random.normal(size=(tokens, UNITS)) * 0.1
    x[:, 1] += 0.4 * (labels == 1)
    x[:, 2] -= 0.3 * (labels == 1)
    x = (x + 0.5).clip(0, 1) if signal is BOUNDED else x * 20 + 1000
    x[:, 4] = 0.7
    return x.astype(np.float32), labels


def told(signal, x, labels, chunk=64):
    moved, tally = moved_labels(labels), UnitTally(signal)
    for start in range(0, len(x), chunk):
        tally.add(x[start : start + chunk], moved[:, start : start + chunk])
    return tally.result()


def accuracies(x, inside, thresholds):
    """The balanced accuracy of each threshold and direction: the better direction."""
    above = x[:, None] >= thresholds
    share = (above[inside].mean(0) + 1 - above[~inside].mean(0)) / 2
    return np.maximum(share, 1 - share)


@pytest.mark.parametrize("signal", [BOUNDED, OPEN])
def test_moments_equal_numpy_over_counted_tokens(signal):
    x, labels = made(signal)
    result = told(signal, x, labels)
    x, inside = x[labels >= 0].astype(np.float64), labels[labels >= 0] == 1

    np.testing.assert_allclose(result.inside, x[inside].mean(0), rtol=1e-12)
    np.testing.assert_allclose(result.outside, x[~inside].mean(0), rtol=1e-12)
    np.testing.assert_allclose(result.spread[:4], x[~inside].std(0)[:4], rtol=1e-9)
    r = [np.corrcoef(x[:, unit], inside)[0, 1] for unit in range(4)]
    np.testing.assert_allclose(result.r, [*r, 0.0], atol=1e-10)
    assert result.tokens == (inside.sum(), (~inside).sum())
    assert result.spread[4] == 0


@pytest.mark.parametrize("signal", [BOUNDED, OPEN])
def test_accuracy_is_that_of_the_best_threshold(signal):
    x, labels = made(signal)
    result = told(signal, x, labels)
    x, inside = x[labels >= 0].astype(np.float64), labels[labels >= 0] == 1
    for unit in range(UNITS):
        # It is what the threshold that is told reaches.
        above = x[:, unit] >= result.threshold[unit]
        right = above if result.above[unit] else ~above
        reached = (right[inside].mean() + (~right[~inside]).mean()) / 2
        assert result.accuracy[unit] == pytest.approx(reached, abs=1e-12)
    # And no value in the data would be a better threshold, up to the width of a bin.
    if signal is BOUNDED:
        best = [accuracies(x[:, u], inside, np.unique(x[:, u])).max() for u in range(UNITS)]
        np.testing.assert_allclose(result.accuracy, best, atol=0.01)
        assert (result.accuracy <= np.array(best) + 1e-12).all()


def test_units_that_follow_are_told_with_their_direction():
    result = told(BOUNDED, *made(BOUNDED))
    assert np.flatnonzero(result.following).tolist() == [1, 2]
    assert result.above[[1, 2]].tolist() == [True, False]


def test_luck_is_the_best_unit_of_any_moved_pattern():
    x, labels = made(BOUNDED)
    result = told(BOUNDED, x, labels)
    counted = labels >= 0
    edges = np.arange(512) / 512
    lucky = 0.0
    for k in range(1, 1 + MOVED):
        own = labels[counted] == 1
        inside = np.roll(own, k * counted.sum() // (1 + MOVED))
        alike = (inside[own].mean() + 1 - inside[~own].mean()) / 2
        if max(alike, 1 - alike) >= GOOD:
            continue
        for unit in range(UNITS):
            lucky = max(lucky, accuracies(x[counted, unit].astype(float), inside, edges).max())
    assert result.lucky == pytest.approx(lucky, abs=1e-12)


def test_copies_that_fall_on_a_regular_pattern_are_no_luck():
    labels = (np.arange(200) % 10 < 3).astype(np.int8)
    x = np.repeat(labels[:, None] * 0.8, UNITS, axis=1).astype(np.float32)
    result = told(BOUNDED, x, labels)
    assert result.accuracy.min() == 1
    assert result.lucky < 0.85
    assert result.following.all()


def test_few_tokens_make_lucky_units_and_none_that_follow():
    random = np.random.default_rng(3)
    wide = Signal("wide", Kind.GATE, ("unit",), (400,), "many gates")
    labels = (np.arange(20) % 10 < 3).astype(np.int8)
    result = told(wide, random.random((20, 400), np.float32), labels)
    assert result.accuracy.max() > 0.85
    assert not result.following.any()


def test_chunks_of_any_length_give_the_same():
    x, labels = made(OPEN)
    a, b = told(OPEN, x, labels, 64), told(OPEN, x, labels, 7)
    for name in ("r", "accuracy", "threshold", "inside", "outside", "spread"):
        np.testing.assert_allclose(getattr(a, name), getattr(b, name), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("label", [0, 1])
def test_nothing_is_told_without_tokens_on_both_sides(label):
    x, labels = made(BOUNDED)
    assert told(BOUNDED, x, np.full_like(labels, label)) is None


def test_the_control_is_like_the_unit_and_ignores_the_pattern():
    x, labels = made(BOUNDED)
    x[:, 3] = 0.1 + 0.01 * x[:, 3]
    result = told(BOUNDED, x, labels)
    # Unit 0 has the mean and spread of unit 1; unit 3 is smaller, unit 4 constant, unit 2 follows.
    assert result.control_of(1) == 0


def test_values_that_overflowed_leave_the_other_units_right():
    x, labels = made(OPEN)
    expected = told(OPEN, x, labels)
    x[5, 3], x[6, 3] = np.inf, np.nan
    result = told(OPEN, x, labels)
    np.testing.assert_array_equal(result.r[:3], expected.r[:3])
    assert np.isfinite(result.r).all()
