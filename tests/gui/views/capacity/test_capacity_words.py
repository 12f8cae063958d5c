"""Sentences about a text's need for capacity."""

import pytest

from wmstudio.engine.messages import Bound, CapacityCurve
from wmstudio.gui.views.capacity.capacity_words import told_of

ON = {1: 2.0, 16: 1.31, 32: 1.305, 64: 1.3}


def curve_of(bits, off=None, tokens=64, all_tokens=None, policy=""):
    points = {Bound(n, policy): x for n, x in bits.items()}
    points |= {} if off is None else {Bound(None): off}
    return CapacityCurve("memory_window", Bound(16), points, tokens, all_tokens or tokens)


@pytest.mark.parametrize(
    ("curve", "now", "told"),
    [
        (
            curve_of(ON),
            Bound(16),
            "With memory window 16 this text costs 1.31 bits per byte. More than 32 saves less "
            "than 0.01. Memory window 64 costs least: 1.30.",
        ),
        (
            curve_of(ON, off=1.5),
            Bound(64),
            "With memory window 64 this text costs 1.30 bits per byte, without the memory 1.50. "
            "More than 32 saves less than 0.01.",
        ),
        (
            curve_of(ON, off=1.5),
            Bound(None),
            "Without the memory this text costs 1.50 bits per byte. More than 32 saves less than "
            "0.01. Memory window 64 costs least: 1.30.",
        ),
        (
            curve_of(ON, off=1.305),
            Bound(None),
            "Without the memory this text costs 1.30 bits per byte. No capacity saves 0.01 or "
            "more.",
        ),
        (
            curve_of(ON, off=1.305),
            Bound(64),
            "With memory window 64 this text costs 1.30 bits per byte, without the memory 1.30. "
            "No capacity saves 0.01 or more.",
        ),
        (
            curve_of(ON, off=1.305),
            Bound(1),
            "With memory window 1 this text costs 2.00 bits per byte, without the memory 1.30. "
            "No capacity saves 0.01 or more. Memory window 64 costs least: 1.30.",
        ),
        (
            curve_of({1: 2.0, 16: 1.5, 64: 1.3}, tokens=4096, all_tokens=9000),
            Bound(64),
            "With memory window 64 this text costs 1.30 bits per byte. It still saves at 64, the "
            "largest that was measured. Only the first 4,096 of 9,000 tokens were measured.",
        ),
    ],
)
def test_the_sentences_say_the_price_what_is_enough_and_the_best(curve, now, told):
    assert told_of(curve, now, complete=True) == told


def test_in_a_notebook_nothing_is_enough_where_nothing_is_saved():
    assert str(curve_of(ON, off=1.5)).splitlines()[-1] == "32 is enough: more saves less than 0.01."
    assert str(curve_of(ON, off=1.305)).splitlines()[-1] == "No capacity saves 0.01 or more."


def test_until_the_curve_is_complete_only_the_price_is_told():
    told = told_of(curve_of(ON), Bound(16), complete=False)
    assert told == "With memory window 16 this text costs 1.31 bits per byte."


def test_a_better_policy_is_named():
    fifo = curve_of(ON, policy="fifo")
    points = {**fifo.bits, Bound(8, "least-recently-read"): 1.1}
    curve = CapacityCurve("capacity", Bound(16, "fifo"), points, 64, 64)
    told = told_of(curve, Bound(64, "fifo"), complete=True)
    assert told.endswith("Capacity 8, least recently read, costs least: 1.10.")
