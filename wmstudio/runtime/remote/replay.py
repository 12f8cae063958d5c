"""What a window has asked for and not been told, for a server that has forgotten it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wmstudio.engine.messages import (
    GENERATING,
    RECORDING,
    SPLITTING,
    AnswerExamples,
    CapacityMeasured,
    Configure,
    CopyPart,
    ExampleAnswered,
    Failure,
    FindUnits,
    Generate,
    GenerationFinished,
    HoldUnit,
    ImportanceMeasured,
    LayersMeasured,
    LayersRead,
    MeasureCapacity,
    MeasureImportance,
    MeasureLayers,
    Open,
    OpenedModel,
    PartCopied,
    Prove,
    Proven,
    ReadThrough,
    Record,
    RecordingSaved,
    Search,
    SearchEnded,
    SearchResult,
    Tokenise,
    TokenisedTexts,
    UnitHeld,
    UnitsFound,
    Weigh,
    Weighed,
)

if TYPE_CHECKING:
    from wmstudio.engine.messages import Command, Event

LOST = "The server was started again meanwhile, and this was lost: ask for it again."
STUDIES = (
    Search,
    FindUnits,
    HoldUnit,
    AnswerExamples,
    MeasureLayers,
    MeasureImportance,
    MeasureCapacity,
)
ABOUT: dict[type, str] = {Tokenise: SPLITTING, Record: RECORDING}
ANSWERS: dict[type, type] = {
    TokenisedTexts: Tokenise,
    RecordingSaved: Record,
    PartCopied: CopyPart,
    Proven: Prove,
    Weighed: Weigh,
    LayersRead: ReadThrough,
}
"""Which command each of these events answers."""
ENDS = (SearchResult, SearchEnded, UnitsFound, UnitHeld, LayersMeasured, ImportanceMeasured)
"""Events that end the study of their run."""


def study_ended_by(event: Event) -> int | None:
    """The run of a study of which this is the last event; None if it is not."""
    if isinstance(event, ENDS):
        return event.run
    if isinstance(event, CapacityMeasured):
        return event.run if event.complete else None
    return event.run if isinstance(event, ExampleAnswered) and event.last else None


class Replay:
    """Follows commands and events. `lost` tells what a new session has to be given."""

    def __init__(self) -> None:
        self.waiting: list[Command] = []
        """Commands without an answer."""
        self._opened: Open | None = None
        self._repeats = False
        """Whether the next answer is that to the command which opened the open model before."""

    def asked(self, command: Command) -> None:
        """A command was sent."""
        if isinstance(command, Weigh):
            # It takes the place of an earlier one, which is not answered.
            self._pop(lambda one: isinstance(one, Weigh))
        if isinstance(command, (Open, Configure, Generate, *STUDIES, *ABOUT, *ANSWERS.values())):
            self.waiting.append(command)

    def told(self, event: Event) -> None:
        """An event has arrived."""
        opening = isinstance(event, OpenedModel) or (isinstance(event, Failure) and not event.about)
        if self._repeats and opening:
            self._repeats = False  # what waits is answered after it
        elif isinstance(event, OpenedModel):
            command = self._pop(lambda one: isinstance(one, Open | Configure))
            if isinstance(command, Open):
                self._opened = command
            if self._opened is not None:
                self._opened = replace(self._opened, values=event.values)
        elif isinstance(event, Failure):
            kind = next((k for k, about in ABOUT.items() if about == event.about), None)
            if not event.about:
                self._pop(lambda one: isinstance(one, Open | Configure))
            elif kind is not None:
                self._pop(lambda one: isinstance(one, kind))
        elif isinstance(event, GenerationFinished):
            self._pop(lambda one: isinstance(one, Generate) and one.run == event.run)
        elif (run := study_ended_by(event)) is not None:
            self._pop(lambda one: isinstance(one, STUDIES) and one.run == run)
        elif (of := ANSWERS.get(type(event))) is not None:
            self._pop(lambda one: isinstance(one, of))

    def _pop(self, fits: object) -> Command | None:
        for at, one in enumerate(self.waiting):
            if fits(one):  # type: ignore[operator]
                return self.waiting.pop(at)
        return None

    def lost(self) -> tuple[list[Command], bool, list[Event]]:
        """What to ask a server that knows nothing: commands; events for what cannot be repeated.

        The second value is whether the answer to the first command was told before.
        """
        again = [one for one in self.waiting if isinstance(one, Open | Configure | Tokenise)]
        ends = [end for one in self.waiting if one not in again for end in _ends(one)]
        known = self._opened is not None
        silent = known and any(not isinstance(one, Tokenise) for one in again)
        self.waiting, self._repeats = [], silent
        first: list[Command] = [self._opened] if self._opened is not None else []
        return [*first, *again], silent, ends


def _ends(command: Command) -> list[Event]:
    match command:
        case Generate():
            finished = GenerationFinished(command.run, 0, 0.0, stopped=True)
            return [finished, Failure(LOST, GENERATING)]
        case Prove():
            return [Proven(None, LOST)]
        case Weigh():
            return [Weighed((), LOST, command.run)]
        case ReadThrough():
            return [LayersRead(command.run, why=LOST)]
        case Record():
            return [Failure(LOST, RECORDING)]
        case CopyPart():
            return [PartCopied(command.run, why=LOST)]
        case _:
            return [SearchEnded(command.run, LOST)] if isinstance(command, STUDIES) else []
