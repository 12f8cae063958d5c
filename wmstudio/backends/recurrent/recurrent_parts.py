"""The recurrent layers among foreign tensors, and the orders in which they may be read.

Layers of one module have numbers. Which of several modules reads the other is in the program that
is not there: their sizes tell, or numbers in their names, or else the order in which they were
written, which is mostly the one in which they are read.
"""

from __future__ import annotations

import re
from itertools import chain, islice, pairwise, permutations
from typing import TYPE_CHECKING

from wmstudio.backends.found import FormatError
from wmstudio.models.recurrent_layers import Cell
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wmstudio.weights.stored import StoredTensor

MOST_LAYERS = 64
MOST_ORDERED = 6
"""Modules whose orders are all looked at; of more, only the one in which they were written."""
MOST_ORDERS = 6
CELL_OF = {4: Cell("lstm"), 3: Cell("gru"), 1: Cell("rnn")}
"""By how many times H rows the recurrent weights have."""
# `_raw` is what AWD-LSTM learns; beside it stands a copy with dropped weights.
_PART = re.compile(
    r"(?P<rnn>.*?)(?P<part>(?:weight|bias)_(?:ih|hh|hr))(?:_l(?P<layer>\d+))?"
    r"(?P<reverse>_reverse)?(?P<raw>_raw)?"
)
_NUMBER = re.compile(r"\d+")
_ENCODER, _DECODER = (re.compile(rf"(?:^|[^a-z]){name}(?:[^a-z]|$)", re.I) for name in
                      ("enc(?:oder)?", "dec(?:oder)?"))  # fmt: skip
NOT_STACKED = (
    "its recurrent layers are not one on another (as in an encoder with a decoder), which is not "
    "read"
)


class OtherWiringError(FormatError):
    """Parts that are known, put together in a way that is not read; an adapter can run them."""


Layer = dict[str, "StoredTensor"]
Modules = dict[str, list[Layer]]
"""The layers of each recurrent module from the lowest on, as the modules were written."""


def is_recurrent(names: Iterable[str]) -> bool:
    """Whether there are weights of recurrent layers among the tensors."""
    return any(
        (m := _PART.fullmatch(name)) is not None and m["part"] == "weight_hh" for name in names
    )


def grouped(tensors: Mapping[str, StoredTensor]) -> tuple[Modules, dict[str, StoredTensor]]:
    """Recurrent layers by the name of their module, and all the other tensors.

    Raises:
        FormatError: a layer is of a kind that is not read.
    """
    groups: dict[str, dict[int, Layer]] = {}
    raw: set[tuple[str, int, str]] = set()
    rest: dict[str, StoredTensor] = {}
    for name, x in tensors.items():
        match = _PART.fullmatch(name)
        if match is None:
            if x.is_float and x.shape:
                rest[name] = x
            continue
        if match["reverse"]:
            raise FormatError(
                "its recurrent layers read the text from both ends, so it is no language model"
            )
        if match["part"] == "weight_hr":
            raise OtherWiringError(
                "its LSTM projects its hidden state (proj_size), which is not read"
            )
        # AWD-LSTM keeps `rnn.weight_hh_l0_raw` beside `rnn.module.weight_ih_l0`.
        rnn = match["rnn"].removesuffix(".").removesuffix(".module")
        number = int(match["layer"] or 0)
        if (rnn, number, match["part"]) in raw:
            continue
        if match["raw"]:
            raw.add((rnn, number, match["part"]))
        groups.setdefault(rnn, {}).setdefault(number, {})[match["part"]] = x
    if (count := sum(map(len, groups.values()))) > MOST_LAYERS:
        raise FormatError(f"it has {count} recurrent layers")
    for rnn, layers in groups.items():
        for layer in layers.values():
            _check(rnn, layer)
    return {rnn: [x for _, x in sorted(layers.items())] for rnn, layers in groups.items()}, rest


def _check(rnn: str, layer: Layer) -> None:
    w, u = layer.get("weight_ih"), layer.get("weight_hh")
    if w is None or u is None or len(w.shape) != 2 or len(u.shape) != 2:
        raise FormatError(f"its recurrent layer {excerpt(rnn)} lacks a matrix of weights")
    if not all(u.shape) or w.shape[0] != u.shape[0] or u.shape[0] % u.shape[1]:
        raise FormatError(f"its recurrent layer {excerpt(rnn)} has sizes that do not fit")
    for bias in ("bias_ih", "bias_hh"):
        if bias in layer and layer[bias].shape != (u.shape[0],):
            raise FormatError(f"its recurrent layer {excerpt(rnn)} has a bias of another size")


def orders(modules: Modules) -> list[tuple[str, ...]]:
    """The orders in which each module fits on the one before, the likeliest first.

    Raises:
        FormatError: there is none.
    """
    names = tuple(modules)
    if any(map(_ENCODER.search, names)) and any(map(_DECODER.search, names)):
        raise OtherWiringError(NOT_STACKED)
    numbered = tuple(sorted(names, key=_natural))
    if len({_NUMBER.sub("", name) for name in names}) == 1 and _fits(layers_in(modules, numbered)):
        return [numbered]
    tried = permutations(names) if len(names) <= MOST_ORDERED else iter([names])
    found = list(islice((one for one in tried if _fits(layers_in(modules, one))), MOST_ORDERS))
    if not found:
        raise OtherWiringError(NOT_STACKED)
    return found


def layers_in(modules: Modules, order: Sequence[str]) -> list[Layer]:
    """All layers, from the lowest on."""
    return list(chain.from_iterable(modules[name] for name in order))


def cell_of(layers: Sequence[Layer]) -> Cell:
    """What all of these layers compute.

    Raises:
        FormatError: they are of several kinds, or of none that is known.
    """
    cells = set()
    for layer in layers:
        rows, columns = layer["weight_hh"].shape
        if rows // columns not in CELL_OF:
            raise FormatError(
                f"its recurrent layers have {rows // columns} gates, and no known kind"
            )
        cells.add(CELL_OF[rows // columns])
    if len(cells) > 1:
        raise OtherWiringError("it mixes recurrent layers of several kinds, which is not read")
    return cells.pop()


def _fits(layers: list[Layer]) -> bool:
    return all(
        above["weight_ih"].shape[1] == below["weight_hh"].shape[1]
        for below, above in pairwise(layers)
    )


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(p), "") if p.isdigit() else (-1, p) for p in re.split(r"(\d+)", name)]
