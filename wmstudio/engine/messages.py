"""What the window asks of the engine, and what the engine answers: frozen values, no torch.

Two kinds of traffic. A `View` may be dropped: only the newest counts, and so for the `Frame` that
answers it. Commands and events are kept in order, and none is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from wmstudio.models.contract import (
    Argument,
    ArgumentKind,
    Edit,
    EditSpec,
    Kind,
    MemoryUsage,
    Patch,
    Setting,
    Signal,
    UsageTexts,
    When,
)
from wmstudio.text.stretches import Spot, Within

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wmstudio.engine.trace import Trace
    from wmstudio.engine.unit_index import Place

__all__ = [
    "READING_PARTS",
    "Argument",
    "ArgumentKind",
    "Asked",
    "Cancel",
    "Candidate",
    "Command",
    "Configure",
    "Cost",
    "Edit",
    "EditSpec",
    "Edited",
    "Event",
    "Failed",
    "Finished",
    "Floats",
    "Frame",
    "Generate",
    "Generated",
    "Kind",
    "Match",
    "Matched",
    "MemoryUsage",
    "Moment",
    "Open",
    "Opened",
    "Patch",
    "PlacedEdit",
    "Record",
    "Recorded",
    "Sampling",
    "Saved",
    "Search",
    "Searching",
    "Setting",
    "Signal",
    "Stop",
    "StopSearch",
    "Stretch",
    "Tokenise",
    "Tokenised",
    "Unsearched",
    "UsageTexts",
    "Value",
    "Values",
    "View",
    "When",
]

Floats = npt.NDArray[np.float32]
Value = bool | int | float | str
Values = tuple[tuple[str, Value], ...]
"""Settings by name: all that are to be other than the checkpoint's own."""

