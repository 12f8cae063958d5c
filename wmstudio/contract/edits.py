"""Edits of a model's state: what a model offers, and what is requested."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from wmstudio.contract.parts import ITEM, CopiedPart
from wmstudio.contract.patches import whole_numbers
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import LARGEST_WHOLE, excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.contract.parts import PartSpec


PASTE = "paste"
"""The name of an edit that puts a copied part into the state."""


class EditError(ValueError):
    """An edit that the model cannot make. The message says what it can do."""


class NothingHeldError(EditError):
    """The memory holds nothing of what it was told to forget."""


class ArgumentKind(StrEnum):
    """The kind of an argument, which decides how it is asked for and displayed."""

    ITEM = "item"
    """An item of the memory, by its row."""
    TOKEN = "token"
    """A token of the text, by its number (from 0)."""
    PIECE = "piece"
    """An entry of the vocabulary, by its id. People type it as a piece of text."""
    NUMBER = "number"
    """Any other whole number."""


@dataclass(frozen=True)
class Argument:
    """An integer argument of an edit, from ``low`` to ``high`` inclusive.

    ``high`` is None where the limit depends on the state that is edited. ``text`` is the argument's
    name for people.
    """

    name: str
    kind: ArgumentKind
    text: str
    low: int = 0
    high: int | None = None


class Forgets(StrEnum):
    """What an edit removes, so that *forget* means the same in every family."""

    TOKEN = "token"
    """All that is held of one token, the only argument, of kind `ArgumentKind.TOKEN`."""
    BEFORE = "before"
    """All that is held of the tokens before the one token that is the argument."""
    ALL = "all"
    """Everything. There is no argument."""


@dataclass(frozen=True)
class EditSpec:
    """An edit that a model offers.

    ``id`` is stable and is saved in files. ``text`` says what the edit does. ``forgets`` is what it
    removes, or None if it does something else.
    """

    id: str
    text: str
    arguments: tuple[Argument, ...] = ()
    forgets: Forgets | None = None

    def takes_only(self, kind: str) -> bool:
        """Whether the edit has exactly one argument, of this kind."""
        return [argument.kind for argument in self.arguments] == [kind]

    def check(self, given: Mapping[str, int]) -> None:
        """Raise `EditError` unless these are the edit's arguments, each within its range."""
        if {argument.name for argument in self.arguments} != set(given):
            wanted = " and ".join(argument.name for argument in self.arguments) or "nothing"
            raise EditError(f"{self.id!r} takes {wanted}, not {', '.join(given) or 'nothing'}")
        for argument in self.arguments:
            value, high = given[argument.name], argument.high
            if not argument.low <= value <= (LARGEST_WHOLE if high is None else high):
                end = "" if high is None else f" to {high:,}"
                raise EditError(
                    f"there is no {argument.name} {excerpt(value)}: "
                    f"they are counted from {argument.low}{end}"
                )


def specs(*declared: EditSpec) -> dict[str, EditSpec]:
    """Edits by id, in the order in which menus offer them."""
    return {spec.id: spec for spec in declared}


def check_edit(offered: Mapping[str, EditSpec], name: str, arguments: Mapping[str, int]) -> None:
    """Raise `EditError` unless the edit is offered and its arguments are valid."""
    if name not in offered:
        can = ", ".join(offered) or "nothing"
        raise EditError(f"this model cannot {excerpt(name)}; it can: {can}")
    offered[name].check(arguments)


def part_of_rows(kind: str, parts: Mapping[str, PartSpec]) -> PartSpec | None:
    """The part that one row of a memory's list is, if it can be copied and put in elsewhere.

    ``kind`` is the `ArgumentKind` of the rows: items, or tokens of the text.
    """
    of_tokens = kind == ArgumentKind.TOKEN
    found = (spec for spec in parts.values() if spec.items and spec.of_tokens == of_tokens)
    return next((spec for spec in found if of_tokens or spec.id == ITEM), None)


@dataclass(frozen=True)
class Edit:
    """A requested change of the state right after a token (counted from 0).

    ``name`` is the id of one of the model's edits. ``arguments`` are pairs of an argument's name
    and an integer. An edit named `PASTE` puts in what was ``copied``, at the ``item`` among its
    arguments if it is one of several.
    """

    token: int
    name: str
    arguments: tuple[tuple[str, int], ...] = ()
    copied: CopiedPart | None = None

    def check(self) -> None:
        """Raise `EditError` unless its token and arguments are of the kinds that they must be."""
        if not _is_whole(self.token):
            raise EditError(
                f"the token of an edit must be a whole number, not {excerpt(self.token)}"
            )
        if not isinstance(self.name, str):
            raise EditError(f"the name of an edit must be a text, not {excerpt(self.name)}")
        if not isinstance(self.arguments, tuple | list) or not all(
            map(_is_argument, self.arguments)
        ):
            raise EditError(
                "the arguments of an edit are pairs of a name and a whole number, as in "
                "(('token', 3),)"
            )
        if self.copied is not None and not isinstance(self.copied, CopiedPart):
            raise EditError(f"an edit puts in what was copied, not {excerpt(self.copied)}")

    @property
    def words(self) -> str:
        """What it does, as a line for files: ``clear slot 3 after token 17``."""
        arguments = ", ".join(f"{name} {value}" for name, value in self.arguments)
        origin = f" from {self.copied.origin}" if self.copied is not None else ""
        return f"{self.name} {arguments}".strip() + f"{origin} after token {self.token}"


def _is_whole(value: object) -> bool:
    # Torch takes True for a mask, not for a number.
    return not isinstance(value, bool) and isinstance(whole_numbers(value), int)


def _is_argument(pair: object) -> bool:
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        return False
    return isinstance(pair[0], str) and _is_whole(pair[1])
