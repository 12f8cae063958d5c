"""`slots`: an LSTM coupled to a buffer of slots, with a fast path for first in first out.

Shapes: T time, B batch, H hidden units, N slots, D slot width, R rows fed by the hidden state (see
`wmstudio.memory.slots_scan`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor

from wmstudio.memory import slots as sl
from wmstudio.memory.base import USAGE_NAMES, BatchUsage
from wmstudio.memory.slots_scan import Before, CoupledScan, Scan, scan
from wmstudio.models.memory_lstm import CoupledLanguageModel

if TYPE_CHECKING:
    from wmstudio.models.contract import State, Tap


@dataclass(frozen=True, kw_only=True)
class SlotsConfig:
    """Sizes of a `slots`: ``slots`` is the capacity, ``width`` the features of a slot."""

    vocab_size: int
    embedding: int
    hidden: int
    slots: int = 100
    width: int = 64
    policy: str = "fifo"


class SlotsLanguageModel(CoupledLanguageModel):
    """The coupled pair: the memory reads by ``h_{t-1}``, the LSTM sees what was read."""

    def __init__(self, config: SlotsConfig) -> None:
        memory = sl.SlotMemory(
            config.embedding, config.hidden, config.slots, config.width, config.policy
        )
        super().__init__(config.vocab_size, config.embedding, config.hidden, memory)

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """All words at once, then the scan over what depends on the hidden state."""
        memory = cast("sl.SlotMemory", self.memory)
        if not memory.in_order:
            return super().sequence(tokens_BT, state, tap)
        d, n = memory.width, memory.slots
        x_TBR, w_RH, w_ZD = self._joined(tokens_BT)
        first_B = state[sl.WRITTEN] % n
        oldest_first_BN = (first_B.unsqueeze(-1) + torch.arange(n, device=first_B.device)) % n
        before = Before(
            h_BH=state[self._h],
            c_BH=state[self._c],
            keys_BND=_pick(state[sl.KEYS], oldest_first_BN),
            values_BND=_pick(state[sl.VALUES], oldest_first_BN),
            strength_BN=state[sl.STRENGTH].gather(1, oldest_first_BN),
        )
        if torch.is_grad_enabled():
            kept: list[Scan] = []
            h_TBH, m_TBD = CoupledScan.apply(  # type: ignore[no-untyped-call]
                x_TBR, w_RH, w_ZD, memory.null, before, sl.EPSILON, kept
            )
            done = kept[0]
        else:
            done = scan(x_TBR, w_RH, w_ZD, memory.null, before, sl.EPSILON)
            h_TBH, m_TBD = done.h_TBH, done.m_TBD
        with torch.no_grad():
            slots = _SlotsInPlace(done, state, n)
            self.lstm.show(done.lstm_TBZ, done.c_TBH, done.h_TBH, tap)
            slots.show(tap, d)
            after = slots.state_after(len(x_TBR))
        # Clones: a view would keep the whole stretch alive.
        after |= {self._h: done.h_TBH[-1].clone(), self._c: done.c_TBH[-1].clone()}
        return torch.cat([h_TBH, m_TBD], dim=-1).transpose(0, 1), after


class _SlotsInPlace:
    """A scan's buffers, oldest first, seen as the slots that a step by step run would have."""

    def __init__(self, done: Scan, state: State, slots: int) -> None:
        self.done, self.state, self.slots = done, state, slots
        self.written_B = state[sl.WRITTEN]

    def _entries(self, t: int | Tensor) -> Tensor:
        """``[B, (T,) N]``: which buffer entry is in each slot once t tokens are written."""
        slot_N = torch.arange(self.slots, device=self.written_B.device)
        first = self.written_B.unsqueeze(-1)
        if isinstance(t, int):
            return t + (slot_N - first - t) % self.slots
        t = t.view(1, -1, 1)
        return t + (slot_N - first.unsqueeze(-1) - t) % self.slots

    def _writers(self, entries: Tensor) -> Tensor:
        """The token that wrote each entry: an old one's from the state, a new one's by counting."""
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
            sl.KEYS: _pick(done.keys_BMD, entries_BN),
            sl.VALUES: _pick(done.values_BMD, entries_BN),
            sl.STRENGTH: done.strength_BM.gather(1, entries_BN),
            sl.WRITER: self._writers(entries_BN),
            sl.WRITTEN: self.written_B + tokens,
            sl.SEEN: self.state[sl.SEEN] + tokens,
            sl.READ_WEIGHTS: self._held(-1).gather(1, self._entries(tokens - 1) - (tokens - 1)),
            sl.OUTPUT: done.m_TBD[-1].clone(),
        }

    def _held(self, t: int | slice) -> Tensor:
        """Read weights over the window before each token, of those that held something."""
        return sl.of_held(self.done.a_TBA[t, ..., : self.slots], self.done.strength_TBN[t])

    def show(self, tap: Tap, d: int) -> None:
        """Pass what is watched to the tap, slots in their places."""
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
                picked = _pick(buffer, after_BTN.flatten(1))
                tap.stretch(name, picked.view(*after_BTN.shape, -1))
        for name, entries_BTN in ((sl.READ_FROM, before_BTN), (sl.WRITER, after_BTN)):
            if tap.watches(name):
                tap.stretch(name, self._writers(entries_BTN))


def _pick(x_BMD: Tensor, entries_BN: Tensor) -> Tensor:
    """``x[b, entries[b, n]]``: ``[B, N, D]``."""
    return x_BMD.gather(1, entries_BN.unsqueeze(-1).expand(-1, -1, x_BMD.shape[-1]))
