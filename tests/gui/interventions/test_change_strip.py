"""How a change of a prediction is put into words."""

import pytest

from wmstudio.app.effect import times
from wmstudio.gui.interventions.change_strip import bits_words


@pytest.mark.parametrize(
    ("bits", "words"),
    [
        (7.9614, "+7.96 bits"),
        (-0.25, "−0.25 bits"),
        (0.001, "0.00 bits"),
        (-0.001, "0.00 bits"),
        (float("inf"), "impossible now"),
        (float("-inf"), "possible now"),
    ],
)
def test_a_change_has_its_sign_and_two_decimals(bits, words):
    assert bits_words(bits) == words


@pytest.mark.parametrize(("bits", "n"), [(7.96, 250), (-7.96, 250), (1.0, 2), (3.3, 10), (0.1, 1)])
def test_odds_are_told_with_two_digits(bits, n):
    assert times(bits) == n
