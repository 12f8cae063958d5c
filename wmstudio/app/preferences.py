"""The preferences as data. The window makes a page of them.

The value of each is the field of `wmstudio.app.settings.Settings` with the same name as its id.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from wmstudio.app.commands import DEVICE_NAMES, THEME_NAMES
from wmstudio.app.languages import LANGUAGES, SYSTEM
from wmstudio.app.phrases import Phrase, phrase
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

SEEDS = 2**31 - 1
SMALLEST_ZOOM, LARGEST_ZOOM = -4, 24
SCALES = {"1.25": phrase("1.25 times"), "1.5": phrase("1.5 times"), "2": phrase("Twice")}
"""How much presentation mode can enlarge."""
ALWAYS, NEVER = "on", "off"
APPEARANCE = phrase("Appearance")
TEXT = phrase("Text")
MODEL = phrase("Model")
GENERATING = phrase("Generating")
PROGRAM = phrase("Program")


@dataclass(frozen=True)
class Preference:
    """One of ``choices``, a number from ``low`` to ``high``, or (with neither) a switch.

    A number is an integer unless ``exact``.
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
        """Whether the preference can have this value."""
        if self.choices:
            return isinstance(value, str) and value in self.choices
        if self.low == self.high:
            return isinstance(value, bool)
        kinds = (int, float) if self.exact else (int,)
        # Compared without conversion: an int of hundreds of digits is no float.
        return type(value) in kinds and self.low <= value <= self.high


_LISTED = (
    Preference(
        "language",
        APPEARANCE,
        "Language",
        "The language of the interface",
        {SYSTEM: THEME_NAMES[SYSTEM], **LANGUAGES},
    ),
    Preference(
        "theme",
        APPEARANCE,
        "Colours",
        "Dark or light, each also in high contrast, or as the system is",
        THEME_NAMES,
    ),
    Preference(
        "zoom",
        APPEARANCE,
        "Size of text",
        "Points by which all text is larger (or, below zero, smaller) than usual",
        low=SMALLEST_ZOOM,
        high=LARGEST_ZOOM,
    ),
    Preference(
        "motion",
        APPEARANCE,
        "Reduce motion",
        "No panel slides, no menu fades and the caret does not blink; playback goes on",
        {SYSTEM: THEME_NAMES[SYSTEM], ALWAYS: phrase("On"), NEVER: phrase("Off")},
    ),
    Preference(
        "lecture",
        APPEARANCE,
        "Size when presenting",
        "How much presentation mode (F11) enlarges the text and all that panels show",
        SCALES,
    ),
    Preference(
        "frames",
        APPEARANCE,
        "Redraws per second",
        "How often panels are redrawn at most; fewer times leave the model more of the processor",
        low=5,
        high=60,
    ),
    Preference(
        "letters",
        TEXT,
        "Text font",
        "The font of the text that you write",
        {"usual": phrase("Serif"), "one width": phrase("Monospace")},
    ),
    Preference("wrap", TEXT, "Wrap lines", "Wrap lines that are wider than the window"),
    Preference("tab", TEXT, "Width of a tab", "Width of a tab, in spaces", low=1, high=16),
    Preference(
        "files",
        TEXT,
        "Recent files",
        "How many files are listed in File, Open recent",
        low=0,
        high=30,
    ),
    Preference("device", MODEL, "Compute on", "The device that models run on", DEVICE_NAMES),
    Preference(
        "start",
        MODEL,
        "Model at the start",
        "The model that the program starts with",
        {"last": phrase("Last opened model"), "bundled": phrase("Included model")},
    ),
    Preference(
        "temperature",
        GENERATING,
        "Temperature",
        "0 always chooses the most probable token; above 1 flattens the probabilities",
        low=0,
        high=5,
        exact=True,
    ),
    Preference(
        "top_k",
        GENERATING,
        "Top-k",
        "Choose among this many most probable tokens; 0 means all",
        low=0,
        high=100_000,
    ),
    Preference(
        "top_p",
        GENERATING,
        "Top-p",
        "Choose among the most probable tokens that together reach this probability",
        low=0,
        high=1,
        exact=True,
    ),
    Preference("seed", GENERATING, "Seed", "The same seed gives the same text", low=0, high=SEEDS),
    Preference(
        "tokens", GENERATING, "Tokens", "Generate at most this many tokens", low=1, high=100_000
    ),
    Preference(
        "log",
        PROGRAM,
        "Keep a log",
        "Log what the program does (never your text) to a file, to help find "
        "errors; takes effect at the next start",
    ),
)
PREFERENCES = {preference.id: preference for preference in _LISTED}
