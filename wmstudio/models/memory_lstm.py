"""An LSTM with a working memory beside it: families `additive` and `slots`.

    m_t, WM_t = memory(x_t, h_{t-1}, WM_{t-1})
    h_t, c_t  = LSTM([x_t; m_t], h_{t-1}, c_{t-1})      (only x_t where the memory is not coupled)
    features  = [h_t; m_t]

Shapes: T time, B batch, E embedding, H hidden units, M width of what the memory gives back,
N slots, D slot width, R rows fed by the hidden state (see `wmstudio.memory.slots_scan`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor
from torch.nn import functional as F

from wmstudio.memory import keyvalue as kv
from wmstudio.memory import slots as sl
from wmstudio.memory.additive import AdditiveMemory
from wmstudio.memory.slots_scan import Before, CoupledScan, Scan, scan
from wmstudio.models.contract import EditError, Patch, Tap
from wmstudio.models.layers import LstmLayer, Words
from wmstudio.models.recurrent import RecurrentLanguageModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.memory.base import Burden, Memory
    from wmstudio.models.contract import State


@dataclass(frozen=True, kw_only=True)
class AdditiveConfig:
    """Sizes of an `additive`."""

    vocab_size: int
    embedding: int
    hidden: int


@dataclass(frozen=True, kw_only=True)
class SlotsConfig:
    """Sizes of a `slots`: ``slots`` is the capacity, ``width`` the features of a slot."""

    vocab_size: int
    embedding: int
    hidden: int
    slots: int = 100
    width: int = 64


@dataclass(frozen=True, kw_only=True)
class KeyValueConfig:
    """Sizes of a `keyvalue`: widths of one head's ``key`` and ``value``."""

    vocab_size: int
    embedding: int
    hidden: int
    heads: int = 1
    key: int = 32
    value: int = 32


class MemoryLanguageModel(RecurrentLanguageModel):
    """One LSTM layer and one memory, fused by a linear layer over both."""

    def __init__(self, vocab_size: int, embedding: int, hidden: int, memory: Memory) -> None:
        super().__init__()
        self.memory = memory
        self.words = Words(vocab_size, embedding, hidden + memory.width)
        self.lstm = LstmLayer(embedding + (memory.width if memory.coupled else 0), hidden)
        self.signals = {s.name: s for s in (*memory.signals, *self.lstm.signals)}
        self.load_definition = memory.load_definition
        self._h, self._c = "lstm.0.hidden", "lstm.0.cell"

    def initial_state(self, batch: int = 1) -> State:
        """An empty memory and zeros."""
        return {**self.memory.initial_state(batch), **self.lstm.initial_state(batch)}

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """One token: the memory first, then the LSTM."""
        x_BE = self.words.embed(token_B)
        m_BM, remembered = self.memory.advance(x_BE, state[self._h], state, tap)
        inputs = torch.cat([x_BE, m_BM], dim=-1) if self.memory.coupled else x_BE
        h_BH, c_BH = self.lstm.step(inputs, state[self._h], state[self._c], tap)
        return {**remembered, self._h: h_BH, self._c: c_BH}

    def features(self, state: State) -> Tensor:
        """Hidden state and what the memory gave back, side by side."""
        return torch.cat([state[self._h], self.memory.output(state)], dim=-1)

    def burden(self, state: State) -> Burden:
        """The memory's."""
        return self.memory.burden(state)

    @property
    def edits(self) -> Mapping[str, str]:
        """The memory's own, and forgetting everything."""
        return {**super().edits, **self.memory.edits}

    def edit(self, state: State, name: str, **arguments: int) -> State:
        """A changed copy of the state.

        Raises:
            EditError: no such edit, or nothing to do it to.
        """
        if name in self.memory.edits:
            return {**state, **self.memory.edit(state, name, **arguments)}
        return super().edit(state, name, **arguments)


class AdditiveLanguageModel(MemoryLanguageModel):
    """``f(WM_t, LSTM_t)`` with ``WM_t = tanh(x_t + WM_{t-1})``; the LSTM runs fused."""

    def __init__(self, config: AdditiveConfig) -> None:
        memory = AdditiveMemory(config.embedding)
        super().__init__(config.vocab_size, config.embedding, config.hidden, memory)

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """The memory needs only the words, so both run on their own."""
        x_BTE = self.words.embed(tokens_BT)
        memory = cast("AdditiveMemory", self.memory)
        m_BTM, remembered = memory.sequence(x_BTE, state, tap)
        h_BTH, h_BH, c_BH, _ = self.lstm.sequence(x_BTE, state[self._h], state[self._c], tap)
        return torch.cat([h_BTH, m_BTM], -1), {**remembered, self._h: h_BH, self._c: c_BH}


