"""Answers of the engine: frames, which may be dropped, and events, which may not."""

from __future__ import annotations

from dataclasses import field, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from wmstudio.engine.messages.capacity import CapacityMeasured
from wmstudio.engine.messages.example_answers import ExampleAnswered
from wmstudio.engine.messages.finding import UnitHeld, UnitsFound
from wmstudio.engine.messages.lenses import LensAnswer
from wmstudio.engine.messages.remote import Connection, Served
from wmstudio.engine.messages.requests import PlacedEdit
from wmstudio.engine.messages.searches import SearchEnded, SearchProgress, SearchResult
from wmstudio.engine.messages.steps import StepsFound
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from wmstudio.contract import (
        CopiedPart,
        Edit,
        EditSpec,
        MemoryUsage,
        PartSpec,
        Patch,
        Setting,
        Signal,
        SignalRows,
    )
    from wmstudio.engine.messages.candidates import Candidate
    from wmstudio.engine.messages.proofs import Proof
    from wmstudio.engine.messages.requests import Intervention, Values
    from wmstudio.engine.messages.steps import TrainingRun
    from wmstudio.engine.messages.weights import WeighedTensor
    from wmstudio.engine.trace import Trace

Floats: TypeAlias = "npt.NDArray[np.float32]"


@dataclass(frozen=True)
class Probe:
    """The result of reading a piece of text aside after the cursor. The document is not changed.

    ``first`` and ``whole`` are the probability of the first token and of all tokens in a row.
    ``signals`` are what the memory retrieves: the signals of kind address, attention and index at
    the last token, followed by the predictions after it. An attention counts back from that last
    token, number ``cursor + len(tokens)``.
    """

    text: str
    tokens: tuple[int, ...]
    first: float
    whole: float
    signals: Mapping[str, Floats] = field(default_factory=dict, compare=False, repr=False)
    candidates: tuple[Candidate, ...] = ()
    known: bool = True
    """False if nothing is known, because it was not recorded."""


@dataclass(frozen=True)
class TokenSnapshot:
    """Everything at one token: all signals (none before the first), and predictions.

    If the state was edited right after the token, signals of the state are those of the edited one.
    """

    token: int
    signals: Mapping[str, Floats]
    candidates: tuple[Candidate, ...]
    entropy_bits: float
    usage: MemoryUsage
    probe: Probe | None = None
    targets: tuple[int, ...] = ()
    target_bits: tuple[float, ...] = ()
    """What each of the view's targets would cost in bits if it came next."""
    rounded: tuple[str, ...] = ()
    """Signals of a model on another machine that are not exact: see `Chunk.rounded`."""


READING_PARTS = ("tokenise", "prefix", "restore", "step", "record")
"""The parts of the engine's work for an answer, in this order."""


@dataclass(frozen=True)
class Cost:
    """What an answer has cost so far: seconds since the engine took up the view, and tokens.

    ``parts`` are seconds of each of `READING_PARTS`: cutting the text into tokens; finding what is
    already known; restoring a state, by replaying where there is no snapshot; running the model;
    and recording signals. ``at`` is when the frame was made, by `time.perf_counter`.
    """

    seconds: float
    tokens: int
    parts: Mapping[str, float] = field(default_factory=dict)
    at: float = 0.0


@dataclass(frozen=True)
class InterventionResult:
    """The result of an intervention of a view: what is done for it, and why it was refused.

    ``edits`` are those that were made or are still to come, one for each token that it is about.
    ``patch`` is a placed patch with the numbers of its tokens.
    """

    asked: Intervention | Edit
    edits: tuple[Edit, ...] = ()
    refused: str = ""
    patch: Patch | None = None

    @property
    def begins(self) -> int | None:
        """The first token whose prediction of the next one is changed; None if none is."""
        tokens = [edit.token for edit in self.edits]
        if self.patch is not None and self.patch.tokens is not None:
            tokens.append(self.patch.tokens[0])
        return min(tokens, default=None)


def each_once(asked: Iterable[tuple[object, tuple[Edit, ...]]]) -> Iterator[Edit]:
    """The edits of interventions without repetitions: two about words may ask for the same."""
    about_words: set[Edit] = set()
    for one, edits in asked:
        new = edits
        if isinstance(one, PlacedEdit) and one.word is not None:
            new = tuple(edit for edit in edits if edit not in about_words)
            about_words.update(new)
        yield from new


@dataclass(frozen=True)
class CandidatePair:
    """A candidate with its probabilities in the edited and in the untouched reading."""

    now: Candidate
    was: Candidate


@dataclass(frozen=True)
class Frame:
    """An answer to a view that can be drawn alone. It is ``complete`` when nothing is left to do.

    ``length`` is the number of tokens of the text, as far as known; the trace may be shorter until
    the frame is complete. ``snapshot`` is None until the cursor's token has been computed.
    ``beginning`` are the predictions before the first token.
    """

    revision: int
    trace: Trace
    length: int
    cursor: int
    window: tuple[int, int]
    snapshot: TokenSnapshot | None
    cost: Cost
    complete: bool
    interventions: tuple[InterventionResult, ...] = ()
    beginning: tuple[Candidate, ...] = ()
    watch: tuple[str, ...] = ()
    """The signals that the answered view watches."""
    reader: int = 0
    """The number of the model that has read it: see `OpenedModel.reader`."""
    untouched: TokenSnapshot | None = None
    """The snapshot at the cursor without edits and patches; see `Trace.untouched`. None if none are
    in force, or until it has been computed."""
    pairs: tuple[CandidatePair, ...] = ()
    """Candidates with and without the edits: all that are among the most probable of either
    reading, the largest share first."""

    def without_interventions(self) -> Frame:
        """The frame of the untouched model, or this one if no edits are in force."""
        plain = self.trace.untouched
        if plain is None:
            return self
        return replace(
            self, trace=plain, snapshot=self.untouched, interventions=(), untouched=None, pairs=()
        )

    def is_of(self, opened: OpenedModel | None) -> bool:
        """Whether this model has read it, so that its pieces, signals and settings apply.

        It is false without a model.
        """
        return opened is None or opened.reader == self.reader


