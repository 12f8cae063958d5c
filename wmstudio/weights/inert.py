"""What a pickle asks to be made: containers are made, and all else is only remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Any

from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import UntrustedError

FLAT = (str, int, float, bool, bytes, type(None))
"""Types of which a table may have keys."""


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


def key(value: Any) -> Any:
    """The value, if a table may be keyed by it: what is hashed is never nested.

    Raises:
        UntrustedError: it is not a number, a text, a class or a flat tuple of these.
    """
    flat = value if type(value) is tuple else (value,)
    for one in flat:
        if type(one) not in FLAT and not isinstance(one, Global | Inert):
            raise UntrustedError("its pickle has a table with keys that are no texts or numbers")
    return value


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


CONTAINERS: Mapping[tuple[str, str], Callable[..., Any]] = {
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
"""Makers of the containers of Python's library, by module and name."""
