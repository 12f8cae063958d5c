"""Items of a memory in words."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from wmstudio.app.phrases import phrase
from wmstudio.contract import token_put_in_after
from wmstudio.gui.base.translation import counted, numbered, tr
from wmstudio.gui.base.wording import exact_percent
from wmstudio.gui.widgets.items import AGO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.gui.widgets.items import Column, Items

GONE = phrase("no longer there")


def called(items: Items, at: int, noun: str) -> str:
    """An item by its number, if items have a ``noun``, and by the token that wrote it."""
    item = numbered(noun, items.index[at]) if noun else ""
    writer = int(items.writers[at])
    if (token := token_put_in_after(writer)) is not None:
        if not item and items.index[at] >= 0:
            item = tr("place of token {token}", token=int(items.index[at]))
        held = f"“{items.texts[at]}”" if items.texts[at] else ""
        item = " ".join(filter(None, (item, held)))
        return tr("{item}, put in after token {token}", item=item, token=token)
    if writer < 0:
        return item
    said = {"piece": items.texts[at], "token": writer}
    share = f" ({exact_percent(items.share(at))})" if items.shares is not None else ""
    if items.is_mixed(at):
        return (
            tr("{item}: mixed, most of it from “{piece}”, token {token}", item=item, **said) + share
        )
    if not item:
        return tr("token {token} “{piece}”", **said) + share
    return tr("{item} “{piece}”, token {token}", item=item, **said) + share


def told(items: Items, at: int, columns: Sequence[Column], noun: str) -> str:
    """The full description of an item, exact."""
    if not items.written[at]:
        return tr("{item}: empty", item=called(items, at, noun))
    parts = [called(items, at, noun), *([tr(GONE)] if items.is_gone(at) else [])]
    for column, value in zip(columns, items.cells[at].tolist(), strict=True):
        if not isfinite(value):
            continue
        if column is AGO:
            parts.append(counted(int(value), "{n} token ago", "{n} tokens ago"))
        elif column.word:
            parts.append(column.told(value))
    if items.was is not None:
        parts += [
            tr("{was} without the edits", was=column.told(value))
            for column, value in zip(columns, items.was[at].tolist(), strict=True)
            if column.kind == "bar" and isfinite(value)
        ]
    return ", ".join(parts)
