"""Reading a pickle as data: nothing that it names is imported, looked up or called.

A pickle is a program for a small stack machine. Python's own reader lets that program call any
function. The machine here knows containers, numbers, texts and NumPy's arrays; everything else that
a pickle asks to be made becomes an `Inert`, which only remembers what was asked for.

The machine is a loop, so no nesting makes it recurse. Its work is bounded by `MOST_OPERATIONS`, and
its memory by the length of the pickle: no opcode makes anything larger than its own bytes. Values
may be nested deeply or contain themselves; whoever walks them limits the depth.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping
from itertools import repeat
from typing import Any

from wmstudio.untrusted import UntrustedError, shortened
from wmstudio.weights.arrays import PickledArray, settled
from wmstudio.weights.arrays import known as arrays_known
from wmstudio.weights.inert import CONTAINERS, FLAT, Global, Inert, key
from wmstudio.weights.opcodes import ARGUMENTS, CODES, NAMES

MOST_OPERATIONS = 2_000_000
"""Opcodes of one pickle: half a million words with their numbers take fewer. So many take a second,
or in protocol 0 a few."""
LARGEST = 64 * 2**20
"""Bytes of one pickle, tensors not counted."""
_SIMPLE = frozenset(FLAT)
MEMOIZE, SHORT_PUT, LONG_PUT = CODES["MEMOIZE"], CODES["BINPUT"], CODES["LONG_BINPUT"]
BYTE, TWO_BYTES, NUMBER = CODES["BININT1"], CODES["BININT2"], CODES["BININT"]
SHORT_TEXT, TEXT, STOP = CODES["SHORT_BINUNICODE"], CODES["BINUNICODE"], CODES["STOP"]


Known = Mapping[tuple[str, str], Callable[..., Any]]
"""What is made of a named function's arguments, by module and name."""


def read_pickle(
    data: bytes | io.BytesIO,
    known: Known | None = None,
    persistent: Callable[[Any], Any] | None = None,
) -> Any:
    """What one pickle holds. A stream is left right after it.

    ``known`` are functions of ours that stand for functions that pickles name, besides those for
    the containers of Python's library. ``persistent`` makes something of a reference to what is
    kept outside the pickle.

    Raises:
        UntrustedError: it is no pickle, damaged, or too large; part of a sentence.
    """
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    arrays: list[PickledArray] = []
    every = {**CONTAINERS, **arrays_known(arrays), **(known or {})}
    machine = _Machine(every, persistent or Inert)
    try:
        value, end = machine.run(stream.getvalue(), stream.tell())
        value = settled(value) if arrays else value
    except UntrustedError:
        raise
    except (IndexError, KeyError) as error:
        raise UntrustedError(
            "its pickle is damaged: it is cut short, or uses what it has not made"
        ) from error
    except struct.error as error:
        raise UntrustedError("its pickle is damaged: it is cut short") from error
    except (ValueError, TypeError, OverflowError, MemoryError, Warning) as error:
        raise UntrustedError(f"its pickle is damaged ({shortened(str(error))})") from error
    stream.seek(end)
    return value


