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
    shorter, and then there are no contents.
    """
    bars = sum(column.flexible for column in columns)
    for short, holds in ((False, contents), (True, contents), (True, False)):
        fixed = [0 if c.flexible else brush.least(c, short=short) for c in columns]
        room = max(right - gutter - sum(fixed) - GAP * len(fixed), 0)
        held = round(room * CONTENTS) if holds else 0
        room -= held + GAP * holds
        # A single bar gets as much room as the texts; several share a little more.
        share = round(room * (1 - NAME) * (2 / 3 if bars == 1 else 1)) // max(bars, 1)
        name = max(room - share * bars, 1)
        if name >= brush.width(title):
            break
    places, left = [QRect(0, 0, max(gutter - GAP, 0), 0), QRect(gutter, 0, name, 0)], gutter
    left += name + GAP
    for column, wide in zip(columns, fixed, strict=True):
        width = share if column.flexible else wide
        places.append(QRect(left, 0, width, 0))
        left += width + GAP
    return (*places, QRect(left, 0, held, 0))
