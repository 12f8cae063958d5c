import numpy as np
import pytest

from wmstudio.gui.plots.colour_plot import unknown_runs


def test_unknown_stretches_are_found_at_both_ends_and_between():
    known = np.array([False, True, True, False, False, True, False])
    assert unknown_runs(known, 10) == [(10, 11), (13, 15), (16, 17)]


@pytest.mark.parametrize(
    ("known", "runs"), [([], []), ([True], []), ([False], [(3, 4)]), ([False] * 4, [(3, 7)])]
)
def test_where_all_or_nothing_is_known_there_is_one_stretch_or_none(known, runs):
    assert unknown_runs(np.array(known, np.bool_), 3) == runs
