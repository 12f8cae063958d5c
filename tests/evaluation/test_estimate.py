"""Estimates: the ratio is of sums, and the interval covers what it says."""

import numpy as np
import pytest

from wmstudio.evaluation.estimate import estimate


def test_a_ratio_is_of_sums_and_a_share_of_counts():
    assert estimate([1.0, 3.0], [1.0, 7.0])["value"] == 0.5
    assert estimate([1, 0, 0, 1, 1])["value"] == pytest.approx(0.6)
    assert estimate([1, 0, 0, 1, 1])["count"] == 5


def test_items_that_agree_leave_no_doubt():
    found = estimate([1.0, 2.0, 4.0], [2.0, 4.0, 8.0])
    assert (found["low"], found["value"], found["high"]) == (0.5, 0.5, 0.5)


def test_the_interval_is_as_wide_as_theory_says():
    random = np.random.default_rng(0)
    found = estimate((random.random(1000) < 0.3).astype(float))
    # 1.96 standard errors of a share, to a tenth of them: 2,000 resamples tell them that well.
    error = 1.96 * np.sqrt(found["value"] * (1 - found["value"]) / 1000)
    assert found["high"] - found["value"] == pytest.approx(error, rel=0.1)
    assert found["value"] - found["low"] == pytest.approx(error, rel=0.1)


def test_a_seed_gives_the_same_interval_again():
    of = np.random.default_rng(0).random(50).tolist()
    assert estimate(of, seed=3) == estimate(of, seed=3)
    assert estimate(of, seed=3) != estimate(of, seed=4)


@pytest.mark.parametrize(("of", "over"), [([], None), ([1.0], [1.0, 2.0])])
def test_nothing_to_estimate_is_an_error(of, over):
    with pytest.raises(ValueError, match="needs items"):
        estimate(of, over)