class KeyValueLanguageModel(MemoryLanguageModel):
    """The LSTM runs fused, then the memory over all that it has seen; both are read."""

    def __init__(self, config: KeyValueConfig) -> None:
        memory = kv.KeyValueMemory(
            config.embedding, config.hidden, config.heads, config.key, config.value
        )
        super().__init__(config.vocab_size, config.embedding, config.hidden, memory)

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """One token: the LSTM first, then the memory."""
        x_BE = self.words.embed(token_B)
        h_BH, c_BH = self.lstm.step(x_BE, state[self._h], state[self._c], tap)
        _, remembered = self.memory.advance(x_BE, h_BH, state, tap)
        return {**remembered, self._h: h_BH, self._c: c_BH}

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Both over all tokens at once."""
        x_BTE = self.words.embed(tokens_BT)
        memory = cast("kv.KeyValueMemory", self.memory)
        h_BTH, h_BH, c_BH, _ = self.lstm.sequence(x_BTE, state[self._h], state[self._c], tap)
        m_BTM, remembered = memory.sequence(x_BTE, h_BTH, state, tap)
        return torch.cat([h_BTH, m_BTM], -1), {**remembered, self._h: h_BH, self._c: c_BH}

    def begun_again(self, state: State, fresh_B: Tensor) -> State:
        """Of the table only the count of real rows matters."""
        table = cast("kv.KeyValueMemory", self.memory).table
        forgotten = table.forget(state, fresh_B)
        others = {name: x for name, x in state.items() if name not in table.names}
        return {**forgotten, **super().begun_again(others, fresh_B)}

    @property
    def edits(self) -> Mapping[str, str]:
        """The memory's own, and storing a pair of tokens."""
        return {**super().edits, "store": "Store one token under another (arguments: key, value)"}

    def edit(self, state: State, name: str, **arguments: int) -> State:
        """A changed copy of the state.

        ``store`` reads the two tokens aside, the second with the store gate fully open, and keeps
        nothing of that but the matrices.

        Raises:
            EditError: no such edit, or nothing to do it to.
        """
        if name != "store":
            return super().edit(state, name, **arguments)
        batch, aside = len(state[self._h]), state
        for role, store in (("key", 0.0), ("value", 1.0)):
            token = arguments.get(role, -1)
            if not 0 <= token < self.vocab_size:
                raise EditError(
                    f"there is no token {token}: they are counted from 0 to {self.vocab_size - 1:,}"
                )
            gates = [Patch(kv.STORE_GATE, "set", store), Patch(kv.CLEAR_GATE, "set", 0.0)]
            token_B = torch.full((batch,), token, device=state[self._h].device)
            aside = self.advance(token_B, aside, Tap(patches=gates))
        return {**state, kv.MATRIX: aside[kv.MATRIX]}


