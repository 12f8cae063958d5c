"""Dataclasses whose methods are compiled when the class is first used.

`dataclasses.dataclass` compiles up to six methods for each class, about 1 ms (measured with Python
3.11). The window imports some 200 dataclasses before it is seen, and needs most of them later or
never. Here the same methods are compiled, by the same function, when one of them is looked up::

    from wmstudio.lazy_dataclass import dataclass

    @dataclass(frozen=True)
    class Span: ...   # quick

    Span(0, 4)        # compiles the methods

Everything else is as with `dataclasses.dataclass`, with the same `fields` and `replace`. Slots are
not supported, since a class with slots is another class than the one that is decorated.
"""

from __future__ import annotations

import dataclasses
from dataclasses import Field, FrozenInstanceError
from functools import partial
from threading import RLock
from types import GetSetDescriptorType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass

__all__ = ["dataclass"]

GENERATED = (
    "__dataclass_params__",
    "__dataclass_fields__",
    "__match_args__",
    "__repr__",
    "__eq__",
    "__hash__",
    "__init__",
)
"""What a dataclass is given, in an order that leaves what others may look for to the end."""
_lock = RLock()
"""Another thread waits until a class has all its methods."""


class _Pending:
    """Stands for one name of a class that is not compiled yet."""

    def __init__(self, name: str, compile_: Callable[[], None], cls: type) -> None:
        self._name, self._compile, self._class = name, compile_, cls

    def __get__(self, instance: object, owner: type) -> Any:
        self._compile()
        found = vars(self._class)[self._name]
        return found.__get__(instance, owner) if hasattr(found, "__get__") else found


def _refuse(self: object, name: str, _value: object = None) -> NoReturn:
    raise FrozenInstanceError(name)


def _dataclass(
    cls: type | None = None, /, *, frozen: bool = False, eq: bool = True, kw_only: bool = False
) -> Any:
    """Make a dataclass, with options as `dataclasses.dataclass` has them."""
    if cls is None:
        return partial(_dataclass, frozen=frozen, eq=eq, kw_only=kw_only)
    of_eq = () if eq else ("__eq__", "__hash__")
    names = [name for name in GENERATED if name not in of_eq and not _defines(cls, name)]
    if frozen:
        for name in ("__setattr__", "__delattr__"):
            setattr(cls, name, _refuse)

    def compile_() -> None:
        with _lock:
            if not any(isinstance(vars(cls)[name], _Pending) for name in names):
                return
            # Compiled beside the class: another thread must not meet one that has lost a method.
            own = {name: value for name, value in vars(cls).items() if not _is_added(value)}
            # Otherwise a description would be made, from the signature.
            own["__doc__"] = cls.__doc__ or cls.__name__
            twin = type(cls)(cls.__name__, cls.__bases__, own)
            made = vars(dataclasses.dataclass(frozen=frozen, eq=eq, kw_only=kw_only)(twin))
            for name, value in own.items():
                if isinstance(value, Field) and name not in made:
                    delattr(cls, name)
                elif isinstance(value, Field):
                    setattr(cls, name, made[name])
            for name in names:
                setattr(cls, name, made[name])

    for name in names:
        setattr(cls, name, _Pending(name, compile_, cls))
    return cls


def _is_added(value: object) -> bool:
    """Whether the class had this not from its body, but from here or from Python."""
    return value is _refuse or isinstance(value, (_Pending, GetSetDescriptorType))


def _defines(cls: type, name: str) -> bool:
    """Whether a class has a method of its own. Python adds ``__hash__ = None`` to an `__eq__`."""
    own = vars(cls)
    return name in own and not (name == "__hash__" and own[name] is None and "__eq__" in own)


if not TYPE_CHECKING:
    dataclass = _dataclass
