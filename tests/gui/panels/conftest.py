"""Small models, traces and frames made by hand: every number in them is chosen."""

import numpy as np
import pytest

from wmstudio.engine.messages import (
    Candidate,
    Cost,
    Frame,
    Kind,
    MemoryUsage,
    OpenedModel,
    Probe,
    Signal,
    TokenSnapshot,
    UsageTexts,
)
from wmstudio.engine.trace import Chunk, Trace
from wmstudio.gui.plots.panel import TokenAxis

PIECES = (b"<unk>", b" the", b" cat", b" is", b" on", b"m", b"at", b"\n", b"\xe2", b" sat")
NO_USAGE = MemoryUsage(0.0, None, None, 0, UsageTexts(""))
NO_COST = Cost(0.0, 0)
SLOTS, WIDTH = 4, 3


def signal(name, kind, *shape, low=0.0, high=1.0, layer=0, dims=None):
    """A declared signal."""
    dims = dims or ("slot", "feature")[: len(shape)]
    return Signal(name, kind, dims, shape, f"the {name}", low, high, layer)


def lstm(layers=1, units=6):
    """Signals of an LSTM."""
    found = []
    for layer in range(layers):
        for name, kind, low, high in (
            ("input_gate", Kind.GATE, 0.0, 1.0),
            ("forget_gate", Kind.GATE, 0.0, 1.0),
            ("cell", Kind.ACTIVATION, -3.0, 3.0),
        ):
            full = f"lstm.{layer}.{name}"
            found.append(signal(full, kind, units, low=low, high=high, layer=layer, dims=("unit",)))
    return found


def slot_memory(slots=SLOTS, width=WIDTH):
    """Signals of a memory with slots."""
    return [
        signal("slots.write_gate", Kind.GATE, 1, dims=("gate",)),
        signal("slots.read_weights", Kind.ADDRESS, slots),
        signal("slots.null_weight", Kind.SCALAR),
        signal("slots.write_weights", Kind.ADDRESS, slots),
        signal("slots.keys", Kind.SLOTS, slots, width, low=-3.0, high=3.0),
        signal("slots.values", Kind.SLOTS, slots, width, low=-1.0, high=1.0),
        signal("slots.strength", Kind.ADDRESS, slots),
        signal("slots.writer", Kind.INDEX, slots, low=-1.0, high=float("inf")),
    ]


def adding_memory(width=5):
    """Signals of a memory that adds up."""
    return [
        signal("wm.vector", Kind.ACTIVATION, width, low=-1.0, high=1.0, dims=("unit",)),
        *loads("occupancy"),
    ]


def loads(*names):
    """Signals of memory use."""
    return [signal(f"load.{name}", Kind.SCALAR) for name in names]


def pile(prefix="stack", items=5, width=WIDTH):
    """Signals of a stack, or a queue."""
    return [
        signal(f"{prefix}.push", Kind.GATE, 1, dims=("gate",)),
        signal(f"{prefix}.pop", Kind.GATE, 1, dims=("gate",)),
        *_items(prefix, items, width),
    ]


def superposition(items=5, width=WIDTH):
    """Signals of a stack whose actions are mixed."""
    return [
        signal("stack.action", Kind.GATE, 3, dims=("action",)),
        *_items("stack", items, width),
    ]


def _items(prefix, items, width):
    item = ("item", "feature")
    return [
        signal(f"{prefix}.strength", Kind.ADDRESS, items, dims=item[:1]),
        signal(f"{prefix}.read_weights", Kind.ADDRESS, items, dims=item[:1]),
        signal(f"{prefix}.values", Kind.SLOTS, items, width, low=-1.0, dims=item),
        signal(f"{prefix}.writer", Kind.INDEX, items, low=-1.0, high=float("inf"), dims=item[:1]),
    ]


def table_memory(heads=2, key=3, value=4, back=6):
    """Signals of a memory of keys and values."""
    gates = ("store", "retrieve", "clear")
    looks = (("match", -1.0), ("recall", 0.0), ("stored", 0.0))
    matrix = ("key feature", "value feature")
    return [
        *(signal(f"keyvalue.{g}_gate", Kind.GATE, heads, dims=("head",)) for g in gates),
        signal("keyvalue.output", Kind.ACTIVATION, heads * value, low=-1.0, dims=("feature",)),
        signal("keyvalue.matrix", Kind.SLOTS, heads * key, value, low=-1.0, dims=matrix),
        *(attention(f"keyvalue.{name}", heads, back, low=low) for name, low in looks),
    ]