class _Machine:
    """The stack and the memo."""

    def __init__(self, known: Known, persistent: Callable[[Any], Any]) -> None:
        self._known, self._persistent = known, persistent
        self._stack: list[Any] = []
        """The values since the last mark; those before it are in ``_outer``."""
        self._outer: list[list[Any]] = []
        self._memo: dict[int, Any] = {}

    def run(self, data: bytes, at: int) -> tuple[Any, int]:
        """What the pickle from a byte on holds, and where it ends.

        Raises:
            IndexError: it is cut short, or takes from the stack what is not there.
        """
        stack, memo, push, from_bytes = self._stack, self._memo, self._stack.append, int.from_bytes
        for _ in repeat(None, MOST_OPERATIONS):
            code = data[at]
            at += 1
            # A vocabulary is made of these few: they are done right here.
            if code == MEMOIZE:
                memo[len(memo)] = stack[-1]
            elif code == SHORT_TEXT:
                begin = at + 1
                at = begin + data[at]
                push(data[begin:at].decode("utf-8", "surrogatepass"))
            elif code == BYTE:
                push(data[at])
                at += 1
            elif code == TWO_BYTES:
                push(data[at] | data[at + 1] << 8)
                at += 2
            elif code == LONG_PUT:
                memo[from_bytes(data[at : at + 4], "little")] = stack[-1]
                at += 4
            elif code == SHORT_PUT:
                memo[data[at]] = stack[-1]
                at += 1
            elif code == TEXT:
                begin = at + 4
                at = begin + from_bytes(data[at:begin], "little")
                push(data[begin:at].decode("utf-8", "surrogatepass"))
            elif code == NUMBER:
                push(from_bytes(data[at : at + 4], "little", signed=True))
                at += 4
            elif code == STOP:
                return self.pop(), at
            else:
                at = self._do(data, at, code)
                stack = self._stack
                push = stack.append
        raise UntrustedError("its pickle is too large to be read")

    def _do(self, data: bytes, at: int, code: int) -> int:
        """Do one operation. Returns where its argument ends."""
        argument: Any = None
        if code in ARGUMENTS:
            argument, at = ARGUMENTS[code](data, at)
        do = _DONE.get(code)
        if do is not None:
            do(self, argument)
        elif code not in _IGNORED:
            name = NAMES.get(code, "an unknown opcode")
            raise UntrustedError(f"its pickle uses {name}, which no file of weights needs")
        return at

    def push(self, value: Any) -> None:
        """Put a value on top."""
        self._stack.append(value)

    def pop(self) -> Any:
        """The topmost value."""
        return self._stack.pop()

    def _since_mark(self) -> list[Any]:
        found, self._stack = self._stack, self._outer.pop()
        return found

    # --- containers ---

    def mark(self, _: Any) -> None:
        self._outer.append(self._stack)
        self._stack = []

    def drop(self, _: Any) -> None:
        if self._stack:
            self._stack.pop()
        else:
            self._since_mark()

    def drop_to_mark(self, _: Any) -> None:
        self._since_mark()

    def again(self, _: Any) -> None:
        self._stack.append(self._stack[-1])

    def append(self, _: Any) -> None:
        value = self.pop()
        self._extend([value])

    def appends(self, _: Any) -> None:
        self._extend(self._since_mark())

    def _extend(self, values: list[Any]) -> None:
        into = self._stack[-1]
        if isinstance(into, set):
            into.update(map(key, values))
        elif isinstance(into, Inert):
            into.items.extend(values)
        elif isinstance(into, list):
            into.extend(values)
        else:
            raise UntrustedError("its pickle is damaged: it appends to what is no list")

    def set_item(self, _: Any) -> None:
        value, name = self.pop(), self.pop()
        self._update([name, value])

    def set_items(self, _: Any) -> None:
        self._update(self._since_mark())

    def _update(self, flat: list[Any]) -> None:
        into = self._stack[-1]
        table = into.entries if isinstance(into, Inert) else into
        if not isinstance(table, dict) or len(flat) % 2:
            raise UntrustedError("its pickle is damaged: it sets items of what is no table")
        names = flat[::2]
        if not _SIMPLE.issuperset(map(type, names)):
            names = [*map(key, names)]
        table.update(zip(names, flat[1::2], strict=True))

    def make_list(self, _: Any) -> None:
        self.push(self._since_mark())

    def make_dict(self, _: Any) -> None:
        flat = self._since_mark()
        self._stack.append({})
        self._update(flat)

    def make_tuple(self, _: Any) -> None:
        self.push(tuple(self._since_mark()))

    def make_frozenset(self, _: Any) -> None:
        self.push(frozenset(map(key, self._since_mark())))

    def _last(self, count: int) -> None:
        values = tuple(self._stack[-count:])
        if len(values) < count:
            raise UntrustedError("its pickle is damaged: a tuple lacks values")
        self._stack[-count:] = (values,)

    # --- the memo ---

    def put(self, at: int) -> None:
        self._memo[at] = self._stack[-1]

    def get(self, at: int) -> None:
        self._stack.append(self._memo[at])

    # --- what Python would import and call ---

    def name(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self._stack.append(Global(module, name))

    def name_from_stack(self, _: Any) -> None:
        name, module = self.pop(), self.pop()
        if not isinstance(name, str) or not isinstance(module, str):
            raise UntrustedError("its pickle is damaged: a name is no text")
        self._stack.append(Global(module, name))

    def call(self, _: Any) -> None:
        args, of = self.pop(), self.pop()
        self._make(of, args)

    def call_with_names(self, _: Any) -> None:
        names, args, of = self.pop(), self.pop(), self.pop()
        self._make(of, args)
        made = self._stack[-1]
        if isinstance(made, Inert) and isinstance(names, dict):
            made.entries.update(names)

    def instance(self, argument: str) -> None:
        args = tuple(self._since_mark())
        module, _, name = argument.partition(" ")
        self._make(Global(module, name), args)

    def instance_from_stack(self, _: Any) -> None:
        of, *args = self._since_mark()
        self._make(of, tuple(args))

    def _make(self, of: Any, args: Any) -> None:
        if not isinstance(args, tuple):
            raise UntrustedError("its pickle is damaged: the arguments of a call are no tuple")
        make = self._known.get((of.module, of.name)) if isinstance(of, Global) else None
        self._stack.append(Inert(of, args) if make is None else make(*args))

    def build(self, _: Any) -> None:
        state, into = self.pop(), self._stack[-1]
        if isinstance(into, Inert):
            into.state = state

    def reference(self, argument: Any) -> None:
        self._stack.append(self._persistent(argument))

    def reference_from_stack(self, _: Any) -> None:
        self._stack.append(self._persistent(self.pop()))


_PUSHED = (
    *("INT", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT", "STRING", "BINSTRING"),
    *("SHORT_BINSTRING", "UNICODE", "BINUNICODE8", "BINBYTES", "SHORT_BINBYTES"),
    *("BINBYTES8", "BYTEARRAY8"),
)
"""Opcodes whose argument is the value."""
_IGNORED = frozenset({CODES["PROTO"], CODES["FRAME"]})
_ACTIONS: dict[str, Callable[[_Machine, Any], None]] = {
    **dict.fromkeys(_PUSHED, _Machine.push),
    "NONE": lambda machine, _: machine.push(None),
    "NEWTRUE": lambda machine, _: machine.push(True),
    "NEWFALSE": lambda machine, _: machine.push(False),
    "EMPTY_TUPLE": lambda machine, _: machine.push(()),
    "EMPTY_LIST": lambda machine, _: machine.push([]),
    "EMPTY_DICT": lambda machine, _: machine.push({}),
    "EMPTY_SET": lambda machine, _: machine.push(set()),
    "MARK": _Machine.mark,
    "POP": _Machine.drop,
    "POP_MARK": _Machine.drop_to_mark,
    "DUP": _Machine.again,
    "APPEND": _Machine.append,
    "APPENDS": _Machine.appends,
    "ADDITEMS": _Machine.appends,
    "SETITEM": _Machine.set_item,
    "SETITEMS": _Machine.set_items,
    "LIST": _Machine.make_list,
    "DICT": _Machine.make_dict,
    "TUPLE": _Machine.make_tuple,
    "TUPLE1": lambda machine, _: machine._last(1),
    "TUPLE2": lambda machine, _: machine._last(2),
    "TUPLE3": lambda machine, _: machine._last(3),
    "FROZENSET": _Machine.make_frozenset,
    "PUT": _Machine.put,
    "GET": _Machine.get,
    "BINGET": _Machine.get,
    "LONG_BINGET": _Machine.get,
    "GLOBAL": _Machine.name,
    "STACK_GLOBAL": _Machine.name_from_stack,
    "REDUCE": _Machine.call,
    "NEWOBJ": _Machine.call,
    "NEWOBJ_EX": _Machine.call_with_names,
    "INST": _Machine.instance,
    "OBJ": _Machine.instance_from_stack,
    "BUILD": _Machine.build,
    "PERSID": _Machine.reference,
    "BINPERSID": _Machine.reference_from_stack,
}
_DONE = {CODES[name]: action for name, action in _ACTIONS.items()}
