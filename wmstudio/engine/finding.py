"""Finding units that follow a pattern of the text, and measuring what they cause.

Shapes: T tokens, n of one chunk, U units, V vocabulary, P places of the pattern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.contract import Patch
from wmstudio.engine.answers.answering import answering
from wmstudio.engine.capacity.sizing import sizing
from wmstudio.engine.editing import Results, read
from wmstudio.engine.lenses.measuring import measuring
from wmstudio.engine.messages import (
    AnswerExamples,
    FindUnits,
    FoundUnit,
    HeldRow,
    HoldUnit,
    Lensing,
    MeasureCapacity,
    Search,
    SearchProgress,
    UnitHeld,
    UnitsFound,
)
from wmstudio.engine.searching import (
    Searcher,
    SearchError,
    readings,
    text_of,
    tokenising,
    units_of,
)
from wmstudio.engine.timeline import CHUNK
from wmstudio.engine.unit_statistics import UnitStatistics, UnitTally, moved_labels
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.patterns import INSIDE, labelling, runs_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from wmstudio.contract import Signal
    from wmstudio.engine.backend import Backend, Encoded, State
    from wmstudio.engine.messages import Event, Study
    from wmstudio.text.patterns import Labels

MOST_FOUND = 20
"""Number of units that are found by each of the two measures."""
NOT_THERE = "The pattern is nowhere in this text: write another one, or take another text."
EVERYWHERE = "Every token belongs to the pattern, so there is nothing to compare with."
NOT_HELD = "What this signal says follows from others and cannot be held: choose another signal."
NOTHING_FOLLOWS = "Nothing follows the pattern in this text, so there is nothing to measure."


@dataclass(frozen=True)
class Studied:
    """A text in which units were looked for, and what was measured."""

    text: str
    encoded: Encoded
    labels_T: Labels
    statistics: UnitStatistics


class Finder(Searcher):
    """Also answers which units follow a pattern; the latest answer is kept for what is next."""

    def __init__(self, backend: Backend) -> None:
        super().__init__(backend)
        self._studied: tuple[tuple[object, ...], Studied] | None = None

    def steps(self, asked: Study) -> Iterator[Event]:
        """Yield progress, then the result.

        Raises:
            SearchError, MatchingError, TextError, Refused, LensError: it cannot be done; the
                message is a sentence.
        """
        if isinstance(asked, Lensing):
            return measuring(self._backend, asked)
        if isinstance(asked, MeasureCapacity):
            return sizing(self._backend, asked)
        if isinstance(asked, Search):
            return self.search(asked)
        if isinstance(asked, AnswerExamples):
            return answering(self._backend, asked)
        return self._find(asked) if isinstance(asked, FindUnits) else self._hold(asked)

    def _find(self, asked: FindUnits) -> Iterator[SearchProgress | UnitsFound]:
        studied = yield from self._study(asked, asked.run)
        told = studied.statistics
        best = {
            int(unit)
            for measure_U in (np.abs(told.r), told.accuracy)
            for unit in np.argsort(-measure_U.round(9), kind="stable")[:MOST_FOUND]
        }
        found = tuple(
            FoundUnit(
                unit,
                float(told.inside[unit]),
                float(told.outside[unit]),
                float(told.r[unit]),
                float(told.accuracy[unit]),
                float(told.threshold[unit]),
                bool(told.above[unit]),
                bool(told.following[unit]),
            )
            for unit in sorted(best)
        )
        places = len(runs_of(studied.labels_T))
        following = int(told.following.sum())
        yield UnitsFound(asked.run, found, len(told.r), following, told.tokens, places, told.lucky)

    def _study(self, asked: FindUnits, run: int) -> Generator[SearchProgress, None, Studied]:
        """Measure all units over a text, unless it was the last thing that was measured."""
        signal = units_of(self._backend, asked.signal)
        text = text_of(asked)
        key = (asked.file, asked.signal, asked.pattern, asked.interventions, text)
        waiting = SearchProgress(run, 0, 0)
        if self._studied is not None and self._studied[0] == key:
            return self._studied[1]
        encoded = yield from tokenising(self._backend, text, waiting)
        labels_T = yield from _telling(labelling(asked.pattern, text, encoded.ends), waiting)
        if not (labels_T == INSIDE).any():
            raise SearchError(NOT_THERE)
        labels_KT, tally = moved_labels(labels_T), UnitTally(signal)
        for start, reading in readings(
            self._backend, text, encoded, watch=(signal.name,), edits=asked.interventions
        ):
            stop = start + len(reading.ranks)
            tally.add(reading.signals[signal.name], labels_KT[:, start:stop])
            yield SearchProgress(run, stop, len(labels_T))
        statistics = tally.result()
        if statistics is None:
            raise SearchError(EVERYWHERE)
        studied = Studied(text, encoded, labels_T, statistics)
        self._studied = key, studied
        return studied

    def _hold(self, asked: HoldUnit) -> Iterator[SearchProgress | UnitHeld]:
        signal = units_of(self._backend, asked.asked.signal)
        if not signal.patchable:
            raise SearchError(NOT_HELD)
        if not 0 <= asked.unit < signal.size:
            raise SearchError(f"This signal has units 0 to {signal.size - 1}.")
        studied = yield from self._study(asked.asked, asked.run)
        told, ids = studied.statistics, studied.encoded.ids
        closers = asked.asked.pattern.closers
        closing_V = np.array(
            [any(c in piece.decode(errors="replace") for c in closers)
             for piece in self._backend.pieces]
        )  # fmt: skip
        places = [
            (max(start, stop - asked.tokens), stop)
            for start, stop in runs_of(studied.labels_T)
            if stop < len(ids) and (not closers or closing_V[ids[stop]])
        ]
        if not places:
            raise SearchError(NOTHING_FOLLOWS)
        control = told.control_of(asked.unit)
        held: list[tuple[int, float]] = [
            (asked.unit, float(told.outside[asked.unit])),
            (asked.unit, float(told.inside[asked.unit])),
        ]
        if control is not None:
            held.append((control, float(told.outside[control])))
        patches = [(), *((_held(signal, *one),) for one in held)]
        p_PR = np.zeros((len(places), len(patches)))
        changes = Results(
            asked.asked.interventions, studied.text, studied.encoded, self._backend.signals
        )
        state, done = self._backend.initial_state(), 0

        def state_after(start: int, stop: int, state: State, patches: tuple[Patch, ...]) -> State:
            return read(
                self._backend, changes.edits, ids[start:stop], state, position=start,
                patches=(*changes.patches, *patches), top=0, refuse=lambda *_: None,
            ).state  # fmt: skip

        for at, (start, stop) in enumerate(places):
            while done < start:
                until = min(done + CHUNK, start)
                state = state_after(done, until, state, ())
                done = until
                yield SearchProgress(asked.run, done, places[-1][1])
            reached = [state_after(start, stop, state, held) for held in patches]
            for row, after in enumerate(reached):
                p_V = np.exp(self._backend.log_probs(after).astype(np.float64))
                p_PR[at, row] = p_V[closing_V].sum() if closers else p_V[ids[stop]]
            state, done = reached[0], stop
            yield SearchProgress(asked.run, done, places[-1][1])
        change_PR = p_PR - p_PR[:, :1]
        error_R = change_PR.std(axis=0, ddof=1) / np.sqrt(len(places)) if len(places) > 1 else None
        rows = [HeldRow(None, 0.0, float(p_PR[:, 0].mean()))]
        rows += [
            HeldRow(
                unit,
                value,
                float(p_PR[:, row].mean()),
                float(change_PR[:, row].mean()),
                0.0 if error_R is None else float(error_R[row]),
            )
            for row, (unit, value) in enumerate(held, 1)
        ]
        yield UnitHeld(
            asked.run,
            asked.unit,
            control,
            len(places),
            asked.tokens,
            tuple(sorted(closers)),
            tuple(rows),
        )


def _held(signal: Signal, unit: int, value: float) -> Patch:
    """A patch that holds a unit; a signal without dims is its own unit."""
    return Patch(signal.name, "set", value, unit if signal.shape else None)


def _telling(
    steps: Generator[None, None, Labels], progress: SearchProgress
) -> Generator[SearchProgress, None, Labels]:
    """The result of these steps, after each of which the progress is told."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            labels_T: Labels = end.value
            return labels_T
        yield progress
