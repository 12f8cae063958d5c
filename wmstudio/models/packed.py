"""Linear maps and LSTMs with weights that are arranged once, and not at every call.

On a processor, oneDNN and MKL arrange the weights of a layer in their own ways at the beginning of
a call. For an LSTM of width 512 that is a quarter of a call for 64 tokens, for an output layer a
third. PyTorch's compiler arranges weights beforehand with operators of its own, which are used
here, too; whether they are there and do the same is tried with the weights of each layer.

Shapes: T time, B batch, E inputs, H hidden units, I and O inputs and outputs of a linear map.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.memory.loops.running import is_loaded, run_kernel

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 64 * 2**20
"""Larger weights are not packed, since that would double the memory that they take."""
ROWS = 64
"""The number of rows for which linear maps are arranged; with fewer they are fast as well."""
TRIED = 4
"""Number of rows or tokens of a trial."""
LSTM_MODE = 2
"""What oneDNN calls an LSTM."""

LstmState = tuple[Tensor, Tensor]
"""h and c, each ``[1, B, H]``."""
Lstm = Callable[[Tensor, LstmState], tuple[Tensor, LstmState]]
"""From inputs ``[B, T, E]`` and a state to every h ``[B, T, H]`` and the last state."""


class _Packed(ABC):
    """What was made of weights, as long as these are the same."""

    most_bytes = MOST_BYTES

    def __init__(self) -> None:
        self._of: list[tuple[Tensor, int, int]] = []
        self._packed: tuple[Tensor, ...] | None = None

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return type(self)()

    def __reduce__(self) -> tuple[type[Self], tuple[()]]:
        return type(self), ()

    def _of_these(self, weights: Sequence[Tensor]) -> tuple[Tensor, ...] | None:
        """What was made of these weights; None where there is nothing faster."""
        usable = (
            not torch.is_grad_enabled()
            and not torch.is_autocast_enabled("cpu")
            and all(
                x.device.type == "cpu" and x.dtype is torch.float32 and not x.is_inference()
                for x in weights
            )
            and torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
            and torch.backends.mkldnn.enabled
            and sum(x.nbytes for x in weights) <= self.most_bytes
        )
        if not usable:
            return None
        are = [(x, x.data_ptr(), x._version) for x in weights]
        same = len(self._of) == len(are) and all(
            x is y and at == place and version == number
            for (x, at, version), (y, place, number) in zip(are, self._of, strict=True)
        )
        if not same:
            self._of, self._packed = are, self._tried(*weights)
        return self._packed

    def _tried(self, *weights: Tensor) -> tuple[Tensor, ...] | None:
        try:
            return self._made([x.detach() for x in weights])
        except (AttributeError, RuntimeError):
            # Another version of PyTorch, or sizes or a processor for which there is no such thing.
            return None

    @abstractmethod
    def _made(self, weights: Sequence[Tensor]) -> tuple[Tensor, ...] | None:
        """Pack these weights; None if what is computed with them is wrong."""


class _ByColumns(_Packed):
    """``x W^T + b`` of one row, with the weights of one layer stored by columns.

    MKL reads these twice as fast as rows, of which each is a sum.
    """

    most_bytes = MOST_BYTES // 4  # since this is one more copy

    def __call__(self, x_1I: Tensor, weight_OI: Tensor, bias_O: Tensor) -> Tensor | None:
        """``[1, O]``; None where there is nothing faster."""
        packed = self._of_these((weight_OI, bias_O))
        return None if packed is None else torch.addmm(bias_O, x_1I, *packed)

    def _made(self, weights: Sequence[Tensor]) -> tuple[Tensor, ...]:
        return (weights[0].t().contiguous(),)


class PackedLinear(_Packed):
    """``x W^T + b``, with the weights of one layer packed."""

    def __init__(self) -> None:
        super().__init__()
        self._one_row = _ByColumns()

    def __call__(self, x: Tensor, weight_OI: Tensor, bias_O: Tensor) -> Tensor:
        """``[…, I]`` → ``[…, O]``, as `torch.nn.functional.linear` does it."""
        if not x.numel() or x.dtype is not torch.float32:
            return F.linear(x, weight_OI, bias_O)
        if x.numel() == x.shape[-1]:
            done = self._one_row(x.reshape(1, -1), weight_OI, bias_O)
            if done is not None:
                return done.view(*x.shape[:-1], -1)
        packed = self._of_these((weight_OI, bias_O))
        if packed is None:
            return F.linear(x, weight_OI, bias_O)
        return self._run(x.reshape(-1, x.shape[-1]).contiguous(), *packed).view(*x.shape[:-1], -1)

    def many(self, weight_OI: Tensor, bias_O: Tensor) -> Callable[[Tensor], Tensor]:
        """The map of contiguous ``[R, I]`` to ``[R, O]``, as long as these weights stay the same.

        Looking at the weights takes some 40 µs a call.
        """
        packed = self._of_these((weight_OI, bias_O))
        if packed is None:
            return lambda x_RI: F.linear(x_RI, weight_OI, bias_O)
        return lambda x_RI: self._run(x_RI, *packed)

    def _made(self, weights: Sequence[Tensor]) -> tuple[Tensor, ...] | None:
        w_OI, b_O = weights
        packed = torch.ops.mkldnn._reorder_linear_weight(w_OI, ROWS), b_O
        return (
            packed
            if _alike([self._run(w_OI[:TRIED], *packed)], [w_OI[:TRIED] @ w_OI.t() + b_O])
            else None
        )

    def _run(self, x_RI: Tensor, packed: Tensor, bias_O: Tensor) -> Tensor:
        done: Tensor = torch.ops.mkldnn._linear_pointwise(x_RI, packed, bias_O, "none", [], "")
        return done


class _KernelLstm(_Packed):
    """Runs an `nn.LSTM` of one layer over one text by a kernel, where one is loaded."""

    def __init__(self) -> None:
        super().__init__()
        self._of_input = PackedLinear()

    def run(
        self, fused: nn.LSTM, x_BTE: Tensor, h_BH: Tensor, c_BH: Tensor
    ) -> tuple[Tensor, Tensor, Tensor] | None:
        """What `PackedLstm.run` returns; None if there is no kernel for it."""
        packed = self._of_these(fused.all_weights[0]) if is_loaded("lstm") else None
        if packed is None or len(x_BTE) != 1:
            return None
        w_ZE, _, b_Z, c_Z = fused.all_weights[0]
        x_TBZ = self._of_input(x_BTE.transpose(0, 1), w_ZE, b_Z)
        h_TBH, c_TBH = (x_TBZ.new_empty(len(x_TBZ), 1, fused.hidden_size) for _ in range(2))
        state = h_BH.contiguous(), c_BH.contiguous()
        if not run_kernel(
            "lstm", x_TBZ, *packed, c_Z, *state, h_TBH, c_TBH, torch.empty_like(x_TBZ)
        ):
            return None
        # Clones: a view would keep the whole buffer alive.
        return h_TBH.transpose(0, 1), h_TBH[-1].clone(), c_TBH[-1].clone()

    def _made(self, weights: Sequence[Tensor]) -> tuple[Tensor, ...]:
        return (weights[1].t().contiguous(),)


class PackedLstm(_Packed):
    """Runs an `nn.LSTM` of one layer, with inputs ``[B, T, E]``."""

    def __init__(self) -> None:
        super().__init__()
        self._kernel = _KernelLstm()

    def run(
        self, fused: nn.LSTM, x_BTE: Tensor, h_BH: Tensor, c_BH: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Every h ``[B, T, H]``, and the last h and c, as ``fused`` computes them."""
        if (done := self._kernel.run(fused, x_BTE, h_BH, c_BH)) is not None:
            return done
        packed = self._of_these(fused.all_weights[0])
        state = h_BH.unsqueeze(0), c_BH.unsqueeze(0)
        if packed is not None:
            return self._run(packed, x_BTE, *state)
        h_BTH, (h_1BH, c_1BH) = in_possible_precision(fused, x_BTE, state)
        return h_BTH, h_1BH[0], c_1BH[0]

    def _made(self, weights: Sequence[Tensor]) -> tuple[Tensor, ...] | None:
        w_ZE, u_ZH, b_Z, c_Z = weights
        inputs, hidden = w_ZE.shape[1], u_ZH.shape[1]
        x_BTE, state = w_ZE[:TRIED].unsqueeze(0), (u_ZH[:1].unsqueeze(0), u_ZH[1:2].unsqueeze(0))
        w, u = torch.ops.mkldnn._reorder_mkldnn_rnn_layer_weight(
            w_ZE, u_ZH, hidden, False, True, False, [TRIED, 1, inputs]
        )
        packed = w, u, b_Z, c_Z
        h_BTH, h_1BH, c_1BH = torch.lstm(
            x_BTE, state, (w_ZE, u_ZH, b_Z, c_Z), True, 1, 0.0, False, False, True
        )
        return (
            packed
            if _alike(self._run(packed, x_BTE, *state), [h_BTH, h_1BH[0], c_1BH[0]])
            else None
        )

    def _run(
        self, packed: tuple[Tensor, ...], x_BTE: Tensor, h_1BH: Tensor, c_1BH: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        h_TBH, after_1BH, cell_1BH, _ = torch.ops.aten.mkldnn_rnn_layer(
            x_BTE.transpose(0, 1).contiguous(), *packed,
            # The operator takes memory as it is, whatever the strides are.
            h_1BH.contiguous(), c_1BH.contiguous(), False, [], LSTM_MODE,
            h_1BH.shape[-1], 1, True, False, False, False,
        )  # fmt: skip
        return h_TBH.transpose(0, 1), after_1BH[0], cell_1BH[0]


def _alike(found: Sequence[Tensor], right: Sequence[Tensor]) -> bool:
    """Whether these are equal but for rounding."""
    # Sums of a few thousand products in another order; a wrong arrangement is off by far more.
    for x, y in zip(found, right, strict=True):
        most = np.abs(y.numpy()).max()
        if not np.isfinite(most) or not np.allclose(x.numpy(), y.numpy(), 1e-4, 1e-4 * most):
            return False
    return True


def in_possible_precision(lstm: Lstm, x_BTE: Tensor, state: LstmState) -> tuple[Tensor, LstmState]:
    """Run an LSTM, in float32 where autocast asks for what this processor cannot do."""
    if x_BTE.device.type != "cpu" or not torch.is_autocast_enabled("cpu") or has_low_lstm():
        return lstm(x_BTE, state)
    with torch.autocast("cpu", enabled=False):
        return lstm(x_BTE.float(), (state[0].float(), state[1].float()))


@cache
def has_low_lstm() -> bool:
    """Whether oneDNN has LSTMs in bfloat16 for this processor; without AVX-512 it has none."""
    with torch.inference_mode(False), torch.enable_grad(), torch.autocast("cpu", torch.bfloat16):
        x_BTE, h_1BH, c_1BH = (torch.zeros(1, 1, 1) for _ in range(3))
        weights = [torch.zeros(shape, requires_grad=True) for shape in ((4, 1), (4, 1), 4, 4)]
        try:
            h_BTH, *_ = torch.lstm(x_BTE, (h_1BH, c_1BH), weights, True, 1, 0.0, True, False, True)
            torch.autograd.grad(h_BTH.sum(), weights)
        except RuntimeError:
            return False
    return True
