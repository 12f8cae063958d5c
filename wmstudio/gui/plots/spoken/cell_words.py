"""One value of a signal at one token in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.gui.base.pieces import token_words
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import label, number, unit_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.engine.messages import Frame, OpenedModel, Signal


def row_words(signal: Signal, unit: int, labels: Mapping[int, str], *, several: bool) -> str:
    """A row by what tells it from the others; empty for the only one.

    ``several`` signals are in the picture, else units have ``labels``.
    """
    row = [label(signal)] if several else []
    row += [unit_name(signal, unit)] if signal.dims and (signal.size > 1 or not row) else []
    if (called := labels.get(unit)) and not several:
        row[-1] += f" “{called}”"
    return ", ".join(row)


def cell_words(
    frame: Frame, opened: OpenedModel, token: int, signal: Signal, unit: int, row: str
) -> str:
    """The exact value of a unit at a token, with the untouched one; empty where unknown."""
    values = frame.trace.signal(signal.name, token, token + 1)
    if values is None:
        return ""
    said = token_words(frame.trace, opened, token)
    value = number(float(values.reshape(-1)[unit]))
    plain = frame.trace.untouched
    was = plain.signal(signal.name, token, token + 1) if plain is not None else None
    if was is not None and (before := number(float(was.reshape(-1)[unit]))) != value:
        value = tr("{value} (untouched {before})", value=value, before=before)
    if not row:
        return f"{said}: {value}"
    return tr("{token} · {unit} is {value}", token=said, unit=row, value=value)
