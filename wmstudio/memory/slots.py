"""`slots`: a bounded buffer of keys and values, first in first out, read by similarity.

WM_t comes from WM_{t-1}, LSTM_{t-1} and x_t; the LSTM sees what was read from WM_{t-1}::

    q_t, k_t, v_t, i_t, f_t, o_t = W_x x_t + W_h h_{t-1} + b      v = tanh, gates i f o = σ
    a_t = softmax([K_{t-1} q_t / √D + log(s_{t-1} + ε), null])    read weights, one for "nothing"
    m_t = o_t · Σ_n a_t[n] V_{t-1}[n]                             what is given back
    w_t = one-hot(t mod N)                                        the oldest slot is written
    K_t = K_{t-1}⊙(1-w_t) + w_t⊗k_t;  V_t likewise
    s_t = f_t s_{t-1}⊙(1-w_t) + w_t i_t                           strength: set by i, decays by f

The strength is soft: a slot is always written, and i decides how much it will count. (With a hard
threshold in training the write gate gets no gradient, and the memory is never used.)

Shapes: B batch, T time, E embedding, H hidden units of the LSTM, N slots, D slot width,
P = 3D + 3 (q, k, v, then the gates i, f, o).
"""

from __future__ import annotations

from math import log, sqrt
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.memory.base import Burden, Memory
from wmstudio.models.contract import EditError, Kind, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.models.contract import State, Tap

EPSILON = 1e-6
"""Added to a strength before its logarithm is taken."""
GATE_BIAS = (1.5, 4.0, 1.0)
"""Of i, f and o at the start: write much, forget little, read."""

KEYS, VALUES, STRENGTH = "slots.keys", "slots.values", "slots.strength"
WRITER, WRITTEN, OUTPUT = "slots.writer", "slots.written", "slots.output"
QUERY, KEY, VALUE = "slots.query", "slots.key", "slots.value"
WRITE_GATE, DECAY_GATE, READ_GATE = "slots.write_gate", "slots.decay_gate", "slots.read_gate"
READ_WEIGHTS, NULL_WEIGHT = "slots.read_weights", "slots.null_weight"
WRITE_WEIGHTS = "slots.write_weights"


