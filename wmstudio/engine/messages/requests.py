"""Requests to the engine: views, which may be dropped, and commands, which may not."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from wmstudio.engine.messages.capacity import MeasureCapacity
from wmstudio.engine.messages.example_answers import AnswerExamples
from wmstudio.engine.messages.lenses import Lensing, ReadThrough
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.stretches import Spot, Within
from wmstudio.text.words import places_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

    from wmstudio.contract import CopiedPart, Edit, Patch
    from wmstudio.text.patterns import Pattern

Value = bool | int | float | str
Values = tuple[tuple[str, Value], ...]
"""Settings by name: those that differ from the checkpoint's own."""


@dataclass(frozen=True)
class Word:
    """The words that an edit is about: characters ``start`` to ``stop`` (half open) of the text.

    With ``every`` it is every place where the word stands, including those still to be written, and
    ``start`` and ``stop`` are ignored. The edit is made once for each of its tokens, which is
    passed as the ``argument``.
    """

    argument: str
    start: int = 0
    stop: int = 0
    every: str = ""

    def places(self, text: str) -> list[tuple[int, int]]:
        """The places where it stands in a text, each half open."""
        return places_of(self.every, text) if self.every else [(self.start, self.stop)]


@dataclass(frozen=True)
class PlacedEdit:
    """An edit of the state, placed in a text that is being written. Places are in code points.

    It acts right after the last token of the character before ``place``, or after another one of
    its tokens (``within``). If ``place`` is None, it acts right after its ``word``. ``tokens`` are
    arguments that are tokens of the text, also given by places.
    """

    place: Spot | None
    name: str
    arguments: tuple[tuple[str, int], ...] = ()
    tokens: tuple[tuple[str, Spot], ...] = ()
    word: Word | None = None
    copied: CopiedPart | None = None


@dataclass(frozen=True)
class PlacedPatch:
    """A patch of a signal, placed in a text that is being written. Places are in code points.

    It acts on the tokens from the one at ``first`` to the one at ``last``, both included; each is
    found like the token of a `PlacedEdit`. None is the first token, and any token still to come.
    ``patch`` does not name tokens itself.
    """

    patch: Patch
    first: Spot | None = None
    last: Spot | None = None


Intervention = PlacedEdit | PlacedPatch
"""A change of what the model computes: of its state after a token, or of a signal at tokens."""


@dataclass(frozen=True)
class Stretch:
    """Signals that are watched over tokens ``start`` to ``stop`` (half open).

    Without any, the candidates after these tokens are wanted.
    """

    watch: tuple[str, ...]
    start: int
    stop: int

    def overlaps(self, start: int, stop: int) -> bool:
        """Whether any of these tokens is in it."""
        return start < self.stop and stop > self.start


MOST_EXACT = 2**23
"""Most values that are sent exactly at once."""


@dataclass(frozen=True)
class View:
    """Everything that the window wants to see. The newest view replaces any other.

    ``caret`` is in code points. The cursor is the last token that ends at or before it, or token
    number ``within`` of the character that ends there, unless ``token`` names one (-1: before the
    first). ``watch`` are signals to record along the text, over
    the tokens of ``window`` (half open; it may reach beyond the text), and ``also`` others over
    stretches of their own. Over the window, ``top`` candidates after each token are wanted, too.
    ``ask`` is a piece of text whose probability after the cursor is
    requested, with what the memory retrieves for it. The ``interventions`` at one token apply in
    order, and so do the ``patches``. With ``untouched``, the text is also read without either.
    ``targets`` are tokens whose bits after the cursor are wanted. Of a model on another machine,
    values of signals are wanted exactly over the stretches of ``exact``, `MOST_EXACT` at most;
    others may be rounded.
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
    interventions: tuple[Intervention | Edit, ...] = ()
    untouched: bool = False
    targets: tuple[int, ...] = ()
    exact: tuple[Stretch, ...] = ()

    @property
    def spot(self) -> Spot:
        """Where the cursor is, unless ``token`` names it."""
        return self.caret if self.within is None else Within(self.caret, self.within)

    def watched(self, start: int, stop: int, near: bool = False) -> tuple[str, ...]:
        """Signals that are watched at any of these tokens, which may be ``near`` the cursor."""
        names = (
            name
            for wanted in (Stretch(self.watch, *self.window), *self.also)
            if near or wanted.overlaps(start, stop)
            for name in wanted.watch
        )
        return tuple(dict.fromkeys(names))

    def expects(self, start: int, stop: int) -> bool:
        """Whether the candidates after any of these tokens are wanted."""
        asked = (Stretch((), *self.window), *(one for one in self.also if not one.watch))
        return self.top > 0 and any(one.overlaps(start, stop) for one in asked)


@dataclass(frozen=True)
class Open:
    """Open a model by its bundled name or its path, with these settings in place of its own.

    If it is ``shared`` and the same model is open on this device already, that one's weights are
    used, whatever its files are by now.
    """

    source: str | Path
    device: str = "auto"
    values: Values = ()
    shared: bool = False


@dataclass(frozen=True)
class Configure:
    """Change settings of the open model. Those not named return to the checkpoint's."""

    values: Values


