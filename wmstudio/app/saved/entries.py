"""Checks of single values that are kept from one start to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import LARGEST_WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 1_000_000
"""Longest text in characters."""


def is_text(x: Any) -> bool:
    """A text that can be kept."""
    return isinstance(x, str) and len(x) <= LONGEST and "\0" not in x


def is_switch(x: Any) -> bool:
    """True or false."""
    return isinstance(x, bool)


def is_number(x: Any) -> bool:
    """A number of a size that JSON keeps."""
    # Compared without conversion: an int of hundreds of digits is no float.
    return type(x) in (int, float) and -LARGEST_WHOLE <= x <= LARGEST_WHOLE


@dataclass(frozen=True)
class Entries:
    """A check of a list or a table of at most ``most`` entries, each of which is checked."""

    kind: type[list[Any]] | type[dict[str, Any]]
    each: Callable[[Any], bool]
    most: int

    def __call__(self, x: Any) -> bool:
        """Whether all of it can be used."""
        return isinstance(x, self.kind) and self.usable(x) == x

    def usable(self, x: Any) -> Any:
        """The entries that can be used; None if it is something else."""
        if not isinstance(x, self.kind):
            return None
        if isinstance(x, dict):
            return dict([(k, v) for k, v in x.items() if self.each(v)][: self.most])
        return [one for one in x if self.each(one)][: self.most]


def are_texts(most: int) -> Entries:
    """A check of a list of texts."""
    return Entries(list, is_text, most)


def are_named_texts(most: int) -> Entries:
    """A check of a table of texts."""
    return Entries(dict, is_text, most)


def is_choice(x: Any) -> bool:
    """A choice in a panel."""
    return is_switch(x) or is_number(x) or is_text(x) or are_texts(1_000)(x)


is_table = Entries(dict, is_choice, 1_000)
"""A check of a table of choices."""


def is_whole(low: int, high: int) -> Callable[[Any], bool]:
    """A check of a whole number."""
    return lambda x: isinstance(x, int) and not isinstance(x, bool) and low <= x <= high
