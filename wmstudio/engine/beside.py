"""A text as the edits leave it, and beside it as the untouched model reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Protocol

from wmstudio.engine.asking import chances, pairs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wmstudio.engine.backend import Backend, State
    from wmstudio.engine.messages import CandidatePair, Frame, TokenSnapshot


ROUNDING = 1e-5
"""Two readings of the same tokens by other ways differ by less: they are float32 numbers."""


class _Reader(Protocol):
    """What is asked of each of the two."""

    backend: Backend

    def state_at(self, place: int) -> State:
        """The state after so many tokens."""
        ...


class TwoReadings:
    """Makes one frame of two. Both are of the same model, whose weights they share."""

    def __init__(self) -> None:
        self._paired: tuple[TokenSnapshot, TokenSnapshot, tuple[CandidatePair, ...]] | None = None
        """The pairs of two snapshots: most frames ask for the same again."""

    def frames(
        self,
        readers: tuple[_Reader, _Reader],
        changed: Iterator[Frame],
        untouched: Iterator[Frame],
    ) -> Iterator[Frame]:
        """Frames of the first with what the second has: a step of each, until both are done."""
        frame = plain = None
        for step, other in zip_longest(changed, untouched):
            frame, plain = step or frame, other or plain
            if frame is None or plain is None:
                continue
            yield replace(
                frame,
                complete=frame.complete and plain.complete,
                trace=replace(frame.trace, untouched=plain.trace),
                untouched=plain.snapshot,
                pairs=self._pairs(readers, frame.snapshot, plain.snapshot),
            )

    def _pairs(
        self,
        readers: tuple[_Reader, _Reader],
        now: TokenSnapshot | None,
        was: TokenSnapshot | None,
    ) -> tuple[CandidatePair, ...]:
        """What may come next by either, with both probabilities, also of what only one has."""
        if now is None or was is None:
            return ()
        kept = self._paired
        if kept is None or kept[0] is not now or kept[1] is not was:
            tokens = {one.token: None for told in (now, was) for one in told.candidates}
            ours, theirs = (
                chances(one.backend, one.state_at(now.token + 1), list(tokens)) for one in readers
            )
            kept = self._paired = now, was, pairs_of(ours, theirs)
        return kept[2]


def alike(a: State, b: State) -> bool:
    """Whether two states are the same but for rounding."""
    if not isinstance(a, Mapping) or not isinstance(b, Mapping):
        return bool(a == b)
    return a.keys() == b.keys() and all(_near(x, b[name]) for name, x in a.items())


def _near(x: Any, y: Any) -> bool:
    if x is y:
        return True
    if x.shape != y.shape:
        return False
    return bool(((x == y) | (abs(x - y) <= ROUNDING * (1 + abs(y)))).all())
