"""What was measured of a text's need for capacity: in sentences, and as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.app.figures import Figure, python_code
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import LEAST_SAVED, Bound
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import setting_name, setting_value

if TYPE_CHECKING:
    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import CapacityCurve

COSTS = phrase("With {setting} {n} this text costs {bits} bits per byte.")
COSTS_BESIDE = phrase(
    "With {setting} {n} this text costs {bits} bits per byte, without the memory {off}."
)
COSTS_WITHOUT = phrase("Without the memory this text costs {bits} bits per byte.")
ENOUGH = phrase("More than {n} saves less than {least}.")
STILL = phrase("It still saves at {n}, the largest that was measured.")
BETTER = phrase("{setting} {n} costs least: {bits}.")
BETTER_POLICY = phrase("{setting} {n}, {policy}, costs least: {bits}.")
CUT = phrase("Only the first {n} of {all} tokens were measured.")


def told_of(curve: CapacityCurve, now: Bound, *, complete: bool) -> str:
    """What the text costs with the settings in force, what is enough, and what is better.

    Before the curve is ``complete``, only what it costs is known.
    """
    name, told = setting_name(curve.setting), []
    if (bits := curve.bits.get(now)) is not None:
        costs = COSTS_WITHOUT if now.capacity is None else COSTS
        values = {"setting": name, "n": f"{now.capacity or 0:,}", "bits": f"{bits:.2f}"}
        if now.capacity is not None and curve.off is not None:
            costs, values["off"] = COSTS_BESIDE, f"{curve.off:.2f}"
        told.append(tr(costs, **values))
    policy = now.policy if now.capacity is not None else next(iter(curve.policies), "")
    if complete and (of_policy := curve.with_policy(policy)):
        least, enough, pays = curve.best(), curve.enough(policy), curve.pays(policy)
        if not pays:
            told.append(tr("No capacity saves {least} or more.", least=LEAST_SAVED))
        elif enough is None:
            told.append(tr(STILL, n=f"{max(of_policy):,}"))
        else:
            told.append(tr(ENOUGH, n=f"{enough:,}", least=LEAST_SAVED))
        matters = least is not None and (bits is None or bits - least[1] >= LEAST_SAVED)
        if least is not None and matters and (pays or now.capacity is not None):
            bound, cost = least
            shown = name[:1].upper() + name[1:]
            told.append(
                tr(
                    BETTER_POLICY if bound.policy and bound.policy != policy else BETTER,
                    setting=shown,
                    n=f"{bound.capacity:,}",
                    policy=setting_value(bound.policy),
                    bits=f"{cost:.2f}",
                )
            )
    if curve.tokens < curve.all_tokens:
        told.append(tr(CUT, n=f"{curve.tokens:,}", all=f"{curve.all_tokens:,}"))
    return " ".join(told)


def figure_of(excerpt: Excerpt, curve: CapacityCurve) -> Figure:
    """Bits per byte: a row for each policy, a column for each capacity; no memory is the first."""
    columns: list[int | None] = [*curve.capacities]
    if curve.off is not None:
        columns = [None, *columns]
    policies = curve.policies or ("",)
    keys = [[Bound(n, "" if n is None else policy) for n in columns] for policy in policies]
    values = np.array([[curve.bits.get(key, np.nan) for key in row] for row in keys], np.float32)
    asked = [[tuple(key) for key in row] for row in keys]
    code = (
        f"curve = model.capacity(text, {curve.setting!r}, {list(curve.capacities)!r})\n"
        f"points = {asked!r}\n"
        "bits = [[curve.bits.get(point, np.nan) for point in row] for row in points]\n"
        "values = np.array(bits, np.float32)"
    )
    return Figure(
        kind="curves",
        title=f"Bits per byte by {curve.setting}, {excerpt.opened.name}",
        x=curve.setting,
        y="bits per byte",
        values=values,
        rows=tuple(policy or "bits per byte" for policy in policies),
        columns=tuple("off" if n is None else str(n) for n in columns),
        low=float(np.nanmin(values)),
        high=float(np.nanmax(values)),
        code=python_code(excerpt.source.untouched, (), code),
        untouched=True,
    )
