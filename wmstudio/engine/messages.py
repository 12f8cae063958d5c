"""What the window asks of the engine, and what the engine answers: frozen values, no torch.

Two kinds of traffic. A `View` may be dropped: only the newest counts, and so for the `Frame` that
answers it. Commands and events are kept in order, and none is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from wmstudio.models.contract import Kind, Load, Patch, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wmstudio.engine.trace import Trace

__all__ = [
    "Asked",
    "Candidate",
    "Command",
    "Cost",
    "Event",
    "Failed",
    "Finished",
    "Floats",
    "Frame",
    "Generate",
    "Generated",
    "Kind",
    "Load",
    "Moment",
    "Open",
    "Opened",
    "Patch",
    "Sampling",
    "Signal",
    "Stop",
    "View",
]

Floats = npt.NDArray[np.float32]

# --- asked -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class View:
    """Everything the window wants to see now; complete by itself, so the newest replaces any other.

    ``caret`` is in code points. The cursor is the last token that ends at or before it, unless
    ``token`` names one (-1: before the first). ``watch`` are signals to record along the text, over
    the tokens of ``window`` (half open; it may reach beyond the text). ``ask`` is a piece of text
    whose probability after the cursor is wanted.
    """

    revision: int
    text: str
    caret: int = 0
    token: int | None = None
    watch: tuple[str, ...] = ()
    window: tuple[int, int] = (0, 0)
    top: int = 20
    ask: str = ""
    patches: tuple[Patch, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """Open a checkpoint: a bundled one's name, or a folder."""

    source: str | Path
    device: str = "auto"


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
class Stop:
    """End the generation that is running, if any."""


Command = Open | Generate | Stop

# --- answered ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token that may come next."""

    token: int
    probability: float


@dataclass(frozen=True, slots=True)
class Asked:
    """The probability of a piece of text: of its first token, and of all its tokens in a row."""

    text: str
    tokens: tuple[int, ...]
    first: float
    whole: float


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything at one token, exact: every signal (none before the first), what is next."""

    token: int
    signals: Mapping[str, Floats]
    candidates: tuple[Candidate, ...]
    entropy_bits: float
    load: Load
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What it took to answer so far: seconds since the engine took the view up, tokens computed."""

    seconds: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Frame:
    """An answer to a view, drawable alone. ``complete`` when nothing of the view is left to do.

    ``length`` is how many tokens the text has; the trace may be shorter until the frame is
    complete. ``moment`` is None until the cursor's token has been computed.
    """

    revision: int
    trace: Trace
    length: int
    cursor: int
    window: tuple[int, int]
    moment: Moment | None
    cost: Cost
    complete: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint is open. ``pieces`` are the bytes of each token; a ``note`` is to be told."""

    name: str
    family: str
    folder: Path | None
    device: str
    parameters: int
    signals: Mapping[str, Signal]
    pieces: tuple[bytes, ...] = field(repr=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Something could not be done; one sentence. What was open still is."""

    message: str


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


Event = Opened | Failed | Generated | Finished
