"""One number of every token: against the trace it is taken from."""

import numpy as np
import pytest

from tests import support
from wmstudio.app.quantities import (
    ENTROPY,
    FROM_MEMORY,
    OF_TOKENS,
    PROBABILITY,
    RANK,
    SURPRISAL,
    Quantity,
    found,
    offered,
)
from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.messages import Kind, Signal, View
from wmstudio.testing.fake import FakeBackend

TEXT = "abcxyz" * 20
GATE = FakeBackend().signals["fake.gate"]
SLOTS = FakeBackend().signals["slots.values"]


@pytest.fixture(scope="module")
def trace():
    view = View(1, TEXT, 0, watch=("fake.gate", "slots.values"), window=(0, 64))
    return list(DocumentEngine(FakeBackend()).read(view))[-1].trace


def test_that_what_is_known_of_every_token_is_the_traces_column(trace):
    bits = trace.column("surprisal_bits", 3, 9)
    np.testing.assert_array_equal(Quantity(SURPRISAL).values(trace, 3, 9), bits)
    np.testing.assert_array_equal(
        Quantity(ENTROPY).values(trace, 3, 9), trace.column("entropy_bits", 3, 9)
    )
    np.testing.assert_array_equal(Quantity(RANK).values(trace, 3, 9), trace.column("ranks", 3, 9))
    probability = Quantity(PROBABILITY).values(trace, 3, 9)
    np.testing.assert_allclose(probability, 2.0 ** -bits.astype(float), rtol=1e-5)


def test_that_a_unit_is_the_signals_and_what_is_not_known_is_no_number(trace):
    unit = Quantity(GATE, 2).values(trace, 60, 130)
    np.testing.assert_array_equal(unit[:4], trace.signal("fake.gate", 60, 64)[:, 2])
    assert np.isnan(unit[4:]).all()
    feature = Quantity(SLOTS, 3)
    assert feature.indices == (1, 1)
    np.testing.assert_array_equal(
        feature.values(trace, 0, 64), trace.signal("slots.values", 0, 64)[:, 1, 1]
    )
    assert np.isnan(Quantity(SURPRISAL).values(trace, 118, 125)[2:]).all()


def test_that_a_scale_goes_over_the_declared_range_and_signed_ones_from_zero_both_ways():
    signed = Quantity(Signal("s", Kind.ACTIVATION, ("unit",), (4,), "s", -1.0, 3.0))
    values = np.array([-3.0, 0.0, 1.5, 99.0, np.nan], np.float32)
    assert signed.weights(values, 10).tolist() == [-1.0, 0.0, 0.5, 1.0, 0.0]
    assert signed.ticks(10) == ("-3", "0", "3")
    bits = np.array([0.0, 6.0, np.inf], np.float32)
    assert Quantity(SURPRISAL).weights(bits, 10).tolist() == [0.0, 0.5, 1.0]


def test_that_ranks_stand_on_a_logarithmic_scale_that_ends_with_the_vocabulary():
    weights = Quantity(RANK).weights(np.array([1, 10, 100], np.float32), 100)
    np.testing.assert_allclose(weights, [0.0, 0.5, 1.0], atol=1e-6)
    assert Quantity(RANK).ticks(100) == ("1", "10", "100")


def test_that_every_quantity_is_found_again_by_its_key_and_nothing_else_is():
    signals = FakeBackend().signals
    for signal in offered(signals.values()):
        quantity = Quantity(signal, signal.size - 1)
        assert found(quantity.key, signals) == quantity
    for key in ("", "gone", "fake.gate[4]", "fake.gate[x]", "slots.writer[0]", "token.rank[1]"):
        assert found(key, signals) is None


def test_that_only_signals_of_the_model_have_to_be_watched():
    assert [Quantity(s).watch for s in OF_TOKENS] == [()] * len(OF_TOKENS)
    assert Quantity(GATE, 3).watch == ("fake.gate",)


@pytest.mark.parametrize("family", support.SIZES)
def test_a_memory_that_names_tokens_has_its_share_as_a_usual_track(family):
    signals = support.model(family).signals.values()
    # Of what names tokens by itself: a share that was learned, and is not set by hand.
    names = any(s.names and s.kind is Kind.ATTENTION for s in signals)
    assert names == any(s.name in FROM_MEMORY for s in signals)
    assert all(s.size == 1 for s in signals if s.name in FROM_MEMORY)
