"""Slots that each fade at their own rate and name the token that was written into them.

What is read competes with the network, as in `memory.pointer` (with the context ``c`` of
`memory.recent`); what a slot has to say counts by its strength, in each of N heads::

    q_t = W_q c_t                            what is looked for
    k_j = W_k c_{j-1} + W_a h_j              the key of slot j: the context before its token, and
                                             what came of it
    i_j, f_j = σ(W_g c_j + b)                how strongly it is written, how much of it is kept
    s_t[n, j] = i_j[n] f_j[n]^(t-j)          its strength at t, for the last W slots
    r_t[n, j] = s_t[n, j] e^(q_t[n]·k_j[n])  how much it is read
    z_t = w · c_t + b                        the score of the network
    p_t(x) = (e^z p_lstm(x) + Σ_{n, j: x_j = x} r_t[n, j]) / (e^z + Σ_{n, j} r_t[n, j])

A write goes to the slot that was written longest ago. As a slot fades by what was decided when it
was written, its strength is known at any later time, and many tokens are compared at once:
``log r_t[j] = [q_t; 1; t] · [k_j; log i_j - j log f_j; log f_j]``.

Shapes: those of `memory.pointer`; W slots, K' = K + 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind, Signal, UsageTexts
from wmstudio.memory.base import BatchUsage
from wmstudio.memory.pointer import LookupResult, PointerMemory
from wmstudio.memory.slots_signals import DECAY_GATE, STRENGTH, WRITE_GATE

if TYPE_CHECKING:
    from wmstudio.contract import Tap
    from wmstudio.memory.pointer import See

GATE_BIAS = (2.0, 7.0)
"""Initial biases of i and f: written strongly, with a half-life of 760 tokens."""
FAINTEST = 1e-30
"""Smallest value of a gate, since its logarithm is used. Smaller values set by patches are raised
to it."""


class FadingSlots(PointerMemory):
    """The last tokens, one per slot, each with a key, a strength and a rate of fading."""

    called = "slots"
    row_extras = 2
    usage_texts = UsageTexts(
        occupancy="mean strength of all slots",
        pressure="strength of the slot that is overwritten next",
        interference="1 less the largest weight that the last read gave to one piece of text",
    )

    def __init__(
        self,
        embedding: int,
        hidden: int,
        heads: int,
        key: int,
        narrow: int,
        slots: int,
        recent: int,
    ) -> None:
        super().__init__(embedding, hidden, heads, key, narrow, slots, recent)
        self.to_gates = nn.Linear(hidden + recent * narrow, 2 * heads)
        with torch.no_grad():
            self.to_gates.weight.zero_()
            self.to_gates.bias.copy_(torch.tensor(GATE_BIAS).repeat_interleave(heads))

    def set_window(self, length: int) -> None:
        """Set the number of slots."""
        super().set_window(length)
        head = (self.heads,)
        gates = {
            WRITE_GATE: "i: how strongly the token is written",
            DECAY_GATE: "f: share of its slot's strength that is kept from token to token",
        }
        self.signals += [
            *(Signal(name, Kind.GATE, ("head",), head, text) for name, text in gates.items()),
            Signal(
                STRENGTH,
                Kind.ATTENTION,
                ("head", "back"),
                (self.heads, self.window.length),
                "s: strength of the slots of past tokens, by distance",
                patchable=False,
            ),
        ]

    def rows(self, c_BLX: Tensor, h_BTH: Tensor, stored_BT: Tensor, see: See) -> Tensor:
        """Rows of T tokens ``[B, T, F]``: key, log gates of each head, and stored token id."""
        rows_BTF = super().rows(c_BLX, h_BTH, stored_BT, see)
        write_BTN, decay_BTN = self.to_gates(c_BLX[:, 1:]).chunk(2, dim=-1)
        logs = [_log(see, WRITE_GATE, write_BTN), _log(see, DECAY_GATE, decay_BTN)]
        return torch.cat([rows_BTF[..., :-1], *logs, rows_BTF[..., -1:]], dim=-1)

    def compared(self, q_BTF: Tensor, rows_BJF: Tensor) -> tuple[Tensor, Tensor]:
        """Extend queries and keys so that their product is the score plus the log strength."""
        tokens, places = q_BTF.shape[1], rows_BJF.shape[1]
        # Positions count from the first of the T tokens, so that t log f stays small and precise.
        at_J = torch.arange(tokens - places, tokens, device=q_BTF.device, dtype=q_BTF.dtype)
        write_BNJ, decay_BNJ = self._gates(rows_BJF)
        written_BNJ2 = torch.stack([write_BNJ - at_J * decay_BNJ, decay_BNJ], dim=-1)
        k_BNJK = self.by_head(rows_BJF[..., : self.heads * self.key])
        when_T2 = torch.stack([torch.ones_like(at_J), at_J], dim=-1)[-tokens:]
        q_BNTK = self.by_head(q_BTF)
        when_BNT2 = when_T2.expand(*q_BNTK.shape[:3], 2)
        return torch.cat([q_BNTK, when_BNT2], dim=-1), torch.cat([k_BNJK, written_BNJ2], dim=-1)

    def strengths(self, found: LookupResult) -> Tensor:
        """The strengths ``s`` of the slots that each of T tokens reads: ``[B, N, T, J]``."""
        tokens, places = found.there_BTJ.shape[1:]
        write_BNJ, decay_BNJ = self._gates(found.rows_BJF)
        at_J = torch.arange(places, device=write_BNJ.device, dtype=write_BNJ.dtype)
        age_TJ = at_J[-tokens:].unsqueeze(-1) - at_J
        logs_BNTJ = write_BNJ.unsqueeze(2) + age_TJ * decay_BNJ.unsqueeze(2)
        return torch.where(found.there_BTJ.unsqueeze(1), logs_BNTJ, -torch.inf).exp()

    def shown(self, found: LookupResult, tap: Tap | None = None) -> dict[str, Tensor]:
        """The signals: read weights and strengths."""
        there = super().shown(found, tap)
        if tap is None or tap.watches(STRENGTH):
            there[STRENGTH] = self.by_distance(self.strengths(found))
        return there

    def aged(self, rows: Tensor, ages: Tensor) -> Tensor:
        """Rows whose strengths when written are those that they have after so many tokens."""
        n = self.heads
        aged = rows.clone()
        aged[..., -2 * n - 1 : -n - 1] += ages.unsqueeze(-1) * rows[..., -n - 1 : -1]
        return aged

    def batch_usage(self, found: LookupResult, vocab_size: int) -> BatchUsage:
        """Memory use, from the strengths of the slots."""
        strength_BTJ = self.strengths(found).mean(1)
        return BatchUsage(
            occupancy=strength_BTJ.sum(-1) / self.capacity,
            pressure=self.of_oldest(strength_BTJ, found),
            interference=self.blur(found, vocab_size),
        )

    def _gates(self, rows_BJF: Tensor) -> tuple[Tensor, Tensor]:
        """``log i`` and ``log f`` ``[B, N, J]`` of all places."""
        gates_BNJ = rows_BJF[..., self.heads * self.key : -1].transpose(1, 2)
        write_BNJ, decay_BNJ = gates_BNJ.chunk(2, dim=1)
        return write_BNJ, decay_BNJ


def _log(see: See, name: str, logit_BTN: Tensor) -> Tensor:
    """The logarithm of a gate, which passes through the tap and may be patched."""
    gate_BTN = torch.sigmoid(logit_BTN)
    seen_BTN = see(name, gate_BTN)
    # Near 1 a float32 gate loses precision, so unless it was patched its logit is used.
    if seen_BTN is gate_BTN:
        return F.logsigmoid(logit_BTN)
    return seen_BTN.clamp(FAINTEST, 1).log()
