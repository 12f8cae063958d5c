"""An LSTM and the memory in its loop, with a backward pass written by hand.

PyTorch's autograd would record some forty operators a token. Here the forward pass keeps what the
backward pass needs, and the products for the weights' gradients are gathered into one at the end.

The formulas are those of `wmstudio.memory.coupled` and of the LSTM; a test holds it to them.

Shapes: T time (first here: each step is contiguous), B batch, H hidden units, Z = 4H, P what drives
the memory, M width of what it gives back, R ≥ Z + P: the rows that h_{t-1} feeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from wmstudio.memory.coupled import CoupledRun, Scanned, Unrolled
from wmstudio.memory.loops.cell import cell
from wmstudio.models.packed import PackedLinear

if TYPE_CHECKING:
    from collections.abc import Callable


def run_to_learn(run: CoupledRun, memory: Unrolled) -> Scanned:
    """Run LSTM and memory, with gradients of h and m. They end at the state before."""
    h_TBH, m_TBM, lstm_TBZ, c_TBH = _Run.apply(  # type: ignore[no-untyped-call]
        *run, memory, *memory.parameters
    )
    with torch.no_grad():
        remembered = memory.remembered(h_TBH.detach(), c_TBH, m_TBM.detach(), lstm_TBZ)
    return Scanned(h_TBH, m_TBM, lstm_TBZ, c_TBH, remembered)


class _Run(torch.autograd.Function):
    """h, m, the gates i f g o, and c of each token; the last two without gradients.

    Products with ``w_RH`` and ``w_ZM`` are done in their dtype, all else in that of ``x_TBR``.
    """

    @staticmethod
    def forward(
        ctx: Any,
        x_TBR: Tensor,
        w_RH: Tensor,
        w_ZM: Tensor,
        h_BH: Tensor,
        c_BH: Tensor,
        memory: Unrolled,
        *_parameters: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        hidden, (z, width) = h_BH.shape[1], w_ZM.shape
        asked = slice(z, z + memory.projected)
        new, shape = x_TBR.new_empty, x_TBR.shape[:2]
        h_TBH, c_TBH, tanh_c_TBH = (new(*shape, hidden) for _ in range(3))
        m_TBM, lstm_TBZ = new(*shape, width), new(*shape, z)
        saved = h_BH, c_BH, h_TBH, m_TBM, lstm_TBZ, c_TBH, tanh_c_TBH
        ctx.save_for_backward(w_RH, w_ZM, *saved)
        ctx.memory, ctx.asked = memory, asked
        ctx.mark_non_differentiable(lstm_TBZ, c_TBH)
        ctx.set_materialize_grads(False)
        with torch.autocast(x_TBR.device.type, enabled=False):
            from_hidden, w_MZ = _product(w_RH, x_TBR.dtype), w_ZM.t()
            for t, x_BR in enumerate(x_TBR.unbind(0)):
                r_BR = x_BR + from_hidden(h_BH)
                m_BM = m_TBM[t]
                memory.forward(t, r_BR[:, asked], m_BM)
                z_BZ = r_BR[:, :z] + m_BM.to(w_MZ.dtype) @ w_MZ
                h_BH, c_BH = cell(z_BZ, c_BH, lstm_TBZ[t], c_TBH[t], tanh_c_TBH[t], h_TBH[t])
        return h_TBH, m_TBM, lstm_TBZ, c_TBH

    @staticmethod
    @once_differentiable
    def backward(
        ctx: Any, dh_TBH: Tensor | None, dm_TBM: Tensor | None, *_: Tensor | None
    ) -> tuple[Tensor | None, ...]:
        w_RH, w_ZM, h_BH, first_c_BH, h_TBH, m_TBM, lstm_TBZ, c_TBH, tanh_c_TBH = ctx.saved_tensors
        memory: Unrolled = ctx.memory
        z, low = len(w_ZM), w_RH.dtype
        to_hidden = _product(w_RH.t(), h_TBH.dtype)
        dx_TBR = h_TBH.new_empty(*h_TBH.shape[:2], len(w_RH))
        dx_TBR[..., ctx.asked.stop :] = 0
        dh_TBH = torch.zeros_like(h_TBH) if dh_TBH is None else dh_TBH
        dm_TBM = torch.zeros_like(m_TBM) if dm_TBM is None else dm_TBM
        later_BH, dc_BH = torch.zeros_like(h_BH), torch.zeros_like(first_c_BH)
        memory.start_back()
        for t in reversed(range(len(h_TBH))):
            dr_BR, lstm_BZ, tanh_c_BH = dx_TBR[t], lstm_TBZ[t], tanh_c_TBH[t]
            i_BH, f_BH, g_BH, o_BH = lstm_BZ.chunk(4, dim=-1)
            dz_BZ = dr_BR[:, :z]
            di_BH, df_BH, dg_BH, do_BH = dz_BZ.chunk(4, dim=-1)
            dh_BH = later_BH + dh_TBH[t]
            dtanh_BH = dh_BH * o_BH
            dc_BH += torch.addcmul(dtanh_BH, dtanh_BH * tanh_c_BH, tanh_c_BH, value=-1)
            torch.mul(dc_BH, g_BH, out=di_BH)
            torch.mul(dc_BH, c_TBH[t - 1] if t else first_c_BH, out=df_BH)
            torch.mul(dh_BH, tanh_c_BH, out=do_BH)
            dz_BZ *= torch.addcmul(lstm_BZ, lstm_BZ, lstm_BZ, value=-1)
            dtanh_BH = dc_BH * i_BH
            torch.addcmul(dtanh_BH, dtanh_BH * g_BH, g_BH, value=-1, out=dg_BH)
            dc_BH *= f_BH
            memory.back(t, dm_TBM[t] + dz_BZ.to(low) @ w_ZM, dr_BR[:, ctx.asked])
            later_BH = to_hidden(dr_BR)
        before_TBH = torch.cat([h_BH.unsqueeze(0), h_TBH[:-1]])
        dx_NR = dx_TBR.to(low).flatten(0, 1)
        dw_RH = dx_NR.t() @ before_TBH.to(low).flatten(0, 1)
        dw_ZM = dx_NR[:, :z].t() @ m_TBM.to(low).flatten(0, 1)
        return dx_TBR, dw_RH, dw_ZM, None, None, None, *memory.gradients()


def _product(w_OI: Tensor, dtype: torch.dtype) -> Callable[[Tensor], Tensor]:
    """``x W^T`` in the dtype of W, from and to this one; the weights are arranged once."""
    product = PackedLinear().many(w_OI, w_OI.new_zeros(len(w_OI)))
    if w_OI.dtype is dtype:
        return product
    return lambda x_BI: product(x_BI.to(w_OI.dtype)).to(dtype)
