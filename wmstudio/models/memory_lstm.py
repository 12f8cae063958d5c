"""An LSTM with a working memory: `additive`, `stack`, `queue`, `superposition`, `keyvalue`.

    m_t, WM_t = memory(x_t, h_{t-1}, WM_{t-1})
    h_t, c_t  = LSTM([x_t; m_t], h_{t-1}, c_{t-1})      (only x_t where the memory is not coupled)
    features  = [h_t; m_t]

The memory of `keyvalue` comes after the LSTM, and sees ``h_t``.

Shapes: T time, B batch, E embedding, H hidden units, M width of what the memory gives back,
Z = 4H, P what drives the memory, R = Z + P.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

import torch
from torch import Tensor
from torch.nn import functional as F

from wmstudio.memory import keyvalue as kv
from wmstudio.memory.additive import AdditiveMemory
from wmstudio.memory.base import USAGE_NAMES
from wmstudio.memory.keyvalue_context import ContextKeyValueMemory
from wmstudio.memory.stack_queue import QueueMemory, StackMemory
from wmstudio.memory.stack_scan import scan
from wmstudio.memory.superposition import SuperpositionMemory
from wmstudio.models.contract import Argument, ArgumentKind, EditSpec, Patch, Tap, specs
from wmstudio.models.layers import LstmLayer, Words
from wmstudio.models.recurrent import RecurrentLanguageModel, sharing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.memory.base import BatchUsage, Memory
    from wmstudio.memory.coupled import CoupledMemory
    from wmstudio.models.contract import Setting, State


@dataclass(frozen=True, kw_only=True)
class AdditiveConfig:
    """Sizes of an `additive`."""

    vocab_size: int
    embedding: int
    hidden: int


@dataclass(frozen=True, kw_only=True)
class KeyValueConfig:
    """Sizes of a `keyvalue`: widths of one head's ``key`` and ``value``.

    With ``recent`` tokens in its keys, each ``narrow`` wide, keys find a place again and values
    name a token (`memory.keyvalue_context`); ``expansion`` is ν there.
    """

    vocab_size: int
    embedding: int
    hidden: int
    heads: int = 1
    key: int = 32
    value: int = 32
    recent: int = 0
    narrow: int = 48
    expansion: int = 2


@dataclass(frozen=True, kw_only=True)
class StackConfig:
    """Sizes of a `stack`: room for ``capacity`` items of ``width`` features."""

    vocab_size: int
    embedding: int
    hidden: int
    capacity: int = 64
    width: int = 32


class QueueConfig(StackConfig):
    """Sizes of a `queue`: room for ``capacity`` items of ``width`` features."""


class SuperpositionConfig(StackConfig):
    """Sizes of a `superposition`: ``capacity`` levels of ``width`` features."""


class MemoryLanguageModel(RecurrentLanguageModel):
    """One LSTM layer and one memory, fused by a linear layer over both."""

    def __init__(self, vocab_size: int, embedding: int, hidden: int, memory: Memory) -> None:
        super().__init__()
        self.memory = memory
        self.words = Words(vocab_size, embedding, hidden + memory.width)
        self.lstm = LstmLayer(embedding + (memory.width if memory.coupled else 0), hidden)
        self._declare()
        self._h, self._c = "lstm.0.hidden", "lstm.0.cell"

    def _declare(self) -> None:
        self.signals = {s.name: s for s in (*self.memory.signals, *self.lstm.signals)}
        self.usage_texts = self.memory.usage_texts

    @property
    def settings(self) -> Mapping[str, Setting]:
        """The memory's, and those of every recurrent model."""
        return {**self.memory.settings, **super().settings}

    def _set(self, values: Mapping[str, bool | int | float | str]) -> None:
        self.memory = sharing(self.memory)
        self.memory.set({k: v for k, v in values.items() if k in self.memory.settings})
        self._declare()
        super()._set(values)

    def empty_state(self, batch: int = 1) -> State:
        """An empty memory and zeros."""
        return {**self.memory.initial_state(batch), **self.lstm.initial_state(batch)}

    def features(self, state: State) -> Tensor:
        """Hidden state and what the memory gave back, side by side."""
        return torch.cat([state[self._h], self.memory.output(state)], dim=-1)

    def batch_usage(self, state: State) -> BatchUsage:
        """The memory's."""
        return self.memory.batch_usage(state)

    def held(self, state: State) -> dict[str, Tensor]:
        """What the memory can tell, too."""
        return {**super().held(state), **self.memory.held(state)}

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """The memory's own, and forgetting everything."""
        return {**super().edits, **self.memory.edits}

    def _edited(self, state: State, name: str, arguments: Mapping[str, int]) -> State:
        if name in self.memory.edits:
            return {**state, **self.memory.edit(state, name, **arguments)}
        # Else whoever wrote something would be counted from here on, not from the text's start.
        counters = {counter: state[counter] for counter in self.memory.counters}
        return {**super()._edited(state, name, arguments), **counters}


