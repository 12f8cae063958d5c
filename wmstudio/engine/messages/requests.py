"""What the window asks of the engine: views, which may be dropped, and commands, which may not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wmstudio.text.stretches import Spot, Within
from wmstudio.text.words import places_of

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.contract import Edit, Patch

Value = bool | int | float | str
Values = tuple[tuple[str, Value], ...]
"""Settings by name: all that are to be other than the checkpoint's own."""


@dataclass(frozen=True, slots=True)
class Word:
    """What an edit is about: characters ``start`` to ``stop`` (half open) of the text.

    With ``every`` it is every place where this stands as a word of its own, also those that are
    yet to be written, and ``start`` and ``stop`` say nothing. The edit is done once for each token
    of it, which is given as the ``argument``.
    """

    argument: str
    start: int = 0
    stop: int = 0
    every: str = ""

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in a text, each half open."""
        return places_of(self.every, text) if self.every else [(self.start, self.stop)]


@dataclass(frozen=True, slots=True)
class PlacedEdit:
    """An edit of the state by hand in a text that is being written: places are in code points.

    It acts right after the last token of the character before ``place``, or after another one of
    its tokens; where ``place`` is None, right after the ``word`` that it is about. ``tokens`` are
    arguments that mean tokens of the text, given by such places too.
    """

    place: Spot | None
    name: str
    arguments: tuple[tuple[str, int], ...] = ()
    tokens: tuple[tuple[str, Spot], ...] = ()
    word: Word | None = None


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
    Of the ``edits`` of one token each follows from those before it. With ``untouched`` the text is
    wanted as the model reads it without any patches and edits, too.
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
    untouched: bool = False

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
    """Give up every search that goes on or waits; each is answered by `SearchEnded`."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End the generation that is running, if any."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give up what is being done: a view, and every checkpoint that is being or to be opened.

    What was read by then is kept, and the next view goes on from it. An opening that was given up
    is answered by `Failure`, and what was open still is.
    """


Command = Cancel | Open | Configure | Tokenise | Generate | Record | Search | StopSearch | Stop