def pointer(heads=2, key=3, back=6):
    """Signals of a pointer to past tokens."""
    width = heads * key
    return [
        signal("pointer.gate", Kind.GATE, 1, dims=("gate",)),
        attention("pointer.weights", heads, back),
        *(
            signal(f"pointer.{name}", Kind.ACTIVATION, width, low=-3.0, high=3.0, dims=("feature",))
            for name in ("query", "key")
        ),
    ]


def fading_slots(heads=2, key=3, back=6):
    """Signals of slots that fade one by one and name what they hold."""
    width = heads * key
    return [
        signal("slots.gate", Kind.GATE, 1, dims=("gate",)),
        attention("slots.weights", heads, back),
        *(
            signal(f"slots.{name}", Kind.ACTIVATION, width, low=-3.0, high=3.0, dims=("feature",))
            for name in ("query", "key")
        ),
        *(signal(f"slots.{g}_gate", Kind.GATE, heads, dims=("head",)) for g in ("write", "decay")),
        attention("slots.strength", heads, back),
    ]


def attention(name, *shape, low=0.0, layer=0):
    """A signal that looks back: ``[heads, tokens back]`` or ``[tokens back]``."""
    dims = ("head", "back")[-len(shape) :]
    return signal(name, Kind.ATTENTION, *shape, low=low, layer=layer, dims=dims)


def transformer(layers=2, heads=2, window=6):
    """Signals of a transformer."""
    found = []
    for i in range(layers):
        found.append(attention(f"attention.{i}.weights", heads, window, layer=i))
        found.append(
            signal(f"residual.{i}", Kind.ACTIVATION, 5, low=-6, high=6, layer=i, dims=("unit",))
        )
    return found


def opened(*signals, family="slots", pieces=PIECES):
    """An open model."""
    named = {s.name: s for s in signals}
    return OpenedModel("hand-made", family, None, "cpu", 1, named, pieces)


def values_of(declared, tokens, seed=0):
    """Values of a signal within its range, ``[tokens, *shape]``."""
    rng = np.random.default_rng([seed, len(declared.name)])
    low, high = declared.low, min(declared.high, declared.low + tokens)
    return rng.uniform(low, high, (tokens, *declared.shape)).astype(np.float32)


def trace(ids, signals=None, declared=(), every=3):
    """A trace of these ids, in chunks of ``every`` tokens."""
    signals = signals or {}
    declared = {s.name: s for s in declared}
    ids = np.asarray(ids, np.int32)
    n = len(ids)
    bits = np.linspace(1.0, 7.0, n).astype(np.float32)
    ends = np.cumsum([len(PIECES[i % len(PIECES)]) for i in ids])
    chunks = []
    for a in range(0, n, every):
        cut = slice(a, a + every)
        chunk = Chunk(
            a,
            ids[cut],
            ends[cut].astype(np.int64),
            bits[cut],
            bits[cut] / 2,
            np.zeros((len(ids[cut]), 2), np.int32),
            np.zeros((len(ids[cut]), 2), np.float32),
            np.arange(1, n + 1, dtype=np.int32)[cut],
        )
        chunks.append(chunk.showing({k: v[cut] for k, v in signals.items()}, declared))
    return Trace(tuple(chunks))


def snapshot(token, signals=None, candidates=(), entropy=0.0, probe=None, usage=NO_USAGE):
    """Everything at a token."""
    listed = tuple(Candidate(*candidate) for candidate in candidates)
    return TokenSnapshot(token, signals or {}, listed, entropy, usage, probe)


def frame(seen, cursor=None, at=None, revision=1, cost=NO_COST):
    """A complete frame; without a moment of its own it has an empty one."""
    cursor = len(seen) - 1 if cursor is None else cursor
    at = snapshot(cursor) if at is None else at
    return Frame(revision, seen, len(seen), cursor, (0, 128), at, cost, complete=True)


def asked(text, tokens, first, whole):
    """The answer to a question."""
    return Probe(text, tuple(tokens), first, whole)


@pytest.fixture
def axis():
    """Eight tokens to see."""
    return TokenAxis(width=8)


@pytest.fixture
def on_screen(qtbot):
    """Show a panel in a size, as the window would."""

    def show(panel, width=900, height=320):
        qtbot.addWidget(panel)
        panel.resize(width, height)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return show
