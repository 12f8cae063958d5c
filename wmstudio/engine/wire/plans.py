"""Values of the messages to plain lists, numbers and texts, and back, by their declared types.

Nothing is looked up by a name that comes over the wire: what may stand at a place is known before
anything is read. A value of another type, length or size raises `WireError`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import numpy as np

from wmstudio.engine.wire.names import NAMES

MOST_ITEMS = 2_000_000
"""Most items of a list."""
MOST_NUMBERS = 2**28
"""Most bytes of an array."""
DTYPES = ("|u1", "|i1", "|b1", "<u2", "<i2", "<f2", "<i4", "<u4", "<f4", "<i8", "<f8")


class WireError(ValueError):
    """A message that is not as it must be. The message is part of a sentence."""


class Coding(NamedTuple):
    """How values of one type become plain, and plain ones values."""

    pack: Callable[[Any], Any]
    unpack: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _exactly(kind: type, pack: Callable[[Any], Any]) -> Coding:
    def unpack(plain: Any) -> Any:
        if type(plain) is not kind:
            raise WireError(f"there is {type(plain).__name__} where {kind.__name__} belongs")
        return plain

    return Coding(pack, unpack)


def _float(plain: Any) -> float:
    if type(plain) not in (float, int):
        raise WireError(f"there is {type(plain).__name__} where a number belongs")
    return float(plain)


def pack_array(array: np.ndarray) -> list[Any]:
    """An array as its type, shape and bytes."""
    kind = array.dtype.newbyteorder("<").str
    plain = np.ascontiguousarray(array, np.dtype(kind))
    return [kind, list(array.shape), plain.tobytes()]


def unpack_array(plain: Any) -> np.ndarray:
    """The array of `pack_array`.

    Raises:
        WireError: it is of another kind, or its bytes are too many or too few.
    """
    kind, shape, data = items_of(plain, 3)
    if not isinstance(kind, str) or kind not in DTYPES or not isinstance(data, bytes):
        raise WireError("an array is of a type that is not sent")
    sizes = items_of(shape)
    if len(sizes) > 8 or any(type(n) is not int or not 0 <= n <= MOST_NUMBERS for n in sizes):
        raise WireError("an array has a shape that none has")
    if len(data) != math.prod(sizes) * np.dtype(kind).itemsize:
        raise WireError("an array does not have the numbers of its shape")
    return np.frombuffer(data, kind).reshape(sizes).copy()


def items_of(plain: Any, count: int | None = None) -> list[Any]:
    """A list, of so many items where that is known.

    Raises:
        WireError: it is none, is too long, or has another number of items.
    """
    if type(plain) is not list or len(plain) > MOST_ITEMS:
        raise WireError("a list is missing or too long")
    if count is not None and len(plain) != count:
        raise WireError(f"a list has {len(plain)} items instead of {count}")
    return plain


def _path(plain: Any) -> Path:
    if type(plain) is not str or "\0" in plain:
        raise WireError("there is something else where a path belongs")
    return Path(plain)


BASIC: dict[Any, Coding] = {
    bool: _exactly(bool, bool),
    int: _exactly(int, int),
    float: Coding(float, _float),
    str: _exactly(str, str),
    bytes: _exactly(bytes, bytes),
    NoneType: _exactly(NoneType, _same),
    Path: Coding(str, _path),
    np.ndarray: Coding(pack_array, unpack_array),
}
SIMPLE = (bool, int, float, str)


@cache
def plan_of(hint: Any) -> Coding:
    """The plan of a type, as it is written in a message."""
    if hint in BASIC:
        return BASIC[hint]
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _one_of(inside)
    if origin is Literal:
        return _choice(inside)
    if origin is np.ndarray:
        return BASIC[np.ndarray]
    if origin is tuple and inside[-1] is not Ellipsis:
        return _row(tuple, inside)
    if origin in (tuple, Sequence):
        return _many(plan_of(inside[0]))
    if origin in (Mapping, dict):
        return _table(plan_of(inside[0]), plan_of(inside[1]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _word(hint)
    if isinstance(hint, type) and issubclass(hint, tuple):  # a NamedTuple
        return _row(lambda parts: hint(*parts), tuple(hints_of(hint).values()))
    if is_dataclass(hint) and isinstance(hint, type):
        return _record(hint)
    raise TypeError(f"{hint} is not sent")


def hints_of(kind: Any) -> dict[str, Any]:
    """The types of a class's fields."""
    return get_type_hints(kind, localns=NAMES)