class CoupledLanguageModel(MemoryLanguageModel):
    """The coupled pair: the memory is driven by ``h_{t-1}``, the LSTM sees what it gives."""

    _kept: tuple[object, tuple[Tensor, Tensor, Tensor, Tensor]] | None = None

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """One token: the memory first, then the LSTM."""
        memory = cast("CoupledMemory", self.memory)
        x_BE = self.words.embed(token_B)
        m_BM, remembered = memory.advance(x_BE, state[self._h], state, tap)
        inputs = torch.cat([x_BE, m_BM], dim=-1)
        h_BH, c_BH = self.lstm.step(inputs, state[self._h], state[self._c], tap)
        return {**remembered, self._h: h_BH, self._c: c_BH}

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """All words at once, then token by token what depends on the hidden state."""
        memory = cast("CoupledMemory", self.memory)
        x_TBR, w_RH, w_ZM = self._joined(tokens_BT)
        h_BH, c_BH = state[self._h], state[self._c]
        z, p = 4 * self.lstm.hidden, memory.from_word.out_features
        features: list[Tensor] = []
        remembered: State = state
        for x_BR in x_TBR:
            r_BR = x_BR + F.linear(h_BH, w_RH)
            m_BM, remembered = memory.driven(r_BR[:, z : z + p], remembered, tap)
            z_BZ = r_BR[:, :z] + F.linear(m_BM, w_ZM)
            h_BH, c_BH = self.lstm.from_preactivations(z_BZ, c_BH, tap)
            features.append(torch.cat([h_BH, m_BM], dim=-1))
            if tap.watches(*USAGE_NAMES):
                memory.batch_usage(remembered).show(tap)
        after = {**remembered, self._h: h_BH, self._c: c_BH}
        return torch.stack(features, dim=1), after

    def _joined(self, tokens_BT: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What words feed (biases included), and the weights of h and of m.

        Rows of the first two: those of the LSTM, i f g o, then those of the memory, then maybe
        zeros.
        """
        w_RE, b_R, w_RH, w_ZM = self._weights()
        if torch.is_autocast_enabled(tokens_BT.device.type):
            low = torch.get_autocast_dtype(tokens_BT.device.type)
            # Products of low precision are several times faster with whole blocks of rows.
            w_RH, w_RE, b_R = (_whole_blocks(x) for x in (w_RH, w_RE, b_R))
            w_RH, w_ZM = w_RH.to(low), w_ZM.to(low)
        return F.linear(self.words.embed(tokens_BT.t()), w_RE, b_R).float(), w_RH, w_ZM

    def _weights(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Those of the words (and biases), of h and of m, side by side.

        Put together once, where nothing is learned and the parameters are the same.
        """
        memory = cast("CoupledMemory", self.memory)
        linear = memory.from_word, memory.from_hidden
        parts = (*self.lstm.weights, linear[0].weight, linear[0].bias, linear[1].weight)
        learns = torch.is_grad_enabled() or any(x.is_inference() for x in parts)
        are = None if learns else tuple((x.data_ptr(), x._version) for x in parts)
        if are is not None and self._kept is not None and self._kept[0] == are:
            return self._kept[1]
        w_ZI, u_ZH, b_Z, c_Z, word, bias, hidden = parts
        e = self.words.embedding.embedding_dim
        together = (
            torch.cat([w_ZI[:, :e], word]),
            torch.cat([b_Z + c_Z, bias]),
            torch.cat([u_ZH, hidden]),
            w_ZI[:, e:].contiguous(),
        )
        if are is not None:
            self._kept = (are, together)
        return together


class StackLanguageModel(CoupledLanguageModel):
    """An LSTM with a stack, a queue or a superposition stack: whatever the config is of."""

    memories: ClassVar[dict[type[StackConfig], type[StackMemory | SuperpositionMemory]]] = {
        StackConfig: StackMemory,
        QueueConfig: QueueMemory,
        SuperpositionConfig: SuperpositionMemory,
    }

    def __init__(self, config: StackConfig) -> None:
        memory = self.memories[type(config)](
            config.embedding, config.hidden, config.capacity, config.width
        )
        super().__init__(config.vocab_size, config.embedding, config.hidden, memory)

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Where no gradient is wanted, a scan that moves no items."""
        memory = self.memory
        if torch.is_grad_enabled() or not isinstance(memory, StackMemory):
            return super().sequence(tokens_BT, state, tap)
        x_TBR, w_RH, w_ZM = self._joined(tokens_BT)
        h_BH, c_BH = state[self._h], state[self._c]
        items = memory.oldest_first(state)
        done = scan(x_TBR, w_RH, w_ZM, h_BH, c_BH, *items, memory.newest_first)
        self.lstm.show(done.lstm_TBZ, done.c_TBH, done.h_TBH, tap)
        after = memory.scanned(done, state, tap)
        features_TBF = torch.cat([done.h_TBH, done.m_TBD], dim=-1)
        return features_TBF.transpose(0, 1), {
            **after,
            # Clones: a view would keep the whole stretch alive.
            self._h: done.h_TBH[-1].clone(),
            self._c: done.c_TBH[-1].clone(),
        }


class AdditiveLanguageModel(MemoryLanguageModel):
    """``f(WM_t, LSTM_t)`` with ``WM_t = tanh(x_t + WM_{t-1})``; the LSTM runs fused."""

    def __init__(self, config: AdditiveConfig) -> None:
        memory = AdditiveMemory(config.embedding)
        super().__init__(config.vocab_size, config.embedding, config.hidden, memory)

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """One token: memory and LSTM beside each other."""
        memory = cast("AdditiveMemory", self.memory)
        x_BE = self.words.embed(token_B)
        _, remembered = memory.advance(x_BE, state, tap)
        h_BH, c_BH = self.lstm.step(x_BE, state[self._h], state[self._c], tap)
        return {**remembered, self._h: h_BH, self._c: c_BH}

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
        sizes = config.embedding, config.hidden, config.heads, config.key, config.value
        contextual = None
        if config.recent:
            contextual = ContextKeyValueMemory(
                *sizes, config.recent, config.narrow, config.expansion
            )
        memory = contextual or kv.KeyValueMemory(*sizes)
        super().__init__(config.vocab_size, config.embedding, config.hidden, memory)
        if contextual is not None:
            with torch.no_grad():
                self.words.project.weight[:, config.hidden :] = contextual.names()

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """One token: the LSTM first, then the memory."""
        x_BE = self.words.embed(token_B)
        h_BH, c_BH = self.lstm.step(x_BE, state[self._h], state[self._c], tap)
        memory = cast("kv.KeyValueMemory", self.memory)
        _, remembered = memory.advance(x_BE, state[self._h], h_BH, state, tap)
        return {**remembered, self._h: h_BH, self._c: c_BH}

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Both over all tokens at once."""
        x_BTE = self.words.embed(tokens_BT)
        memory = cast("kv.KeyValueMemory", self.memory)
        h_BTH, h_BH, c_BH, _ = self.lstm.sequence(x_BTE, state[self._h], state[self._c], tap)
        before_BTH = torch.cat([state[self._h].unsqueeze(1), h_BTH[:, :-1]], dim=1)
        m_BTM, remembered = memory.sequence(x_BTE, before_BTH, h_BTH, state, tap)
        return torch.cat([h_BTH, m_BTM], -1), {**remembered, self._h: h_BH, self._c: c_BH}

    def begun_again(self, state: State, fresh_B: Tensor) -> State:
        """Of the table only the count of real rows matters."""
        table = cast("kv.KeyValueMemory", self.memory).table
        forgotten = table.forget(state, fresh_B)
        others = {name: x for name, x in state.items() if name not in table.names}
        return {**forgotten, **super().begun_again(others, fresh_B)}

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """The memory's own, and storing a pair of tokens."""
        most = self.vocab_size - 1
        key = Argument("key", ArgumentKind.PIECE, "key", high=most)
        value = Argument("value", ArgumentKind.PIECE, "value", high=most)
        store = EditSpec("store", "Store one token under another", (key, value))
        return {**super().edits, **specs(store)}

    def _edited(self, state: State, name: str, arguments: Mapping[str, int]) -> State:
        """A changed copy of the state.

        ``store`` reads the two tokens aside, the second with the store gate fully open, and keeps
        nothing of that but the matrices.
        """
        if name != "store":
            return super()._edited(state, name, arguments)
        batch, aside = len(state[self._h]), state
        for role, store in (("key", 0.0), ("value", 1.0)):
            gates = [Patch(kv.STORE_GATE, "set", store), Patch(kv.CLEAR_GATE, "set", 0.0)]
            token_B = torch.full((batch,), arguments[role], device=state[self._h].device)
            aside = self.advance(token_B, aside, Tap(patches=gates))
        return {**state, kv.MATRIX: aside[kv.MATRIX]}


def _whole_blocks(x_R: Tensor) -> Tensor:
    """The rows, followed by rows of zeros up to a multiple of 64."""
    return F.pad(x_R, [0] * (2 * x_R.dim() - 1) + [-len(x_R) % 64])
