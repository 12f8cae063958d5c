"""An LSTM with its weights packed once does what PyTorch's own call does."""

import copy

import pytest
import torch

from wmstudio.models import packed_lstm
from wmstudio.models.packed_lstm import PackedLstm

SIZES = ((1, 1), (5, 3), (70, 1))


def drawn(length, batch):
    made = torch.Generator().manual_seed(length)
    return [
        torch.randn(*shape, generator=made)
        for shape in ((batch, length, 6), (batch, 9), (batch, 9))
    ]


def own(fused, x_BTE, h_BH, c_BH):
    h_BTH, (h_1BH, c_1BH) = fused(x_BTE, (h_BH[None], c_BH[None]))
    return h_BTH, h_1BH[0], c_1BH[0]


@pytest.fixture
def fused():
    torch.manual_seed(1)
    return torch.nn.LSTM(6, 9, batch_first=True)


@pytest.mark.parametrize(("length", "batch"), SIZES)
@torch.no_grad()
def test_equals_the_own_call_of_pytorch_for_any_length(fused, length, batch):
    found = PackedLstm().run(fused, *drawn(length, batch))
    if found is None:
        pytest.skip("oneDNN cannot pack weights on this machine")
    for x, y in zip(found, own(fused, *drawn(length, batch)), strict=True):
        torch.testing.assert_close(x, y)


@torch.no_grad()
def test_weights_that_have_changed_are_packed_again(fused):
    packed = PackedLstm()
    if packed.run(fused, *drawn(4, 1)) is None:
        pytest.skip("oneDNN cannot pack weights on this machine")
    fused.weight_hh_l0.mul_(2)
    for x, y in zip(packed.run(fused, *drawn(4, 1)), own(fused, *drawn(4, 1)), strict=True):
        torch.testing.assert_close(x, y)
    assert copy.deepcopy(packed).run(fused, *drawn(4, 1)) is not None


def test_gradients_are_left_to_pytorch(fused):
    assert PackedLstm().run(fused, *drawn(4, 1)) is None


@torch.no_grad()
def test_an_operator_that_errs_or_computes_otherwise_is_not_used(fused, monkeypatch):
    really = packed_lstm._run

    def missing(*_):
        raise AttributeError("no such operator")

    def wrong(*given):
        h_BTH, h_BH, c_BH = really(*given)
        return h_BTH + 0.1, h_BH, c_BH

    for broken in (missing, wrong):
        monkeypatch.setattr(packed_lstm, "_run", broken)
        assert PackedLstm().run(fused, *drawn(4, 1)) is None
