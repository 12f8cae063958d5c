"""Declared signals in words: their place in the model, kind, shape and range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Kind
from wmstudio.gui.base.translation import counted, joined, numbered, tr
from wmstudio.gui.base.wording import decimals, module, part_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wmstudio.engine.messages import Signal

KINDS = {
    Kind.GATE: phrase("gate"),
    Kind.ACTIVATION: phrase("activation"),
    Kind.SLOTS: phrase("contents"),
    Kind.ADDRESS: phrase("address"),
    Kind.ATTENTION: phrase("attention"),
    Kind.SCALAR: phrase("number"),
    Kind.INDEX: phrase("token pointed at"),
}
COUNTS = {
    "action": (phrase("{n} action"), phrase("{n} actions")),
    "back": (phrase("{n} token back"), phrase("{n} tokens back")),
    "column": (phrase("{n} column"), phrase("{n} columns")),
    "feature": (phrase("{n} feature"), phrase("{n} features")),
    "gate": (phrase("{n} gate"), phrase("{n} gates")),
    "head": (phrase("{n} head"), phrase("{n} heads")),
    "item": (phrase("{n} item"), phrase("{n} items")),
    "key feature": (phrase("{n} key feature"), phrase("{n} key features")),
    "level": (phrase("{n} level"), phrase("{n} levels")),
    "row": (phrase("{n} row"), phrase("{n} rows")),
    "slot": (phrase("{n} slot"), phrase("{n} slots")),
    "unit": (phrase("{n} unit"), phrase("{n} units")),
    "value feature": (phrase("{n} value feature"), phrase("{n} value features")),
}


def kind_words(signal: Signal) -> str:
    """The kind in words."""
    return tr(KINDS[signal.kind])


def shape_words(signal: Signal) -> str:
    """The shape in words: ``16 slots × 32 features``."""
    if not signal.dims:
        return tr("one number")
    sizes = zip(signal.dims, signal.shape, strict=True)
    parts = (counted(n, *COUNTS.get(dim, (f"{{n}} {dim}", f"{{n}} {dim}s"))) for dim, n in sizes)
    return joined(" × ", tuple(parts))


def range_words(signal: Signal) -> str:
    """The range in words: ``−1…1``."""
    return "…".join(decimals(x, "g") for x in (signal.low, signal.high))


def by_place(signals: Iterable[Signal]) -> dict[str, list[Signal]]:
    """Signals by part of the model, and by layer if it has several."""
    listed = list(signals)
    layers: dict[str, set[int]] = {}
    for signal in listed:
        layers.setdefault(module(signal), set()).add(signal.layer)
    found: dict[tuple[str, int], list[Signal]] = {}
    for signal in listed:
        found.setdefault((module(signal), signal.layer), []).append(signal)

    def words(part: str, layer: int) -> str:
        name = tr(part_words(part))
        layered = len(layers[part]) > 1
        return joined(", ", (name, numbered("layer", layer))) if layered else name

    order = list(layers)
    keys = sorted(found, key=lambda key: (order.index(key[0]), key[1]))
    return {words(*key): found[key] for key in keys}
