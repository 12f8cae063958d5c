"""Reading a pickle as data: nothing that it names is imported, looked up or called.

A pickle is a program for a small stack machine. Python's own reader lets that program call any
function. The machine here knows containers, numbers and texts; everything else that a pickle asks
to be made becomes an `Inert`, which only remembers what was asked for. Opcodes are decoded by
`pickletools`, which executes nothing.

The machine is a loop, so no nesting makes it recurse. Its work is bounded by `MOST_OPERATIONS`, and
its memory by the length of the pickle: no opcode makes anything larger than its own bytes. Values
may be nested deeply or contain themselves; whoever walks them limits the depth.
"""

from __future__ import annotations

import io
import pickletools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from wmstudio.untrusted import UntrustedError, shortened

MOST_OPERATIONS = 4_000_000
"""Opcodes of one pickle: a vocabulary of half a million words takes fewer."""
LARGEST = 64 * 2**20
"""Bytes of one pickle, tensors not counted."""
_FLAT = (str, int, float, bool, bytes, type(None))
_MARK = object()


@dataclass(frozen=True)
class Global:
    """A class or function that a pickle names. It is a name, and nothing more."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(eq=False)
class Inert:
    """An object that the pickle asks to be made: what of, and with which arguments and contents.

    ``of`` is a `Global` where the pickle is sound. ``state`` is what the object would be given to
    restore itself (for most, its attributes by name); ``items`` and ``entries`` are what a list or
    a table of that class would hold.
    """

    of: Any
    args: tuple[Any, ...] = ()
    state: Any = None
    items: list[Any] = field(default_factory=list)
    entries: dict[Any, Any] = field(default_factory=dict)

    @property
    def attributes(self) -> dict[Any, Any]:
        """The attributes by name; none where the state is something else."""
        state = self.state
        # Objects with slots have a pair: the dictionary, and the slots.
        if isinstance(state, tuple) and len(state) == 2 and isinstance(state[0], dict):
            state = state[0]
        return state if isinstance(state, dict) else {}


Known = Mapping[tuple[str, str], Callable[..., Any]]
"""What is made of a named function's arguments, by module and name."""


def read_pickle(
    data: bytes | IO[bytes],
    known: Known | None = None,
    persistent: Callable[[Any], Any] | None = None,
) -> Any:
    """What one pickle holds. A file is left right after it.

    ``known`` are functions of ours that stand for functions that pickles name, besides those for
    the containers of Python's library. ``persistent`` makes something of a reference to what is
    kept outside the pickle.

    Raises:
        UntrustedError: it is no pickle, damaged, or too large; part of a sentence.
    """
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    machine = _Machine({**_CONTAINERS, **(known or {})}, persistent or Inert)
    try:
        for count, (opcode, argument, _) in enumerate(pickletools.genops(file)):
            if count >= MOST_OPERATIONS:
                raise UntrustedError("its pickle is too large to be read")
            if opcode.name == "STOP":
                return machine.pop()
            machine.run(opcode.name, argument)
    except UntrustedError:
        raise
    except (IndexError, KeyError) as error:
        raise UntrustedError("its pickle is damaged: it uses what it has not made") from error
    except (ValueError, TypeError, OverflowError, MemoryError, Warning) as error:
        raise UntrustedError(f"its pickle is damaged ({shortened(str(error))})") from error
    raise UntrustedError("its pickle is damaged: it has no end")


def key(value: Any) -> Any:
    """The value, if a table may be keyed by it: what is hashed is never nested.

    Raises:
        UntrustedError: it is not a number, a text, a class or a flat tuple of these.
    """
    flat = value if type(value) is tuple else (value,)
    for one in flat:
        if type(one) not in _FLAT and not isinstance(one, Global | Inert):
            raise UntrustedError("its pickle has a table with keys that are no texts or numbers")
    return value