class SlotMemory(Memory):
    """N slots of width D. The state also knows which token wrote each slot (-1: none yet)."""

    coupled = True
    load_definition = (
        "occupancy: mean strength of all slots; "
        "pressure: strength of the slot that the next token overwrites; "
        "interference: entropy of the last read over the slots, 1 when all are read alike"
    )

    def __init__(self, embedding: int, hidden: int, slots: int, width: int) -> None:
        super().__init__()
        self.slots, self.width = slots, width
        projected = 3 * width + 3
        self.from_word = nn.Linear(embedding, projected)
        self.from_hidden = nn.Linear(hidden, projected, bias=False)
        self.null = nn.Parameter(torch.zeros(1))
        with torch.no_grad():
            for linear in (self.from_word, self.from_hidden):
                nn.init.xavier_uniform_(linear.weight)
            self.from_word.bias.zero_()
            self.from_word.bias[-3:] = torch.tensor(GATE_BIAS)
        self.signals = _signals(slots, width)

    def initial_state(self, batch: int) -> State:
        """Empty slots of no strength."""
        n, d = self.slots, self.width
        return {
            KEYS: self.null.new_zeros(batch, n, d),
            VALUES: self.null.new_zeros(batch, n, d),
            STRENGTH: self.null.new_zeros(batch, n),
            WRITER: torch.full((batch, n), -1, device=self.null.device),
            WRITTEN: torch.zeros(batch, dtype=torch.long, device=self.null.device),
            READ_WEIGHTS: self.null.new_zeros(batch, n),
            OUTPUT: self.null.new_zeros(batch, d),
        }

    def advance(self, x_BE: Tensor, h_BH: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """One token, by the formulas at the top of this file."""
        d = self.width
        p_BP = self.from_word(x_BE) + self.from_hidden(h_BH)
        q_BD, k_BD, v_BD, gates_B3 = torch.split(p_BP, [d, d, d, 3], dim=-1)
        q_BD = tap(QUERY, q_BD)
        k_BD = tap(KEY, k_BD)
        v_BD = tap(VALUE, torch.tanh(v_BD))
        i_B1, f_B1, o_B1 = (
            tap(name, gate)
            for name, gate in zip(
                (WRITE_GATE, DECAY_GATE, READ_GATE),
                torch.sigmoid(gates_B3).chunk(3, dim=-1),
                strict=True,
            )
        )
        scores_BN = torch.einsum("bnd,bd->bn", state[KEYS], q_BD) / sqrt(d)
        scores_BN = scores_BN + torch.log(state[STRENGTH] + EPSILON)
        null_B1 = self.null.expand(len(x_BE), 1)
        a_BN1 = torch.softmax(torch.cat([scores_BN, null_B1], dim=-1), dim=-1)
        a_BN = tap(READ_WEIGHTS, a_BN1[:, :-1])
        if tap.watches(NULL_WEIGHT):
            tap(NULL_WEIGHT, a_BN1[:, -1])
        m_BD = tap(OUTPUT, o_B1 * torch.einsum("bn,bnd->bd", a_BN, state[VALUES]))

        oldest_B = state[WRITTEN] % self.slots
        w_BN = tap(WRITE_WEIGHTS, F.one_hot(oldest_B, self.slots).to(x_BE.dtype))
        w_BN1 = w_BN.unsqueeze(-1)
        keys = state[KEYS] * (1 - w_BN1) + w_BN1 * k_BD.unsqueeze(1)
        values = state[VALUES] * (1 - w_BN1) + w_BN1 * v_BD.unsqueeze(1)
        strength = f_B1 * state[STRENGTH] * (1 - w_BN) + w_BN * i_B1
        writer = torch.where(w_BN > 0.5, state[WRITTEN].unsqueeze(-1), state[WRITER])
        return m_BD, {
            KEYS: tap(KEYS, keys),
            VALUES: tap(VALUES, values),
            STRENGTH: tap(STRENGTH, strength),
            WRITER: tap(WRITER, writer),
            WRITTEN: state[WRITTEN] + 1,
            READ_WEIGHTS: a_BN,
            OUTPUT: m_BD,
        }

    def output(self, state: State) -> Tensor:
        """What the last token read."""
        return state[OUTPUT]

    def burden(self, state: State) -> Burden:
        """Strength held, strength that the next write discards, blur of the last read."""
        oldest_B1 = (state[WRITTEN] % self.slots).unsqueeze(-1)
        return Burden(
            occupancy=state[STRENGTH].mean(dim=-1),
            pressure=state[STRENGTH].gather(1, oldest_B1).squeeze(-1),
            interference=interference(state[READ_WEIGHTS]),
        )

    @property
    def edits(self) -> Mapping[str, str]:
        """What can be done to the slots by hand."""
        return {"clear": "Empty one slot (argument: slot, counted from 0)"}

    def edit(self, state: State, name: str, **arguments: int) -> State:
        """A changed copy of the memory's part of the state.

        Raises:
            EditError: no such slot.
        """
        slot = arguments.get("slot", -1)
        if not 0 <= slot < self.slots:
            raise EditError(f"there is no slot {slot}: they are counted from 0 to {self.slots - 1}")
        kept = torch.arange(self.slots, device=self.null.device) != slot
        return {
            **state,
            KEYS: state[KEYS] * kept.unsqueeze(-1),
            VALUES: state[VALUES] * kept.unsqueeze(-1),
            STRENGTH: state[STRENGTH] * kept,
            WRITER: torch.where(kept, state[WRITER], -1),
        }


def interference(a_BN: Tensor) -> Tensor:
    """Blur of a read: entropy of the read weights over the slots, over log N; 0…1. ``[B]``."""
    p = a_BN / a_BN.sum(-1, keepdim=True).clamp_min(EPSILON)
    entropy_B = -(p * torch.log(p + EPSILON)).sum(-1)
    return entropy_B.clamp_min(0) / log(max(a_BN.shape[-1], 2))


def _signals(slots: int, width: int) -> list[Signal]:
    """Everything the memory shows."""
    gate, unit, slot = ("gate",), ("feature",), ("slot",)
    contents = ("slot", "feature")
    n, d = slots, width
    return [
        Signal(WRITE_GATE, Kind.GATE, gate, (1,), "i: strength with which the token is written"),
        Signal(DECAY_GATE, Kind.GATE, gate, (1,), "f: share of every slot's strength that is kept"),
        Signal(READ_GATE, Kind.GATE, gate, (1,), "o: how much of what is read is let out"),
        Signal(QUERY, Kind.ACTIVATION, unit, (d,), "q: what is looked for", -3.0, 3.0),
        Signal(KEY, Kind.ACTIVATION, unit, (d,), "k: under what the token is kept", -3.0, 3.0),
        Signal(VALUE, Kind.ACTIVATION, unit, (d,), "v: what is kept of the token", -1.0, 1.0),
        Signal(READ_WEIGHTS, Kind.ADDRESS, slot, (n,), "a: how much each slot is read"),
        Signal(NULL_WEIGHT, Kind.SCALAR, (), (), "weight on reading nothing", patchable=False),
        Signal(OUTPUT, Kind.ACTIVATION, unit, (d,), "m: what is given to the LSTM", -1.0, 1.0),
        Signal(WRITE_WEIGHTS, Kind.ADDRESS, slot, (n,), "w: which slot is written"),
        Signal(KEYS, Kind.SLOTS, contents, (n, d), "K: keys after the write", -3.0, 3.0),
        Signal(VALUES, Kind.SLOTS, contents, (n, d), "V: values after the write", -1.0, 1.0),
        Signal(STRENGTH, Kind.ADDRESS, slot, (n,), "s: strength after the write"),
        Signal(
            WRITER,
            Kind.INDEX,
            slot,
            (n,),
            "the token that wrote each slot",
            -1.0,
            float("inf"),
            patchable=False,
        ),
    ]
