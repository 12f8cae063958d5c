"""The results of a slot scan, rearranged into the slots that a step-by-step run would have.

A scan keeps one long buffer, oldest first (`wmstudio.memory.slots_scan`).

Shapes: T time, B batch, N slots, D slot width, M entries of the buffer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from wmstudio.memory import slots_signals as sl
from wmstudio.memory.base import USAGE_NAMES, BatchUsage

if TYPE_CHECKING:
    from torch import Tensor

    from wmstudio.contract import State, Tap
    from wmstudio.memory.slots_scan import Scan


class Placed:
    """The buffers of a scan, oldest first, seen as slots."""

    def __init__(self, done: Scan, state: State, slots: int) -> None:
        self.done, self.state, self.slots = done, state, slots
        self.written_B = state[sl.WRITTEN]

    def _entries(self, t: int | Tensor) -> Tensor:
        """The buffer entry in each slot once t tokens are written, ``[B, (T,) N]``."""
        slot_N = torch.arange(self.slots, device=self.written_B.device)
        first = self.written_B.unsqueeze(-1)
        if isinstance(t, int):
            return t + (slot_N - first - t) % self.slots
        t = t.view(1, -1, 1)
        return t + (slot_N - first.unsqueeze(-1) - t) % self.slots

    def _writers(self, entries: Tensor) -> Tensor:
        """The token that wrote each entry: from the state for old entries, counted for new ones."""
        n, old = self.slots, self.state[sl.WRITER]
        shape = [-1] + [1] * (entries.dim() - 1)
        first = self.written_B.view(shape)
        slot_of_old = (first + entries.clamp(max=n - 1)) % n
        before = old.gather(1, slot_of_old.flatten(1)).view_as(entries)
        return torch.where(entries < n, before, first + entries - n)

    def state_after(self, tokens: int) -> dict[str, Tensor]:
        """The memory's part of the state after the last token."""
        done, entries_BN = self.done, self._entries(tokens)
        return {
            sl.KEYS: pick(done.keys_BMD, entries_BN),
            sl.VALUES: pick(done.values_BMD, entries_BN),
            sl.STRENGTH: done.strength_BM.gather(1, entries_BN),
            sl.WRITER: self._writers(entries_BN),
            sl.WRITTEN: self.written_B + tokens,
            sl.SEEN: self.state[sl.SEEN] + tokens,
            sl.READ_WEIGHTS: self._held(-1).gather(1, self._entries(tokens - 1) - (tokens - 1)),
            sl.OUTPUT: done.m_TBD[-1].clone(),
        }

    def _held(self, t: int | slice) -> Tensor:
        """Read weights over the window before each token, on occupied slots only."""
        return sl.of_held(self.done.a_TBA[t, ..., : self.slots], self.done.strength_TBN[t])

    def show(self, tap: Tap, d: int) -> None:
        """Pass the watched signals to the tap, in the order of the slots."""
        done, n = self.done, self.slots
        tokens = done.h_TBH.shape[0]
        for i, name in enumerate((sl.WRITE_GATE, sl.DECAY_GATE, sl.READ_GATE)):
            tap.stretch(name, done.gates_TB3[:, :, i : i + 1].transpose(0, 1))
        tap.stretch(sl.QUERY, done.q_TBD.transpose(0, 1) * d**0.5)
        tap.stretch(sl.KEY, done.keys_BMD[:, n:])
        tap.stretch(sl.VALUE, done.values_BMD[:, n:])
        tap.stretch(sl.OUTPUT, done.m_TBD.transpose(0, 1))
        tap.stretch(sl.NULL_WEIGHT, done.a_TBA[:, :, n].transpose(0, 1))
        decayed = done.strength_TBN * done.gates_TB3[:, :, 1:2]
        strength_TBN = torch.cat([decayed[:, :, 1:], done.gates_TB3[:, :, :1]], dim=-1)
        if tap.watches(*USAGE_NAMES):
            usage = BatchUsage(
                occupancy=strength_TBN.mean(dim=-1).t(),
                pressure=strength_TBN[:, :, 0].t(),
                interference=sl.interference(self._held(slice(None))).t(),
            )
            usage.show(tap.stretch)
        placed = (sl.READ_WEIGHTS, sl.WRITE_WEIGHTS, sl.KEYS, sl.VALUES, sl.STRENGTH, sl.WRITER)
        if not tap.watches(*placed, sl.READ_FROM):
            return
        t_T = torch.arange(tokens, device=self.written_B.device)
        before_BTN, after_BTN = self._entries(t_T), self._entries(t_T + 1)
        window = before_BTN - t_T.view(1, -1, 1)
        tap.stretch(sl.READ_WEIGHTS, done.a_TBA.transpose(0, 1).gather(2, window))
        # The entry that token t writes is n + t: it lands in the oldest slot, at the window's end.
        tap.stretch(sl.WRITE_WEIGHTS, (window == 0).to(done.a_TBA.dtype))
        if tap.watches(sl.STRENGTH):
            shifted = after_BTN - (t_T + 1).view(1, -1, 1)
            tap.stretch(sl.STRENGTH, strength_TBN.transpose(0, 1).gather(2, shifted))
        for name, buffer in ((sl.KEYS, done.keys_BMD), (sl.VALUES, done.values_BMD)):
            if tap.watches(name):
                picked = pick(buffer, after_BTN.flatten(1))
                tap.stretch(name, picked.view(*after_BTN.shape, -1))
        for name, entries_BTN in ((sl.READ_FROM, before_BTN), (sl.WRITER, after_BTN)):
            if tap.watches(name):
                tap.stretch(name, self._writers(entries_BTN))


def pick(x_BMD: Tensor, entries_BN: Tensor) -> Tensor:
    """``x[b, entries[b, n]]``: ``[B, N, D]``."""
    return x_BMD.gather(1, entries_BN.unsqueeze(-1).expand(-1, -1, x_BMD.shape[-1]))
