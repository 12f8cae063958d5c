"""Orders of units: by number, by activity over a range, or by similarity.

Shapes: n tokens of a stretch, U units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy.typing as npt

    from wmstudio.engine.trace import Floats

Order: TypeAlias = "npt.NDArray[np.int64]"
NUMBER, ACTIVITY, VARIANCE = "number", "activity", "variance"
CORRELATION, LIKENESS, FOUND = "correlation", "similarity", "found"
ORDERS = (
    Option(NUMBER, phrase("Order: unit number")),
    Option(ACTIVITY, phrase("Order: most active first")),
    Option(VARIANCE, phrase("Order: most varying first")),
    Option(CORRELATION, phrase("Order: correlation with the span")),
    Option(LIKENESS, phrase("Order: similarity")),
    Option(FOUND, phrase("Order: found units first")),
)
OF_SPAN = frozenset({ACTIVITY, VARIANCE, CORRELATION})
"""Orders that change with the selected span."""


def order_of(
    how: str,
    values_nU: Floats,
    inside_n: npt.NDArray[np.bool_] | None = None,
    found: Collection[int] = (),
) -> Order | None:
    """The units from the top, ``[U]``; equal ones are sorted by number.

    ``inside_n`` says which tokens are in the selected span. `ACTIVITY` (the mean) and `VARIANCE`
    are computed over these, or over all if there are none. `CORRELATION` is Pearson's correlation
    of each unit with being in the span, from 1 to -1 (0 for a constant unit); None if the span or
    the rest has no token. `LIKENESS` starts with the most active unit and continues with the
    remaining unit whose values have the highest correlation with the last one.
    """
    x = values_nU.astype(np.float64)
    units = x.shape[1]
    if how == FOUND:
        return np.argsort(~np.isin(np.arange(units), list(found)), kind="stable")
    if how == LIKENESS:
        return _like_by_like(x)
    if how == CORRELATION:
        if inside_n is None or inside_n.all() or not inside_n.any():
            return None
        return np.argsort(-correlations(x, inside_n).round(9), kind="stable")
    if how in (ACTIVITY, VARIANCE):
        part = x[inside_n] if inside_n is not None and inside_n.any() else x
        return np.argsort(-(part.mean(0) if how == ACTIVITY else part.var(0)), kind="stable")
    return np.arange(units)


def correlations(
    values_nU: npt.NDArray[np.floating], inside_n: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Pearson's correlation of each unit with being inside, -1…1: ``[U]``; 0 for constant units."""
    x = values_nU.astype(np.float64)
    told: npt.NDArray[np.float64] = (
        _standard(x).T @ _standard(inside_n.astype(np.float64)[:, None])[:, 0]
    )
    return told


def _standard(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Columns of mean 0 and length 1, so that their products are correlations."""
    centred = x - x.mean(0)
    length = np.linalg.norm(centred, axis=0)
    # Units that vary only by rounding count as constant.
    still = length <= 1e-9 * np.maximum(np.abs(x).max(0), 1.0)
    found: npt.NDArray[np.float64] = centred / np.where(still, 1.0, length)
    found[:, still] = 0.0
    return found


def _like_by_like(x: npt.NDArray[np.float64]) -> Order:
    courses = _standard(x)
    order = [int(x.mean(0).argmax())]
    left = np.ones(x.shape[1], np.bool_)
    left[order[0]] = False
    while left.any():
        likeness = np.where(left, courses.T @ courses[:, order[-1]], -2.0)
        order.append(int(likeness.round(9).argmax()))
        left[order[-1]] = False
    return np.array(order)
