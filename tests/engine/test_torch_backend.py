"""Numbers that leave torch: against a forward pass of their own."""

import numpy as np
import pytest
import torch

from tests.engine.test_session import real
from wmstudio.models.registry import FAMILIES


@pytest.fixture(params=FAMILIES)
def backend(request):
    return real(request.param)


def probabilities(backend, ids):
    """Natural probabilities before each token and after the last ``[n + 1, V]``, by steps."""
    model = backend.model
    with torch.no_grad():
        state = model.initial_state()
        rows = [model.logits(state)[0]]
        from wmstudio.models.contract import Tap

        for token in ids:
            logits, state = model.step(torch.tensor([token]), state, Tap())
            rows.append(logits[0])
    x = torch.stack(rows).double().numpy()
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def test_that_surprisal_entropy_and_candidates_are_those_of_the_distribution(backend):
    ids = np.array([84, 104, 101, 32, 99, 97, 116], np.int32)
    p = probabilities(backend, ids)
    reading = backend.read(ids, backend.initial_state(), top=6)
    own = p[np.arange(len(ids)), ids]
    np.testing.assert_allclose(reading.surprisal_bits, -np.log2(own), atol=1e-4)
    np.testing.assert_allclose(reading.entropy_bits, -(p * np.log2(p)).sum(1)[1:], atol=1e-4)
    best = np.sort(p[1:], axis=1)[:, ::-1][:, :6]
    np.testing.assert_allclose(reading.topk_probs, best, atol=1e-5)
    np.testing.assert_allclose(
        np.take_along_axis(p[1:], reading.topk_ids.astype(int), 1), best, atol=1e-5
    )
    log_probs = backend.log_probs(reading.state)
    np.testing.assert_allclose(np.exp(log_probs), p[-1], atol=1e-5)


def test_that_the_first_token_is_as_surprising_as_the_initial_state_says(backend):
    ids = np.array([84], np.int32)
    expected = backend.log_probs(backend.initial_state())[84]
    reading = backend.read(ids, backend.initial_state())
    assert reading.surprisal_bits[0] == pytest.approx(-expected / np.log(2), abs=1e-5)


def test_that_what_is_handed_out_cannot_change_later(backend):
    ids = np.array([84, 104], np.int32)
    first = backend.read(ids, backend.initial_state(), watch=backend.signals)
    copies = {name: x.copy() for name, x in first.signals.items()}
    backend.read(ids, first.state, watch=backend.signals)
    for name, x in first.signals.items():
        np.testing.assert_array_equal(x, copies[name])
        assert x.base is None
