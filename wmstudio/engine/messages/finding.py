"""Answers about units that follow a pattern, and about what holding one does."""

from __future__ import annotations

from wmstudio.lazy_dataclass import dataclass


@dataclass(frozen=True)
class FoundUnit:
    """A unit with its mean inside and outside the pattern, and how well it tells them apart.

    ``r`` is the correlation with being inside. ``accuracy`` is the balanced accuracy of the best
    ``threshold``; at it and above, if ``above``, the unit says inside, or else below it. It
    ``follows`` the pattern if that is good and better than luck.
    """

    unit: int
    inside: float
    outside: float
    r: float
    accuracy: float
    threshold: float
    above: bool
    follows: bool


@dataclass(frozen=True)
class UnitsFound:
    """The units with the strongest correlation and those with the best accuracy, by number.

    ``tokens`` are how many tokens were inside and outside the pattern, and ``places`` at how many
    places it was. Of all ``units``, ``following`` follow the pattern. ``lucky`` is the best
    accuracy of any of them where the pattern is moved along the text.
    """

    run: int
    found: tuple[FoundUnit, ...]
    units: int
    following: int
    tokens: tuple[int, int]
    places: int
    lucky: float


@dataclass(frozen=True)
class HeldRow:
    """The mean probability of what follows while ``unit`` is held at ``value``.

    ``change`` is the mean difference to holding nothing, and ``error`` its standard error over the
    places (0 for one place). In the row of holding nothing, ``unit`` is None.
    """

    unit: int | None
    value: float
    probability: float
    change: float = 0.0
    error: float = 0.0


@dataclass(frozen=True)
class UnitHeld:
    """What holding a unit does, beside a control unit that ignores the pattern.

    ``rows``: nothing held; the unit at its mean outside the pattern; at its mean inside; the
    control, if there is one, at its mean outside. What follows is a character of ``closers``, or if
    there are none, the next token of the text.
    """

    run: int
    unit: int
    control: int | None
    places: int
    tokens: int
    closers: tuple[str, ...]
    rows: tuple[HeldRow, ...]
