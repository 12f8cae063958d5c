"""The names and declarations of the signals of `slots`.

Shapes: B batch, N slots, D slot width.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import torch

from wmstudio.contract import Kind, Signal, When
from wmstudio.memory.base import usage_signals

if TYPE_CHECKING:
    from torch import Tensor

    from wmstudio.contract import Alignment

EPSILON = 1e-6
"""Added to a sum before dividing by it."""
KEYS, VALUES, STRENGTH = "slots.keys", "slots.values", "slots.strength"
WRITER, WRITTEN, OUTPUT = "slots.writer", "slots.written", "slots.output"
READ_FROM = "slots.read_from"
SEEN, USAGE = "slots.seen", "slots.usage"
QUERY, KEY, VALUE = "slots.query", "slots.key", "slots.value"
WRITE_GATE, DECAY_GATE, READ_GATE = "slots.write_gate", "slots.decay_gate", "slots.read_gate"
READ_WEIGHTS, NULL_WEIGHT = "slots.read_weights", "slots.null_weight"
WRITE_WEIGHTS = "slots.write_weights"


def of_held(a_BN: Tensor, strength_BN: Tensor) -> Tensor:
    """Read weights restricted to occupied slots: an empty one cannot blur a read."""
    return torch.where(strength_BN > 0, a_BN, 0.0)


def interference(a_BN: Tensor) -> Tensor:
    """The blur of a read: entropy of the read weights divided by log N, 0…1, ``[B]``."""
    p = a_BN / a_BN.sum(-1, keepdim=True).clamp_min(EPSILON)
    entropy_B: Tensor = -torch.xlogy(p, p).sum(-1)
    return (entropy_B / log(max(a_BN.shape[-1], 2))).clamp(0, 1)


def signals_of(slots: int, width: int) -> list[Signal]:
    """The signals of N slots of width D."""
    gate, unit, slot = ("gate",), ("feature",), ("slot",)
    contents = ("slot", "feature")
    n, d = slots, width
    after: Alignment = {"of": WRITER, "when": When.AFTER}
    return [
        Signal(WRITE_GATE, Kind.GATE, gate, (1,), "i: how strongly the token is written"),
        Signal(DECAY_GATE, Kind.GATE, gate, (1,), "f: share of each slot's strength that is kept"),
        Signal(READ_GATE, Kind.GATE, gate, (1,), "o: how much of what is read is passed on"),
        Signal(QUERY, Kind.ACTIVATION, unit, (d,), "q: what is looked for", -3.0, 3.0),
        Signal(KEY, Kind.ACTIVATION, unit, (d,), "k: the key of the token", -3.0, 3.0),
        Signal(VALUE, Kind.ACTIVATION, unit, (d,), "v: the value of the token", -1.0, 1.0),
        Signal(
            READ_WEIGHTS,
            Kind.ADDRESS,
            slot,
            (n,),
            "a: how much each slot is read, before the write",
            of=READ_FROM,
            when=When.BEFORE,
        ),
        Signal(
            READ_FROM,
            Kind.INDEX,
            slot,
            (n,),
            "the token that each slot held when it was read, before the write",
            -1.0,
            float("inf"),
            patchable=False,
            when=When.BEFORE,
        ),
        Signal(NULL_WEIGHT, Kind.SCALAR, (), (), "weight on reading nothing", patchable=False),
        Signal(OUTPUT, Kind.ACTIVATION, unit, (d,), "m: what the LSTM receives", -1.0, 1.0),
        Signal(WRITE_WEIGHTS, Kind.ADDRESS, slot, (n,), "w: which slot is written"),
        Signal(KEYS, Kind.SLOTS, contents, (n, d), "K: keys after the write", -3.0, 3.0, **after),
        Signal(
            VALUES, Kind.SLOTS, contents, (n, d), "V: values after the write", -1.0, 1.0, **after
        ),
        Signal(STRENGTH, Kind.ADDRESS, slot, (n,), "s: strength after the write", **after),
        Signal(
            WRITER,
            Kind.INDEX,
            slot,
            (n,),
            "the token that wrote each slot, after the write",
            -1.0,
            float("inf"),
            patchable=False,
        ),
        *usage_signals(pressure=True),
    ]
