"""LSTMs where a training asks for bfloat16 and the processor has none for them."""

import pytest
import torch

from wmstudio.models import packed
from wmstudio.models.packed import has_low_lstm, in_possible_precision


@pytest.fixture
def lstm():
    torch.manual_seed(0)
    return torch.nn.LSTM(3, 4, batch_first=True)


def test_without_an_lstm_in_bfloat16_it_runs_in_float32(lstm, monkeypatch):
    monkeypatch.setattr(packed, "has_low_lstm", lambda: False)
    x_BTE, state = torch.randn(2, 5, 3), (torch.randn(1, 2, 4), torch.randn(1, 2, 4))
    wanted_BTH, after = lstm(x_BTE, state)
    wanted_BTH.sum().backward()
    grads = [one.grad.clone() for one in lstm.parameters()]
    lstm.zero_grad()
    with torch.autocast("cpu", torch.bfloat16):
        found_BTH, found_after = in_possible_precision(lstm, x_BTE, state)
        lows = torch.nn.functional.linear(x_BTE, torch.ones(2, 3))
    found_BTH.sum().backward()
    assert lows.dtype is torch.bfloat16
    assert found_BTH.dtype is torch.float32
    assert torch.equal(found_BTH, wanted_BTH)
    assert all(map(torch.equal, found_after, after))
    assert all(
        torch.equal(one.grad, grad) for one, grad in zip(lstm.parameters(), grads, strict=True)
    )


def test_what_comes_from_a_layer_in_bfloat16_is_taken_too(lstm, monkeypatch):
    monkeypatch.setattr(packed, "has_low_lstm", lambda: False)
    x_BTE = torch.randn(2, 5, 3).bfloat16()
    state = torch.zeros(1, 2, 4, dtype=torch.bfloat16), torch.zeros(1, 2, 4)
    with torch.autocast("cpu", torch.bfloat16):
        found_BTH, _ = in_possible_precision(lstm, x_BTE, state)
    assert torch.equal(found_BTH, lstm(x_BTE.float())[0])


def test_elsewhere_an_lstm_runs_as_it_is_asked_to(lstm, monkeypatch):
    x_BTE, state = torch.randn(2, 5, 3), (torch.zeros(1, 2, 4), torch.zeros(1, 2, 4))
    seen = []

    def watched(x_BTE, state):
        seen.append(torch.is_autocast_enabled("cpu"))
        return x_BTE, state

    monkeypatch.setattr(packed, "has_low_lstm", lambda: True)
    with torch.autocast("cpu", torch.bfloat16):
        in_possible_precision(watched, x_BTE, state)
    assert seen == [True]
    monkeypatch.setattr(packed, "has_low_lstm", lambda: pytest.fail("not asked for"))
    in_possible_precision(watched, x_BTE, state)
    assert seen == [True, False]


def test_trying_the_processor_draws_no_numbers_and_works_without_gradients():
    before = torch.get_rng_state()
    usual = has_low_lstm.__wrapped__()
    with torch.no_grad():
        assert has_low_lstm.__wrapped__() == usual
    with torch.inference_mode():
        assert has_low_lstm.__wrapped__() == usual
    assert torch.equal(torch.get_rng_state(), before)
