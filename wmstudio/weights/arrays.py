"""NumPy's arrays in pickles: numbers become `StoredTensor`, texts and objects become lists.

An array is pickled as an empty one and a state: version, shape, type, whether the first dimension
is the innermost, and the bytes (of an array of objects, a list). Protocol 5 has the bytes first.
NumPy is not asked to restore any of it: shape and type must fit the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import prod
from typing import TYPE_CHECKING, Any

from wmstudio.untrusted import UntrustedError
from wmstudio.weights.inert import Inert
from wmstudio.weights.stored import MOST_DIMS, StoredTensor, from_bytes

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

NUMBERS = {"f8": "F64", "f4": "F32", "f2": "F16", "i8": "I64", "i4": "I32", "i2": "I16",
           "i1": "I8", "u1": "U8", "b1": "BOOL"}  # fmt: skip
MODULES = ("numpy", "numpy.core.multiarray", "numpy._core.multiarray",
           "numpy.core.numeric", "numpy._core.numeric")  # fmt: skip
_TYPE = re.compile(r"([biufUSO])(\d{1,6})")


class PickledType(Inert):
    """A type of numbers or texts, such as ``f4`` or ``U12``."""

    @property
    def kind(self) -> tuple[str, int] | None:
        """Its letter, and the bytes of one number (of a text, its characters); None of others."""
        name = self.args[0] if self.args else None
        match = _TYPE.fullmatch(name) if isinstance(name, str) else None
        return None if match is None else (match[1], int(match[2]))

    @property
    def big_endian(self) -> bool:
        """Whether the first byte of a number is the largest."""
        return isinstance(self.state, tuple) and len(self.state) > 1 and self.state[1] == ">"


class PickledArray(Inert):
    """An array whose state comes later; see `settled`."""

    @property
    def value(self) -> Any:
        """What it holds; itself, where that is not read."""
        if not isinstance(self.state, tuple) or len(self.state) != 5:
            return self
        _, shape, of, is_turned, data = self.state
        return _array(data, of, shape, is_turned is True) if isinstance(of, PickledType) else self


def known(arrays: list[PickledArray]) -> dict[tuple[str, str], Callable[..., Any]]:
    """What stands for NumPy's functions. Arrays whose state comes later are added to the list."""

    def reconstruct(*args: Any) -> PickledArray:
        arrays.append(PickledArray("numpy.ndarray", args))
        return arrays[-1]

    made: dict[str, Callable[..., Any]] = {
        "_reconstruct": reconstruct,
        "dtype": lambda *args: PickledType("numpy.dtype", args),
        "scalar": _scalar,
        "_frombuffer": lambda data, of, shape, order="C", *_: _array(data, of, shape, order == "F"),
    }
    return {(module, name): make for module in MODULES for name, make in made.items()}


def settled(tree: Any) -> Any:
    """The tree with what its arrays hold in their places."""
    if isinstance(tree, PickledArray):
        tree = tree.value
    seen: set[int] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, dict):
            for name, value in node.items():
                node[name] = _held(value)
            waiting += node.values()
        elif isinstance(node, list):
            node[:] = map(_held, node)
            waiting += node
        elif isinstance(node, tuple):
            waiting += node
        elif isinstance(node, Inert):
            node.state = _held(node.state)
            waiting += [node.args, node.state, node.items, node.entries]
    return tree


def _held(value: Any) -> Any:
    if isinstance(value, PickledArray):
        return value.value
    if type(value) is tuple and any(isinstance(x, PickledArray) for x in value):
        return tuple(_held(x) if isinstance(x, PickledArray) else x for x in value)
    return value


def _array(data: Any, of: Any, shape: Any, is_turned: bool) -> Any:
    """A `StoredTensor`, or a list of texts or of objects."""
    is_shape = isinstance(shape, tuple) and len(shape) <= MOST_DIMS
    if not isinstance(of, PickledType) or not is_shape:
        raise UntrustedError("its pickle is damaged: an array has no type or no shape")
    if not all(type(n) is int and 0 <= n < 2**48 for n in shape):
        raise UntrustedError("its pickle is damaged: the sizes of an array are no numbers")
    if of.kind is None:
        return PickledArray("numpy.ndarray", (data, of, shape))
    kind, size = of.kind
    if kind == "O":
        if not isinstance(data, list) or prod(shape) != len(data):
            raise UntrustedError("its pickle is damaged: an array of objects is no list")
        return data
    if isinstance(data, str):  # as Python 2 wrote bytes
        data = data.encode("latin-1", "replace")
    if not isinstance(data, bytes | bytearray):
        raise UntrustedError("its pickle is damaged: an array has no bytes")
    many, each = prod(shape), 4 * size if kind == "U" else size
    if many * each != len(data) or (many and not each):
        raise UntrustedError("its pickle is damaged: an array has another size than it says")
    raw = bytes(data)
    if kind in "US":
        return _texts(raw, kind, each, of.big_endian)
    if f"{kind}{size}" not in NUMBERS:
        return PickledArray("numpy.ndarray", (raw, of, shape))
    code, big = NUMBERS[f"{kind}{size}"], of.big_endian

    def read() -> npt.NDArray[np.generic]:
        if is_turned:
            return from_bytes(raw, code, shape[::-1], big_endian=big).T
        return from_bytes(raw, code, shape, big_endian=big)

    return StoredTensor(code, shape, read)


def _texts(raw: bytes, kind: str, each: int, big_endian: bool) -> list[str]:
    """Texts of a fixed length, filled up with zeros."""
    form = "latin-1" if kind == "S" else "utf-32-be" if big_endian else "utf-32-le"
    parts = (raw[at : at + each] for at in range(0, len(raw), each))
    return [part.decode(form, "replace").rstrip("\0") for part in parts]


def _scalar(of: Any, data: Any = b"", *_: Any) -> Any:
    """One number or text, as Python's own."""
    found = _array(data, of, (), False)
    if isinstance(found, list):
        return found[0] if found else ""
    return found.raw().item() if isinstance(found, StoredTensor) else found
