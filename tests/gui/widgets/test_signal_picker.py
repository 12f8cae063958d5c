"""Which of a model's signals is chosen at first."""

import pytest

from tests import support
from wmstudio.engine.messages import Kind
from wmstudio.gui.widgets.signal_picker import first_gate


@pytest.mark.parametrize(
    ("family", "first"),
    [
        ("lstm", "lstm.0.forget_gate"),
        ("mamba2", "mamba2.0.keep"),
        ("delta", "delta.0.keep"),
        ("griffin", "rg_lru.0.keep"),
        ("rwkv5", "rwkv.0.decay"),
    ],
)
def test_a_gate_that_says_what_is_kept_comes_first(family, first):
    signals = support.model(family).signals.values()

    assert first_gate(signals).name == first
    assert first_gate(s for s in signals if s.kind is not Kind.GATE) is None
