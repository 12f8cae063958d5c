"""What a target hangs on: as curves, in words, and as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.app.figures import Figure, python_code
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.pieces import labels
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.base.wording import decimals
from wmstudio.gui.plots.curves import Curve
from wmstudio.text.visible import piece_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import Floats, ImportanceMeasured, OpenedModel

CURVES = (
    Curve(phrase("gradient × input"), "network", True, phrase("gradient"), "importance"),
    Curve(phrase("left out"), "memory", term="importance"),
)
LEAST_AGREEMENT = 0.5
"""Below this correlation it is said that the estimate is not to be trusted."""
DOUBT = phrase("That is too little to trust it: go by leaving out.")


def pieces_of(opened: OpenedModel, targets: Sequence[int]) -> str:
    """The pieces of a target, in quotation marks."""
    names = labels([opened.pieces[token] for token in targets], "")
    return " : ".join(f"“{name}”" for name in names)


def curves_of(found: ImportanceMeasured | None, start: int, stop: int) -> list[Floats]:
    """The values of `CURVES` over tokens ``start`` to ``stop``, NaN where not measured."""
    curves = [np.full(max(stop - start, 0), np.nan, np.float32) for _ in CURVES]
    if found is not None:
        first = max(found.first, start)
        for curve, values in zip(curves, (found.estimated, found.left_out), strict=True):
            part = values[first - found.first : max(stop - found.first, 0)]
            curve[first - start : first - start + len(part)] = part
    return curves


def told_of(found: ImportanceMeasured, opened: OpenedModel) -> str:
    """What was measured, and how far the estimate is to be trusted."""
    what = phrase("Log probability of {pieces} after token {last}: {bits} bits.")
    if len(found.targets) > 1:
        what = phrase("Log-odds of {pieces} after token {last}: {bits} bits.")
    tokens = len(found.estimated)
    pieces, last = pieces_of(opened, found.targets), found.first + tokens - 1
    said = tr(what, pieces=pieces, last=last, bits=decimals(found.bits, "+.2f"))
    r = found.agreement
    if r is None:
        return said
    agrees = counted(
        tokens,
        "Gradient × input agrees with leaving out with r = {r} over {n} token.",
        "Gradient × input agrees with leaving out with r = {r} over {n} tokens.",
        r=decimals(r, ".2f"),
    )
    return f"{said} {agrees}" + ("" if r >= LEAST_AGREEMENT else f" {tr(DOUBT)}")


def figure_of(excerpt: Excerpt, found: ImportanceMeasured) -> Figure:
    """Both curves, over all tokens that were measured."""
    opened, trace = excerpt.opened, excerpt.frame.trace
    values = np.stack([found.estimated, found.left_out]).astype(np.float32)
    stop = found.first + values.shape[1]
    end = int(trace.column("ends", stop - 1, stop)[0])
    named = zip(("target", "against"), found.targets, strict=False)
    asked = ", ".join(f"{name}={id}" for name, id in named)
    code = (
        f"found = model.importance(text[:{end}], {asked})\n"
        "values = np.stack([found.estimated, found.left_out])"
    )
    return Figure(
        "curves",
        f"What {pieces_of(opened, found.targets)} hangs on, {opened.name}",
        "token",
        "bits",
        values,
        tuple(curve.name for curve in CURVES),
        tuple(piece_text(opened.pieces[trace.id(token)]) for token in range(found.first, stop)),
        found.first,
        float(values.min(initial=0.0)),
        float(values.max(initial=0.0)),
        # The library measures all tokens from the first one on.
        python_code(excerpt.source.untouched, (), code) if found.first == 0 else "",
        untouched=True,
    )
