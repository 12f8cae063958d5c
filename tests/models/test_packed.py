"""Layers with their weights packed once do what PyTorch's own calls do."""

import copy

import pytest
import torch

from wmstudio.models.packed import PackedLinear, PackedLstm, _ByColumns

SIZES = ((1, 1), (5, 3), (70, 1))
ROUNDING = {"rtol": 1e-5, "atol": 1e-5}
"""Of sums of at most nine products of numbers around 1."""


def drawn(*shapes):
    made = torch.Generator().manual_seed(3)
    return [torch.randn(*shape, generator=made) for shape in shapes]


class Lstm:
    """An LSTM, run by PyTorch and packed."""

    given = staticmethod(drawn)

    def __init__(self):
        torch.manual_seed(1)
        self.fused, self.packed = torch.nn.LSTM(6, 9, batch_first=True), PackedLstm()
        self.weight = self.fused.weight_hh_l0

    def own(self, length, batch):
        x_BTE, h_BH, c_BH = self.given((batch, length, 6), (batch, 9), (batch, 9))
        h_BTH, (h_1BH, c_1BH) = self.fused(x_BTE, (h_BH[None], c_BH[None]))
        return h_BTH, h_1BH[0], c_1BH[0]

    def ours(self, length, batch):
        return self.packed.run(self.fused, *self.given((batch, length, 6), (batch, 9), (batch, 9)))


class Linear:
    """A linear map, by PyTorch and packed."""

    given = staticmethod(drawn)

    def __init__(self):
        torch.manual_seed(1)
        self.layer, self.packed = torch.nn.Linear(6, 9), PackedLinear()
        self.weight = self.layer.weight

    def own(self, length, batch):
        return (self.layer(*self.given((batch, length, 6))),)

    def ours(self, length, batch):
        return (self.packed(*self.given((batch, length, 6)), self.layer.weight, self.layer.bias),)


@pytest.fixture(params=[Linear, Lstm])
def layer(request):
    return request.param()


def assert_alike(layer, *sizes):
    for x, y in zip(layer.ours(*sizes), layer.own(*sizes), strict=True):
        torch.testing.assert_close(x, y, **ROUNDING)


@torch.no_grad()
def packed_or_skip(layer):
    for _ in range(2):
        layer.ours(4, 1)
    if layer.packed._packed is None:
        pytest.skip("oneDNN cannot pack weights on this machine")


@pytest.mark.parametrize(("length", "batch"), SIZES)
@torch.no_grad()
def test_equals_the_own_call_of_pytorch_for_any_shape(layer, length, batch):
    packed_or_skip(layer)
    assert_alike(layer, length, batch)


@torch.no_grad()
def test_inputs_and_states_may_have_any_strides(layer):
    packed_or_skip(layer)

    def strided(*shapes):
        return [x.repeat_interleave(2, -1)[..., ::2] for x in drawn(*shapes)]

    def shared(*shapes):
        return [x[:1].expand(x.shape) for x in drawn(*shapes)]

    for given in (strided, shared):
        layer.given = given
        assert_alike(layer, 5, 3)


@torch.no_grad()
def test_weights_that_have_changed_are_packed_again(layer):
    packed_or_skip(layer)
    before = layer.packed._packed
    layer.weight.mul_(2)
    for _ in range(3):
        assert_alike(layer, 4, 1)
    assert layer.packed._packed is not before
    assert layer.packed._packed is not None
    layer.weight.data = 3 * layer.weight.data
    for _ in range(3):
        assert_alike(layer, 4, 1)


@torch.no_grad()
def test_a_copy_of_a_layer_packs_its_own_weights(layer):
    packed_or_skip(layer)
    assert copy.deepcopy(layer.packed)._packed is None


def test_gradients_are_left_to_pytorch(layer):
    for _ in range(3):
        layer.ours(4, 1)
    assert layer.packed._packed is None
    assert layer.ours(4, 1)[0].requires_grad


@torch.no_grad()
def test_an_operator_that_errs_or_computes_otherwise_is_not_used(layer, monkeypatch):
    really = type(layer.packed)._run

    def missing(*_):
        raise AttributeError("no such operator")

    def wrong(*given):
        done = really(*given)
        return done + 0.1 if isinstance(done, torch.Tensor) else (done[0] + 0.1, *done[1:])

    for broken in (missing, wrong):
        monkeypatch.setattr(type(layer.packed), "_run", broken)
        layer.packed = type(layer.packed)()
        for _ in range(3):
            assert_alike(layer, 4, 1)


@torch.no_grad()
def test_one_row_is_made_of_weights_by_columns_as_long_as_these_are_the_same():
    layer = Linear()
    packed_or_skip(layer)
    columns = layer.packed._one_row
    assert_alike(layer, 1, 1)
    (first,) = columns._packed
    assert_alike(layer, 1, 1)
    assert columns._packed[0] is first
    layer.weight.mul_(2)
    assert_alike(layer, 1, 1)
    assert columns._packed[0] is not first


@torch.no_grad()
def test_large_weights_are_not_stored_by_columns(monkeypatch):
    monkeypatch.setattr(_ByColumns, "most_bytes", 1)
    layer = Linear()
    assert_alike(layer, 1, 1)
    assert layer.packed._one_row._packed is None


def test_gradients_of_one_row_are_left_to_pytorch():
    layer = Linear()
    assert layer.ours(1, 1)[0].requires_grad
    assert layer.packed._one_row._packed is None
