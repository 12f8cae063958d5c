"""What of a shaded text has to be painted anew."""

import numpy as np
import pytest

from wmstudio.gui.editor.text_shades import LEAST, STRONGEST, Shades, changed_span

PLACES = 40
WEIGHTS = np.array([-1.0, -0.5, 0.0, 0.5 * LEAST / STRONGEST, 0.5, 1.0], np.float32)


def shades(random):
    edges = np.sort(random.choice(PLACES, random.integers(2, 9), replace=False)).astype(np.int64)
    weights = random.choice(WEIGHTS, len(edges) - 1)
    return Shades(edges, weights, marked=random.random() < 0.2, role="memory")


def looks(shaded):
    """What is seen at each place: the opacity, and whether a mark stands there."""
    seen = [(0, False)] * PLACES
    for start, stop, alpha in [] if shaded is None else shaded.seen.tolist():
        for place in range(start, stop):
            seen[place] = alpha, shaded.marked and place == start
    return seen


@pytest.mark.parametrize("seed", range(200))
def test_whatever_looks_different_is_within_the_changed_span(seed):
    random = np.random.default_rng(seed)
    before, after = shades(random), shades(random)
    if seed % 4:
        # As after a key: one range is different, and others follow.
        after = Shades(before.edges, before.weights.copy(), marked=before.marked)
        after.weights[seed % len(after.weights)] = 0.25
        after = Shades(after.edges, after.weights, marked=after.marked)
    start, stop = changed_span(before, after) or (0, 0)
    different = [a != b for a, b in zip(looks(before), looks(after), strict=True)]
    assert not any(different[:start] + different[stop:])


def test_the_same_shading_changes_nothing_and_one_range_only_itself():
    edges, weights = np.arange(0, 50, 5), np.full(9, 0.5, np.float32)
    before = Shades(edges, weights)
    assert changed_span(None, None) is None
    assert changed_span(before, Shades(edges.copy(), weights.copy())) is None
    assert changed_span(None, before) == (0, 45)
    weights = weights.copy()
    weights[3] = 1.0
    assert changed_span(before, Shades(edges, weights)) == (15, 20)


def test_a_range_that_is_added_at_the_end_changes_nothing_before_it():
    edges, weights = np.arange(0, 50, 5), np.full(9, 0.5, np.float32)
    assert changed_span(Shades(edges[:-1], weights[:-1]), Shades(edges, weights)) == (40, 45)


def test_another_colour_changes_all_that_is_shaded():
    edges, weights = np.arange(0, 50, 5), np.full(9, 0.5, np.float32)
    before, after = Shades(edges, weights), Shades(edges, weights, role="below_zero")
    assert changed_span(before, after) == (0, 45)
