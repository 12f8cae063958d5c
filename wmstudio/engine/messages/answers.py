"""What the engine answers: frames, which may be dropped, and events, which may not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wmstudio.contract import Edit, EditSpec, MemoryUsage, Setting, Signal
    from wmstudio.engine.messages.requests import PlacedEdit, Values
    from wmstudio.engine.trace import Trace
    from wmstudio.engine.unit_index import Place

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token that may come next.

    ``memory`` is how much of its probability comes from a memory that names tokens; None where the
    model has none.
    """

    token: int
    probability: float
    memory: float | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """What becomes of a piece of text that is read aside after the cursor; nothing of it is kept.

    Its probability: of its ``first`` token, and of all its tokens in a row. What the memory gets
    back: the ``signals`` of kind address, attention and index at its last token, and what is
    expected next. An attention counts back from that last token, number ``cursor + len(tokens)``.
    """

    text: str
    tokens: tuple[int, ...]
    first: float
    whole: float
    signals: Mapping[str, Floats] = field(default_factory=dict, compare=False, repr=False)
    candidates: tuple[Candidate, ...] = ()
    known: bool = True
    """False where nothing can be told of it: it was not recorded."""


@dataclass(frozen=True, slots=True)
class TokenSnapshot:
    """Everything at one token, exact: every signal (none before the first), what is next.

    Where the state was edited right after the token, what is shown of it is as the edit left it.
    """

    token: int
    signals: Mapping[str, Floats]
    candidates: tuple[Candidate, ...]
    entropy_bits: float
    usage: MemoryUsage
    probe: Probe | None = None


READING_PARTS = ("tokenise", "prefix", "restore", "step", "record")
"""What the engine does for an answer, in this order."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What it took to answer so far: seconds since the engine took the view up, tokens computed.

    ``parts`` are seconds of each of `READING_PARTS`: cutting the text into tokens; finding what is
    known of it; going back to a state to go on from, replayed where there is no snapshot; the
    model's own work; making pictures and columns of what it shows. ``at`` is when the frame was
    made, by `time.perf_counter`.
    """

    seconds: float
    tokens: int
    parts: Mapping[str, float] = field(default_factory=dict)
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class EditResult:
    """What became of an edit of a view: what was done for it, and why nothing could be.

    ``edits`` are those that were done or are still to come: one for each token that it is about.
    """

    asked: PlacedEdit | Edit
    edits: tuple[Edit, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class CandidatePair:
    """A token that may come next, as the edits leave it and as the untouched model has it."""

    now: Candidate
    was: Candidate


@dataclass(frozen=True, slots=True)
class Frame:
    """An answer to a view, drawable alone. ``complete`` when nothing of the view is left to do.

    ``length`` is how many tokens the text has, as far as that is known; the trace may be shorter
    until the frame is complete. ``snapshot`` is None until the cursor's token has been computed.
    ``beginning`` is what is expected before the first token.
    """

    revision: int
    trace: Trace
    length: int
    cursor: int
    window: tuple[int, int]
    snapshot: TokenSnapshot | None
    cost: Cost
    complete: bool
    edits: tuple[EditResult, ...] = ()
    beginning: tuple[Candidate, ...] = ()
    watch: tuple[str, ...] = ()
    """What the view that is answered watches."""
    reader: int = 0
    """The number of the model that has read it: see `OpenedModel.reader`."""
    untouched: TokenSnapshot | None = None
    """Everything at the cursor where nothing is changed by hand, which is `Trace.untouched`; None
    where nothing is, or until it has been computed."""
    pairs: tuple[CandidatePair, ...] = ()
    """What may come next with and without the edits: all that are among the most probable of
    either, the largest share first."""

    def without_edits(self) -> Frame:
        """The frame of the untouched model; the same where nothing is changed."""
        plain = self.trace.untouched
        if plain is None:
            return self
        return replace(
            self, trace=plain, snapshot=self.untouched, edits=(), untouched=None, pairs=()
        )

    def is_of(self, opened: OpenedModel | None) -> bool:
        """Whether this is the model that has read it: its pieces, signals and settings.

        Without a model there is nothing that it could be taken for.
        """
        return opened is None or opened.reader == self.reader


@dataclass(frozen=True, slots=True)
class RecordingInfo:
    """What there is to know of a recording that is open in the place of a model.

    Its text; the names of the signals that were not recorded; the settings that were not the
    checkpoint's own; and in words, what was changed by hand.
    """

    text: str
    lacks: tuple[str, ...] = ()
    values: Values = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """A checkpoint is open. ``pieces`` are the bytes of each token; a ``note`` is to be told.

    ``values`` are those of its ``settings`` that are not the checkpoint's own.
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
    values: Values = ()
    recorded: RecordingInfo | None = None
    """Where it is no model but a recording of one."""
    hashes: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Of its files when it was opened, by their names; none where there are no files."""
    reader: int = 0
    """A number of its own for each time that an engine opens or configures a model. Frames carry
    it, as one can be understood only by the pieces and signals of the model that has read it."""


@dataclass(frozen=True, slots=True)
class TokenisedTexts:
    """The tokens of each text that was asked about."""

    texts: tuple[str, ...]
    tokens: tuple[tuple[int, ...], ...]


READING, SPLITTING, GENERATING, RECORDING = "reading", "splitting", "generating", "recording"


@dataclass(frozen=True, slots=True)
class Failure:
    """Something could not be done; one sentence. What was open still is.

    ``about`` is what failed: `READING`, `SPLITTING`, `GENERATING` or `RECORDING`. It is empty for
    opening a model and for changing its settings, which are answered in the order asked.
    """

    message: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class GeneratedText:
    """More text of a generation, of so many tokens; may be empty in the middle of a character."""

    run: int
    text: str
    tokens: int = 1


@dataclass(frozen=True, slots=True)
class GenerationFinished:
    """A generation has ended: all its tokens are there, or it was stopped."""

    run: int
    tokens: int
    seconds: float
    stopped: bool


@dataclass(frozen=True, slots=True)
class RecordingSaved:
    """A recording of so many tokens has been written."""

    path: Path
    tokens: int


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """A search has read so many tokens of its text; ``of`` 0 is not known yet."""

    run: int
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class SearchMatch:
    """A place that was found: its tokens, its ``span`` in code points, and what stands there."""

    place: Place
    span: tuple[int, int]
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best places of a search, and how many have ``whole``, all units, of so many tokens."""

    run: int
    matches: tuple[SearchMatch, ...]
    whole: int
    tokens: int


@dataclass(frozen=True, slots=True)
class SearchEnded:
    """A search has ended without an answer: it was given up, or ``why``."""

    run: int
    why: str = ""


Event = (
    OpenedModel
    | TokenisedTexts
    | Failure
    | GeneratedText
    | GenerationFinished
    | RecordingSaved
    | SearchProgress
    | SearchResult
    | SearchEnded
)
