"""States of other people's modules: tensors in tuples, lists, dictionaries and dataclasses.

Inside the studio, a state is a flat mapping ``name → tensor [B, …]`` with a batch of 1. Here one is
made of the other and back. Every tensor is copied on the way, in both directions, because such a
module may write into what it was given, or go on writing into what it has returned.

A tensor that grows with the text is kept in blocks, which are shared by all states that have them:
what a snapshot adds is what was read since the last one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIMPLE = (str, bool, int, float, type(None), type, torch.dtype, torch.device)
DEEPEST = 20
BLOCK = 64
"""Rows of a growing tensor that are kept together."""


class NestedError(ValueError):
    """A state that cannot be taken apart; the end of a sentence."""


class FlatState(dict[str, Tensor]):
    """Copies of a state's tensors by name, ``[1, *shape]``, and what they were taken out of."""

    def __init__(self, parts: Mapping[str, Tensor], frame: Any) -> None:
        super().__init__(parts)
        self.frame = frame
        """The state with a `Gap` for each tensor."""
        self.count = 0
        """Tokens that it holds, where a model counts them."""


@dataclass(frozen=True)
class Gap:
    """Where a tensor belongs.

    Of one that grows along ``dim``, so many ``blocks`` lie before its last rows.
    """

    name: str
    blocks: int = 0
    dim: int = 0

    def filled(self, state: Mapping[str, Tensor]) -> Tensor:
        """The tensor ``[1, *shape]``; a part of the state itself where it is in one piece."""
        last = state[self.name]
        if not self.blocks:
            return last
        return torch.cat(
            [*(state[block(self.name, i)] for i in range(self.blocks)), last], self.dim
        )


def block(name: str, number: int) -> str:
    """The name of a block of a growing tensor."""
    return f"{name}#{number}"


def flattened(
    state: Any,
    name: str = "state",
    opens: Callable[[Any], bool] = is_dataclass,
    grows: Mapping[str, int] | None = None,
    before: Mapping[str, Tensor] | None = None,
) -> FlatState:
    """Take a state apart: ``{"memory": M, "lstm": (h,)}`` → ``state.memory``, ``state.lstm.0``.

    ``opens`` tells which other objects may be taken apart, into their attributes. ``grows`` has the
    dims along which parts grow, by name, counted from the last; blocks that the state ``before``
    has as well are shared with it.

    Raises:
        NestedError: it has something else in it than tensors, numbers, texts and containers.
    """
    parts: dict[str, Tensor] = {}

    def keep(x: Tensor, name: str) -> Gap:
        own = x.detach().unsqueeze(0)
        dim = (grows or {}).get(name, 0)
        full = (own.shape[dim] - 1) // BLOCK if dim and own.numel() else 0
        for i in range(full):
            rows, key = own.narrow(dim, i * BLOCK, BLOCK), block(name, i)
            old = before.get(key) if before else None
            same = old is not None and torch.equal(old, rows)
            parts[key] = old if old is not None and same else rows.clone()
        last = own.narrow(dim, full * BLOCK, own.shape[dim] - full * BLOCK) if full else own
        parts[name] = last.clone()
        return Gap(name, full, dim)

    frame = _mapped(state, name, keep, opens)
    return FlatState(parts, frame)


def nested(state: FlatState) -> Any:
    """The state as the module knows it, with copies of the tensors."""

    def put_back(place: Gap, _: str) -> Tensor:
        x = place.filled(state)[0]
        return x if place.blocks else x.clone()

    return _mapped(state.frame, "", put_back, lambda _: True)


def _mapped(
    value: Any,
    name: str,
    change: Callable[[Any, str], Any],
    opens: Callable[[Any], bool],
    deep: int = 0,
) -> Any:
    """The same containers, with every tensor (or `Gap`) replaced."""
    if isinstance(value, Tensor | Gap):
        return change(value, name)
    if isinstance(value, SIMPLE):
        return value
    if deep == DEEPEST:
        raise NestedError(f"{name} is nested more than {DEEPEST} deep")
    is_plain = isinstance(value, dict | list | tuple)
    if not is_plain and (isinstance(value, nn.Module) or not opens(value)):
        raise NestedError(
            f"{name} is a {type(value).__name__}; a state may be made of tensors and numbers in "
            "tuples, lists, dictionaries and dataclasses"
        )
    made = {
        key: _mapped(one, f"{name}.{key}" if name else "", change, opens, deep + 1)
        for key, one in _items(value)
    }
    if isinstance(value, dict):
        return type(value)(made) if type(value) is not dict else made
    if not is_plain:
        return _like(value, made)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*made.values())
    return type(value)(made.values())


def _items(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif is_dataclass(value):
        yield from ((field.name, getattr(value, field.name)) for field in fields(value))
    elif isinstance(value, list | tuple):
        names = getattr(value, "_fields", range(len(value)))
        yield from zip(names, value, strict=True)
    else:
        yield from vars(value).items()


def _like(value: Any, parts: dict[str, Any]) -> Any:
    """A copy of an object, made without running its ``__init__`` or ``__post_init__``."""
    made = object.__new__(type(value))
    for name, part in parts.items():
        object.__setattr__(made, name, part)
    return made
