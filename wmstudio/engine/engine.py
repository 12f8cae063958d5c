"""The engine: the open model and document, and what each request does. It has no threads.

Every answer comes out of a generator; the runtime decides how far to go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from wmstudio.contract import PatchError
from wmstudio.engine.asking import split
from wmstudio.engine.backend import Backend, Refused, newest_of, step_of
from wmstudio.engine.copying import copy_part
from wmstudio.engine.failures import answered, sentence_of
from wmstudio.engine.finding import Finder
from wmstudio.engine.lenses.measuring import read_through
from wmstudio.engine.messages import (
    GENERATING,
    READING,
    RECORDING,
    SAVING,
    Cancel,
    Command,
    Configure,
    CopyPart,
    Event,
    Failure,
    Frame,
    Generate,
    GeneratedText,
    GenerationFinished,
    ModelSaved,
    Open,
    OpenedModel,
    Proof,
    Prove,
    Proven,
    ReadSteps,
    ReadThrough,
    Record,
    RecordingSaved,
    SaveModel,
    SearchEnded,
    Stop,
    StopSearch,
    Study,
    Tokenise,
    View,
    Weigh,
    Weighed,
    WeighedTensor,
)
from wmstudio.engine.proof import proving
from wmstudio.engine.recording import Recording, record, write_recording
from wmstudio.engine.runs.following import Following
from wmstudio.engine.runs.readings import StepReadings
from wmstudio.engine.weights import weighing_step

if TYPE_CHECKING:
    from wmstudio.engine.document_engine import DocumentEngine

Opener = Callable[[Open], tuple[Backend, OpenedModel]]
"""Opens a model. It raises ValueError or OSError with a sentence to show."""
Saver = Callable[[Backend, OpenedModel, Path], None]
"""Writes a model to a new folder. It raises ValueError or OSError with a sentence to show."""
Aside = Callable[[Callable[[], Any]], object]
"""Begins some work that may take long."""
Answer = TypeVar("Answer")


class Engine:
    """Holds at most one open model. A model that cannot be opened leaves the open one as it is.

    Whatever a reader or a model raises, the engine answers with a `Failure` and goes on.
    """

    def __init__(
        self, opener: Opener, saver: Saver | None = None, aside: Aside = lambda work: None
    ) -> None:
        self._opener, self._saver, self._aside = opener, saver, aside
        self._unprepared: Callable[[], None] | None = None
        """Makes reading with the open model faster; None once it has begun."""
        self._document: DocumentEngine | None = None
        self._opened: tuple[Open, OpenedModel] | None = None
        self._viewed: View | None = None
        """The view that was read last."""
        self._own: Backend | None = None
        """The open model with the checkpoint's own settings."""
        self._readings = StepReadings()
        self._generation: tuple[int, Iterator[GeneratedText | GenerationFinished]] | None = None
        self._searcher: Finder | None = None
        self._searches: dict[int, Iterator[Event]] = {}
        """Searches that run or wait, by their runs, in order."""
        self._proving: Iterator[Proof | None] | None = None
        self._weighing: tuple[int, Iterator[tuple[WeighedTensor, ...] | None]] | None = None
        self._following: Following | None = None

    @property
    def generating(self) -> bool:
        """Whether `generate_on` has more to yield."""
        return self._generation is not None

    @property
    def busy(self) -> bool:
        """Whether `go_on` has more to yield."""
        jobs = self._proving, self._weighing, self._following
        return self.generating or bool(self._searches) or any(job is not None for job in jobs)

    def go_on(self) -> Iterator[Event | None]:
        """Do a bit of background work: a generation, else a search, a run, a proof, or weights."""
        if self.generating:
            go_on = self.generate_on
        elif self._searches:
            go_on = self.search_on
        elif self._following is not None:
            go_on = self.follow_on
        else:
            go_on = self.weigh_on if self._proving is None else self.prove_on
        return _living(go_on(), _failed(GENERATING))

    def do(self, command: Command) -> Iterator[Event | None]:
        """Carry out a command. Yields None where it can be cancelled without any change."""
        return _living(self._do(command), partial(answered, command))

    def look(self, view: View) -> Iterator[Frame | Event | None]:
        """Answer a view. Yields None where it can be interrupted; without a model, nothing."""
        return _living(self._look(view), _failed(READING))

    def _do(self, command: Command) -> Iterator[Event | None]:
        match command:
            case Cancel():
                pass
            case Open():
                yield from self._open(command)
            case Configure():
                yield from self._configure(command)
            case Tokenise():
                yield split(self._own, command)
            case Record():
                yield from self._record(command)
            case ReadThrough():
                yield read_through(self._document.backend if self._document else None, command)
            case StopSearch():
                yield from self._stop_searches()
            case CopyPart():
                name = self._opened[1].name if self._opened is not None else ""
                yield copy_part(self._document, self._viewed, name, command)
            case SaveModel():
                yield self._save(command.folder)
            case Prove():
                yield from self._prove()
            case Weigh():
                yield from self._weigh(command)
            case ReadSteps():
                self._follow(command)
            case Generate():
                yield from self._stop()
                yield from self._begin(command)
            case Stop():
                yield from self._stop()
            case _:
                yield from self._search(command)

    def _begin(self, command: Generate) -> Iterator[Event]:
        if self._document is None:
            yield Failure("Open a model first: there is none to continue the text.", GENERATING)
            yield GenerationFinished(command.run, 0, 0.0, stopped=True)
        else:
            self._generation = command.run, self._document.continue_from(command)

    def _look(self, view: View) -> Iterator[Frame | Event | None]:
        if self._document is None:
            return
        self._viewed = view
        if self._following is not None:
            self._following.leave(self._document)
        try:
            for answer in self._document.read(view):
                yield answer
                if answer is not None and self._unprepared is not None:
                    # Not earlier, since loading numba would delay what the window shows first.
                    self._aside(self._unprepared)
                    self._unprepared = None
        except PatchError as error:
            yield Failure(f"{error}.", READING)
        except Refused as error:
            yield Failure(str(error), READING)
        except (RuntimeError, MemoryError, ValueError) as error:
            yield from self._after_failure(error)

    def generate_on(self) -> Iterator[Event | None]:
        """Generate one more token."""
        if self._generation is None:
            return
        run, tokens = self._generation
        try:
            answer = next(tokens)
        except Refused as error:
            self._generation = None
            yield GenerationFinished(run, 0, 0.0, stopped=True)
            yield Failure(str(error), GENERATING)
            return
        except Exception as error:  # anything: the generation must not be resumed
            self._generation = None
            yield GenerationFinished(run, 0, 0.0, stopped=True)
            yield from self._after_failure(error)
            return
        if isinstance(answer, GenerationFinished):
            self._generation = None
        yield answer

    def search_on(self) -> Iterator[Event]:
        """Search one more chunk, of the search that has waited longest."""
        if not self._searches:
            return
        run, steps = next(iter(self._searches.items()))
        try:
            answer = next(steps, None)
        except Exception as error:  # anything: the search must not be resumed
            del self._searches[run]
            yield SearchEnded(run, sentence_of(error))
            return
        if answer is None:
            del self._searches[run]
        else:
            yield answer

    def prove_on(self) -> Iterator[Event]:
        """Measure one step more of whether the open model was opened rightly."""
        if self._proving is None:
            return
        try:
            proof = next(self._proving)
        except Exception as error:  # anything: the measurement must not be resumed
            self._proving = None
            yield Proven(None, sentence_of(error))
            return
        if proof is not None:
            self._proving = None
            yield Proven(proof)

    def weigh_on(self) -> Iterator[Event]:
        """Measure one tensor more of the open model."""
        if self._weighing is None:
            return
        run, steps = self._weighing
        try:
            tensors = next(steps)
        except Exception as error:  # anything: the measurement must not be resumed
            self._weighing = None
            yield Weighed((), sentence_of(error), run)
            return
        if tensors is not None:
            self._weighing = None
            yield Weighed(tensors, run=run)

    def _follow(self, command: ReadSteps) -> None:
        if self._own is not None and self._opened is not None:
            values = self._opened[1].values
            self._following = Following(command, self._own, values, self._readings)

    def follow_on(self) -> Iterator[Event]:
        """Read a chunk more with the next step of the training run."""
        try:
            read = self._following.go_on() if self._following is not None else None
        except Exception as error:  # anything: it must not be resumed
            self._following = None
            if not isinstance(error, StopIteration):
                raise
            return
        if read is not None:
            yield read

    def _save(self, folder: Path) -> Event:
        if self._own is None or self._opened is None or self._saver is None:
            return Failure("Open a model first: there is none to save.", SAVING)
        opened = self._opened[1]
        try:
            self._saver(step_of(self._own, opened), opened, folder)
        except OSError as error:
            return Failure(f"{folder} cannot be written: {error.strerror or error}.", SAVING)
        return ModelSaved(folder)

    def _prove(self) -> Iterator[Event]:
        if self._own is None:
            yield Proven(None, "Open a model first: there is none to measure.")
        else:
            self._proving = proving(self._own)

    def _weigh(self, command: Weigh) -> Iterator[Event]:
        if self._own is None or self._opened is None:
            yield Weighed((), "Open a model first: there is none to measure.", command.run)
        else:
            self._weighing = command.run, weighing_step(self._own, self._opened[1], command)

    def _search(self, command: Study) -> Iterator[Event]:
        if self._searcher is None:
            yield SearchEnded(command.run, "Open a model first: there is none to search with.")
        else:
            self._searches[command.run] = self._searcher.steps(command)

    def _stop_searches(self) -> Iterator[Event]:
        runs, self._searches = tuple(self._searches), {}
        yield from map(SearchEnded, runs)

    def _use(self, document: DocumentEngine) -> Iterator[Event]:
        """Switch to another model. Searches with the old one end."""
        yield from self._stop()
        yield from self._stop_searches()
        self._document, self._searcher = document, Finder(document.backend)

    def _open(self, command: Open) -> Iterator[Event | None]:
        try:
            backend, opened = self._opener(command)
            readings = StepReadings()
            document, opened = readings.configured(backend, opened, command.values)
        except (ValueError, OSError, MemoryError, RuntimeError) as error:
            yield Failure(sentence_of(error))
            return
        yield None
        yield from self._use(document)
        self._own, self._opened, self._readings = backend, (command, opened), readings
        self._unprepared = getattr(backend, "prepare", None)
        self._proving = self._weighing = self._following = None
        yield opened

    def _configure(self, command: Configure) -> Iterator[Event]:
        if self._own is None or self._opened is None:
            yield Failure("Open a model first: there is none to change the settings of.")
            return
        asked, opened = self._opened
        try:
            # Of a training run there may be newer steps.
            own = newest_of(self._own)
            opened = replace(opened, note="")
            document, opened = self._readings.configured(own, opened, command.values)
        except (ValueError, MemoryError, RuntimeError) as error:
            yield Failure(sentence_of(error))
            return
        yield from self._use(document)
        self._own = own
        # Kept with the open model, so that it moves along to another device.
        self._opened = (replace(asked, values=opened.values), opened)
        yield opened

    def _record(self, command: Record) -> Iterator[Event | None]:
        if self._document is None or self._opened is None:
            yield Failure("Open a model first: there is none to record.", RECORDING)
            return
        backend, (_, opened) = self._document.backend, self._opened
        try:
            for done in record(backend, opened, command.text, edits=command.interventions):
                if isinstance(done, Recording):
                    write_recording(command.path, done)
                    yield RecordingSaved(command.path, len(done.arrays["ids"]))
                else:
                    yield None
        except OSError as error:
            why = error.strerror or str(error)
            yield Failure(f"{command.path} could not be written: {why}.", RECORDING)
        except (ValueError, MemoryError, RuntimeError) as error:
            yield Failure(sentence_of(error), RECORDING)

    def _stop(self) -> Iterator[Event]:
        if self._generation is not None:
            run, _ = self._generation
            self._generation = None
            yield GenerationFinished(run, 0, 0.0, stopped=True)

    def _after_failure(self, error: Exception) -> Iterator[Event | None]:
        """After a failure on a device, switch to the CPU; a failure on the CPU is reported."""
        if self._opened is None or self._opened[1].device == "cpu":
            yield Failure(f"The model could not read this text: {sentence_of(error)}", READING)
            return
        command, opened = self._opened
        for event in self._open(replace(command, device="cpu")):
            if isinstance(event, OpenedModel):
                note = f"{opened.device} failed ({sentence_of(error)}): going on with the CPU."
                yield replace(event, note=note)
            else:
                yield event


def _living(
    answers: Iterator[Answer], failed: Callable[[str], Iterable[Event]]
) -> Iterator[Answer | Event]:
    """Yield the same answers; last, if something is raised, those that ``failed`` gives of it."""
    try:
        yield from answers
    except Exception as error:  # an engine that ends would take everything that is open with it
        yield from failed(sentence_of(error))


def _failed(about: str) -> Callable[[str], Iterable[Event]]:
    return lambda why: [Failure(why, about)]
