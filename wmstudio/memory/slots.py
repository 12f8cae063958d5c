"""`slots`: a bounded buffer of keys and values, read by similarity; a policy says what to discard.

WM_t comes from WM_{t-1}, LSTM_{t-1} and x_t; the LSTM sees what was read from WM_{t-1}::

    q_t, k_t, v_t, i_t, f_t, o_t = W_x x_t + W_h h_{t-1} + b      v = tanh, gates i f o = σ
    a_t = softmax([K_{t-1} q_t / √D + log(s_{t-1} + ε), null])    read weights, one for "nothing"
    m_t = o_t · Σ_n a_t[n] V_{t-1}[n]                             what is given back
    w_t = one-hot(slot)                                           which slot is written
    K_t = K_{t-1}⊙(1-w_t) + w_t⊗k_t;  V_t likewise
    s_t = f_t s_{t-1}⊙(1-w_t) + w_t i_t                           strength: set by i, decays by f

Which slot is written: first in, first out, the one written longest ago; least recently read, the
one of least usage ``0.95 usage + a_t + w_t`` (Santoro et al. 2016); weakest, the one of least
strength, and none where that of the newcomer, ``i_t``, is less still. A token with ``i_t`` below
the keep threshold is not written at all.

The strength is soft: it decides how much a slot counts when it is read. (With a hard threshold in
training the write gate gets no gradient, and the memory is never used.) What is discarded is a
choice, which has no gradient either. For the weakest it is made as it is said above, and learned as
if keys and values were written by ``softmax(-log(s + δ) / τ)``, straight-through (Bengio et al.
2013): what was missed gets stronger, what was not gets weaker. Without it recall with too few slots
stays at 0.5 to 0.7.

Shapes: B batch, T time, E embedding, H hidden units of the LSTM, N slots, D slot width,
P = 3D + 3 (q, k, v, then the gates i, f, o).
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from wmstudio.contract import (
    Argument,
    ArgumentKind,
    Bounds,
    EditSpec,
    Setting,
    UsageTexts,
    specs,
)
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import BatchUsage
from wmstudio.memory.coupled import CoupledMemory, CoupledRun, Scanned, Unrolled
from wmstudio.memory.family import MemorySizes
from wmstudio.memory.parts import item_parts
from wmstudio.memory.slots_placed import Placed, pick
from wmstudio.memory.slots_scan import Before, Scan, scan
from wmstudio.memory.slots_signals import (
    DECAY_GATE,
    KEY,
    KEYS,
    NULL_WEIGHT,
    OUTPUT,
    QUERY,
    READ_FROM,
    READ_GATE,
    READ_WEIGHTS,
    SEEN,
    STRENGTH,
    USAGE,
    VALUE,
    VALUES,
    WRITE_GATE,
    WRITE_WEIGHTS,
    WRITER,
    WRITTEN,
    interference,
    of_held,
    signals_of,
)
from wmstudio.memory.unrolled.slots import UnrolledSlots
from wmstudio.memory.window import LONGEST_WINDOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.contract import PartSpec, State, Tap
    from wmstudio.memory.base import ReadAside

EPSILON = 1e-6
"""Added to a strength before taking its logarithm."""
CHOICE_TEMPERATURE, CHOICE_FLOOR = 0.5, 1e-3
"""τ and δ in the gradient of the choice of the weakest slot."""
GATE_BIAS = (1.5, 4.0, 1.0)
"""Initial biases of i, f and o: write much, forget little, read."""

POLICIES = ("fifo", "weakest", "least-recently-read")
WRITTEN_ONCE_A = ("token", "word")
USAGE_DECAY = 0.95
MOST_SLOTS = 4096
"""Largest capacity that can be set at run time."""


@dataclass(frozen=True, kw_only=True)
class SlotsSizes(MemorySizes):
    """Sizes of a `slots` model: ``slots`` is the capacity, ``width`` the features of a slot.

    With ``recent`` tokens in the keys, each ``narrow`` wide, and ``heads`` keys of that width, each
    slot fades at a rate of its own and names what it holds (`memory.slots_fading`). Such slots can
    be written once a ``word`` instead of once a token (`memory.slots_words`).
    """

    slots: int = 100
    width: int = 64
    policy: str = "fifo"
    heads: int = 1
    recent: int = 0
    narrow: int = 48
    written: str = "token"

    def __post_init__(self) -> None:
        """See that they go together.

        Raises:
            ValueError: they do not.
        """
        if self.recent and self.policy != "fifo":
            raise ValueError("slots with keys of 'recent' tokens need the policy 'fifo'")
        if self.written == "word" and not self.recent:
            raise ValueError("slots that are written once a word need keys of 'recent' tokens")
        if self.recent and self.slots > LONGEST_WINDOW:
            raise ValueError(f"slots with keys of 'recent' tokens are at most {LONGEST_WINDOW:,}")


class SlotMemory(CoupledMemory):
    """N slots of width D. The state also records which token wrote each slot (-1: none yet)."""

    counters = (WRITTEN, SEEN)
    writers = WRITER
    usage_texts = UsageTexts(
        occupancy="mean strength of all slots",
        pressure="strength of the slot that is overwritten next",
        interference="entropy of the last read over the slots that held something, "
        "1 when all slots are read alike",
    )

    def __init__(self, embedding: int, hidden: int, slots: int, width: int, policy: str) -> None:
        super().__init__(embedding, hidden, 3 * width + 3, GATE_BIAS)
        self.width = width
        self.null = nn.Parameter(torch.zeros(1))
        self.slots, self.policy, self.keep_threshold = slots, policy, 0.0
        self.set({})

    def set(self, values: Mapping[str, bool | int | float | str]) -> None:
        """Set the number of slots, the policy and the keep threshold."""
        self.slots = int(values.get("capacity", self.slots))
        self.policy = str(values.get("policy", self.policy))
        self.keep_threshold = float(values.get("keep_threshold", self.keep_threshold))
        self.signals = signals_of(self.slots, self.width)

    @property
    def settings(self) -> Mapping[str, Setting]:
        """Capacity, policy, and keep threshold."""
        settings = (
            Setting("policy", "which slot is overwritten", self.policy, POLICIES),
            Setting(
                "capacity",
                "how many slots there are",
                self.slots,
                low=1,
                high=MOST_SLOTS,
                bounds=Bounds("policy"),
            ),
            Setting(
                "keep_threshold",
                "tokens with a write gate below this are not written",
                self.keep_threshold,
            ),
        )
        return {setting.name: setting for setting in settings}

    @property
    def by_usage(self) -> bool:
        """Whether the state has to track the usage of each slot."""
        return self.policy == "least-recently-read"

    @property
    def in_order(self) -> bool:
        """Whether every token is written, first in first out, as `slots_scan` requires."""
        return self.policy == "fifo" and self.keep_threshold == 0

    def initial_state(self, batch: int) -> State:
        """Empty slots of strength 0."""
        n, d = self.slots, self.width
        none = torch.zeros(batch, dtype=torch.long, device=self.null.device)
        return {
            KEYS: self.null.new_zeros(batch, n, d),
            VALUES: self.null.new_zeros(batch, n, d),
            STRENGTH: self.null.new_zeros(batch, n),
            WRITER: torch.full((batch, n), -1, device=self.null.device),
            WRITTEN: none,
            SEEN: none,
            READ_WEIGHTS: self.null.new_zeros(batch, n),
            OUTPUT: self.null.new_zeros(batch, d),
            **({USAGE: self.null.new_zeros(batch, n)} if self.by_usage else {}),
        }

    def driven(self, p_BP: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Advance by one token, with the formulas at the top of this file."""
        d = self.width
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
        scores_BN = torch.bmm(state[KEYS], q_BD.unsqueeze(-1)).squeeze(-1) / sqrt(d)
        scores_BN = scores_BN + torch.log(state[STRENGTH] + EPSILON)
        null_B1 = self.null.expand(len(p_BP), 1)
        a_BN1 = torch.softmax(torch.cat([scores_BN, null_B1], dim=-1), dim=-1)
        a_BN = tap(READ_WEIGHTS, a_BN1[:, :-1])
        tap(READ_FROM, state[WRITER])
        if tap.watches(NULL_WEIGHT):
            tap(NULL_WEIGHT, a_BN1[:, -1])
        m_BD = tap(OUTPUT, o_B1 * torch.bmm(a_BN.unsqueeze(1), state[VALUES]).squeeze(1))

        w_BN = self._choice(state, i_B1) * (i_B1 >= self.keep_threshold)
        written_B = w_BN.detach().sum(dim=-1).round().long()
        w_BN = tap(WRITE_WEIGHTS, w_BN)
        w_BN1 = w_BN.unsqueeze(-1)
        keys = torch.lerp(state[KEYS], k_BD.unsqueeze(1), w_BN1)
        values = torch.lerp(state[VALUES], v_BD.unsqueeze(1), w_BN1)
        # The gradient must not pass through the choice: from choice to choice it grows without
        # bound.
        strength = torch.lerp(f_B1 * state[STRENGTH], i_B1, w_BN.detach())
        writer = torch.where(w_BN > 0.5, state[SEEN].unsqueeze(-1), state[WRITER])
        usage = {}
        if self.by_usage:
            usage[USAGE] = (USAGE_DECAY * state[USAGE] + a_BN + w_BN).detach()
        return m_BD, {
            KEYS: tap(KEYS, keys),
            VALUES: tap(VALUES, values),
            STRENGTH: tap(STRENGTH, strength),
            WRITER: tap(WRITER, writer),
            WRITTEN: state[WRITTEN] + written_B,
            SEEN: state[SEEN] + 1,
            READ_WEIGHTS: of_held(a_BN, state[STRENGTH]),
            OUTPUT: m_BD,
            **usage,
        }

    def scan(self, run: CoupledRun, state: State, tap: Tap) -> Scanned | None:
        """Use `slots_scan` where every token is written, first in first out."""
        if not self.in_order:
            return None
        before = Before(run.h_BH, run.c_BH, *self._oldest_first(state))
        done = scan(run.x_TBR, run.w_RH, run.w_ZM, self.null, before, EPSILON)
        placed = Placed(done, state, self.slots)
        placed.show(tap, self.width)
        remembered = placed.state_after(len(run.x_TBR))
        return Scanned(done.h_TBH, done.m_TBD, done.lstm_TBZ, done.c_TBH, remembered)

    def unrolled(self, tokens: int, state: State, tap: Tap) -> Unrolled | None:
        """These slots where every token is written, first in first out."""
        if not self.in_order:
            return None

        def remember(done: Scan) -> State:
            placed = Placed(done, state, self.slots)
            placed.show(tap, self.width)
            return placed.state_after(tokens)

        return UnrolledSlots(tokens, self._oldest_first(state), self.null, EPSILON, remember)

    def _oldest_first(self, state: State) -> tuple[Tensor, Tensor, Tensor]:
        """Keys, values and strengths of the slots in the order in which they were written."""
        first_B = state[WRITTEN] % self.slots
        at_N = torch.arange(self.slots, device=first_B.device)
        at_BN = (first_B.unsqueeze(-1) + at_N) % self.slots
        keys_BND, values_BND = pick(state[KEYS], at_BN), pick(state[VALUES], at_BN)
        return keys_BND, values_BND, state[STRENGTH].gather(1, at_BN)

    def _choice(self, state: State, i_B1: Tensor) -> Tensor:
        """The slot to write, one-hot; all zeros if the new entry is itself the weakest."""
        next_B1 = self._next(state).unsqueeze(-1)
        w_BN = torch.zeros_like(state[STRENGTH]).scatter(1, next_B1, 1.0)
        if self.policy != "weakest":
            return w_BN
        w_BN = w_BN * (i_B1 >= state[STRENGTH].gather(1, next_B1))
        if not torch.is_grad_enabled():
            return w_BN
        s_BN = (state[STRENGTH] + CHOICE_FLOOR).masked_fill(state[WRITER] == -1, EPSILON)
        s_BN1 = torch.cat([s_BN, i_B1 + CHOICE_FLOOR], dim=-1)
        soft_BN = torch.softmax(-torch.log(s_BN1) / CHOICE_TEMPERATURE, dim=-1)[:, :-1]
        return w_BN + (soft_BN - soft_BN.detach())

    def _next(self, state: State) -> Tensor:
        """The slot ``[B]`` that the next write will overwrite."""
        if self.policy == "fifo":
            return state[WRITTEN] % self.slots
        # A slot without a writer is empty, and is used before all others.
        by_BN = state[STRENGTH if self.policy == "weakest" else USAGE].detach()
        return torch.where(state[WRITER] == -1, -1.0, by_BN).argmin(dim=-1)

    def output(self, state: State) -> Tensor:
        """The last read ``m_t``."""
        return state[OUTPUT]

    def batch_usage(self, state: State) -> BatchUsage:
        """Mean strength, strength that the next write discards, and blur of the last read."""
        next_B1 = self._next(state).unsqueeze(-1)
        return BatchUsage(
            occupancy=state[STRENGTH].mean(dim=-1),
            pressure=state[STRENGTH].gather(1, next_B1).squeeze(-1),
            interference=interference(state[READ_WEIGHTS]),
        )

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """One slot, and all of them. How many were written stays: it says where to write next."""
        usage = (USAGE,) if self.by_usage else ()
        return item_parts("one slot", (KEYS, VALUES, STRENGTH, *usage), self.slots, WRITER)

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """Edits of the slots."""
        slot = Argument("slot", ArgumentKind.ITEM, "slot", high=self.slots - 1)
        return specs(EditSpec("clear", "Empty one slot", (slot,)))

    def edit(self, state: State, name: str, read: ReadAside, /, **arguments: int) -> State:
        """Return a changed copy of the memory's part of the state."""
        kept = torch.arange(self.slots, device=self.null.device) != arguments["slot"]
        return {
            KEYS: state[KEYS] * kept.unsqueeze(-1),
            VALUES: state[VALUES] * kept.unsqueeze(-1),
            STRENGTH: state[STRENGTH] * kept,
            WRITER: torch.where(kept, state[WRITER], -1),
        }
