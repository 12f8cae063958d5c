"""Numbers in words: shares in per cent, and uncertainties that a reader can picture."""

import pytest

from wmstudio.gui.base.wording import (
    choice_words,
    decimals,
    exact_percent,
    maybe_rounded,
    number,
    percent,
    settings_words,
)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (1.0, "100.0"),
        (0.19693, "19.7"),
        (0.00149, "0.1"),
        (0.000996, "0.1"),
        (0.00099, "0.10"),
        (0.0008123, "0.08"),
        (0.00005, "0.01"),
        (0.00004, "<0.01"),
        (1e-30, "<0.01"),
        (0.0, "0.0"),
        (-1e-9, "0.0"),
        (float("inf"), "∞"),
    ],
)
def test_a_share_has_one_decimal_and_two_where_it_is_small(share, said):
    assert percent(share) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (1.0, "100.0 %"),
        (0.196931, "19.69 %"),
        (0.05, "5.000 %"),
        (0.00081234, "0.08123 %"),
        (0.0, "0 %"),
        (1.5e-8, "1.500e-06 %"),
    ],
)
def test_an_exact_share_has_four_digits_whatever_its_size(share, said):
    assert exact_percent(share) == said


@pytest.mark.parametrize(
    ("bits", "said"),
    [
        (0.0, "nearly certain"),
        (1.0, "≈ a choice among 2"),
        (3.17, "≈ a choice among 9"),
        (5.262, "≈ a choice among 38"),
        (8.2214, "≈ a choice among 300"),
        (12.0, "≈ a choice among 4,100"),
    ],
)
def test_uncertainty_is_told_as_a_choice_among_equals(bits, said):
    assert choice_words(bits) == said


def test_what_is_no_number_is_said_to_be_none():
    nothing, more = float("nan"), float("inf")
    assert {said(nothing) for said in (number, percent, exact_percent, decimals)} == {"—"}
    assert choice_words(nothing) == "no number"
    assert [number(x) for x in (more, -more)] == ["∞", "−∞"]
    assert maybe_rounded(more, rounded=True) == "≈ ∞"


def test_settings_are_told_in_words():
    values = (("policy", "least-recently-read"), ("keep_threshold", 0.25), ("capacity", 8192))
    assert settings_words((*values, ("memory", False))) == [
        "policy least recently read",
        "keep threshold 0.25",
        "capacity 8192",
        "memory off",
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (decimals(-0.36), "−0.3600"),
        (decimals(-1.5, "+z.2f"), "−1.50"),
        (decimals(1.5, "+z.2f"), "+1.50"),
        (number(-2e-5), "−2.0e-05"),
        (exact_percent(-0.5), "−50.00 %"),
        (maybe_rounded(-0.25, rounded=True), "≈ −0.25"),
    ],
)
def test_a_number_below_zero_has_a_true_minus_sign(written, said):
    assert written == said
