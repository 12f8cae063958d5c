"""`superposition`: a stack that is pushed, popped and left alone at once (Joulin & Mikolov 2015).

What is on the stack is the mixture of what each action would have made of it::

    a_t = softmax(…)  over push, pop and no-op;  v_t = tanh(…)
    S_t[0] = a_push v_t        + a_pop S_{t-1}[1]   + a_noop S_{t-1}[0]
    S_t[i] = a_push S_{t-1}[i-1] + a_pop S_{t-1}[i+1] + a_noop S_{t-1}[i]
    m_t = S_t[0]

(In the paper v is a sigmoid, and what is empty is -1; here it is 0.) How much of a level is filled,
its strength, goes the same way: 1 is pushed, nothing comes up from below.

Shapes: B batch, N levels (top first), D width of a level, P = D + 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional as F

from wmstudio.memory.base import Burden, load_signals
from wmstudio.memory.coupled import CoupledMemory
from wmstudio.memory.stack_queue import MOST_ITEMS
from wmstudio.models.contract import Kind, Setting, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.models.contract import State, Tap

ACTION, VALUE, OUTPUT = "stack.action", "stack.value", "stack.output"
VALUES, STRENGTH, WRITER = "stack.values", "stack.strength", "stack.writer"
READ_WEIGHTS, SEEN = "stack.read_weights", "stack.seen"
ACTIONS = ("push", "pop", "no-op")


class SuperpositionMemory(CoupledMemory):
    """N levels. The state also knows which token most of each level comes from (-1: none)."""

    counters = (SEEN,)
    load_definition = (
        "occupancy: mean strength of all levels; "
        "pressure: strength of the lowest level, which the next push lets fall; "
        "interference: 1 less the largest action weight of the last token, 0 when it was one action"
    )

    def __init__(self, embedding: int, hidden: int, capacity: int, width: int) -> None:
        super().__init__(embedding, hidden, width + 3, (0.0, 0.0, 0.0))
        self.width = width
        self.set({"capacity": capacity})

    def set(self, values: Mapping[str, bool | int | float | str]) -> None:
        """Make room for another number of levels."""
        self.capacity = int(values.get("capacity", getattr(self, "capacity", 0)))
        self.signals = _signals(self.capacity, self.width)

    @property
    def settings(self) -> Mapping[str, Setting]:
        """The room there is."""
        text = "how many levels the stack has"
        return {"capacity": Setting("capacity", text, self.capacity, low=1, high=MOST_ITEMS)}

    def initial_state(self, batch: int) -> State:
        """Empty levels."""
        n, like = self.capacity, self.from_word.bias.detach()
        return {
            VALUES: like.new_zeros(batch, n, self.width),
            STRENGTH: like.new_zeros(batch, n),
            WRITER: torch.full((batch, n), -1, device=like.device),
            SEEN: torch.zeros(batch, dtype=torch.long, device=like.device),
            ACTION: like.new_tensor([[0.0, 0.0, 1.0]]).repeat(batch, 1),
            OUTPUT: like.new_zeros(batch, self.width),
        }

    def driven(self, p_BP: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """One token, by the formulas at the top of this file."""
        v_BD, actions_B3 = torch.split(p_BP, [self.width, 3], dim=-1)
        v_BD = tap(VALUE, torch.tanh(v_BD))
        a_B3 = tap(ACTION, torch.softmax(actions_B3, dim=-1))
        values = tap(VALUES, _mixed(a_B3.unsqueeze(-1), v_BD.unsqueeze(1), state[VALUES]))
        old_BN = state[STRENGTH]
        strength_BN = tap(STRENGTH, _mixed(a_B3, torch.ones_like(old_BN[:, :1]), old_BN))
        m_BD = tap(OUTPUT, values[:, 0])
        if tap.watches(READ_WEIGHTS):
            tap(
                READ_WEIGHTS, F.one_hot(torch.zeros_like(state[SEEN]), self.capacity).to(m_BD.dtype)
            )
        return m_BD, {
            VALUES: values,
            STRENGTH: strength_BN,
            WRITER: tap(WRITER, self._writers(a_B3, state)),
            SEEN: state[SEEN] + 1,
            ACTION: a_B3,
            OUTPUT: m_BD,
        }

    @torch.no_grad()
    def _writers(self, a_B3: Tensor, state: State) -> Tensor:
        """Whoever wrote the largest part of each level."""
        strength, writer = state[STRENGTH], state[WRITER]
        above = torch.cat([torch.ones_like(strength[:, :1]), strength[:, :-1]], dim=-1)
        below = F.pad(strength[:, 1:], (0, 1))
        parts_B3N = a_B3.unsqueeze(-1) * torch.stack([above, below, strength], dim=1)
        from_above = torch.cat([state[SEEN].unsqueeze(-1), writer[:, :-1]], dim=-1)
        from_below = F.pad(writer[:, 1:], (0, 1), value=-1)
        writers_B3N = torch.stack([from_above, from_below, writer], dim=1)
        largest_BN, which_BN = parts_B3N.max(dim=1)
        writers_BN = writers_B3N.gather(1, which_BN.unsqueeze(1)).squeeze(1)
        return torch.where(largest_BN > 0, writers_BN, -1)

    def output(self, state: State) -> Tensor:
        """The top."""
        return state[OUTPUT]

    def burden(self, state: State) -> Burden:
        """Strength held, strength of the lowest level, blur of the last action."""
        return Burden(
            occupancy=state[STRENGTH].mean(dim=-1),
            pressure=state[STRENGTH][:, -1],
            interference=1 - state[ACTION].amax(dim=-1),
        )


def _mixed(a_B3: Tensor, top: Tensor, levels: Tensor) -> Tensor:
    """What the three actions make of the levels ``[B, N, …]``, mixed."""
    push, pop, noop = (a_B3[:, i : i + 1] for i in range(3))
    down = torch.cat([top, levels[:, :-1]], dim=1)
    up = torch.cat([levels[:, 1:], torch.zeros_like(levels[:, :1])], dim=1)
    return push * down + pop * up + noop * levels


def _signals(capacity: int, width: int) -> list[Signal]:
    """Everything the memory shows."""
    n, d = capacity, width
    unit, level = ("feature",), ("level",)
    contents = ("level", "feature")
    return [
        Signal(ACTION, Kind.GATE, ("action",), (3,), "a: push, pop and no-op; they add up to 1"),
        Signal(VALUE, Kind.ACTIVATION, unit, (d,), "v: what is pushed", -1.0, 1.0),
        Signal(OUTPUT, Kind.ACTIVATION, unit, (d,), "m: the top, which is read", -1.0, 1.0),
        Signal(STRENGTH, Kind.ADDRESS, level, (n,), "how much of each level is filled, top first"),
        Signal(
            READ_WEIGHTS,
            Kind.ADDRESS,
            level,
            (n,),
            "which level is read: always the top",
            patchable=False,
        ),
        Signal(VALUES, Kind.SLOTS, contents, (n, d), "S: the levels, top first", -1.0, 1.0),
        Signal(
            WRITER,
            Kind.INDEX,
            level,
            (n,),
            "the token that most of each level comes from",
            -1.0,
            float("inf"),
            patchable=False,
        ),
        *load_signals(pressure=True),
    ]
