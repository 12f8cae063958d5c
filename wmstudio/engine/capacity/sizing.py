"""Reading a text with each capacity of a model's memory, a chunk at a time, between views."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.contract import SettingError
from wmstudio.engine.backend import Refused
from wmstudio.engine.messages import (
    MOST_SIZED,
    Bound,
    CapacityCurve,
    CapacityMeasured,
    MeasureCapacity,
    SearchProgress,
    bound_in_force,
)
from wmstudio.engine.searching import readings, tokenising

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wmstudio.contract import Setting
    from wmstudio.engine.backend import Backend

UNBOUND = (
    "This model has no setting that bounds its memory, so there is no capacity to measure: slots, "
    "stacks, queues, pointers and the neural cache have one."
)
NO_TEXT = "The text is empty, so there is nothing to measure: type or open one."
IMPOSSIBLE = (
    "The model gives a part of this text probability 0, so its bits cannot be measured: change the "
    "model's other settings."
)


def sizing(backend: Backend, asked: MeasureCapacity) -> Iterator[SearchProgress | CapacityMeasured]:
    """Yield progress, and the curve after each of its points.

    Raises:
        Refused: there is nothing to measure; the message is a sentence.
    """
    settings = backend.settings
    setting = settings.get(asked.setting)
    if setting is None or setting.bounds is None:
        raise Refused(UNBOUND)
    text, waiting = asked.text, SearchProgress(asked.run, 0, 0)
    encoded = yield from tokenising(backend, text, waiting)
    all_tokens = len(encoded.ids)
    if not all_tokens:
        raise Refused(NO_TEXT)
    if all_tokens > MOST_SIZED:
        text = text[: encoded.ends[MOST_SIZED - 1]]
        encoded = yield from tokenising(backend, text, waiting)
    tokens, size = len(encoded.ids), len(text.encode("utf-8", "surrogatepass"))
    bounds = bounds_of(settings, setting, asked.capacities or _doubled(setting, tokens))
    bits = dict(asked.known)
    missing = [bound for bound in bounds if bound not in bits]

    def measured(complete: bool) -> CapacityMeasured:
        now = bound_in_force(settings, setting)
        curve = CapacityCurve(setting.name, now, bits, tokens, all_tokens)
        return CapacityMeasured(asked.run, curve, complete)

    for done, bound in enumerate(missing):
        try:
            sized = backend.configured(bound.values(setting))
        except SettingError:
            continue  # there is not enough room in the machine for this one
        total = 0.0
        for start, reading in readings(sized, text, encoded, watch=()):
            total += float(reading.surprisal_bits.sum(dtype=np.float64))
            at = done * tokens + start + len(reading.ranks)
            yield SearchProgress(asked.run, at, len(missing) * tokens)
        if not isfinite(total):
            raise Refused(IMPOSSIBLE)
        bits = {**bits, bound: total / size}
        if bound != missing[-1]:
            yield measured(complete=False)
    yield measured(complete=True)


def bounds_of(
    settings: Mapping[str, Setting], setting: Setting, capacities: Sequence[int]
) -> list[Bound]:
    """What is measured, in this order: what is in force, no memory, then each policy.

    The capacity in force is measured with every policy.
    """
    beside, now = setting.bounds, bound_in_force(settings, setting)
    assert beside is not None
    policies = settings[beside.policy].choices if beside.policy else ("",)
    ordered = sorted(policies, key=lambda policy: policy != now.policy)
    off = [Bound(None)] if beside.switch else []
    every = sorted({*capacities, int(setting.value)})
    return list(dict.fromkeys([now, *off, *(Bound(n, p) for p in ordered for n in every)]))


def _doubled(setting: Setting, tokens: int) -> list[int]:
    """Powers of two that the setting can have, up to the first that holds all tokens."""
    low, high = int(setting.low), int(setting.high)
    found, n = [], 1
    while n < min(max(tokens, low), high):
        found.append(max(n, low))
        n *= 2
    return [*found, min(n, high)]
