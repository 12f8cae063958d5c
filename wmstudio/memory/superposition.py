"""`superposition`: a stack in a mixture of push, pop and no-op (Joulin & Mikolov 2015).

What is on the stack is the mixture of what each action would have made of it::

    a_t = softmax(…)  over push, pop and no-op;  v_t = tanh(…)
    S_t[0] = a_push v_t        + a_pop S_{t-1}[1]   + a_noop S_{t-1}[0]
    S_t[i] = a_push S_{t-1}[i-1] + a_pop S_{t-1}[i+1] + a_noop S_{t-1}[i]
    m_t = S_t[0]

(In the paper v is a sigmoid, and what is empty is -1; here it is 0.) How much of a level is filled,
its strength, goes the same way: 1 is pushed, nothing comes up from below. And so does each token's
share of that strength, which says which token most of a level comes from. Shares of the M tokens
that have most on the stack are carried along.

Shapes: B batch, N levels (top first), D width of a level, P = D + 3, M tokens with shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional as F

from wmstudio.contract import Bounds, Kind, Setting, Signal, UsageTexts, When, put_in_after
from wmstudio.memory.base import USAGE_NAMES, BatchUsage, usage_signals
from wmstudio.memory.coupled import CoupledMemory, CoupledRun, Scanned, Unrolled
from wmstudio.memory.family import Family
from wmstudio.memory.parts import item_parts
from wmstudio.memory.stack_queue import MOST_ITEMS, StackSizes
from wmstudio.memory.superposition_scan import (
    TINY,
    Levels,
    SuperpositionScan,
    main_writers,
    scan,
)
from wmstudio.memory.unrolled.superposition import UnrolledSuperposition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.contract import Alignment, PartSpec, State, Tap

ACTION, VALUE, OUTPUT = "stack.action", "stack.value", "stack.output"
VALUES, STRENGTH, WRITER = "stack.values", "stack.strength", "stack.writer"
READ_WEIGHTS, SEEN = "stack.read_weights", "stack.seen"
READ_FROM, WRITER_SHARE = "stack.read_from", "stack.writer_share"
TOKENS, SHARES = "stack.tokens", "stack.shares"
MOST_TOKENS = 128
"""Number of tokens whose shares are tracked; the one with the least share is dropped."""


class SuperpositionMemory(CoupledMemory):
    """N levels. The state also records which token contributes most to each level (-1: none)."""

    counters = (SEEN,)
    usage_texts = UsageTexts(
        occupancy="mean strength of all levels",
        pressure="strength of the lowest level, which the next push discards",
        interference="1 less the largest action weight of the last token, "
        "0 when it took a single action",
    )

    def __init__(self, embedding: int, hidden: int, capacity: int, width: int) -> None:
        super().__init__(embedding, hidden, width + 3, (0.0, 0.0, 0.0))
        self.width = width
        self.set({"capacity": capacity})

    def set(self, values: Mapping[str, bool | int | float | str]) -> None:
        """Set the number of levels."""
        self.capacity = int(values.get("capacity", getattr(self, "capacity", 0)))
        self.signals = _signals(self.capacity, self.width)

    @property
    def settings(self) -> Mapping[str, Setting]:
        """The number of levels."""
        text = "how many levels the stack has"
        capacity = Setting("capacity", text, self.capacity, low=1, high=MOST_ITEMS, bounds=Bounds())
        return {capacity.name: capacity}

    def initial_state(self, batch: int) -> State:
        """Empty levels."""
        n, like = self.capacity, self.from_word.bias.detach()
        return {
            VALUES: like.new_zeros(batch, n, self.width),
            STRENGTH: like.new_zeros(batch, n),
            WRITER: torch.full((batch, n), -1, device=like.device),
            TOKENS: torch.full((batch, MOST_TOKENS), -1, device=like.device),
            SHARES: like.new_zeros(batch, n, MOST_TOKENS),
            SEEN: torch.zeros(batch, dtype=torch.long, device=like.device),
            ACTION: like.new_tensor([[0.0, 0.0, 1.0]] * batch),
            OUTPUT: like.new_zeros(batch, self.width),
        }

    def driven(self, p_BP: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Advance by one token, with the formulas at the top of this file."""
        v_BD, actions_B3 = torch.split(p_BP, [self.width, 3], dim=-1)
        v_BD = tap(VALUE, torch.tanh(v_BD))
        a_B3 = tap(ACTION, torch.softmax(actions_B3, dim=-1))
        values = tap(VALUES, _mixed(a_B3.unsqueeze(-1), v_BD.unsqueeze(1), state[VALUES]))
        old_BN = state[STRENGTH]
        strength_BN = tap(STRENGTH, _mixed(a_B3, torch.ones_like(old_BN[:, :1]), old_BN))
        m_BD = tap(OUTPUT, values[:, 0])
        # The tokens' shares are only displayed, so training does not compute them.
        whose = {name: state[name] for name in (TOKENS, SHARES, WRITER)}
        if not torch.is_grad_enabled():
            whose = self._whose(a_B3, strength_BN, state, tap)
        tap(READ_FROM, tap(WRITER, whose[WRITER]))
        if tap.watches(READ_WEIGHTS):
            tap(
                READ_WEIGHTS, F.one_hot(torch.zeros_like(state[SEEN]), self.capacity).to(m_BD.dtype)
            )
        return m_BD, {
            VALUES: values,
            STRENGTH: strength_BN,
            **whose,
            SEEN: state[SEEN] + 1,
            ACTION: a_B3,
            OUTPUT: m_BD,
        }

    def unrolled(self, tokens: int, state: State, tap: Tap) -> Unrolled | None:
        """These levels, where nothing of them is watched."""
        if tap.watches(*(signal.name for signal in self.signals)):
            return None

        def remember(actions_TB3: Tensor, values_BND: Tensor, strength_BN: Tensor) -> State:
            return {
                **{name: state[name] for name in (TOKENS, SHARES, WRITER)},
                VALUES: values_BND,
                STRENGTH: strength_BN,
                SEEN: state[SEEN] + tokens,
                ACTION: actions_TB3[-1].clone(),
                OUTPUT: values_BND[:, 0].clone(),
            }

        return UnrolledSuperposition(tokens, state[VALUES], state[STRENGTH], remember)

    def _whose(
        self, a_B3: Tensor, strength_BN: Tensor, state: State, tap: Tap
    ) -> dict[str, Tensor]:
        """Each token's share of each level after an action, and each main contributor."""
        tokens_BM, shares_BNM = state[TOKENS], state[SHARES]
        newcomer_BM = _least_held(state)
        tokens_BM = torch.where(newcomer_BM, state[SEEN].unsqueeze(-1), tokens_BM)
        shares_BNM = shares_BNM.masked_fill(newcomer_BM.unsqueeze(1), 0.0)
        pushed_B1M = newcomer_BM.unsqueeze(1).to(shares_BNM.dtype)
        shares_BNM = _mixed(a_B3.unsqueeze(-1), pushed_B1M, shares_BNM)
        most_BN, at_BN = shares_BNM.max(dim=-1)
        share_BN = (most_BN / strength_BN.clamp_min(TINY)).clamp(0, 1)
        tap(WRITER_SHARE, share_BN)
        return {
            TOKENS: tokens_BM,
            SHARES: shares_BNM,
            WRITER: torch.where(most_BN > TINY, tokens_BM.gather(1, at_BN), -1),
        }

    def scan(self, run: CoupledRun, state: State, tap: Tap) -> Scanned | None:
        """Use `superposition_scan`."""
        rows_BNF = torch.cat([state[SHARES], state[VALUES], state[STRENGTH].unsqueeze(-1)], dim=-1)
        keep = tap.watches(VALUES, STRENGTH, WRITER, WRITER_SHARE, READ_FROM, *USAGE_NAMES)
        done = scan(run, Levels(rows_BNF, state[TOKENS]), state[SEEN], keep)
        self._show(done, tap)
        shares_BNM, values_BND, strength_BN = done.levels.split(self.width)
        # Clones: a view would keep the whole buffer alive.
        remembered = {
            VALUES: values_BND.clone(),
            STRENGTH: strength_BN.clone(),
            WRITER: main_writers(done.levels, self.width)[0],
            TOKENS: done.levels.tokens_BM,
            SHARES: shares_BNM.clone(),
            SEEN: state[SEEN] + len(done.m_TBD),
            ACTION: done.actions_TB3[-1].clone(),
            OUTPUT: done.m_TBD[-1].clone(),
        }
        return Scanned(done.h_TBH, done.m_TBD, done.lstm_TBZ, done.c_TBH, remembered)

    def _show(self, done: SuperpositionScan, tap: Tap) -> None:
        """Pass the watched signals of a scan to the tap."""
        each = {ACTION: done.actions_TB3, VALUE: done.pushed_TBD, OUTPUT: done.m_TBD}
        if tap.watches(READ_WEIGHTS):
            top_TBN = done.m_TBD.new_zeros(*done.m_TBD.shape[:2], self.capacity)
            top_TBN[..., 0] = 1.0
            each[READ_WEIGHTS] = top_TBN
        if len(done.each.rows_BNF):
            _, values_TBND, strength_TBN = done.each.split(self.width)
            writer_TBN, share_TBN = main_writers(done.each, self.width)
            each |= {VALUES: values_TBND, STRENGTH: strength_TBN, WRITER_SHARE: share_TBN}
            each |= {WRITER: writer_TBN, READ_FROM: writer_TBN}
            if tap.watches(*USAGE_NAMES):
                usage = _usage(strength_TBN.transpose(0, 1), done.actions_TB3.transpose(0, 1))
                usage.show(tap.stretch)
        for name, x_TB in each.items():
            tap.stretch(name, x_TB.transpose(0, 1))

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """One level, and all of them."""
        return item_parts("one level", (VALUES, STRENGTH), self.capacity)

    def put_in(
        self, state: State, part: PartSpec, item: int, given: Mapping[str, Tensor], token: int
    ) -> dict[str, Tensor]:
        """See `Memory.put_in`. No token has a share in what is put in."""
        changed = super().put_in(state, part, item, given, token)
        number, strength_BN = put_in_after(token), changed[STRENGTH]
        own_BM = state[TOKENS] == number
        shares_BNM = state[SHARES].clone()
        if not own_BM.any():
            own_BM = _least_held(state)
            shares_BNM.masked_fill_(own_BM.unsqueeze(1), 0.0)
        at_N = torch.arange(self.capacity, device=strength_BN.device)
        put_N = at_N == item if part.items else torch.ones_like(at_N, dtype=torch.bool)
        own_BNM = strength_BN.unsqueeze(-1) * own_BM.unsqueeze(1)
        writer_BN = torch.where(strength_BN > TINY, number, -1)
        return {
            **changed,
            TOKENS: torch.where(own_BM, number, state[TOKENS]),
            SHARES: torch.where(put_N.unsqueeze(-1), own_BNM, shares_BNM),
            WRITER: torch.where(put_N, writer_BN, state[WRITER]),
        }

    def output(self, state: State) -> Tensor:
        """The top level."""
        return state[OUTPUT]

    def batch_usage(self, state: State) -> BatchUsage:
        """Strength held, the strength of the lowest level, and the blur of the last action."""
        return _usage(state[STRENGTH], state[ACTION])