def _many(plan: Coding) -> Coding:
    pack, unpack = plan
    return Coding(
        lambda value: [pack(one) for one in value],
        lambda plain: tuple(unpack(one) for one in items_of(plain)),
    )


def _row(make: Callable[[Any], Any], inside: tuple[Any, ...]) -> Coding:
    plans = [plan_of(hint) for hint in inside]

    def pack(value: Any) -> list[Any]:
        return [plan.pack(one) for plan, one in zip(plans, value, strict=True)]

    def unpack(plain: Any) -> Any:
        parts = items_of(plain, len(plans))
        return make(tuple(plan.unpack(one) for plan, one in zip(plans, parts, strict=True)))

    return Coding(pack, unpack)


def _table(keys: Coding, values: Coding) -> Coding:
    def pack(value: Mapping[Any, Any]) -> list[Any]:
        return [[keys.pack(key), values.pack(one)] for key, one in value.items()]

    def unpack(plain: Any) -> dict[Any, Any]:
        pairs = [items_of(pair, 2) for pair in items_of(plain)]
        return {keys.unpack(key): values.unpack(one) for key, one in pairs}

    return Coding(pack, unpack)


def _word(kind: type[Enum]) -> Coding:
    def unpack(plain: Any) -> Enum:
        try:
            return kind(plain)
        except (ValueError, TypeError) as error:
            raise WireError(f"there is no {kind.__name__} of this name") from error

    return Coding(lambda value: str(value.value), unpack)


def _choice(words: tuple[Any, ...]) -> Coding:
    def unpack(plain: Any) -> Any:
        if type(plain) is not str or plain not in words:
            raise WireError("a word is none of those that belong there")
        return plain

    return Coding(_same, unpack)


def _record(kind: type) -> Coding:
    @cache  # not before it is used: a trace may have another one in it
    def plans() -> list[tuple[str, Coding]]:
        hints = hints_of(kind)
        return [(one.name, plan_of(hints[one.name])) for one in fields(kind)]

    def pack(value: Any) -> list[Any]:
        return [plan.pack(getattr(value, name)) for name, plan in plans()]

    def unpack(plain: Any) -> Any:
        parts = items_of(plain, len(plans()))
        named = zip(plans(), parts, strict=True)
        return kind(**{name: plan.unpack(one) for (name, plan), one in named})

    return Coding(pack, unpack)


def _one_of(kinds: tuple[Any, ...]) -> Coding:
    if all(kind in SIMPLE or kind is NoneType for kind in kinds):
        return _simple(kinds)
    others = [kind for kind in kinds if kind is not NoneType]
    plans = [plan_of(kind) for kind in others]
    if len(others) == 1:
        only = plans[0]
        return Coding(
            lambda value: None if value is None else only.pack(value),
            lambda plain: None if plain is None else only.unpack(plain),
        )
    types = [get_origin(kind) or kind for kind in others]

    def pack(value: Any) -> Any:
        if value is None and NoneType in kinds:
            return None
        at = next(i for i, kind in enumerate(types) if isinstance(value, kind))
        return [at, plans[at].pack(value)]

    def unpack(plain: Any) -> Any:
        if plain is None and NoneType in kinds:
            return None
        at, one = items_of(plain, 2)
        if type(at) is not int or not 0 <= at < len(plans):
            raise WireError("a value is of none of the kinds that belong there")
        return plans[at].unpack(one)

    return Coding(pack, unpack)


def _simple(kinds: tuple[Any, ...]) -> Coding:
    def unpack(plain: Any) -> Any:
        if type(plain) not in kinds and not (type(plain) is int and float in kinds):
            raise WireError(f"there is {type(plain).__name__} where another value belongs")
        return plain

    def pack(value: Any) -> Any:
        return value.item() if isinstance(value, np.generic) else value

    return Coding(pack, unpack)
