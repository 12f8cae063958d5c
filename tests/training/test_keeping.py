"""Which steps of a run are kept."""

from itertools import pairwise

import pytest

from wmstudio.training.keeping import kept_steps


@pytest.mark.parametrize(("steps", "count"), [(1000, 20), (600, 20), (40_000, 20), (30, 20)])
def test_as_many_steps_are_kept_as_asked(steps, count):
    found = kept_steps(steps, count)
    assert len(found) == len(set(found)) == count
    assert (found[0], found[-1]) == (0, steps)


def test_steps_grow_by_a_constant_factor():
    found = kept_steps(100_000, 20)
    factors = [b / a for a, b in pairwise(found[1:])]
    assert max(factors) == pytest.approx(min(factors), rel=0.01)


def test_short_runs_keep_all_steps():
    assert kept_steps(5, 20) == (0, 1, 2, 3, 4, 5)


def test_two_kept_steps_are_the_first_and_the_last():
    assert kept_steps(1000, 2) == (0, 1000)


def test_more_than_there_are_steps_keeps_all_at_once():
    assert kept_steps(12, 10**15) == tuple(range(13))