def _usage(strength: Tensor, actions: Tensor) -> BatchUsage:
    """Memory use, from strengths ``[…, N]`` and weights of actions ``[…, 3]``."""
    return BatchUsage(
        occupancy=strength.mean(dim=-1),
        pressure=strength[..., -1],
        interference=1 - actions.amax(dim=-1),
    )


def _least_held(state: State) -> Tensor:
    """Which of the tokens ``[B, M]`` with shares makes room: an empty place, or the least held."""
    held_BM = torch.where(state[TOKENS] == -1, -1.0, state[SHARES].sum(dim=1))
    return F.one_hot(held_BM.argmin(dim=-1), MOST_TOKENS).bool()


def _mixed(a_B3: Tensor, top: Tensor, levels: Tensor) -> Tensor:
    """The levels ``[B, N, …]`` after the mixture of the three actions."""
    push, pop, noop = (a_B3[:, i : i + 1] for i in range(3))
    down = torch.cat([top, levels[:, :-1]], dim=1)
    up = torch.cat([levels[:, 1:], torch.zeros_like(levels[:, :1])], dim=1)
    return push * down + pop * up + noop * levels


def _signals(capacity: int, width: int) -> list[Signal]:
    """The signals of the memory."""
    n, d = capacity, width
    unit, level = ("feature",), ("level",)
    contents = ("level", "feature")
    after: Alignment = {"of": WRITER, "when": When.AFTER}

    def index(name: str, text: str) -> Signal:
        high = float("inf")
        return Signal(name, Kind.INDEX, level, (n,), text, -1.0, high, patchable=False)

    return [
        Signal(ACTION, Kind.GATE, ("action",), (3,), "a: push, pop and no-op; they add up to 1"),
        Signal(VALUE, Kind.ACTIVATION, unit, (d,), "v: what is pushed", -1.0, 1.0),
        Signal(OUTPUT, Kind.ACTIVATION, unit, (d,), "m: the top, which is read", -1.0, 1.0),
        Signal(
            STRENGTH,
            Kind.ADDRESS,
            level,
            (n,),
            "how much of each level is filled, top first",
            **after,
        ),
        Signal(
            READ_WEIGHTS,
            Kind.ADDRESS,
            level,
            (n,),
            "which level is read, after the write: always the top",
            patchable=False,
            of=READ_FROM,
            when=When.AFTER,
        ),
        Signal(
            VALUES, Kind.SLOTS, contents, (n, d), "S: the levels, top first", -1.0, 1.0, **after
        ),
        index(WRITER, "the token that most of each level comes from"),
        Signal(
            WRITER_SHARE,
            Kind.ADDRESS,
            level,
            (n,),
            "share of each level that comes from its main token",
            patchable=False,
            **after,
        ),
        index(READ_FROM, "the token that most of each level came from when it was read"),
        *usage_signals(pressure=True),
    ]


FAMILY = Family(
    name="superposition",
    text="an LSTM coupled to a stack that is pushed, popped and left alone by degrees",
    sizes=StackSizes,
    make=lambda sizes: SuperpositionMemory(
        sizes.embedding, sizes.hidden, sizes.capacity, sizes.width
    ),
    tiny={"embedding": 8, "hidden": 12, "capacity": 5, "width": 4},
)
