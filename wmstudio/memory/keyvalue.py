"""`keyvalue`: a learned hash table, one matrix per head, written by the delta rule.

Store, retrieve and clear are gates (Schlag et al. 2021; Yang et al. 2024, gated delta networks)::

    k_t = W_k h_{t-1} + b_k                  the key: what came before the token
    q_t, v_t = W [x_t; h_t] + b              the query and the value: the token; v = tanh
    β_t, r_t, c_t = σ(…)                     store, retrieve, clear;  α_t = 1 - c_t
    S̄_t = α_t S_{t-1}                        clear
    u_t = β_t (v_t - S̄_tᵀ k_t)               what is new about the value under this key
    S_t = S̄_t + k_t u_tᵀ                     store: what was under the key is replaced
    m_t = r_t S_tᵀ q_t                       retrieve

k and q have length 1. A token is stored under what came before it, and found again by whoever is
there again. (With keys of the token itself, pairs are not learned: the loss stays at guessing.)

Over time it runs in parallel (`delta_rule`).

The keys and values of the last W tokens are kept too, for looking at it as a table: which token's
key matches the query, and how much of each value its key still gets back.

Shapes: B batch, T time, E embedding, H hidden units of the LSTM, N heads, K width of a key,
V width of a value, W window of the table, R rows kept of it.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import (
    Argument,
    ArgumentKind,
    EditError,
    EditSpec,
    Forgets,
    PartSpec,
    Patch,
    UsageTexts,
    specs,
)
from wmstudio.memory.base import USAGE_NAMES, BatchUsage, Memory
from wmstudio.memory.delta_rule import delta_rule
from wmstudio.memory.keyvalue_signals import (
    CLEAR_GATE,
    KEY,
    MATRIX,
    OUTPUT,
    QUERY,
    RECALL,
    REPLACED,
    RETRIEVE_GATE,
    SEEN,
    STORE_GATE,
    STORED,
    TABLE,
    TABLE_SIGNALS,
    VALUE,
    signals_of,
)
from wmstudio.memory.parts import ROWS, item_parts, token_back, with_rows
from wmstudio.memory.window import Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.contract import State, Tap
    from wmstudio.memory.base import ReadAside

ROW = "row"
"""The id of the part that is one token of the table."""
GATE_BIAS = (0.0, 1.0, -5.0)
"""Initial biases of store, retrieve and clear: at first hardly anything is cleared."""
STRETCH = 64
"""Number of tokens that are solved for at once."""
TINY = 1e-6


class Projected(NamedTuple):
    """The projections of one token or many: ``[B, (T,) N, …]``."""

    q: Tensor
    k: Tensor
    v: Tensor
    store: Tensor
    retrieve: Tensor
    clear: Tensor


class KeyValueMemory(Memory):
    """N matrices ``[K, V]``, and the table of recently stored tokens."""

    counters = (SEEN,)
    usage_texts = UsageTexts(
        occupancy="effective rank of the matrices, divided by the width of a key",
        pressure="size of what the last write replaced, divided by that of a full value",
        interference="error in reading the values of recent tokens by their keys, "
        "weighted by how strongly each was stored",
    )

    def __init__(self, embedding: int, hidden: int, heads: int, key: int, value: int) -> None:
        super().__init__()
        self.heads, self.key, self.value = heads, key, value
        self.width = heads * value
        self.make_weights(embedding, hidden)
        self.table = Window("keyvalue.table", TABLE, heads * (key + value + 1))
        self.windows = (self.table,)
        self.signals = signals_of(heads, key, value)

    def make_weights(self, embedding: int, hidden: int) -> None:
        """Make the projections to queries, keys, values and gates."""
        n = self.heads
        self.to_key = nn.Linear(hidden, n * self.key)
        self.project = nn.Linear(embedding + hidden, n * (self.key + self.value + 3))
        with torch.no_grad():
            for linear in (self.to_key, self.project):
                nn.init.xavier_uniform_(linear.weight)
                linear.bias.zero_()
            bias_N = self.project.bias[-3 * n :].view(n, 3)
            bias_N.copy_(torch.tensor(GATE_BIAS).expand(n, 3))

    def initial_state(self, batch: int) -> State:
        """Empty matrices and an empty table."""
        like = next(self.parameters()).detach()
        return {
            MATRIX: like.new_zeros(batch, self.heads, self.key, self.value),
            OUTPUT: like.new_zeros(batch, self.width),
            REPLACED: like.new_zeros(batch),
            SEEN: torch.zeros(batch, dtype=torch.long, device=like.device),
            **self.table.initial_state(batch, like),
        }

    def advance(
        self, x_BE: Tensor, before_BH: Tensor, h_BH: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, State]:
        """Advance by one token, with the formulas at the top of this file."""
        q, k, v, store, retrieve, clear = self.projected(x_BE, before_BH, h_BH)
        store = tap(STORE_GATE, store)
        retrieve = tap(RETRIEVE_GATE, retrieve)
        clear = tap(CLEAR_GATE, clear)
        q, k, v = self._flat(tap, QUERY, q), self._flat(tap, KEY, k), self._flat(tap, VALUE, v)
        matrix = (1 - clear)[..., None, None] * state[MATRIX]
        old = torch.einsum("bnkv,bnk->bnv", matrix, k)
        u = store.unsqueeze(-1) * (v - old)
        matrix = matrix + k.unsqueeze(-1) * u.unsqueeze(-2)
        matrix = tap(MATRIX, matrix.flatten(1, 2)).view_as(matrix)
        read = torch.einsum("bnkv,bnk->bnv", matrix, q)
        m_BM = tap(OUTPUT, (retrieve.unsqueeze(-1) * read).flatten(1))
        row = torch.cat([k, v, store.unsqueeze(-1)], dim=-1).flatten(1)
        after = {
            MATRIX: matrix,
            OUTPUT: m_BM,
            REPLACED: self._replaced(store, v, u),
            SEEN: state[SEEN] + 1,
            **self.table.extended(state, row.unsqueeze(1)),
        }
        if tap.watches(*TABLE_SIGNALS):
            rows = self.table.rows(after)
            found = self._look_up(
                q.unsqueeze(1), matrix.unsqueeze(1), rows, after[self.table.count].unsqueeze(1)
            )
            for name, x in zip(TABLE_SIGNALS, found, strict=True):
                tap(name, x[:, 0])
        return m_BM, after

    def sequence(
        self, x_BTE: Tensor, before_BTH: Tensor, h_BTH: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, State]:
        """Advance by many tokens: every ``m_t`` ``[B, T, M]``, and the last state."""
        p = self.projected(x_BTE, before_BTH, h_BTH)
        for name, x in zip((STORE_GATE, RETRIEVE_GATE, CLEAR_GATE), p[3:], strict=True):
            tap.stretch(name, x)
        for name, x in zip((QUERY, KEY, VALUE), p[:3], strict=True):
            tap.stretch(name, x.flatten(2))
        matrix, read, u = state[MATRIX], [], []
        with torch.autocast(x_BTE.device.type, enabled=False):
            for part in zip(*(torch.split(x.float(), STRETCH, dim=1) for x in p), strict=True):
                q, k, v, store, _, clear = part
                kept = torch.log1p(-clear.clamp(max=1 - TINY))
                o_BTNV, u_BTNV, matrix = delta_rule(q, k, v, store, kept, matrix)
                read.append(o_BTNV)
                u.append(u_BTNV)
        m_BTM = (p.retrieve.unsqueeze(-1) * torch.cat(read, dim=1)).flatten(2)
        tap.stretch(OUTPUT, m_BTM)
        with torch.no_grad():
            u_BTNV = torch.cat(u, dim=1)
            replaced_BT = self._replaced(p.store, p.v, u_BTNV)
            rows = torch.cat([p.k, p.v, p.store.unsqueeze(-1)], dim=-1).flatten(2)
            if tap.watches(MATRIX, *TABLE_SIGNALS, *USAGE_NAMES):
                self._show(p, u_BTNV, replaced_BT, rows, state, tap)
            table = self.table.extended(state, rows.detach())
        # Clones: a view would keep the whole buffer alive.
        last = {OUTPUT: m_BTM[:, -1].clone(), REPLACED: replaced_BT[:, -1].clone()}
        after = {MATRIX: matrix, **last, **table}
        return m_BTM, {**after, SEEN: state[SEEN] + x_BTE.shape[1]}

    def _show(
        self, p: Projected, u: Tensor, replaced_BT: Tensor, rows: Tensor, state: State, tap: Tap
    ) -> None:
        """Record the signals that need the matrices after each token."""
        matrix, matrices = state[MATRIX], []
        for t in range(u.shape[1]):
            kept = (1 - p.clear[:, t])[..., None, None] * matrix
            matrix = kept + p.k[:, t].unsqueeze(-1) * u[:, t].unsqueeze(-2)
            matrices.append(matrix)
        matrices_BT = torch.stack(matrices, dim=1)
        tap.stretch(MATRIX, matrices_BT.flatten(2, 3))
        at_T = torch.arange(1, u.shape[1] + 1, device=u.device)
        count_BT = state[self.table.count].unsqueeze(1) + at_T
        all_rows = torch.cat([self.table.rows(state), rows], dim=1)
        found = self._look_up(p.q, matrices_BT, all_rows, count_BT)
        for name, x in zip(TABLE_SIGNALS, found, strict=True):
            tap.stretch(name, x)
        _, recall, stored = found
        if tap.watches(*USAGE_NAMES):
            _usage(matrices_BT, replaced_BT, recall, stored).show(tap.stretch)

    def output(self, state: State) -> Tensor:
        """The last read ``m_t``."""
        return state[OUTPUT]

    def batch_usage(self, state: State) -> BatchUsage:
        """Effective rank, what the last write replaced, and the error of reading back."""
        recall, stored = self._table(state)
        replaced_B1 = state[REPLACED].unsqueeze(1)
        return _usage(state[MATRIX].unsqueeze(1), replaced_B1, recall, stored).last()

    def held(self, state: State) -> dict[str, Tensor]:
        """What each key of the table retrieves now, and how strongly its value was stored."""
        recall, stored = self._table(state)
        return {RECALL: recall[:, 0], STORED: stored[:, 0]}

    def _table(self, state: State) -> tuple[Tensor, Tensor]:
        """The table at the last token without the query: ``[B, 1, N, W]`` each."""
        rows = self.table.rows(state)
        q = rows.new_zeros(len(rows), 1, self.heads, self.key)
        count_B1 = state[self.table.count].unsqueeze(1)
        _, recall, stored = self._look_up(q, state[MATRIX].unsqueeze(1), rows, count_B1)
        return recall, stored

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """The matrix of one head, all of them, and what is stored under the key of one token."""
        row = PartSpec(
            ROW, "one token of the table", tuple(self.table.names), TABLE, of_tokens=True
        )
        return {**item_parts("the matrix of one head", (MATRIX,), self.heads), ROW: row}

    def copied(self, state: State, part: PartSpec, item: int) -> dict[str, Tensor]:
        """See `Memory.copied`."""
        if part.id != ROW:
            return super().copied(state, part, item)
        return {ROWS: self.table.rows(state)[0, -1 - self._back(state, item)]}

    def put_in(
        self, state: State, part: PartSpec, item: int, given: Mapping[str, Tensor], token: int
    ) -> dict[str, Tensor]:
        """See `Memory.put_in`.

        What is under the key of the token is cleared, and the copied value is stored under its own
        key, as strongly as where it was copied.
        """
        if part.id != ROW:
            return super().put_in(state, part, item, given, token)
        back = self._back(state, item)
        after = with_rows(self.table, state, part, given, back)
        cleared = self._cleared(state, back)
        row = self._by_head(given[ROWS].to(cleared))
        k, v, store = torch.split(row, [self.key, self.value, 1], dim=-1)
        u = store * (v - torch.einsum("bnkv,nk->bnv", cleared, k))
        return {**after, MATRIX: cleared + k.unsqueeze(-1) * u.unsqueeze(-2)}

    def _back(self, state: State, token: int) -> int:
        return token_back(self.table, state, token, int(state[SEEN][0]) - 1)

    def _cleared(self, state: State, back: int) -> Tensor:
        """The matrices without what is under the key of the token so far back."""
        k = self._by_head(self.table.rows(state)[:, -1 - back])[..., : self.key]
        old = torch.einsum("bnkv,bnk->bnv", state[MATRIX], k)
        cleared: Tensor = state[MATRIX] - k.unsqueeze(-1) * old.unsqueeze(-2)
        return cleared

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """Edits of the table."""
        token = Argument("token", ArgumentKind.TOKEN, "token")
        pair = (
            Argument("key", ArgumentKind.PIECE, "key"),
            Argument("value", ArgumentKind.PIECE, "value"),
        )
        return specs(
            EditSpec(
                "clear",
                "Forget what is stored under the key of a token",
                (token,),
                Forgets.TOKEN,
            ),
            EditSpec("store", "Store one token under another", pair),
        )

    def edit(self, state: State, name: str, read: ReadAside, /, **arguments: int) -> State:
        """Return a changed copy of the memory's part of the state.

        ``store`` reads the two tokens aside, the second with the store gate fully open, and keeps
        only the matrices of that.

        Raises:
            EditError: there is no such token in the table.
        """
        if name == "store":
            aside = state
            for role, store in (("key", 0.0), ("value", 1.0)):
                gates = [Patch(STORE_GATE, "set", store), Patch(CLEAR_GATE, "set", 0.0)]
                aside = read(aside, arguments[role], gates)
            return {MATRIX: aside[MATRIX]}
        there, last = int(state[self.table.count][0]), int(state[SEEN][0]) - 1
        first = last - min(there, TABLE) + 1
        token = arguments["token"]
        if there == 0:
            raise EditError("the table is empty: there is nothing to clear yet")
        if not first <= token <= last:
            raise EditError(f"the table holds tokens {first} to {last}, not {token}")
        return {MATRIX: self._cleared(state, last - token)}

    def projected(self, x: Tensor, before: Tensor, h: Tensor) -> Projected:
        """The projections of tokens, from what is known before and after each."""
        n = self.heads
        p = self.project(torch.cat([x, h], dim=-1))
        sizes = [n * self.key, n * self.value, 3 * n]
        q, v, gates = (self._by_head(part) for part in torch.split(p, sizes, dim=-1))
        k = self._by_head(self.to_key(before))
        store, retrieve, clear = torch.sigmoid(gates).unbind(-1)
        return Projected(
            F.normalize(q, dim=-1), F.normalize(k, dim=-1), torch.tanh(v), store, retrieve, clear
        )

    def _by_head(self, x: Tensor) -> Tensor:
        """``[…, N · F]`` → ``[…, N, F]``."""
        return x.reshape(*x.shape[:-1], self.heads, -1)

    def _flat(self, tap: Tap, name: str, x_BNF: Tensor) -> Tensor:
        return tap(name, x_BNF.flatten(1)).view_as(x_BNF)

    def _replaced(self, store: Tensor, v: Tensor, u: Tensor) -> Tensor:
        """``‖β S̄ᵀk‖ / √V``, mean over heads: over the last two dims of v and u."""
        size: Tensor = torch.linalg.vector_norm(store.unsqueeze(-1) * v - u, dim=-1)
        return (size / sqrt(self.value)).mean(dim=-1).clamp(0, 1)

    def _look_up(
        self, q_BTNK: Tensor, matrix_BTNKV: Tensor, rows_BRF: Tensor, count_BT: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The table at each of the last T tokens, by tokens back.

        Match of the query with each key, share of each value that its key retrieves, and how
        strongly each was stored: ``[B, T, N, W]``, zeros where there was no token yet.
        """
        tokens = q_BTNK.shape[1]
        wanted = rows_BRF[:, -(tokens + TABLE - 1) :]
        rows = wanted.unfold(1, TABLE, 1).flip(-1).transpose(2, 3)
        k, v, store = torch.split(self._by_head(rows), [self.key, self.value, 1], dim=-1)
        there_BTW = torch.arange(TABLE, device=rows.device) < count_BT.unsqueeze(-1)
        there = there_BTW.unsqueeze(2)
        match = torch.einsum("btnk,btwnk->btnw", q_BTNK, k) * there
        got = torch.einsum("btnkv,btwnk->btwnv", matrix_BTNKV, k)
        error, size = (torch.linalg.vector_norm(x, dim=-1) for x in (got - v, v))
        recall = (1 - error / size.clamp_min(TINY)).clamp(0, 1).transpose(2, 3)
        return match, recall * there, store.squeeze(-1).transpose(2, 3) * there


def _usage(matrix_BTNKV: Tensor, replaced_BT: Tensor, recall: Tensor, stored: Tensor) -> BatchUsage:
    gram = matrix_BTNKV.transpose(-1, -2) @ matrix_BTNKV
    trace = gram.diagonal(dim1=-2, dim2=-1).sum(-1)
    # (Σσ²)² / Σσ⁴: the number of directions in use if all were equally strong.
    rank = trace.square() / gram.square().sum((-1, -2)).clamp_min(TINY**2)
    rank = torch.where(trace > TINY, rank, 0.0)
    return BatchUsage(
        occupancy=(rank / matrix_BTNKV.shape[-2]).mean(-1).clamp(0, 1),
        pressure=replaced_BT,
        interference=(
            (stored * (1 - recall)).sum((-1, -2)) / stored.sum((-1, -2)).clamp_min(TINY)
        ).clamp(0, 1),
    )
