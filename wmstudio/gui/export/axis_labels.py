"""What stands along the axis of a figure: tokens, the words that they make, or numbers.

A label is ``(place, text)``; places are shares of the axis, 0 to 1.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from wmstudio.gui.export.figure_style import NUMBERS, WORDS
from wmstudio.gui.plots.scales import nice_step
from wmstudio.text.visible import SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wmstudio.app.figures import Figure

BLANKS = frozenset(SIGNS.values())
SAME_LINE = 0.9
"""How near labels that are turned may be, in lines."""
Labels = list[tuple[float, str]]


def column_labels(figure: Figure, along: str, room: float, line: float) -> Labels:
    """Labels of a figure's columns on an axis of ``room`` pixels; ``line`` is a line's height."""
    count = max(len(figure.columns), 1)
    if figure.places:
        return _apart(zip(figure.places, figure.columns, strict=True), room, line)
    if along == WORDS and figure.x == "token":
        # Labels of neighbours that would overlap are left out, whichever way they are turned.
        return _apart(words_of(figure.columns), room, line)
    if along != NUMBERS and room / count >= line * SAME_LINE:
        return list(zip(figure.across, figure.columns, strict=True))
    step = nice_step(4 * line * count / max(room, 1.0))
    start = -figure.first % step
    return [((i + 0.5) / count, str(figure.first + i)) for i in range(start, count, step)]


def words_of(columns: Sequence[str]) -> Iterator[tuple[float, str]]:
    """Words of visible pieces, each in the middle of its tokens.

    A word ends before a blank and after one; blanks belong to none.
    """
    count, word, start = len(columns), "", 0
    for i, piece in enumerate((*columns, " ")):
        blank = piece == " " or piece[:1] in BLANKS
        if blank or (i and columns[i - 1][-1:] in BLANKS):
            if word:
                yield (start + i) / 2 / count, word
            word = ""
        if not word:
            start = i
        word += piece.strip("".join(BLANKS))


def overlap(labels: Labels, room: float, width: Callable[[str], float], gap: float) -> bool:
    """Whether labels would overlap if they were written along the axis."""
    ends = [(at * room, width(text) / 2 + gap / 2) for at, text in labels]
    return any(b - a < half + other for (a, half), (b, other) in pairwise(ends))


def _apart(labels: Iterable[tuple[float, str]], room: float, line: float) -> Labels:
    kept: Labels = []
    for at, text in labels:
        if not kept or (at - kept[-1][0]) * room >= line * SAME_LINE:
            kept.append((at, text))
    return kept
