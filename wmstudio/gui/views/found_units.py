"""Finding units that are high or low throughout spans, or correlated with them.

Shapes: n tokens of a stretch, U units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.app.unit_order import correlations
from wmstudio.engine.unit_index import is_on, units_on
from wmstudio.gui.views.unit_list import UnitRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

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