@dataclass(frozen=True)
class Tokenise:
    """Tokenise each of these texts by itself, as it stands behind others."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Sampling:
    """How to choose the next token. Temperature 0 always chooses the most probable one."""

    temperature: float = 0.8
    top_k: int = 0
    """Keep only the k most probable tokens; 0 keeps all."""
    top_p: float = 0.95
    """Keep only the most probable tokens that together reach p; 1 keeps all."""
    seed: int = 0
    tokens: int = 200
    """The largest number of tokens to generate."""


@dataclass(frozen=True)
class Generate:
    """Continue a text. All of ``text`` is before the place to continue from.

    Interventions that are in force stay so, unless the ``untouched`` reading is to be continued.
    """

    run: int
    text: str
    sampling: Sampling = Sampling()
    untouched: bool = False


@dataclass(frozen=True)
class Record:
    """Write all that the open model shows of a text to a file."""

    path: Path
    text: str
    interventions: tuple[Intervention | Edit, ...] = ()


@dataclass(frozen=True)
class CopyPart:
    """Copy a part of the state after this token, as a frame shows it.

    ``part`` is one of the model's parts, and ``item`` one of its items. ``origin`` says in words
    where it comes from. ``revision`` and ``interventions`` are those of the frame's view: it is
    refused once another text is read, or the same one with other interventions.
    """

    run: int
    part: str
    token: int
    item: int = 0
    origin: str = ""
    revision: int = 0
    interventions: tuple[Intervention | Edit, ...] = ()


@dataclass(frozen=True)
class SaveModel:
    """Write the open model to a new folder, from which it opens again."""

    folder: Path


@dataclass(frozen=True)
class Search:
    """Find places where units of a signal are active: at or above the threshold, or ``below``.

    The search is in ``text``, read with the ``interventions``, or in a text file instead. Matches
    that share a token with a span of ``apart`` (half open) are left out. It runs between views,
    one chunk of tokens at a time.
    """

    run: int
    signal: str
    threshold: float
    units: tuple[int, ...]
    text: str = field(default="", repr=False)
    file: Path | None = None
    interventions: tuple[Intervention | Edit, ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    below: bool = False
    """Whether a unit is active at or below the threshold, instead of at or above."""


@dataclass(frozen=True)
class StopSearch:
    """Cancel every search that runs or waits. Each is answered by `SearchEnded`."""


@dataclass(frozen=True)
class FindUnits:
    """Find the units of a signal that tell tokens inside a pattern from those outside.

    The pattern is in ``text``, read with the ``interventions``, or in a text file instead. It runs
    between views, one chunk of tokens at a time, and `StopSearch` ends it.
    """

    run: int
    signal: str
    pattern: Pattern
    text: str = field(default="", repr=False)
    file: Path | None = None
    interventions: tuple[Intervention | Edit, ...] = ()


@dataclass(frozen=True)
class HoldUnit:
    """Measure what holding a unit does to what follows the pattern of ``asked``.

    At each place of the pattern the unit is held over the last ``tokens`` tokens (fewer if it has
    fewer).
    """

    run: int
    unit: int
    asked: FindUnits
    tokens: int = 6


@dataclass(frozen=True)
class Prove:
    """Measure on a paragraph of English that the open model was opened rightly, between views."""


@dataclass(frozen=True, eq=False)
class Weigh:
    """Measure the weights of the open model, between views, a tensor at a time.

    ``against`` are weights of another model by name, to tell what changed. It takes the place of an
    earlier request.
    """

    against: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict, repr=False)
    run: int = 0


@dataclass(frozen=True)
class ReadSteps:
    """Read the token at a view's cursor with every step of the open training run, between views.

    Each step is answered by `StepRead`. It takes the place of an earlier request.
    """

    run: int
    view: View


@dataclass(frozen=True)
class Stop:
    """Stop the running generation, if any."""


@dataclass(frozen=True)
class Cancel:
    """Cancel the running view, and every model that is being opened or waits to be opened.

    What was read is kept, and the next view goes on from it. A cancelled opening is answered by
    `Failure`, and what was open is still open.
    """


Study = Search | FindUnits | HoldUnit | AnswerExamples | Lensing | MeasureCapacity
"""What runs between views, a chunk of tokens at a time, until `StopSearch` ends it."""
Command = (
    Cancel
    | Open
    | Configure
    | Tokenise
    | Generate
    | Record
    | CopyPart
    | SaveModel
    | Study
    | ReadThrough
    | StopSearch
    | Prove
    | Weigh
    | ReadSteps
    | Stop
)
