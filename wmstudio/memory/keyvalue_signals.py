"""The signals of `keyvalue`, and the names of its parts of the state."""

from __future__ import annotations

from wmstudio.contract import Kind, Signal
from wmstudio.memory.base import usage_signals

MATRIX, OUTPUT, REPLACED = "keyvalue.matrix", "keyvalue.output", "keyvalue.replaced"
STORE_GATE, RETRIEVE_GATE = "keyvalue.store_gate", "keyvalue.retrieve_gate"
CLEAR_GATE = "keyvalue.clear_gate"
KEY, QUERY, VALUE = "keyvalue.key", "keyvalue.query", "keyvalue.value"
MATCH, RECALL, STORED = "keyvalue.match", "keyvalue.recall", "keyvalue.stored"
TABLE_SIGNALS = (MATCH, RECALL, STORED)
SEEN = "keyvalue.seen"
TABLE = 64
"""Number of past tokens in the table."""


def signals_of(heads: int, key: int, value: int) -> list[Signal]:
    """The signals of the memory."""
    head, vector = ("head",), (Kind.ACTIVATION, ("feature",))
    k, v = (heads * key,), (heads * value,)
    return [
        Signal(STORE_GATE, Kind.GATE, head, (heads,), "β: how strongly the value is stored"),
        Signal(
            RETRIEVE_GATE, Kind.GATE, head, (heads,), "r: how much of what is read is passed on"
        ),
        Signal(
            CLEAR_GATE, Kind.GATE, head, (heads,), "c: share of the whole memory that is cleared"
        ),
        Signal(QUERY, *vector, k, "q: what is looked for", -1.0, 1.0),
        Signal(KEY, *vector, k, "k: the key of the token, made of what came before it", -1.0, 1.0),
        Signal(VALUE, *vector, v, "v: the value of the token", -1.0, 1.0),
        Signal(OUTPUT, *vector, v, "m: what the memory returns", -1.0, 1.0),
        Signal(
            MATRIX,
            Kind.SLOTS,
            ("key feature", "value feature"),
            (heads * key, value),
            "S: the matrices after the write, one head below the other",
            -1.0,
            1.0,
        ),
        _looking_back(
            MATCH, heads, "match of the query with the keys of past tokens, by distance", -1.0
        ),
        _looking_back(RECALL, heads, "share of a past token's value that its key still retrieves"),
        _looking_back(STORED, heads, "how strongly a past token was stored"),
        *usage_signals(pressure=True),
    ]


def _looking_back(name: str, heads: int, text: str, low: float = 0.0) -> Signal:
    shape = (heads, TABLE)
    return Signal(name, Kind.ATTENTION, ("head", "back"), shape, text, low, patchable=False)
