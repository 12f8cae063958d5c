"""The kinds of memories and their drawings, chosen by the signals that a model declares."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wmstudio.engine.messages import Kind, Signal
from wmstudio.gui.base.wording import module, own_words
from wmstudio.gui.views.memory_views.matrices import MatrixTop, matrices
from wmstudio.gui.views.memory_views.pile import QUEUE, STACK, PileTop
from wmstudio.gui.views.memory_views.slots import SlotsTop
from wmstudio.gui.views.memory_views.table import TableTop
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.engine.messages import OpenedModel
    from wmstudio.gui.views.memory_views.top import Top


@dataclass(frozen=True)
class MemoryKind:
    """A kind of memory. Models that declare all of ``needs``, or have matrices, have it.

    ``top`` draws it at the cursor. ``acts`` are gates that say what is done at a token; with
    ``acts_along`` they are also drawn along the text. Below them is one signal of kind ``along``,
    by default the one called ``first``.
    """

    needs: tuple[str, ...]
    top: Callable[[], Top] | None
    acts: tuple[str, ...] = ()
    acts_along: bool = False
    along: Kind = Kind.ACTIVATION
    first: str = ""
    of_matrices: bool = False

    def is_of(self, opened: OpenedModel) -> bool:
        """Whether a model has this memory."""
        named = all(name in opened.signals for name in self.needs)
        return named and (not self.of_matrices or bool(matrices(opened)))

    def acting(self, opened: OpenedModel) -> tuple[Signal, ...]:
        """The acts that a model has."""
        return tuple(opened.signals[name] for name in self.acts if name in opened.signals)

    def offered(self, opened: OpenedModel) -> list[Signal]:
        """The signals of the memory that can be shown along the text."""
        signals = list(opened.signals.values())
        memory = [s for s in signals if s.kind is self.along and module(s) != "lstm"]
        if (
            self.top is None
        ):  # where a memory of an unknown kind is read and written says most of it
            memory = [s for s in signals if s.kind is Kind.ADDRESS] + memory
        return memory or [s for s in signals if own_words(s) == "cell"]

    def first_of(self, offered: list[Signal]) -> Signal | None:
        """The signal that is shown by default."""
        return next((s for s in offered if s.name == self.first), next(iter(offered), None))


KINDS = (
    MemoryKind(
        needs=("stack.values", "stack.strength", "stack.read_weights", "stack.writer"),
        top=partial(PileTop, "stack", STACK),
        acts=("stack.push", "stack.pop", "stack.action"),
        acts_along=True,
        along=Kind.ADDRESS,
        first="stack.strength",
    ),
    MemoryKind(
        needs=("queue.values", "queue.strength", "queue.read_weights", "queue.writer"),
        top=partial(PileTop, "queue", QUEUE),
        acts=("queue.push", "queue.pop"),
        acts_along=True,
        along=Kind.ADDRESS,
        first="queue.strength",
    ),
    MemoryKind(
        needs=("keyvalue.stored", "keyvalue.recall", "keyvalue.match"),
        top=partial(TableTop, "keyvalue", ("stored", "recall", "match"), "match"),
        acts=("keyvalue.store_gate", "keyvalue.retrieve_gate", "keyvalue.clear_gate"),
        acts_along=True,
        first="keyvalue.output",
    ),
    MemoryKind(
        needs=("pointer.weights", "pointer.gate"),
        top=partial(TableTop, "pointer", ("weights",), sharp=True),
        acts=("pointer.gate",),
        acts_along=True,
        first="pointer.query",
    ),
    MemoryKind(
        needs=("slots.weights", "slots.strength"),
        top=partial(TableTop, "slots", ("strength", "weights"), "weights", sharp=True),
        acts=("slots.write_gate", "slots.decay_gate", "slots.gate"),
        acts_along=True,
        first="slots.query",
    ),
    MemoryKind(
        needs=("cache.weights",),
        top=partial(TableTop, "cache", ("weights",), sharp=True),
        first="lstm.0.cell",
    ),
    MemoryKind(
        needs=("attention.0.weights",),
        top=partial(TableTop, "attention"),
        first="residual.0",
    ),
    MemoryKind(
        needs=("slots.values", "slots.writer"),
        top=partial(SlotsTop, "slots"),
        acts=("slots.write_gate", "slots.decay_gate", "slots.read_gate"),
        along=Kind.ADDRESS,
        first="slots.read_weights",
    ),
    MemoryKind(needs=(), top=MatrixTop, of_matrices=True),
    MemoryKind(needs=(), top=None),
)
"""The first that matches is used. The last always matches: a vector."""


def kind_of(opened: OpenedModel) -> MemoryKind:
    """The kind of memory of a model."""
    return next(kind for kind in KINDS if kind.is_of(opened))
