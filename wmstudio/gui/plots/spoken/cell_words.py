"""One value of a signal at one token in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.gui.base.pieces import token_words
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import label, maybe_rounded, unit_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.engine.messages import Frame, OpenedModel, Signal
    from wmstudio.engine.trace import Trace


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
    """The value of a unit at a token, with the untouched one; empty where unknown."""
    value = _value_words(frame.trace, token, signal, unit)
    if not value:
        return ""
    said = token_words(frame.trace, opened, token)
    plain = frame.trace.untouched
    before = "" if plain is None else _value_words(plain, token, signal, unit)
    if before not in ("", value):
        value = tr("{value} (untouched {before})", value=value, before=before)
    if not row:
        return f"{said}: {value}"
    return tr("{token} · {unit} is {value}", token=said, unit=row, value=value)


def _value_words(trace: Trace, token: int, signal: Signal, unit: int) -> str:
    values = trace.signal(signal.name, token, token + 1)
    if values is None:
        return ""
    rounded = trace.is_rounded(signal.name, token, token + 1)
    return maybe_rounded(float(values.reshape(-1)[unit]), rounded=rounded)
