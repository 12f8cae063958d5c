import numpy as np
import pytest

from tests.gui.panels.conftest import attention
from wmstudio.gui.views.lookback import MEAN, by_token, head_name, head_options, heads, of_head

ROWS = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]], np.float32)


def test_weights_by_tokens_back_stand_at_their_tokens():
    found = by_token(ROWS, 5, 2, 8)
    np.testing.assert_array_equal(found[0], np.float32([np.nan, 0.2, 0.3, 0.5, np.nan, np.nan]))
    np.testing.assert_array_equal(found[1, 1:4], ROWS[1, ::-1])


def test_nothing_is_looked_at_before_the_first_token():
    np.testing.assert_array_equal(
        by_token(ROWS[0], 1, -2, 3), [np.nan, np.nan, *ROWS[0, 1::-1], np.nan]
    )
    assert np.isnan(by_token(ROWS[0], -1, 0, 4)).all()


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [(MEAN, ROWS.mean(0)), ("", ROWS.mean(0)), ("1", ROWS[1]), ("7", ROWS.mean(0))],
)
def test_a_head_is_chosen_by_its_name_and_else_the_mean(chosen, expected):
    np.testing.assert_allclose(of_head(ROWS, chosen), expected)
    np.testing.assert_allclose(of_head(ROWS[1], ""), ROWS[1])


def test_heads_that_share_one_whole_are_added_up():
    np.testing.assert_allclose(of_head(ROWS, MEAN, shared=True), ROWS.sum(0))
    np.testing.assert_allclose(of_head(ROWS, "1", shared=True), ROWS[1])
    assert head_options(2, shared=True)[0].label == head_name(MEAN, shared=True) == "all heads"


def test_one_head_is_no_choice():
    assert heads(attention("cache.weights", 6)) == heads(attention("a.weights", 1, 6)) == 1
    assert head_options(1) == []
    assert [option.id for option in head_options(2)] == [MEAN, "0", "1"]
