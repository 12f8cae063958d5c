"""Views and frames as what has changed since the last one that was sent."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from wmstudio.engine.messages import View
from wmstudio.engine.wire.plans import WireError, hints_of, items_of, plan_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Message = TypeVar("Message", bound="DataclassInstance")


class Changes(Generic[Message]):
    """The fields of a dataclass that differ from the last message's, by their number.

    Fields that are ``apart`` are sent in a way of their own.
    """

    def __init__(self, kind: type[Message], apart: tuple[str, ...]) -> None:
        hints = hints_of(kind)
        self._fields = [
            (one.name, plan_of(hints[one.name])) for one in fields(kind) if one.name not in apart
        ]

    def pack(self, message: Message, last: Message | None) -> list[Any]:
        """Pairs of a field's number and its value."""
        return [
            [at, plan.pack(value)]
            for at, (name, plan) in enumerate(self._fields)
            if (value := getattr(message, name)) is not (old := getattr(last, name, _NOTHING))
            and value != old
        ]

    def unpack(self, plain: Any, last: Message | None) -> dict[str, Any]:
        """The values of all fields by name, those not sent from the last message."""
        found = {} if last is None else {name: getattr(last, name) for name, _ in self._fields}
        for pair in items_of(plain):
            at, value = items_of(pair, 2)
            if type(at) is not int or not 0 <= at < len(self._fields):
                raise WireError("a field has a number that none has")
            name, plan = self._fields[at]
            found[name] = plan.unpack(value)
        if len(found) != len(self._fields):
            raise WireError("a field is missing")
        return found


_NOTHING = object()


class ViewWriter:
    """Packs views; the text as what stands between what is left of the last one at both ends."""

    def __init__(self) -> None:
        self._changes = Changes(View, ("text",))
        self._last: View | None = None

    def pack(self, view: View) -> list[Any]:
        """The view as plain values."""
        old, new = "" if self._last is None else self._last.text, view.text
        head = common(old, new)
        tail = common(old[head:][::-1], new[head:][::-1])
        put = new[head : len(new) - tail].encode("utf-8", "surrogatepass")
        plain = [self._changes.pack(view, self._last), head, tail, put]
        self._last = view
        return plain


class ViewReader:
    """Unpacks what a `ViewWriter` packed."""

    def __init__(self) -> None:
        self._changes = Changes(View, ("text",))
        self._last: View | None = None

    def unpack(self, plain: list[Any]) -> View:
        """The view.

        Raises:
            WireError: it is not as it must be.
        """
        changed, head, tail, put = items_of(plain, 4)
        old = "" if self._last is None else self._last.text
        whole = type(head) is int and type(tail) is int and isinstance(put, bytes)
        if not whole or head < 0 or tail < 0 or head + tail > len(old):
            raise WireError("a text does not follow the one before")
        try:
            text = put.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise WireError("a text is not UTF-8") from error
        text = old[:head] + text + old[len(old) - tail :]
        self._last = View(text=text, **self._changes.unpack(changed, self._last))
        return self._last


def common(a: str, b: str) -> int:
    """The length of what two texts begin with in common."""
    low, high = 0, min(len(a), len(b))
    if a[:high] == b[:high]:
        return high
    # Comparing halves is as fast as memory; comparing characters would hold a key up.
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
