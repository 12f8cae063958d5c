"""Copying parts of a state, and putting them into another state of the same model.

Shapes: B batch, n rows of a window, F features of a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from wmstudio.contract import ITEM, MEMORY, EditError, PartSpec, put_in_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.contract import State
    from wmstudio.memory.window import Window

ROWS = "rows"
"""The name of copied rows of a window: ``[F]`` for one token, ``[n, F]`` for all, oldest first."""


def item_parts(
    text: str, names: Sequence[str], items: int, writers: str = ""
) -> dict[str, PartSpec]:
    """One item of a memory, and all of it: these tensors, each ``[B, items, …]``."""
    return {
        ITEM: PartSpec(ITEM, text, tuple(names), items, writers),
        MEMORY: PartSpec(MEMORY, "the whole memory", tuple(names), 0, writers),
    }


def token_parts(window: Window) -> dict[str, PartSpec]:
    """One token that a window holds, and all of them."""
    names = tuple(window.names)
    return {
        ITEM: PartSpec(ITEM, "one token", names, window.length, of_tokens=True),
        MEMORY: PartSpec(MEMORY, "the whole memory", names, of_tokens=True),
    }


def copied(state: State, spec: PartSpec, item: int) -> dict[str, Tensor]:
    """The part's tensors in the first row of the batch.

    Raises:
        EditError: there is no such item.
    """
    _check_item(spec, item)
    names = (*spec.names, *([spec.writers] if spec.writers else []))
    return {name: state[name][0, item] if spec.items else state[name][0] for name in names}


def pasted(
    state: State, spec: PartSpec, item: int, given: Mapping[str, Tensor], token: int
) -> dict[str, Tensor]:
    """The tensors of the state that change when the part is put in after this token.

    Raises:
        EditError: there is no such item, or what is given is of another shape, as after a change of
            the model's settings.
    """
    _check_item(spec, item)
    same_sizes(spec, copied(state, spec, item), given)
    changed = {}
    for name, x in given.items():
        new = x.to(state[name])
        if name == spec.writers:
            new = torch.where(new == -1, new, put_in_after(token))
        changed[name] = state[name].clone()
        if spec.items:
            changed[name][:, item] = new
        else:
            changed[name][:] = new
    return changed


def _check_item(spec: PartSpec, item: int) -> None:
    if spec.items and not 0 <= item < spec.items:
        raise EditError(f"there is no item {item}: they are counted from 0 to {spec.items - 1}")


def same_sizes(spec: PartSpec, wanted: Mapping[str, Tensor], given: Mapping[str, Tensor]) -> None:
    """See that what is given has the sizes of what would be copied here.

    Raises:
        EditError: it has others, as after a change of the model's settings.
    """
    if {name: x.shape for name, x in wanted.items()} != {
        name: x.shape for name, x in given.items()
    }:
        raise EditError(
            f"{spec.text} has another size in this model than in the one that it was copied from: "
            "give both the same settings"
        )


def token_back(window: Window, state: State, token: int, last: int) -> int:
    """How many tokens before the ``last`` one a token is that the window holds.

    Raises:
        EditError: it does not hold that token.
    """
    there = min(int(state[window.count][0]), window.length)
    if not there:
        raise EditError("the memory holds no token yet")
    if not 0 <= last - token < there:
        raise EditError(f"the memory holds tokens {last - there + 1} to {last}, not {token}")
    return last - token


def held_rows(window: Window, state: State) -> Tensor:
    """All rows that the window holds in the first row of the batch: ``[n, F]``.

    Raises:
        EditError: there are none.
    """
    there = min(int(state[window.count][0]), window.length)
    if not there:
        raise EditError("the memory holds no token yet")
    return window.rows(state)[0, -there:]


def with_rows(
    window: Window, state: State, spec: PartSpec, given: Mapping[str, Tensor], back: int
) -> dict[str, Tensor]:
    """The window's part of the state with one row, or with all rows, replaced by others.

    Raises:
        EditError: there are too many rows, or they are of another width.
    """
    rows = given.get(ROWS)
    fits = set(given) == {ROWS} and rows is not None and rows.shape[-1] == window.width
    if rows is None or not fits or rows.dim() != (1 if spec.items else 2):
        raise EditError(f"{spec.text} has another form here: it cannot be put in")
    if not spec.items and not 0 < len(rows) <= window.length:
        raise EditError(
            f"it holds {len(rows):,} tokens, and here is room for {window.length:,}: "
            "give both the same settings"
        )
    return window.put(state, rows, back) if spec.items else window.filled(state, rows)
