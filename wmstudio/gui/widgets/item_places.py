"""Where the parts of a list's rows stand, from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from wmstudio.gui.widgets.item_brush import GAP

if TYPE_CHECKING:
    from wmstudio.gui.widgets.item_brush import ItemBrush
    from wmstudio.gui.widgets.items import Column

NAME, CONTENTS = 0.4, 0.4
"""Shares of the free width for the texts beside bars, and for contents."""

LEFT_OUT = "count", "kept"
"""Kinds of columns that words are worth more than, the first to go first."""
WAYS = (
    (False, True, 0),
    (True, True, 0),
    *((True, False, out) for out in range(len(LEFT_OUT) + 1)),
)
"""Whether titles are short, whether there are contents, and how many of `LEFT_OUT` are."""


def lay_out(
    brush: ItemBrush,
    columns: tuple[Column, ...],
    title: str,
    gutter: int,
    right: int,
    *,
    contents: bool,
) -> tuple[QRect, ...]:
    """The rectangles of number, text, columns and contents, between ``gutter`` and ``right``.

    Where the texts would not even have room for their ``title``, first the titles of columns get
    shorter, then there are no contents, and then columns are left out (`LEFT_OUT`): they have no
    width.
    """
    bars = sum(column.flexible for column in columns)
    for short, holding, out in WAYS:
        holds = contents and holding
        there = [column.kind not in LEFT_OUT[:out] for column in columns]
        least = [0 if c.flexible else brush.least(c, short=short) for c in columns]
        fixed = [wide if shown else 0 for wide, shown in zip(least, there, strict=True)]
        room = max(right - gutter - sum(fixed) - GAP * sum(there), 0)
        held = round(room * CONTENTS) if holds else 0
        room -= held + GAP * holds
        # A single bar gets as much room as the texts; several share a little more.
        share = round(room * (1 - NAME) * (2 / 3 if bars == 1 else 1)) // max(bars, 1)
        name = max(room - share * bars, 1)
        if name >= brush.width(title):
            break
    places, left = [QRect(0, 0, max(gutter - GAP, 0), 0), QRect(gutter, 0, name, 0)], gutter
    left += name + GAP
    for column, wide, shown in zip(columns, fixed, there, strict=True):
        width = share if column.flexible else wide
        places.append(QRect(left, 0, width, 0))
        left += width + GAP if shown else 0
    return (*places, QRect(left, 0, held, 0))