class _Machine:
    """The stack and the memo. `run` does one operation."""

    def __init__(self, known: Known, persistent: Callable[[Any], Any]) -> None:
        self._known, self._persistent = known, persistent
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def run(self, name: str, argument: Any) -> None:
        """Do one operation, by its name in `pickletools`."""
        if name in _PUSHES:
            self._stack.append(argument)
        elif name in _CONSTANTS:
            self._stack.append(_CONSTANTS[name])
        elif name in _FRESH:
            self._stack.append(_FRESH[name]())
        elif name in _DONE:
            _DONE[name](self, argument)
        elif name not in _IGNORED:
            raise UntrustedError(f"its pickle uses {name}, which no file of weights needs")

    def pop(self) -> Any:
        """The topmost value."""
        value = self._stack.pop()
        if value is _MARK:
            raise UntrustedError("its pickle is damaged: a mark stands where a value belongs")
        return value

    def _top(self) -> Any:
        value = self._stack[-1]
        if value is _MARK:
            raise UntrustedError("its pickle is damaged: a mark stands where a value belongs")
        return value

    def _since_mark(self) -> list[Any]:
        found = []
        while (value := self._stack.pop()) is not _MARK:
            found.append(value)
        found.reverse()
        return found

    # --- containers ---

    def mark(self, _: Any) -> None:
        self._stack.append(_MARK)

    def drop(self, _: Any) -> None:
        self._stack.pop()

    def drop_to_mark(self, _: Any) -> None:
        self._since_mark()

    def again(self, _: Any) -> None:
        self._stack.append(self._top())

    def append(self, _: Any) -> None:
        value = self.pop()
        self._extend([value])

    def appends(self, _: Any) -> None:
        self._extend(self._since_mark())

    def _extend(self, values: list[Any]) -> None:
        into = self._top()
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
        into = self._top()
        table = into.entries if isinstance(into, Inert) else into
        if not isinstance(table, dict) or len(flat) % 2:
            raise UntrustedError("its pickle is damaged: it sets items of what is no table")
        table.update(zip(map(key, flat[::2]), flat[1::2], strict=True))

    def make_list(self, _: Any) -> None:
        self._stack.append(self._since_mark())

    def make_dict(self, _: Any) -> None:
        flat = self._since_mark()
        self._stack.append({})
        self._update(flat)

    def make_tuple(self, _: Any) -> None:
        self._stack.append(tuple(self._since_mark()))

    def make_frozenset(self, _: Any) -> None:
        self._stack.append(frozenset(map(key, self._since_mark())))

    def _last(self, count: int) -> None:
        values = [self.pop() for _ in range(count)]
        self._stack.append(tuple(reversed(values)))

    # --- the memo ---

    def put(self, at: int) -> None:
        self._memo[at] = self._top()

    def memoize(self, _: Any) -> None:
        self._memo[len(self._memo)] = self._top()

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
        state, into = self.pop(), self._top()
        if isinstance(into, Inert):
            into.state = state

    def reference(self, argument: Any) -> None:
        self._stack.append(self._persistent(argument))

    def reference_from_stack(self, _: Any) -> None:
        self._stack.append(self._persistent(self.pop()))


_PUSHES = frozenset(
    {"INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"}
    | {"STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "SHORT_BINUNICODE", "BINUNICODE"}
    | {"BINUNICODE8", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"}
)
_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False, "EMPTY_TUPLE": ()}
_FRESH: dict[str, Callable[[], Any]] = {"EMPTY_LIST": list, "EMPTY_DICT": dict, "EMPTY_SET": set}
_IGNORED = frozenset({"PROTO", "FRAME"})
_DONE: dict[str, Callable[[_Machine, Any], None]] = {
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
    "BINPUT": _Machine.put,
    "LONG_BINPUT": _Machine.put,
    "MEMOIZE": _Machine.memoize,
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


def _table(given: Any = (), *_: Any) -> dict[Any, Any]:
    """A dictionary of any kind, from another or from pairs."""
    if isinstance(given, dict):
        return dict(given)
    found = {}
    for pair in given if isinstance(given, list | tuple) else ():
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise UntrustedError("its pickle is damaged: a table is made of what are no pairs")
        found[key(pair[0])] = pair[1]
    return found


def _listed(of: Callable[[Iterable[Any]], Any]) -> Callable[..., Any]:
    def make(given: Any = (), *_: Any) -> Any:
        if not isinstance(given, list | tuple | set | frozenset):
            raise UntrustedError("its pickle is damaged: a list is made of what is none")
        return of(given) if of in (list, tuple) else of(map(key, given))

    return make


def _bytes(text: Any = "", *_: Any) -> bytes:
    """What protocol 2 calls to make bytes of a text."""
    if not isinstance(text, str):
        raise UntrustedError("its pickle is damaged: bytes are made of what is no text")
    return text.encode("latin-1")


def _plain(of: Any, *_: Any) -> Inert:
    """An object of a class, as protocols 0 and 1 make one."""
    return Inert(of)


_CONTAINERS: Known = {
    ("collections", "OrderedDict"): _table,
    # Its first argument makes the values that are missing.
    ("collections", "defaultdict"): lambda *_: {},
    ("collections", "Counter"): _table,
    **{
        (module, name): make
        for module in ("builtins", "__builtin__")
        for name, make in (
            ("dict", _table),
            ("list", _listed(list)),
            ("tuple", _listed(tuple)),
            ("set", _listed(set)),
            ("frozenset", _listed(frozenset)),
            # What protocols 0 to 2 make empty bytes of.
            ("bytes", lambda *_: b""),
        )
    },
    ("_codecs", "encode"): _bytes,
    ("copyreg", "_reconstructor"): _plain,
    ("copy_reg", "_reconstructor"): _plain,
}