class SlotsLanguageModel(MemoryLanguageModel):
    """The coupled pair: the memory reads by ``h_{t-1}``, the LSTM sees what was read."""

    def __init__(self, config: SlotsConfig) -> None:
        memory = sl.SlotMemory(config.embedding, config.hidden, config.slots, config.width)
        super().__init__(config.vocab_size, config.embedding, config.hidden, memory)

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """All words at once, then the scan over what depends on the hidden state."""
        memory = cast("sl.SlotMemory", self.memory)
        d, n = memory.width, memory.slots
        w_ZI, u_ZH, b_Z, c_Z = self.lstm.weights
        e = self.words.embedding.embedding_dim
        x_TBE = self.words.embed(tokens_BT.t())
        w_RH = torch.cat([u_ZH, memory.from_hidden.weight])
        w_RE = torch.cat([w_ZI[:, :e], memory.from_word.weight])
        b_R = torch.cat([b_Z + c_Z, memory.from_word.bias])
        w_ZD = w_ZI[:, e:]
        if torch.is_autocast_enabled(tokens_BT.device.type):
            low = torch.get_autocast_dtype(tokens_BT.device.type)
            # Products of low precision are several times faster with whole blocks of rows.
            w_RH, w_RE, b_R = (_whole_blocks(x) for x in (w_RH, w_RE, b_R))
            w_RH, w_ZD = w_RH.to(low), w_ZD.to(low)
        x_TBR = F.linear(x_TBE, w_RE, b_R).float()
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
            slots.show(tap, self.lstm.name, d)
            after = slots.state_after(len(x_TBE))
        after |= {self._h: done.h_TBH[-1], self._c: done.c_TBH[-1]}
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
            sl.READ_WEIGHTS: done.a_TBA[-1].gather(1, self._entries(tokens - 1) - (tokens - 1)),
            sl.OUTPUT: done.m_TBD[-1],
        }

    def show(self, tap: Tap, lstm: str, d: int) -> None:
        """Pass what is watched to the tap, slots in their places."""
        done, n = self.done, self.slots
        tokens = done.h_TBH.shape[0]
        for name, x_TB in zip(
            ("input_gate", "forget_gate", "candidate", "output_gate"),
            done.lstm_TBZ.chunk(4, dim=-1),
            strict=True,
        ):
            tap.stretch(f"{lstm}.{name}", x_TB.transpose(0, 1))
        tap.stretch(f"{lstm}.cell", done.c_TBH.transpose(0, 1))
        tap.stretch(f"{lstm}.hidden", done.h_TBH.transpose(0, 1))
        for i, name in enumerate((sl.WRITE_GATE, sl.DECAY_GATE, sl.READ_GATE)):
            tap.stretch(name, done.gates_TB3[:, :, i : i + 1].transpose(0, 1))
        tap.stretch(sl.QUERY, done.q_TBD.transpose(0, 1) * d**0.5)
        tap.stretch(sl.KEY, done.keys_BMD[:, n:])
        tap.stretch(sl.VALUE, done.values_BMD[:, n:])
        tap.stretch(sl.OUTPUT, done.m_TBD.transpose(0, 1))
        tap.stretch(sl.NULL_WEIGHT, done.a_TBA[:, :, n].transpose(0, 1))
        placed = (sl.READ_WEIGHTS, sl.WRITE_WEIGHTS, sl.KEYS, sl.VALUES, sl.STRENGTH, sl.WRITER)
        if not tap.watches(*placed):
            return
        t_T = torch.arange(tokens, device=self.written_B.device)
        before_BTN, after_BTN = self._entries(t_T), self._entries(t_T + 1)
        window = before_BTN - t_T.view(1, -1, 1)
        tap.stretch(sl.READ_WEIGHTS, done.a_TBA.transpose(0, 1).gather(2, window))
        # The entry that token t writes is n + t: it lands in the oldest slot, at the window's end.
        tap.stretch(sl.WRITE_WEIGHTS, (window == 0).to(done.a_TBA.dtype))
        if tap.watches(sl.STRENGTH):
            decayed = done.strength_TBN * done.gates_TB3[:, :, 1:2]
            after = torch.cat([decayed[:, :, 1:], done.gates_TB3[:, :, :1]], dim=-1)
            shifted = after_BTN - (t_T + 1).view(1, -1, 1)
            tap.stretch(sl.STRENGTH, after.transpose(0, 1).gather(2, shifted))
        for name, buffer in ((sl.KEYS, done.keys_BMD), (sl.VALUES, done.values_BMD)):
            if tap.watches(name):
                picked = _pick(buffer, after_BTN.flatten(1))
                tap.stretch(name, picked.view(*after_BTN.shape, -1))
        if tap.watches(sl.WRITER):
            tap.stretch(sl.WRITER, self._writers(after_BTN))


def _whole_blocks(x_R: Tensor) -> Tensor:
    """The rows, followed by rows of zeros up to a multiple of 64."""
    return F.pad(x_R, [0] * (2 * x_R.dim() - 1) + [-len(x_R) % 64])


def _pick(x_BMD: Tensor, entries_BN: Tensor) -> Tensor:
    """``x[b, entries[b, n]]``: ``[B, N, D]``."""
    return x_BMD.gather(1, entries_BN.unsqueeze(-1).expand(-1, -1, x_BMD.shape[-1]))
