"""Reading a text with edits and, beside it, without them (the untouched reading)."""

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
"""Two readings of the same tokens computed in different ways differ by less, in float32."""


class _Reader(Protocol):
    """The part of a document engine that this module needs."""

    backend: Backend

    def state_at(self, place: int) -> State:
        """The state after this many tokens."""
        ...


class TwoReadings:
    """Combines the frames of two readings by the same model, whose weights are shared."""

    def __init__(self) -> None:
        self._paired: tuple[TokenSnapshot, TokenSnapshot, tuple[CandidatePair, ...]] | None = None
        """The pairs of two snapshots, cached because most frames ask for the same again."""

    def frames(
        self,
        readers: tuple[_Reader, _Reader],
        changed: Iterator[Frame],
        untouched: Iterator[Frame],
    ) -> Iterator[Frame]:
        """Frames of the first reading with what the second has; both advance in turns."""
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
        """Candidates of either reading with both probabilities, even if only one lists them."""
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
    """Whether two states are equal within rounding."""
    if not isinstance(a, Mapping) or not isinstance(b, Mapping):
        return bool(a == b)
    return a.keys() == b.keys() and all(_near(x, b[name]) for name, x in a.items())


def _near(x: Any, y: Any) -> bool:
    if x is y:
        return True
    if x.shape != y.shape:
        return False
    return bool(((x == y) | (abs(x - y) <= ROUNDING * (1 + abs(y)))).all())
