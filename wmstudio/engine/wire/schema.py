"""Which messages there are, and what tells two versions of them apart."""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass
from typing import Any, get_args

from wmstudio.engine.messages import Command, Event, Frame, View
from wmstudio.engine.wire.plans import WireError, hints_of, plan_of

REVISION = 6
"""Counts changes of what is sent that the messages do not show."""
COMMANDS: dict[str, type] = {one.__name__: one for one in get_args(Command)}
EVENTS: dict[str, type] = {one.__name__: one for one in get_args(Event)}


def pack_message(message: Any) -> list[Any]:
    """A command or an event, with its name."""
    kind: Any = type(message)
    return [kind.__name__, plan_of(kind).pack(message)]


def unpack_message(kinds: dict[str, type], name: Any, plain: Any) -> Any:
    """The command or event of this name.

    Raises:
        WireError: there is none, or it is not as it must be.
    """
    if not isinstance(name, str) or name not in kinds:
        raise WireError("a message has a name that none has")
    kind: Any = kinds[name]
    return plan_of(kind).unpack(plain)


def protocol() -> str:
    """What two sides must have in common: it changes with any field of any message."""
    seen: set[Any] = set()
    waiting: list[Any] = [View, Frame, *COMMANDS.values(), *EVENTS.values()]
    lines = [str(REVISION)]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if is_dataclass(one) and isinstance(one, type):
            hints = hints_of(one)
            named = ", ".join(f"{f.name}: {hints[f.name]}" for f in fields(one))
            lines.append(f"{one.__name__}({named})")
            waiting += hints.values()
        else:
            waiting += [arg for arg in get_args(one) if not isinstance(arg, str)]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]