@dataclass(frozen=True)
class RecordingInfo:
    """What is known of a recording that is open in place of a model.

    Its text, the names of signals that were not recorded, the settings that differ from the
    checkpoint's own, and in words the edits and patches.
    """

    text: str
    lacks: tuple[str, ...] = ()
    values: Values = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """Where a model comes from that another program wrote.

    ``layout`` is the kind of file and ``what`` the model in a few words; ``assumed`` has a sentence
    for everything that the file does not say. ``compared`` is whether our tests compare models of
    this layout with numbers of the program that writes it.
    """

    layout: str
    what: str
    assumed: tuple[str, ...] = ()
    compared: bool = False


@dataclass(frozen=True)
class OpenedModel:
    """A model is open.

    ``pieces`` are the bytes of each token. A ``note`` is shown to the user. ``values`` are those
    settings that differ from the checkpoint's own.
    """

    name: str
    family: str
    folder: Path | None
    device: str
    parameters: int
    signals: Mapping[str, Signal]
    pieces: tuple[bytes, ...] = field(repr=False)
    note: str = ""
    settings: Mapping[str, Setting] = field(default_factory=dict)
    edits: Mapping[str, EditSpec] = field(default_factory=dict)
    parts: Mapping[str, PartSpec] = field(default_factory=dict)
    """Parts of its state that can be copied and put in elsewhere, by id."""
    values: Values = ()
    recorded: RecordingInfo | None = None
    """Set if it is a recording and not a model."""
    hashes: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Hashes of its files when it was opened, by name. Empty if there are no files."""
    origin: Origin | None = None
    """Set for a model that another program wrote."""
    run: TrainingRun | None = None
    """Set for a step of a training run; another one is chosen by the setting `TRAINING_STEP`."""
    rows: Mapping[str, tuple[SignalRows, ...]] = field(default_factory=dict, repr=False)
    """Which rows of its tensors, by their names, make which signals; as far as declared."""
    lens: tuple[str, ...] = ()
    """Signals of layers that the output layer can read, from the lowest, as far as known."""
    record: bytes | None = field(default=None, repr=False)
    """The file with the record of its training, if that is on another machine; empty for none."""
    reader: int = 0
    """A number that differs each time an engine opens or configures a model. Frames carry it, since
    a frame can be read only with the pieces and signals of the model that made it."""

    @cached_property
    def names_tokens(self) -> bool:
        """Whether a memory predicts past tokens as the next one (see `Signal.names`)."""
        return any(signal.names for signal in self.signals.values())


@dataclass(frozen=True)
class StepRead:
    """What a step of a run reads at the cursor of a `ReadSteps`, or ``why`` it cannot."""

    run: int
    step: int
    frame: Frame | None = field(default=None, repr=False)
    why: str = ""


@dataclass(frozen=True)
class PartCopied:
    """A part of the state was copied, or ``why`` it cannot be."""

    run: int
    copied: CopiedPart | None = None
    why: str = ""


@dataclass(frozen=True)
class TokenisedTexts:
    """The tokens of each text of a request."""

    texts: tuple[str, ...]
    tokens: tuple[tuple[int, ...], ...]


READING, SPLITTING, GENERATING, RECORDING, SAVING = (
    "reading",
    "splitting",
    "generating",
    "recording",
    "saving the model",
)


@dataclass(frozen=True)
class Failure:
    """Something failed. The message is one sentence. What was open is still open.

    ``about`` is `READING`, `SPLITTING`, `GENERATING`, `RECORDING` or `SAVING`. It is empty for
    opening a model and for changing its settings, which are answered in the order of the requests.
    """

    message: str
    about: str = ""


@dataclass(frozen=True)
class GeneratedText:
    """More text of a generation, with its number of tokens; empty within a character."""

    run: int
    text: str
    tokens: int = 1


@dataclass(frozen=True)
class GenerationFinished:
    """A generation has ended: it is complete, or it was stopped."""

    run: int
    tokens: int
    seconds: float
    stopped: bool


@dataclass(frozen=True)
class RecordingSaved:
    """A recording of this many tokens has been written."""

    path: Path
    tokens: int


@dataclass(frozen=True)
class ModelSaved:
    """The open model has been written to this folder."""

    folder: Path


@dataclass(frozen=True)
class Proven:
    """What `Prove` has measured on the model that is open, or ``why`` it cannot be measured."""

    proof: Proof | None
    why: str = ""


@dataclass(frozen=True, eq=False)
class Weighed:
    """What `Weigh` has measured of the model that is open, or ``why`` it has no weights."""

    tensors: tuple[WeighedTensor, ...]
    why: str = ""
    run: int = 0


Event = (
    OpenedModel
    | PartCopied
    | TokenisedTexts
    | Failure
    | GeneratedText
    | GenerationFinished
    | RecordingSaved
    | ModelSaved
    | SearchProgress
    | SearchResult
    | SearchEnded
    | UnitsFound
    | UnitHeld
    | ExampleAnswered
    | LensAnswer
    | CapacityMeasured
    | Proven
    | Weighed
    | StepRead
    | StepsFound
    | Served
    | Connection
)
