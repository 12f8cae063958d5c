import numpy as np

from wmstudio.gui.colour_plot import unknown_runs


def test_unknown_stretches_are_found_at_both_ends_and_between():
    known = np.array([False, True, True, False, False, True, False])
    assert unknown_runs(known, 10) == [(10, 11), (13, 15), (16, 17)]
