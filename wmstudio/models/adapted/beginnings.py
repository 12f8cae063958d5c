"""What a module computes for the first token of a text in other lines than for later ones.

Hybrids of Mamba and attention do so: a scan reads the first tokens, and a step each later one.
"""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING

import torch

from wmstudio.models.adapted.layouts import Layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from wmstudio.models.adapted.calls import Declared, Seen
    from wmstudio.models.adapted.watching import Call


def with_the_first(
    declared: Declared, runs: Sequence[Seen], is_shown: bool
) -> tuple[Declared, list[str]]:
    """Declare what was seen of the first token too, and tell what is left out.

    ``declared`` is what was seen of the later of ``runs``, which are of a token each. Another line
    is taken for the same one if it has the same variable, function and module. If the first token
    ``is_shown``, signals that have no numbers for it are left out.
    """
    first = runs[0].values
    signals, names = dict(declared.signals), dict(declared.names)
    layouts = dict(declared.layouts)
    others = [call for call in first if (call, 0) not in names]
    for call in dict.fromkeys(call for call, _ in declared.names):
        partner = next((one for one in others if _computes(one) == _computes(call)), None)
        if call in first or partner is None:
            continue
        others.remove(partner)
        for k, x in enumerate(first[partner]):
            later = [run.values[call][k] for run in runs if k < len(run.values.get(call, ()))]
            if (call, k) not in names or (pair := _both(layouts[call, k], x, later)) is None:
                continue
            name = names[partner, k] = names[call, k]
            layouts[partner, k], layouts[call, k] = pair
            signals[name] = replace(signals[name], shape=pair[0].shape)
    there = {name for (call, k), name in names.items() if k < len(first.get(call, ()))}
    gone = [name for name in signals if name not in there] if is_shown else []
    found = replace(
        declared,
        signals={name: one for name, one in signals.items() if name not in gone},
        names={key: name for key, name in names.items() if name not in gone},
        layouts=layouts,
    )
    told = f"Not shown, as it is not computed for the first token: {', '.join(gone)}."
    return found, [told] if gone else []


def _computes(call: Call) -> tuple[int, str, str, str]:
    return call.owner, call.site.what, call.part, call.function


def _both(layout: Layout, x: Tensor, later: Sequence[Tensor]) -> tuple[Layout, Layout] | None:
    """How the result for the first token is read, and how those for later ones; None for neither.

    Each number of the first may stand several times in later ones, such as for a whole head.
    """
    if layout.back or x.numel() == prod(layout.shape):
        return (layout, layout) if _is_one(layout, x) else None
    times, rest = divmod(prod(layout.shape), x.numel())
    once = replace(layout, shape=(x.numel(),), times=times)
    if rest or not all(torch.equal(once.put_back(once.rows(y), y), y) for y in later):
        return None
    return Layout(once.shape), once


def _is_one(layout: Layout, x: Tensor) -> bool:
    try:
        return len(layout.rows(x)) == 1
    except RuntimeError:
        return False
