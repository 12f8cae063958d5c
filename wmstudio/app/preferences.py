"""What can be chosen about the program, as data: the window makes a page of it.

The value of each is the field of `wmstudio.app.settings.Settings` that has its id as a name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wmstudio.app.commands import DEVICE_NAMES, THEME_NAMES
from wmstudio.app.phrases import Phrase, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

SEEDS = 2**31 - 1
SMALLEST_ZOOM, LARGEST_ZOOM = -4, 24
LOOKS = phrase("Looks")
TEXT = phrase("Text")
MODEL = phrase("Model")
GENERATING = phrase("Generating")
PROGRAM = phrase("Program")


@dataclass(frozen=True, slots=True)
class Preference:
    """One of ``choices``, a number from ``low`` to ``high``, or (with neither) a switch.

    A number is a whole one unless ``exact``.
    """

    id: str
    section: Phrase
    text: Phrase
    tip: Phrase
    choices: Mapping[str, Phrase] = field(default_factory=dict)
    low: float = 0
    high: float = 0
    exact: bool = False

    def fits(self, value: Any) -> bool:
        """Whether this can be its value."""
        if self.choices:
            return isinstance(value, str) and value in self.choices
        if self.low == self.high:
            return isinstance(value, bool)
        kinds = (int, float) if self.exact else (int,)
        # Compared, never converted: a whole number of hundreds of digits is no float.
        return type(value) in kinds and self.low <= value <= self.high


_LISTED = (
    Preference("theme", LOOKS, "Colours", "Dark, light, or as the system is", THEME_NAMES),
    Preference(
        "zoom",
        LOOKS,
        "Size of text",
        "Points that all text is bigger than usual, or (less than zero) smaller",
        low=SMALLEST_ZOOM,
        high=LARGEST_ZOOM,
    ),
    Preference(
        "frames",
        LOOKS,
        "Drawings in a second",
        "How often a panel is drawn at most; fewer leave more of the processor to the model",
        low=5,
        high=60,
    ),
    Preference(
        "letters",
        TEXT,
        "Letters",
        "What the text is written in",
        {"usual": phrase("Those of the window"), "one width": phrase("All of one width")},
    ),
    Preference("wrap", TEXT, "Wrap lines", "Break lines that are longer than the window is wide"),
    Preference(
        "tab", TEXT, "Width of a tab", "How many spaces a tab is as wide as", low=1, high=16
    ),
    Preference(
        "files", TEXT, "Recent files", "How many files File, Open recent remembers", low=0, high=30
    ),
    Preference(
        "device", MODEL, "Compute on", "Where the model is computed, from now on", DEVICE_NAMES
    ),
    Preference(
        "start",
        MODEL,
        "Open at the start",
        "Which model is opened when the program starts and none was asked for",
        {"last": phrase("The one that was open last"), "bundled": phrase("The bundled one")},
    ),
    Preference(
        "temperature",
        GENERATING,
        "Temperature",
        "0 takes the most probable token; more than 1 flattens the probabilities",
        low=0,
        high=5,
        exact=True,
    ),
    Preference(
        "top_k",
        GENERATING,
        "Top-k",
        "Only so many most probable tokens may be chosen; 0 is all",
        low=0,
        high=100_000,
    ),
    Preference(
        "top_p",
        GENERATING,
        "Top-p",
        "Only the most probable tokens that together reach this may be chosen",
        low=0,
        high=1,
        exact=True,
    ),
    Preference("seed", GENERATING, "Seed", "The same seed gives the same text", low=0, high=SEEDS),
    Preference(
        "tokens", GENERATING, "Tokens", "At most so many are generated", low=1, high=100_000
    ),
    Preference(
        "log",
        PROGRAM,
        "Keep a log",
        "Write what the program does (never your text) to a file that helps to find what went "
        "wrong; from the next start on",
    ),
)
PREFERENCES = {preference.id: preference for preference in _LISTED}
