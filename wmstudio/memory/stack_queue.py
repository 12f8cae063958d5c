"""`stack` and `queue`: items with strengths, continuously pushed and popped.

Grefenstette et al. 2015, "Learning to transduce with unbounded memory".

A token pops, pushes, and reads. Above(i) are the items that are read before item i: the newer ones
of a stack, the older ones of a queue::

    u_t, d_t = clip(1.2 σ(…) - 0.1), v_t = tanh(…)        pop, push, what is pushed
    s̄_i = relu(s_i - relu(u_t - Σ_{j above i} s_j))       pop u_t of what is read first
    s_t = [d_t, s̄]                                        push with strength d_t
    m_t = Σ_i min(s_i, relu(1 - Σ_{j above i} s_j)) V_i    read the first 1.0 of strength

The gates are stretched (Louizos et al. 2018, hard concrete), so that they can be 0 and 1: with a
plain sigmoid a little is popped at every token, and what is learned on short texts fails on long
ones.

An item whose strength is gone is gone. There is room for N items; if all are in use, the weakest
makes room (in the paper the stack grows with the text).

Shapes: B batch, N items (newest first), D width of an item, P = D + 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from wmstudio.contract import (
    Argument,
    ArgumentKind,
    Bounds,
    EditError,
    EditSpec,
    Kind,
    Setting,
    Signal,
    UsageTexts,
    When,
    specs,
)
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import USAGE_NAMES, BatchUsage, usage_signals
from wmstudio.memory.coupled import CoupledMemory, CoupledRun, Scanned, Unrolled
from wmstudio.memory.family import Family, MemorySizes
from wmstudio.memory.parts import item_parts
from wmstudio.memory.stack_scan import GONE, StackScan, newest_and_alive_first, scan, stretched
from wmstudio.memory.unrolled.stack import UnrolledStack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.contract import Alignment, PartSpec, State, Tap
    from wmstudio.memory.base import ReadAside

GATE_BIAS = (-1.0, 0.0)
"""Initial biases of pop and push: the memory fills before it is emptied."""
MOST_ITEMS = 4096


@dataclass(frozen=True, kw_only=True)
class StackSizes(MemorySizes):
    """Sizes of a `stack`, `queue` or `superposition`: ``items`` of ``width`` features."""

    capacity: int = 64
    width: int = 32


class StackMemory(CoupledMemory):
    """Last in, first out. The state also records which token pushed each item (-1: no item)."""

    kind = "stack"
    usage_texts = UsageTexts(
        occupancy="strength of all items, divided by the number that there is room for",
        pressure="strength of the weakest item, which makes room when there is none",
        interference="1 less the largest read weight, 0 when one whole item is read",
    )
    newest_first = True
    """Whether the newest item is read first."""

    def __init__(self, embedding: int, hidden: int, capacity: int, width: int) -> None:
        super().__init__(embedding, hidden, width + 2, GATE_BIAS)
        self.width = width
        self.values, self.strength = f"{self.kind}.values", f"{self.kind}.strength"
        self.writer, self.read_weights = f"{self.kind}.writer", f"{self.kind}.read_weights"
        self.read_from = f"{self.kind}.read_from"
        self.seen, self._output = f"{self.kind}.seen", f"{self.kind}.output"
        self.counters, self.writers = (self.seen,), self.writer
        self.set({"capacity": capacity})

    def set(self, values: Mapping[str, bool | int | float | str]) -> None:
        """Set the capacity."""
        self.capacity = int(values.get("capacity", getattr(self, "capacity", 0)))
        self.signals = self._signals()

    @property
    def settings(self) -> Mapping[str, Setting]:
        """The capacity."""
        text = f"how many items the {self.kind} has room for"
        capacity = Setting("capacity", text, self.capacity, low=1, high=MOST_ITEMS, bounds=Bounds())
        return {capacity.name: capacity}

    def initial_state(self, batch: int) -> State:
        """No items."""
        n, like = self.capacity, self.from_word.bias.detach()
        return {
            self.values: like.new_zeros(batch, n, self.width),
            self.strength: like.new_zeros(batch, n),
            self.writer: torch.full((batch, n), -1, device=like.device),
            self.seen: torch.zeros(batch, dtype=torch.long, device=like.device),
            self.read_weights: like.new_zeros(batch, n),
            self._output: like.new_zeros(batch, self.width),
        }

    def driven(self, p_BP: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Advance by one token, with the formulas at the top of this file."""
        v_BD, gates_B2 = torch.split(p_BP, [self.width, 2], dim=-1)
        v_BD = tap(f"{self.kind}.value", torch.tanh(v_BD))
        pop_B1, push_B1 = stretched(torch.sigmoid(gates_B2)).chunk(2, dim=-1)
        pop_B1, push_B1 = tap(f"{self.kind}.pop", pop_B1), tap(f"{self.kind}.push", push_B1)
        s_BN = state[self.strength]
        s_BN = torch.relu(s_BN - torch.relu(pop_B1 - self._above(s_BN)))
        s_BN = torch.where(s_BN > GONE, s_BN, 0.0)
        s_BN = s_BN * _room(s_BN, push_B1)
        s_BM = torch.cat([push_B1, s_BN], dim=-1)
        # Dead items move to the end, and the one beyond the capacity is among them.
        kept_BN = torch.argsort((s_BM == 0).byte(), dim=-1, stable=True)[:, :-1]
        strength_BN = tap(self.strength, s_BM.gather(1, kept_BN))
        here_BN = strength_BN > 0
        values = torch.cat([v_BD.unsqueeze(1), state[self.values]], dim=1)
        values = values.gather(1, kept_BN.unsqueeze(-1).expand(-1, -1, self.width))
        values = tap(self.values, values * here_BN.unsqueeze(-1))
        writer = torch.cat([state[self.seen].unsqueeze(-1), state[self.writer]], dim=-1)
        writer = tap(self.writer, torch.where(here_BN, writer.gather(1, kept_BN), -1))
        left_BN = torch.relu(1 - self._above(strength_BN))
        r_BN = tap(self.read_weights, torch.minimum(strength_BN, left_BN))
        tap(self.read_from, writer)
        m_BD = tap(self._output, torch.bmm(r_BN.unsqueeze(1), values).squeeze(1))
        return m_BD, {
            self.values: values,
            self.strength: strength_BN,
            self.writer: writer,
            self.seen: state[self.seen] + 1,
            self.read_weights: r_BN,
            self._output: m_BD,
        }

    def scan(self, run: CoupledRun, state: State, tap: Tap) -> Scanned | None:
        """Use `stack_scan`."""
        oldest_first = state[self.values].flip(1), state[self.strength].flip(1)
        done = scan(*run, *oldest_first, self.newest_first)
        remembered = self._scanned(done, state, tap)
        return Scanned(done.h_TBH, done.m_TBD, done.lstm_TBZ, done.c_TBH, remembered)

    def unrolled(self, tokens: int, state: State, tap: Tap) -> Unrolled:
        """See `CoupledMemory.unrolled`."""
        items = state[self.values], state[self.strength]

        def remember(done: StackScan) -> State:
            return self._scanned(done, state, tap)

        return UnrolledStack(tokens, *items, self.newest_first, remember)

    def _scanned(self, done: StackScan, state: State, tap: Tap) -> dict[str, Tensor]:
        """The state after a scan. Watched signals are passed to the tap."""
        tokens, n = len(done.m_TBD), self.capacity
        tap.stretch(f"{self.kind}.pop", done.gates_TB2[..., :1].transpose(0, 1))
        tap.stretch(f"{self.kind}.push", done.gates_TB2[..., 1:].transpose(0, 1))
        tap.stretch(f"{self.kind}.value", done.values_BMD[:, n:])
        tap.stretch(self._output, done.m_TBD.transpose(0, 1))
        read = (self.read_weights, self.read_from)
        placed = (self.strength, *read, self.values, self.writer, *USAGE_NAMES)
        first = 0 if tap.watches(*placed) else tokens - 1
        items = self._placed(done, state, first)
        for name, x_BTN in items.items():
            tap.stretch(name, x_BTN)
        tap.stretch(self.read_from, items[self.writer])
        if tap.watches(*USAGE_NAMES):
            self._usage(items[self.strength], items[self.read_weights]).show(tap.stretch)
        # Clones: a view would keep the whole buffer alive.
        last = {name: x_BTN[:, -1].clone() for name, x_BTN in items.items()}
        output_BD = done.m_TBD[-1].clone()
        return {**last, self.seen: state[self.seen] + tokens, self._output: output_BD}

    def _placed(self, done: StackScan, state: State, first: int) -> dict[str, Tensor]:
        """The items of a scan after each token, in the order in which a state has them."""
        strength_BTM = done.strength_TBM[first:].transpose(0, 1)
        at_BTN = newest_and_alive_first(strength_BTM, self.capacity)
        b, tokens, n = at_BTN.shape
        strength_BTN = strength_BTM.gather(2, at_BTN)
        here_BTN = strength_BTN > 0
        flat_BX1 = at_BTN.reshape(b, -1, 1).expand(-1, -1, self.width)
        values = done.values_BMD.gather(1, flat_BX1).view(b, tokens, n, -1)
        new_B1 = state[self.seen].unsqueeze(-1) + torch.arange(
            len(done.m_TBD), device=at_BTN.device
        )
        writer_BM = torch.cat([state[self.writer].flip(1), new_B1], dim=1)
        writer_BTN = writer_BM.gather(1, at_BTN.reshape(b, -1)).view_as(at_BTN)
        return {
            self.strength: strength_BTN,
            self.read_weights: done.read_TBM[first:].transpose(0, 1).gather(2, at_BTN),
            self.values: values * here_BTN.unsqueeze(-1),
            self.writer: torch.where(here_BTN, writer_BTN, -1),
        }

    def _above(self, s_BN: Tensor) -> Tensor:
        """The total strength of the items that are read before each item."""
        sums_BN = s_BN.cumsum(-1)
        return sums_BN - s_BN if self.newest_first else sums_BN[:, -1:] - sums_BN

    def output(self, state: State) -> Tensor:
        """The last read ``m_t``."""
        return state[self._output]

    def batch_usage(self, state: State) -> BatchUsage:
        """Strength held, strength of the item that would make room, and blur of the read."""
        return self._usage(state[self.strength], state[self.read_weights])

    def _usage(self, s: Tensor, read: Tensor) -> BatchUsage:
        return BatchUsage(
            occupancy=s.mean(dim=-1),
            pressure=s.amin(dim=-1),
            interference=(1 - read.amax(dim=-1)) * (s > 0).any(dim=-1),
        )

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """One item, and all of them."""
        return item_parts("one item", (self.values, self.strength), self.capacity, self.writer)

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """Edits of the items."""
        item = Argument("slot", ArgumentKind.ITEM, "item", high=self.capacity - 1)
        return specs(EditSpec("clear", "Take one item out", (item,)))

    def edit(self, state: State, name: str, read: ReadAside, /, **arguments: int) -> State:
        """Return a changed copy of the memory's part of the state.

        Raises:
            EditError: there is no such item.
        """
        slot = arguments["slot"]
        there = int((state[self.strength][0] > 0).sum())
        if slot >= there:
            holds = f"items 0 to {there - 1}" if there else "no item"
            raise EditError(f"the {self.kind} holds {holds}, so not {slot}")
        order = [*range(slot), *range(slot + 1, self.capacity), slot]
        gone = torch.arange(self.capacity, device=state[self.strength].device) == (
            self.capacity - 1
        )
        values, strength, writer = (
            state[x][:, order] for x in (self.values, self.strength, self.writer)
        )
        return {
            self.values: values * ~gone.unsqueeze(-1),
            self.strength: strength * ~gone,
            self.writer: torch.where(gone, -1, writer),
        }

    def _signals(self) -> list[Signal]:
        """The signals of the memory."""
        n, d, of = self.capacity, self.width, self.kind
        unit, item = ("feature",), ("item",)
        first = "newest" if self.newest_first else "oldest"
        contents = ("item", "feature")
        after: Alignment = {"of": self.writer, "when": When.AFTER}
        return [
            Signal(f"{of}.push", Kind.GATE, ("gate",), (1,), "d: how strongly the token is pushed"),
            Signal(f"{of}.pop", Kind.GATE, ("gate",), (1,), "u: how much strength is popped"),
            Signal(f"{of}.value", Kind.ACTIVATION, unit, (d,), "v: what is pushed", -1.0, 1.0),
            Signal(self._output, Kind.ACTIVATION, unit, (d,), "m: what is read", -1.0, 1.0),
            Signal(
                self.strength,
                Kind.ADDRESS,
                item,
                (n,),
                "s: strength of each, newest first",
                **after,
            ),
            Signal(
                self.read_weights,
                Kind.ADDRESS,
                item,
                (n,),
                f"how much is read, after the write, {first} first",
                of=self.read_from,
                when=When.AFTER,
            ),
            Signal(self.values, Kind.SLOTS, contents, (n, d), "V: the items", -1.0, 1.0, **after),
            Signal(
                self.read_from,
                Kind.INDEX,
                item,
                (n,),
                "the token that had pushed each item when it was read",
                -1.0,
                float("inf"),
                patchable=False,
            ),
            Signal(
                self.writer,
                Kind.INDEX,
                item,
                (n,),
                "the token that pushed each item",
                -1.0,
                float("inf"),
                patchable=False,
            ),
            *usage_signals(pressure=True),
        ]


