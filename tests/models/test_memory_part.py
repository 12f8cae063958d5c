"""How much of what is expected comes from a memory that names tokens, and how much does not."""

import numpy as np
import pytest
import torch

from tests import support
from wmstudio.contract import Patch, Tap
from wmstudio.models.registry import FAMILIES

# Each probability and each part is a sum of float32 numbers up to 1, in another order.
ROUNDING = {"rtol": 1e-4, "atol": 2e-6}
CACHED = [family for family in FAMILIES if "cache" in support.model(family).settings]
OWN = {"pointer": "pointer.gate", "slots that keep": "slots.gate"}
"""Forms of families with such a memory of their own, and its share."""
NAMING = [*OWN, *CACHED]
TOKENS_BT = torch.randint(300, (2, 40), generator=torch.Generator().manual_seed(3))
TOKENS_BT[:, 20:30] = TOKENS_BT[:, 5:15]


def make(family):
    """A model with such a memory: its own, or a neural cache beside it."""
    model = support.model(family).eval()
    if family in OWN:
        return model
    return model.configured(cache=True, cache_weight=0.3, cache_window=9)


@torch.no_grad()
def read(model, tokens_BT=TOKENS_BT, tap=None):
    return model.prefill(tokens_BT, model.initial_state(len(tokens_BT)), tap)


def network_part(family, model):
    """The share of the network times what it expects alone: ``[B, T, V]``."""
    if family in OWN:
        tap = Tap(watch=[OWN[family]])
        read(model, tap=tap)
        share_BT1 = 1 - tap.recorded()[OWN[family]]
        alone = model.configured(memory=False)
    else:
        share_BT1, alone = 0.7, model.configured(cache=False)
    return share_BT1 * read(alone).logits_BTV.softmax(-1)


@pytest.mark.parametrize("family", NAMING)
@torch.no_grad()
def test_both_parts_together_are_the_probability_of_every_piece(family):
    model = make(family)
    done = read(model)
    p_BTV, memory_BTV = done.logits_BTV.softmax(-1), done.memory_BTV
    assert memory_BTV.min() >= 0
    assert (memory_BTV - p_BTV).max() <= ROUNDING["atol"]
    assert memory_BTV.sum(-1).min() > 0.01
    torch.testing.assert_close(network_part(family, model) + memory_BTV, p_BTV, **ROUNDING)


@pytest.mark.parametrize("family", NAMING)
@torch.no_grad()
def test_only_pieces_of_the_window_have_a_part_from_memory(family):
    memory_TV = read(make(family)).memory_BTV[0]
    for t in range(TOKENS_BT.shape[1]):
        window = TOKENS_BT[0, max(0, t - 8) : t + 1]
        assert set(memory_TV[t].nonzero()[:, 0].tolist()) <= set(window.tolist())


@pytest.mark.parametrize("family", NAMING)
@torch.no_grad()
def test_steps_states_and_stretches_tell_the_same_part(family):
    model = make(family)
    whole = read(model).memory_BTV
    state, steps = model.initial_state(2), []
    assert model.from_memory(state).abs().max() == 0
    for token_B in TOKENS_BT.unbind(1):
        _, state = model.step(token_B, state, Tap())
        steps.append(model.from_memory(state))
    torch.testing.assert_close(torch.stack(steps, 1), whole, **ROUNDING)
    # A patch elsewhere, under which tokens are read by another way.
    signal = next(name for name, s in model.signals.items() if s.patchable)
    patched = read(model, tap=Tap(patches=[Patch(signal, "scale", 1.0, tokens=(39, 40))]))
    torch.testing.assert_close(patched.memory_BTV, whole, **ROUNDING)


@pytest.mark.parametrize("family", OWN)
@pytest.mark.parametrize("gate", [-1.0, 0.0, 0.25, 1.0, 7.0])
@torch.no_grad()
def test_a_gate_set_by_hand_is_the_share_of_the_memory(family, gate):
    done = read(make(family), tap=Tap(patches=[Patch(OWN[family], "set", gate)]))
    share = np.clip(gate, 0, 1)
    torch.testing.assert_close(
        done.memory_BTV.sum(-1), torch.full(TOKENS_BT.shape, share, dtype=torch.float32), **ROUNDING
    )
    assert (done.memory_BTV - done.logits_BTV.softmax(-1)).max() <= ROUNDING["atol"]


@pytest.mark.parametrize("family", [*FAMILIES, "slots that keep"])
def test_models_without_such_a_memory_have_no_parts(family):
    model = support.model(family).eval()
    if family in OWN:
        model = model.configured(memory=False)
    assert read(model).memory_BTV is None
    assert model.from_memory(model.initial_state()) is None
