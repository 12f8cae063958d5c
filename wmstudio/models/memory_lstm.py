"""An LSTM with any working memory, either inside the LSTM's loop or beside it.

    m_t, WM_t = memory(x_t, h_{t-1}, WM_{t-1})                coupled
    h_t, c_t  = LSTM([x_t; m_t], h_{t-1}, c_{t-1})

    h_t, c_t  = LSTM(x_t, h_{t-1}, c_{t-1})                   beside
    m_t, WM_t = memory(x_t, h_{t-1}, h_t, WM_{t-1})

    features  = [h_t; m_t]

Shapes: T time, B batch, E embedding, H hidden units, M width of what the memory gives back,
Z = 4H, P what drives the memory, R = Z + P.
"""

from __future__ import annotations

from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor
from torch.nn import functional as F

from wmstudio.contract import (
    ArgumentKind,
    EditError,
    Forgets,
    Tap,
)
from wmstudio.memory.base import USAGE_NAMES, Memory
from wmstudio.memory.coupled import CoupledMemory, CoupledRun
from wmstudio.models.coupled_training import run_to_learn
from wmstudio.models.language_model import LanguageModel, sharing
from wmstudio.models.layers import LstmLayer, Words
from wmstudio.models.packed import PackedLinear

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.contract import EditSpec, PartSpec, Patch, Setting, State
    from wmstudio.memory.base import BatchUsage
    from wmstudio.memory.coupled import Scanned
    from wmstudio.memory.family import MemorySizes


def with_memory(sizes: MemorySizes, memory: Memory) -> MemoryLanguageModel:
    """Build a language model with this memory, coupled or beside as the memory requires."""
    if isinstance(memory, CoupledMemory):
        return CoupledLanguageModel(sizes, memory)
    return BesideLanguageModel(sizes, memory)


class MemoryLanguageModel(LanguageModel):
    """One LSTM layer and one memory, joined by a linear layer over both."""

    stepped = ()

    def __init__(self, sizes: MemorySizes, memory: Memory) -> None:
        super().__init__()
        self.memory = memory
        self.words = Words(sizes.vocab_size, sizes.embedding, sizes.hidden + memory.width)
        inputs = sizes.embedding + (memory.width if memory.coupled else 0)
        self.lstm = LstmLayer(inputs, sizes.hidden)
        project = self.words.project.weight
        # An outline has no values, and to compute some would load torch's compiler.
        if not project.is_meta and (names := memory.names()) is not None:
            with torch.no_grad():
                project[:, sizes.hidden :] = names
        self._declare()
        self._h, self._c = "lstm.0.hidden", "lstm.0.cell"

    def _declare(self) -> None:
        self.signals = {s.name: s for s in (*self.memory.signals, *self.lstm.signals)}
        self.usage_texts = self.memory.usage_texts

    @property
    def settings(self) -> Mapping[str, Setting]:
        """The memory's settings, and those of every recurrent model."""
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
        """Hidden state and ``m``, side by side."""
        return torch.cat([state[self._h], self.memory.output(state)], dim=-1)

    def batch_usage(self, state: State) -> BatchUsage:
        """Memory use of the memory."""
        return self.memory.batch_usage(state)

    def held(self, state: State) -> dict[str, Tensor]:
        """Signals that follow from the state, including the memory's."""
        return {**super().held(state), **self.memory.held(state)}

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """The memory's edits, and forgetting everything."""
        # The memory does not know the size of the vocabulary, so ranges of pieces are filled in
        # here.
        own = {
            id: replace(
                spec,
                arguments=tuple(
                    replace(argument, high=self.vocab_size - 1)
                    if argument.kind is ArgumentKind.PIECE
                    else argument
                    for argument in spec.arguments
                ),
            )
            for id, spec in self.memory.edits.items()
        }
        return {**super().edits, **own}

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """The memory's parts, and the states of the layers.

        Where both the memory and a neural cache have tokens, those of the memory are meant.
        """
        own = self.memory.parts
        return {**own, **{id: part for id, part in super().parts.items() if id not in own}}

    def copied(self, state: State, part: PartSpec, item: int) -> dict[str, Tensor]:
        """See `HasParts.copied`."""
        if part.id in self.memory.parts:
            return self.memory.copied(state, part, item)
        return super().copied(state, part, item)

    def put_in(
        self, state: State, part: PartSpec, item: int, given: Mapping[str, Tensor], token: int
    ) -> State:
        """See `HasParts.put_in`."""
        if part.id in self.memory.parts:
            return {**state, **self.memory.put_in(state, part, item, given, token)}
        return super().put_in(state, part, item, given, token)

    @property
    def holds_tokens(self) -> bool:
        """True also if the memory records which token wrote each item."""
        return bool(self.memory.writers) or super().holds_tokens

    def _edited(self, state: State, name: str, arguments: Mapping[str, int]) -> State:
        if name in self.memory.edits:
            return {**state, **self.memory.edit(state, name, self._read_aside, **arguments)}
        after = super()._edited(state, name, arguments)
        # Without a counter, writers would be numbered from here on instead of from the start.
        counters = {counter: state[counter] for counter in self.memory.counters}
        return {**after, **counters}

    def _without(self, state: State, token: int) -> State | None:
        """Remove the items that the token wrote, or use the memory's own edit for one token."""
        items: list[int] = []
        if self.memory.writers:
            items = (state[self.memory.writers][0] == token).nonzero().flatten().tolist()
        # From the last item on: removing one from the middle moves those after it.
        wanted = [("clear", {"slot": item}) for item in reversed(items)]
        own = (spec.id for spec in self.memory.edits.values() if spec.forgets is Forgets.TOKEN)
        wanted += [(id, {"token": token}) for id in own]
        left = state
        for name, arguments in wanted:
            with suppress(EditError):  # the neural cache may hold the token even so
                left = self._edited(left, name, arguments)
        return super()._without(left, token) or (left if left is not state else None)

    def _read_aside(self, state: State, token: int, patches: Sequence[Patch]) -> State:
        token_B = torch.full((len(state[self._h]),), token, device=state[self._h].device)
        return self.advance(token_B, state, Tap(patches=patches))

    def begun_again(self, state: State, fresh_B: Tensor) -> State:
        """The state, with these rows of the batch as they are before any token."""
        names = {name for window in self.memory.windows for name in window.names}
        others = {name: x for name, x in state.items() if name not in names}
        for window in self.memory.windows:
            state = window.forget(state, fresh_B)
        return {**state, **super().begun_again(others, fresh_B)}


