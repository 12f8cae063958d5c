"""The worked example of docs/extending/family.md runs, and does what the page says."""

import pytest
import torch

from tests.worked_examples import module_of
from wmstudio.contract import Patch, Tap
from wmstudio.models.registry import FAMILIES, build, tiny

VOCAB = 40


@pytest.fixture
def average(monkeypatch):
    module = module_of("family.md", "wmstudio.memory.average", monkeypatch)
    monkeypatch.setitem(FAMILIES, module.FAMILY.name, module.FAMILY)
    torch.manual_seed(5)
    return build("average", tiny("average", VOCAB)), module


def test_the_family_of_the_page_reads_at_once_as_token_by_token(average):
    model, _ = average
    tokens_BT = torch.arange(2 * 17).reshape(2, 17) % VOCAB
    watched = Tap(watch=model.signals)
    with torch.no_grad():
        fast = model.prefill(tokens_BT, model.initial_state(2), watched)
        state, logits = model.initial_state(2), []
        for t in range(17):
            logits_BV, state = model.step(tokens_BT[:, t], state, Tap())
            logits.append(logits_BV)
    # Sums of some ten products in float32.
    torch.testing.assert_close(fast.logits_BTV, torch.stack(logits, 1), rtol=1e-5, atol=3e-5)
    assert set(watched.recorded()) == set(model.signals)


def test_the_memory_of_the_page_is_the_average_that_it_says(average):
    model, module = average
    tokens = [3, 9, 3, 27]
    tap = Tap(watch=[module.AVERAGE])
    with torch.no_grad():
        model.prefill(torch.tensor([tokens]), model.initial_state(), tap)
        keep_E, m_E = torch.sigmoid(model.memory.rate), torch.zeros(8)
        for token in tokens:
            m_E = keep_E * m_E + (1 - keep_E) * model.words.embedding.weight[token]
    torch.testing.assert_close(tap.recorded()[module.AVERAGE][0, -1], m_E, rtol=1e-5, atol=1e-6)


def test_the_gate_of_the_page_can_be_patched(average):
    model, module = average
    tap = Tap(watch=[module.AVERAGE], patches=[Patch(module.KEEP, "set", 1.0)])
    with torch.no_grad():
        model.prefill(torch.tensor([[3, 9]]), model.initial_state(), tap)
    assert (tap.recorded()[module.AVERAGE] == 0).all(), "nothing enters an average that keeps all"
