"""Finding units that are high or low throughout spans, or correlated with them.

Shapes: n tokens of a stretch, U units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.app.phrases import phrase
from wmstudio.app.unit_order import correlations
from wmstudio.engine.unit_index import is_on, units_on
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.plots.panel import MOST
from wmstudio.gui.views.unit_list import UnitRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from wmstudio.app.spans import Span
    from wmstudio.engine.messages import Frame, Signal

NO_SPAN = phrase("Select a span of tokens (Shift+drag in a picture) to see which units are active.")
TOO_LONG = phrase("Select at most {n:,} tokens to see which units are active.")
NOT_YET = phrase("The span has not been read yet.")
NONE_ON = phrase("No unit is active throughout the span. Try another threshold or direction.")
NONE_EXACTLY = phrase("No unit is active there and inactive right before and after.")
MOST_CORRELATED = 20
"""Number of units that are listed by correlation."""


def found_units(
    x_nU: npt.NDArray[np.float32],
    spans: Sequence[tuple[int, int]],
    threshold: float | None,
    *,
    below: bool = False,
    exactly: bool = True,
) -> list[UnitRow]:
    """Units found by their values, the clearest first.

    ``spans`` are half open, in rows of ``x_nU``. With a ``threshold``, the units that are active in
    all spans (see `units_on` for ``exactly``), sorted by the difference between inside and the
    neighbours. Without one, the units with the strongest correlation of either sign.
    """
    inside_n = np.zeros(len(x_nU), np.bool_)
    for start, stop in spans:
        inside_n[start:stop] = True
    around = (t for start, stop in spans for t in (start - 1, stop) if 0 <= t < len(x_nU))
    beside = [t for t in around if not inside_n[t]]
    inside_U = x_nU[inside_n].mean(axis=0)
    beside_U = x_nU[beside].mean(axis=0) if beside else np.zeros_like(inside_U)
    r_U = correlations(x_nU, inside_n)
    if threshold is None:
        units = np.argsort(-np.abs(r_U).round(9), kind="stable")[:MOST_CORRELATED].tolist()
    else:
        on_nU = is_on(x_nU, threshold, below=below)
        found = [set(units_on(on_nU, start, stop, exactly=exactly)) for start, stop in spans]
        apart_U = (inside_U - beside_U) * (-1 if below else 1)
        units = sorted(sorted(set.intersection(*found)), key=lambda unit: -float(apart_U[unit]))
    told = not inside_n.all()
    return [
        UnitRow(
            unit,
            float(inside_U[unit]),
            float(beside_U[unit]) if beside else None,
            float(r_U[unit]) if told else None,
        )
        for unit in units
    ]


def stretch_around(spans: Sequence[Span]) -> tuple[int, int]:
    """From before the first to after the last span, with as many tokens around as inside."""
    around = max(sum(map(len, spans)), 1)
    return max(spans[0].start - around, 0), spans[-1].stop + around


def units_over(
    frame: Frame,
    signal: Signal,
    spans: Sequence[Span],
    threshold: float | None,
    *,
    below: bool,
    exactly: bool,
) -> tuple[list[UnitRow], str]:
    """The result of `found_units` for spans of a text, and a sentence about it."""
    known = [inside for span in spans if (inside := span.within(len(frame.trace)))]
    if not known:
        return [], tr(NO_SPAN)
    first, stop = stretch_around(spans)
    if sum(map(len, known)) > MOST or stop - first > 3 * MOST:
        return [], tr(TOO_LONG, n=MOST)
    values = frame.trace.signal(signal.name, first, min(stop, len(frame.trace)))
    if values is None or frame.trace.is_rounded(signal.name, first, stop):
        return [], tr(NOT_YET)
    x_nU = values.reshape(len(values), -1)
    places = [(span.start - first, span.stop - first) for span in known]
    found = found_units(x_nU, places, threshold, below=below, exactly=exactly)
    tokens = ", ".join(f"{span.start}–{span.stop - 1}" for span in known)
    if threshold is None:
        return found, tr(
            "The {n} units that correlate most with being in tokens {tokens}, over "
            "tokens {first}–{last}; r below 0 means low there",
            n=len(found), tokens=tokens, first=first, last=first + len(x_nU) - 1,
        )  # fmt: skip
    if not found:
        return [], tr(NONE_EXACTLY if exactly else NONE_ON)
    return found, counted(
        len(found),
        "{n} of {all} is active over tokens {tokens}",
        "{n} of {all} are active over tokens {tokens}",
        all=signal.size,
        tokens=tokens,
    )
