"""Changes of a state by hand: what a model offers, and what is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping


class EditError(ValueError):
    """An edit of a state that the model cannot do; the message says what it can."""


class ArgumentKind(StrEnum):
    """What an argument of an edit is, which decides how it is asked for and told."""

    ITEM = "item"
    """An item of the memory, by its row."""
    TOKEN = "token"
    """A token of the text, by its number."""
    PIECE = "piece"
    """An entry of the vocabulary, by its id; people write it as a piece of text."""
    NUMBER = "number"
    """Any other whole number."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A whole number that an edit takes, from ``low`` to ``high``, both included.

    ``high`` is None where the declaration cannot tell: it then depends on the state that is edited.
    ``text`` is the argument's name for people.
    """

    name: str
    kind: ArgumentKind
    text: str
    low: int = 0
    high: int | None = None


class Forgets(StrEnum):
    """What an edit removes, so that *forget* means the same in every family."""

    TOKEN = "token"
    """What is held of one token: the only argument, of kind `ArgumentKind.TOKEN`."""
    BEFORE = "before"
    """What is held of all tokens before the one that is the only argument."""
    ALL = "all"
    """Everything: there is no argument."""


@dataclass(frozen=True, slots=True)
class EditSpec:
    """An edit that a model offers: its stable ``id``, and ``text`` saying what it does.

    ``forgets`` is what it removes; None for an edit that does something else.
    """

    id: str
    text: str
    arguments: tuple[Argument, ...] = ()
    forgets: Forgets | None = None

    def takes_only(self, kind: str) -> bool:
        """Whether there is a single argument, and it is of this kind."""
        return [argument.kind for argument in self.arguments] == [kind]

    def check(self, given: Mapping[str, int]) -> None:
        """Raise `EditError` unless these are its arguments, each within its range."""
        if {argument.name for argument in self.arguments} != set(given):
            wanted = " and ".join(argument.name for argument in self.arguments) or "nothing"
            raise EditError(f"{self.id!r} takes {wanted}, not {', '.join(given) or 'nothing'}")
        for argument in self.arguments:
            value, high = given[argument.name], argument.high
            if value < argument.low or (high is not None and value > high):
                end = "" if high is None else f" to {high:,}"
                raise EditError(
                    f"there is no {argument.name} {value}: "
                    f"they are counted from {argument.low}{end}"
                )


def specs(*declared: EditSpec) -> dict[str, EditSpec]:
    """Edits by id, in the order in which they are offered."""
    return {spec.id: spec for spec in declared}


def check_edit(offered: Mapping[str, EditSpec], name: str, arguments: Mapping[str, int]) -> None:
    """Raise `EditError` unless this edit is offered and these are arguments for it."""
    if name not in offered:
        can = ", ".join(offered) or "nothing"
        raise EditError(f"this model cannot {excerpt(name)}; it can: {can}")
    offered[name].check(arguments)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the state by hand, right after a token (counted from 0).

    ``name`` is one of the model's edits; ``arguments`` are pairs of a name and a whole number.
    """

    token: int
    name: str
    arguments: tuple[tuple[str, int], ...] = ()