# --- asked -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlacedEdit:
    """An edit of the state by hand in a text that is being written: places are in code points.

    It acts right after the last token of the character before ``place``, or after another one of
    its tokens; ``tokens`` are arguments that mean tokens of the text, given by such places too.
    """

    place: Spot
    name: str
    arguments: tuple[tuple[str, int], ...] = ()
    tokens: tuple[tuple[str, Spot], ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Signals that are wanted over the tokens from ``start`` to ``stop`` (half open)."""

    watch: tuple[str, ...]
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class View:
    """Everything the window wants to see now; complete by itself, so the newest replaces any other.

    ``caret`` is in code points. The cursor is the last token that ends at or before it, or of the
    character that ends there its token number ``within``, unless ``token`` names one (-1: before
    the first). ``watch`` are signals to record along the text, over
    the tokens of ``window`` (half open; it may reach beyond the text), and ``also`` others over
    stretches of their own. ``ask`` is a piece of text
    whose probability after the cursor is wanted, and what the memory gets back when asked with it.
    Of the ``edits`` of one token each follows from those before it.
    """

    revision: int
    text: str
    caret: int = 0
    token: int | None = None
    within: int | None = None
    watch: tuple[str, ...] = ()
    window: tuple[int, int] = (0, 0)
    also: tuple[Stretch, ...] = ()
    top: int = 20
    ask: str = ""
    patches: tuple[Patch, ...] = ()
    edits: tuple[PlacedEdit | Edit, ...] = ()

    @property
    def spot(self) -> Spot:
        """Where the cursor is, unless ``token`` names it."""
        return self.caret if self.within is None else Within(self.caret, self.within)


@dataclass(frozen=True, slots=True)
class Open:
    """Open a checkpoint by its bundled name or its folder, with its own settings but for these."""

    source: str | Path
    device: str = "auto"
    values: Values = ()


@dataclass(frozen=True, slots=True)
class Configure:
    """Go on with the open checkpoint, with its own settings but for these; none are back to it."""

    values: Values


@dataclass(frozen=True, slots=True)
class Tokenise:
    """Say which tokens each of some texts is by itself."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to choose the next token. Temperature 0 takes the most probable one."""

    temperature: float = 0.8
    top_k: int = 0
    """Only the k most probable; 0 is all."""
    top_p: float = 0.95
    """Only the most probable that together reach p; 1 is all."""
    seed: int = 0
    tokens: int = 200
    """At most so many."""


@dataclass(frozen=True, slots=True)
class Generate:
    """Continue a text (all of ``text`` is before the place to continue from)."""

    run: int
    text: str
    sampling: Sampling = Sampling()


@dataclass(frozen=True, slots=True)
class Record:
    """Write all that the open model shows of a text to a file."""

    path: Path
    text: str
    edits: tuple[PlacedEdit | Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """Find the places where units of a signal are on: at the threshold or above, or ``below``.

    In ``text``, read with the ``edits``, or in a file of text in its place. What shares a token
    with a span of ``apart`` (half open) is left out. It goes on between views, a chunk of tokens at
    a time.
    """

    run: int
    signal: str
    threshold: float
    units: tuple[int, ...]
    text: str = field(default="", repr=False)
    file: Path | None = None
    edits: tuple[PlacedEdit | Edit, ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    below: bool = False
    """Whether a unit is on at the threshold or below it."""


@dataclass(frozen=True, slots=True)
class StopSearch:
    """Give up every search that goes on or waits; each is answered by `Unsearched`."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End the generation that is running, if any."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give up what is being done: a view, and every checkpoint that is being or to be opened.

    What was read by then is kept, and the next view goes on from it. An opening that was given up
    is answered by `Failed`, and what was open still is.
    """


Command = Cancel | Open | Configure | Tokenise | Generate | Record | Search | StopSearch | Stop

# --- answered ----------------------------------------------------------------------------------


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
class Asked:
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
class Moment:
    """Everything at one token, exact: every signal (none before the first), what is next.

    Where the state was edited right after the token, what is shown of it is as the edit left it.
    """

    token: int
    signals: Mapping[str, Floats]
    candidates: tuple[Candidate, ...]
    entropy_bits: float
    usage: MemoryUsage
    asked: Asked | None = None


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
class Edited:
    """What became of an edit of a view: the token it acts after, and why it could not be done."""

    asked: PlacedEdit | Edit
    edit: Edit
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """An answer to a view, drawable alone. ``complete`` when nothing of the view is left to do.

    ``length`` is how many tokens the text has, as far as that is known; the trace may be shorter
    until the frame is complete. ``moment`` is None until the cursor's token has been computed.
    ``beginning`` is what is expected before the first token.
    """

    revision: int
    trace: Trace
    length: int
    cursor: int
    window: tuple[int, int]
    moment: Moment | None
    cost: Cost
    complete: bool
    edits: tuple[Edited, ...] = ()
    beginning: tuple[Candidate, ...] = ()
    watch: tuple[str, ...] = ()
    """What the view that is answered watches."""
    reader: int = 0
    """The number of the model that has read it: see `Opened.reader`."""

    def is_of(self, opened: Opened | None) -> bool:
        """Whether this is the model that has read it: its pieces, signals and settings.

        Without a model there is nothing that it could be taken for.
        """
        return opened is None or opened.reader == self.reader


@dataclass(frozen=True, slots=True)
class Recorded:
    """What there is to know of a recording that is open in the place of a model.

    Its text; the names of the signals that were not recorded; the settings that were not the
    checkpoint's own; and in words, what was changed by hand.
    """

    text: str
    lacks: tuple[str, ...] = ()
    values: Values = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
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
    recorded: Recorded | None = None
    """Where it is no model but a recording of one."""
    hashes: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Of its files when it was opened, by their names; none where there are no files."""
    reader: int = 0
    """A number of its own for each time that an engine opens or configures a model. Frames carry
    it, as one can be understood only by the pieces and signals of the model that has read it."""


@dataclass(frozen=True, slots=True)
class Tokenised:
    """The tokens of each text that was asked about."""

    texts: tuple[str, ...]
    tokens: tuple[tuple[int, ...], ...]


READING, SPLITTING, GENERATING, RECORDING = "reading", "splitting", "generating", "recording"


@dataclass(frozen=True, slots=True)
class Failed:
    """Something could not be done; one sentence. What was open still is.

    ``about`` is what failed: `READING`, `SPLITTING`, `GENERATING` or `RECORDING`. It is empty for
    opening a model and for changing its settings, which are answered in the order asked.
    """

    message: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Generated:
    """More text of a generation, of so many tokens; may be empty in the middle of a character."""

    run: int
    text: str
    tokens: int = 1


@dataclass(frozen=True, slots=True)
class Finished:
    """A generation has ended: all its tokens are there, or it was stopped."""

    run: int
    tokens: int
    seconds: float
    stopped: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """A recording of so many tokens has been written."""

    path: Path
    tokens: int


@dataclass(frozen=True, slots=True)
class Searching:
    """A search has read so many tokens of its text; ``of`` 0 is not known yet."""

    run: int
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Match:
    """A place that was found: its tokens, its ``span`` in code points, and what stands there."""

    place: Place
    span: tuple[int, int]
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class Matched:
    """The best places of a search, and how many have ``whole``, all units, of so many tokens."""

    run: int
    matches: tuple[Match, ...]
    whole: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Unsearched:
    """A search has ended without an answer: it was given up, or ``why``."""

    run: int
    why: str = ""


Event = (
    Opened | Tokenised | Failed | Generated | Finished | Saved | Searching | Matched | Unsearched
)