class CoupledLanguageModel(MemoryLanguageModel):
    """A coupled pair: ``h_{t-1}`` drives the memory, and the LSTM reads its ``m_t``."""

    _kept: tuple[object, tuple[Tensor, Tensor, Tensor, Tensor]] | None = None

    def __init__(self, sizes: MemorySizes, memory: CoupledMemory) -> None:
        super().__init__(sizes, memory)
        self._of_words = PackedLinear()

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """Advance by one token: first the memory, then the LSTM."""
        x_BE, before_BH = self.words.embed(token_B), state[self._h]
        m_BM, remembered = self.memory.advance(x_BE, before_BH, before_BH, state, tap)
        inputs = torch.cat([x_BE, m_BM], dim=-1)
        h_BH, c_BH = self.lstm.step(inputs, before_BH, state[self._c], tap)
        return {**remembered, self._h: h_BH, self._c: c_BH}

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Project all words at once, then run the recurrent part by a scan or in a loop."""
        run = CoupledRun(*self._joined(tokens_BT), state[self._h], state[self._c])
        # In the loop everything passes through the tap token by token.
        done = None if tap.patched(self.signals) else self._at_once(run, state, tap)
        if done is None:
            return self._loop(run, state, tap)
        with torch.no_grad():
            self.lstm.show(done.lstm_TBZ, done.c_TBH, done.h_TBH, tap)
        # Clones: a view would keep the whole buffer alive.
        last = {self._h: done.h_TBH[-1].detach().clone(), self._c: done.c_TBH[-1].clone()}
        features_TBF = torch.cat([done.h_TBH, done.m_TBM], dim=-1)
        return features_TBF.transpose(0, 1), {**done.remembered, **last}

    def _at_once(self, run: CoupledRun, state: State, tap: Tap) -> Scanned | None:
        memory = cast("CoupledMemory", self.memory)
        if not torch.is_grad_enabled():
            return memory.scan(run, state, tap)
        if any(x.requires_grad for x in state.values()):
            return None  # gradients of the state before are those of the loop
        unrolled = memory.unrolled(len(run.x_TBR), state, tap)
        return None if unrolled is None else run_to_learn(run, unrolled)

    def _loop(self, run: CoupledRun, state: State, tap: Tap) -> tuple[Tensor, State]:
        memory = cast("CoupledMemory", self.memory)
        h_BH, c_BH = run.h_BH, run.c_BH
        z, p = 4 * self.lstm.hidden, memory.from_word.out_features
        features: list[Tensor] = []
        remembered: State = state
        for x_BR in run.x_TBR:
            r_BR = x_BR + F.linear(h_BH, run.w_RH)
            m_BM, remembered = memory.driven(r_BR[:, z : z + p], remembered, tap)
            z_BZ = r_BR[:, :z] + F.linear(m_BM, run.w_ZM)
            h_BH, c_BH = self.lstm.from_preactivations(z_BZ, c_BH, tap)
            features.append(torch.cat([h_BH, m_BM], dim=-1))
            if tap.watches(*USAGE_NAMES):
                memory.batch_usage(remembered).show(tap)
        after = {**remembered, self._h: h_BH, self._c: c_BH}
        return torch.stack(features, dim=1), after

    def _joined(self, tokens_BT: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The projection of words (biases included), and the weights of h and of m.

        Rows of the first two are those of the LSTM, i f g o, then those of the memory, then
        possibly zeros.
        """
        w_RE, b_R, w_RH, w_ZM = self._weights()
        if torch.is_autocast_enabled(tokens_BT.device.type):
            low = torch.get_autocast_dtype(tokens_BT.device.type)
            w_RH, w_ZM = w_RH.to(low), w_ZM.to(low)
        x_TBE = self.words.embed(tokens_BT.t())
        return self._of_words(x_TBE, w_RE, b_R).float(), w_RH, w_ZM

    def _weights(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The weights of the words (and biases), of h and of m, concatenated.

        The result is cached while nothing is trained and the parameters are the same.
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
        # What is kept has to be able to tell later whether it is still the same.
        with nullcontext() if are is None else torch.inference_mode(False):
            w_RE, b_R = torch.cat([w_ZI[:, :e], word]), torch.cat([b_Z + c_Z, bias])
            w_RH, w_ZM = torch.cat([u_ZH, hidden]), w_ZI[:, e:].contiguous()
            w_RE, b_R, w_RH = (_whole_blocks(x) for x in (w_RE, b_R, w_RH))
        if are is None:
            return w_RE, b_R, w_RH, w_ZM
        # One row times a matrix is quickest if the matrix is stored by columns that begin at whole
        # cache lines.
        kept = w_RE.detach(), b_R.detach(), _by_columns(w_RH).detach(), _by_columns(w_ZM).detach()
        self._kept = are, kept
        return kept


class BesideLanguageModel(MemoryLanguageModel):
    """A fused LSTM, and a memory beside it that reads its hidden states."""

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """Advance by one token: first the LSTM, then the memory."""
        x_BE = self.words.embed(token_B)
        h_BH, c_BH = self.lstm.step(x_BE, state[self._h], state[self._c], tap)
        _, remembered = self.memory.advance(x_BE, state[self._h], h_BH, state, tap)
        return {**remembered, self._h: h_BH, self._c: c_BH}

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Run each over all tokens at once."""
        x_BTE = self.words.embed(tokens_BT)
        h_BTH, h_BH, c_BH, _ = self.lstm.sequence(x_BTE, state[self._h], state[self._c], tap)
        before_BTH = torch.cat([state[self._h].unsqueeze(1), h_BTH[:, :-1]], dim=1)
        patched = tap.patched(signal.name for signal in self.memory.signals)
        sequence = partial(Memory.sequence, self.memory) if patched else self.memory.sequence
        m_BTM, remembered = sequence(x_BTE, before_BTH, h_BTH, state, tap)
        return torch.cat([h_BTH, m_BTM], -1), {**remembered, self._h: h_BH, self._c: c_BH}


def _by_columns(w_RC: Tensor) -> Tensor:
    """The same matrix, with each column contiguous in memory."""
    return w_RC.t().contiguous().t()


def _whole_blocks(x_R: Tensor) -> Tensor:
    """Pad the rows with zeros to a multiple of 64.

    Products of many tokens are up to twice as fast then, those of low precision several times.
    """
    return F.pad(x_R, [0] * (2 * x_R.dim() - 1) + [-len(x_R) % 64])