class QueueMemory(StackMemory):
    """First in, first out."""

    kind = "queue"
    newest_first = False


def _room(s_BN: Tensor, push_B1: Tensor) -> Tensor:
    """0 for the weakest item (the oldest of equals) when one must make room, otherwise 1."""
    oldest_first_BN = s_BN.detach().flip(-1)
    weakest_B1 = s_BN.shape[-1] - 1 - oldest_first_BN.argmin(dim=-1, keepdim=True)
    full_B1 = (s_BN > 0).all(dim=-1, keepdim=True) & (push_B1 > 0)
    return torch.ones_like(s_BN).scatter(1, weakest_B1, (~full_B1).to(s_BN.dtype))


TINY = {"embedding": 8, "hidden": 12, "capacity": 5, "width": 4}
STACK = Family(
    name="stack",
    text="an LSTM coupled to a stack of items with strengths",
    sizes=StackSizes,
    make=lambda sizes: StackMemory(sizes.embedding, sizes.hidden, sizes.capacity, sizes.width),
    tiny=TINY,
)
QUEUE = Family(
    name="queue",
    text="an LSTM coupled to a queue of items with strengths",
    sizes=StackSizes,
    make=lambda sizes: QueueMemory(sizes.embedding, sizes.hidden, sizes.capacity, sizes.width),
    tiny=TINY,
)
