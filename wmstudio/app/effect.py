"""The effect of edits of the memory in bits: on one token, and on all later tokens together."""

from __future__ import annotations

from math import floor, inf, log2, log10
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.engine.messages import CandidatePair, Frame
    from wmstudio.engine.trace import Trace

TOLD_BITS = 30.0
"""Changes in bits up to this size are also told as a number of times: up to a billion."""
LEAST = 0.005
"""Smaller effects in bits are shown as no change."""


@dataclass(frozen=True)
class Effect:
    """The effect of edits on the tokens after the first edit, ``start`` to ``stop``.

    ``bits`` is what these tokens cost more in total. ``token`` is the one whose surprise has
    changed most (None if none has changed), and ``now_bits`` and ``was_bits`` are its surprise with
    and without the edits. ``next_token`` is the candidate whose probability has changed most (None
    if none has changed by `LEAST`).
    """

    start: int
    stop: int
    bits: float
    token: int | None
    now_bits: float = 0.0
    was_bits: float = 0.0
    next_token: CandidatePair | None = None

    @property
    def change_bits(self) -> float:
        """How many bits more the token costs."""
        return self.now_bits - self.was_bits

    @property
    def is_of_next(self) -> bool:
        """Whether what is expected next has changed more than any token that has been read.

        That is: by more bits, and by more of its probability.
        """
        if self.token is None or self.next_token is None:
            return self.next_token is not None
        now, was = self.next_token.now.probability, self.next_token.was.probability
        of_token = abs(2.0**-self.now_bits - 2.0**-self.was_bits)
        return abs(now - was) > of_token and abs(bits_of(was, now)) > abs(self.change_bits)


def bits_of(was: float, now: float) -> float:
    """How many bits more something costs that had one probability and has another one now."""
    if not now or not was:
        return inf if was else -inf
    return log2(was / now)


def effect_of(frame: Frame) -> Effect | None:
    """The effect of a frame's edits on what has been read so far; None without edits."""
    plain = frame.trace.untouched
    acts = [told.begins for told in frame.interventions if told.begins is not None]
    if plain is None or not acts:
        return None
    start, stop = min(acts) + 1, min(len(frame.trace), len(plain))
    pairs = [pair for pair in frame.pairs if _has_changed(pair)]
    pair = max(pairs, key=lambda p: abs(p.now.probability - p.was.probability), default=None)
    if start >= stop:
        return Effect(start, start, 0.0, None, next_token=pair)
    changes_T = frame.trace.change(start, stop)
    token = int(np.abs(changes_T).argmax())
    largest = abs(float(changes_T[token]))
    now, was = (_bits(one, start + token) for one in (frame.trace, plain))
    return Effect(
        start,
        stop,
        float(changes_T.sum()),
        # Of a model that computes numbers no more, the first such token.
        None if largest < LEAST else start + token,
        now,
        was,
        pair,
    )


@dataclass(frozen=True)
class TargetEffect:
    """The effect on the tokens that are followed, if they came next: their bits now and before.

    For two tokens the odds are log2 of the first one's probability by the second one's.
    """

    tokens: tuple[int, ...]
    now_bits: tuple[float, ...]
    was_bits: tuple[float, ...]

    @property
    def now_odds(self) -> float:
        """The log-odds of the first against the second, in bits, with the interventions."""
        return self.now_bits[1] - self.now_bits[0]

    @property
    def was_odds(self) -> float:
        """The same without the interventions."""
        return self.was_bits[1] - self.was_bits[0]

    @property
    def change_bits(self) -> float:
        """Of one token, how many bits more it costs; of two, by how much their log-odds grow."""
        if len(self.tokens) == 1:
            return self.now_bits[0] - self.was_bits[0]
        return self.now_odds - self.was_odds


def target_effect(frame: Frame) -> TargetEffect | None:
    """The effect on the tokens that are followed; None if there are none, or until it is known."""
    now, was = frame.snapshot, frame.untouched
    if now is None or was is None or not now.targets or now.targets != was.targets:
        return None
    return TargetEffect(now.targets, now.target_bits, was.target_bits)


def _has_changed(pair: CandidatePair) -> bool:
    """Whether a candidate has another probability, by more than two readings of a text differ.

    What is no number has changed.
    """
    now, was = pair.now.probability, pair.was.probability
    return now != was and not abs(bits_of(was, now)) < LEAST


def _bits(trace: Trace, token: int) -> float:
    return float(trace.column("surprisal_bits", token, token + 1)[0])


def times(bits: float) -> int:
    """How many times less (or more) likely this many bits make something, to two digits.

    ``bits`` are at most `TOLD_BITS` in size.
    """
    ratio = 2.0 ** abs(bits)
    step = 10 ** max(floor(log10(ratio)) - 1, 0)
    rounded: int = round(ratio / step) * step
    return rounded
