"""States of other people's modules: tensors in tuples, lists, dictionaries and dataclasses.

Inside the studio, a state is a flat mapping ``name → tensor [B, …]`` with a batch of 1. Here one is
made of the other and back. Every tensor is copied on the way, in both directions, because such a
module may write into what it was given, or go on writing into what it has returned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIMPLE = (str, bool, int, float, type(None))
DEEPEST = 20


class NestedError(ValueError):
    """A state that cannot be taken apart; the end of a sentence."""


class FlatState(dict[str, Tensor]):
    """Copies of a state's tensors by name, ``[1, *shape]``, and what they were taken out of."""

    def __init__(self, parts: Mapping[str, Tensor], frame: Any) -> None:
        super().__init__(parts)
        self.frame = frame
        """The state with a `Gap` for each tensor."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a tensor belongs."""

    name: str


def flattened(state: Any, name: str = "state") -> FlatState:
    """Take a state apart: ``{"memory": M, "lstm": (h,)}`` → ``state.memory``, ``state.lstm.0``.

    Raises:
        NestedError: it has something else in it than tensors, numbers, texts and containers.
    """
    parts: dict[str, Tensor] = {}

    def keep(x: Tensor, name: str) -> Gap:
        parts[name] = x.detach().clone().unsqueeze(0)
        return Gap(name)

    frame = _mapped(state, name, keep)
    return FlatState(parts, frame)


def nested(state: FlatState) -> Any:
    """The state as the module knows it, with copies of the tensors."""

    def put_back(place: Gap, _: str) -> Tensor:
        return state[place.name][0].clone()

    return _mapped(state.frame, "", put_back)


def _mapped(value: Any, name: str, change: Callable[[Any, str], Any], deep: int = 0) -> Any:
    """The same containers, with every tensor (or `Gap`) replaced."""
    if isinstance(value, Tensor | Gap):
        return change(value, name)
    if isinstance(value, SIMPLE):
        return value
    if deep == DEEPEST:
        raise NestedError(f"{name} is nested more than {DEEPEST} deep")
    if not isinstance(value, dict | list | tuple) and not is_dataclass(value):
        raise NestedError(
            f"{name} is a {type(value).__name__}; a state may be made of tensors and numbers in "
            "tuples, lists, dictionaries and dataclasses"
        )
    made = {
        key: _mapped(one, f"{name}.{key}" if name else "", change, deep + 1)
        for key, one in _items(value)
    }
    if isinstance(value, dict):
        return type(value)(made) if type(value) is not dict else made
    if is_dataclass(value):
        return _like(value, made)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*made.values())
    return type(value)(made.values())


def _items(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif is_dataclass(value):
        yield from ((field.name, getattr(value, field.name)) for field in fields(value))
    else:
        names = getattr(value, "_fields", range(len(value)))
        yield from zip(names, value, strict=True)


def _like(value: Any, parts: dict[str, Any]) -> Any:
    """A copy of a dataclass, made without running its ``__init__`` or ``__post_init__``."""
    made = object.__new__(type(value))
    for name, part in parts.items():
        object.__setattr__(made, name, part)
    return made
